"""What is said about time away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import dates
from salesbot.people.described import NO_END
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from salesbot.desk.service.away import Noted
    from salesbot.desk.service.personal import Standing
    from salesbot.people.model import Away, Member


def stands(standing: Standing, *, by: str, typed: str, now: datetime) -> Message:
    """What is noted of oneself or, for a manager, of somebody else, and how to note more; `by` is who asks."""
    member, by_other = standing.member, by != standing.member.id
    who, whom = kit.name(member.name), f" @{_typed_name(member)}" if by_other else ""
    usage = f"`{typed}{whom} 3\N{EN DASH}14 Aug` notes days off, `{typed}{whom} off` ends them."
    status = status_words(member, by_other=by_other, now=now)
    if standing.aways:
        away = f"{who} is away" if by_other else "Away"
        words = f":palm_tree: {away} {spans(standing.aways, today=standing.today)}. {usage}"
    elif status:
        words = f"{status} {usage}"
    else:
        words = f"No time away is noted{f' for {who}' if by_other else ''}. {usage}"
    return Message(f"{words} {_pause(member, by_other=by_other, typed=typed, today=standing.today)}".rstrip())


def _pause(member: Member, *, by_other: bool, typed: str, today: date) -> str:
    """Say that somebody has paused, which time away neither begins nor ends, and how that ends; "" where they have not.

    `typed` is the command of time away, beside which stands the one of everybody's own settings.
    """
    ends = member.paused_until
    until = ends.astimezone(zone_or(member.zone)).date() if ends is not None else today
    if until <= today:
        return ""
    day, settings = dates.say_day(until, today=today), f"`{typed.removesuffix('away')}me`"
    if by_other:
        return f"{kit.name(member.name)} paused me until {day}; only they can end that sooner, in {settings}."
    return f"You paused me until {day}; {settings} ends that sooner."


def status_words(member: Member, *, by_other: bool = False, now: datetime) -> str:
    """Say that somebody's Slack status makes them away, to themselves or to another; "" where it does not."""
    until = member.status_away_until
    if until is None or until <= now:
        return ""
    end = "" if until == NO_END else f" until {_moment(until, member)}"
    if by_other:
        theirs = f"{end} their time" if end else ""
        return f"{kit.name(member.name)} is away{theirs}, as their Slack status says, so I ask them nothing."
    return f"Your Slack status says that you are away{end}, so I ask nothing."


def _moment(at: datetime, member: Member) -> str:
    return f"{at.astimezone(zone_or(member.zone)):%a %H:%M}"


def said_back(noted: Noted, *, typed: str) -> Message:
    """Time away said back, so that a slip is seen at once."""
    who, is_, ask = ("You", "are", "you") if not noted.by_other else (kit.name(noted.member.name), "is", "them")
    if noted.span is None:
        return Message(_ended(noted, who=who, ask=ask, typed=typed))
    words = (
        f":palm_tree: Noted: {who if noted.by_other else 'you'} {is_} away {dates.say(noted.span, today=noted.today)}."
    )
    words += f" I won't ask {ask} anything then"
    words += f", and will again {_on(noted.back, today=noted.today)}." if noted.back else "."
    whom = f" @{_typed_name(noted.member)}" if noted.by_other else ""
    return Message(f"{words} `{typed}{whom} off` undoes it.")


def _typed_name(member: Member) -> str:
    """A name as it stands in code that somebody may type."""
    return kit.name(member.name).replace("`", "")


def _on(day: date, *, today: date) -> str:
    said = dates.say_day(day, today=today)
    return said if said.startswith(("today", "tomorrow")) else f"on {said}"


def _ended(noted: Noted, *, who: str, ask: str, typed: str) -> str:
    pause = _pause(noted.member, by_other=noted.by_other, typed=typed, today=noted.today)
    on = f". {pause}" if pause else f", and will ask {ask} as usual."
    if not noted.ended and noted.status:
        greeting, theirs = ("Done.", "their") if noted.by_other else ("Welcome back!", "your")
        return f":wave: {greeting} I take no notice of {theirs} Slack status any more{on}"
    if not noted.ended:
        return (
            f"No time away was noted{'' if not noted.by_other else f' for {who}'}, so nothing changed. {pause}".rstrip()
        )
    greeting = "Welcome back!" if not noted.by_other else "Done."
    return f":wave: {greeting} I took out {spans(noted.ended, today=noted.today)}{on}"


def spans(aways: Sequence[Away], *, today: date) -> str:
    """Name periods of time away, with a comma between."""
    return ", ".join(dates.say(span(one), today=today) for one in aways)


def span(away: Away) -> dates.Span:
    """The days of one period."""
    return dates.Span(away.first_day, away.last_day)


def noted_for_you(noted: Noted, *, typed: str) -> Message:
    """The note to somebody for whom their manager noted or ended time away."""
    who = kit.mention(noted.by)
    if noted.span is None:
        pause = _pause(noted.member, by_other=False, typed=typed, today=noted.today)
        on = f". {pause}" if pause else ", so I will ask you as usual."
        return Message(f":wave: {who} {_undone(noted)}{on}")
    days = dates.say(noted.span, today=noted.today)
    return Message(
        f":palm_tree: {who} noted that you are away {days}, so I won't ask you anything then. `{typed} off` undoes it."
    )


def _undone(noted: Noted) -> str:
    """What a manager took back: days that were noted, or that a Slack status says so."""
    if not noted.ended:
        return "told me that you are here, whatever your Slack status says"
    return f"took out your time away: {spans(noted.ended, today=noted.today)}"
