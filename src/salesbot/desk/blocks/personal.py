"""A person's own settings, and what is said about time away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.desk import dates, places
from salesbot.desk.blocks.setup import zone_input
from salesbot.people.described import NO_END
from salesbot.people.rules import country_of, zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from salesbot.desk.service.personal import Noted, Standing
    from salesbot.people.model import Away, Member
    from salesbot.room import Block

FORM = "desk.me"
COUNTRY = "desk.country"
SLACKS = "slack"
GUESSED = "guessed"


def form(standing: Standing, *, commands: Mapping[str, str], now: datetime) -> Block:
    """Everything that is somebody's own to decide, as it stands."""
    member = standing.member
    blocks = [
        zone_input(
            "Your time zone", member.zone, now=now, first=_zone(member, now=now), hint="Questions come on this clock."
        ),
        kit.input_block("Your working days", _days(member), block_id="days"),
        kit.input_block(
            "Whose public holidays are yours?",
            kit.external("Type a country", COUNTRY, initial=_country(member)),
            block_id="country",
        ),
        _time("Quiet hours begin", "quiet_from", f"{member.quiet_from:%H:%M}"),
        _time(
            "Quiet hours end", "quiet_to", f"{member.quiet_to:%H:%M}", "Suggestions wait meanwhile; questions don't."
        ),
        _date(
            "Pause everything until", "pause", _pause(standing, now=now), "On that day I ask again. Empty: no pause."
        ),
        _date("Away from", "away_first", None, _away_hint(standing, commands)),
        _date("Away until, that day included", "away_last", None),
    ]
    return kit.modal("Your settings", blocks, callback_id=FORM, submit="Save")


def _zone(member: Member, *, now: datetime) -> Block:
    return (
        slacks_zone(member, now=now)
        if member.own_zone is None
        else kit.option(places.label(member.own_zone, now=now), member.own_zone)
    )


def slacks_zone(member: Member, *, now: datetime) -> Block:
    """The choice that follows whatever Slack says."""
    return kit.option(f"As in Slack: {places.label(member.slack_zone, now=now)}", SLACKS)


def _days(member: Member) -> Block:
    options = [kit.option(name.title(), str(number)) for number, name in enumerate(dates.WEEKDAYS, 1)]
    return kit.checkboxes("days", options, initial=list(member.working_days))


def _country(member: Member) -> Block:
    return (
        kit.option(places.country_name(member.own_country), member.own_country)
        if member.own_country
        else guessed(member)
    )


def guessed(member: Member) -> Block:
    """The choice that follows the zone."""
    name = places.country_name(country_of(member.zone))
    return kit.option(f"As my time zone says: {name}" if name else "None: my time zone names no country", GUESSED)


def _time(label: str, block_id: str, initial: str, hint: str = "") -> Block:
    return kit.input_block(label, kit.timepicker(block_id, initial=initial), block_id=block_id, hint=hint)


def _date(label: str, block_id: str, initial: date | None, hint: str = "") -> Block:
    picker = kit.datepicker(block_id, initial=initial)
    return kit.input_block(label, picker, block_id=block_id, optional=True, hint=hint)


def _pause(standing: Standing, *, now: datetime) -> date | None:
    until = standing.member.paused_until
    return until.astimezone(zone_or(standing.member.zone)).date() if until is not None and until > now else None


def _away_hint(standing: Standing, commands: Mapping[str, str]) -> str:
    typed = f"{commands['salesbot']} away off"
    return f"Noted: {_spans(standing)}. {typed} ends it." if standing.aways else "Nothing is asked on those days."


def _spans(standing: Standing) -> str:
    return ", ".join(dates.say(_span(one), today=standing.today) for one in standing.aways)


def _span(away: Away) -> dates.Span:
    return dates.Span(away.first_day, away.last_day)


def saved(standing: Standing, *, now: datetime) -> Block:
    """What was kept, said back."""
    return kit.modal("Saved", [kit.section(kept(standing, now=now))], callback_id="desk.saved", close="Done")


def kept(standing: Standing, *, now: datetime) -> str:
    """Settings in a few plain lines."""
    member = standing.member
    country = places.country_name(member.own_country or country_of(member.zone)) or "none"
    lines = [
        f":round_pushpin: {places.label(member.zone, now=now)}" + ("" if member.own_zone else " (as in Slack)"),
        f":calendar: You work {_named_days(member.working_days)}; public holidays: {country}.",
        f":crescent_moon: Quiet from {member.quiet_from:%H:%M} to {member.quiet_to:%H:%M}.",
    ]
    paused = _pause(standing, now=now)
    lines += [f":pause_button: Paused until {dates.say_day(paused, today=standing.today)}."] if paused else []
    lines += [f":palm_tree: Away {_spans(standing)}."] if standing.aways else []
    return "\n".join(lines)


def _named_days(days: str) -> str:
    """`Mon-Fri` for days in a row, else their names."""
    names = [dates.WEEKDAYS[int(one) - 1][:3].title() for one in days]
    if len(names) > 2 and days in "1234567":  # noqa: PLR2004  two days in a row are named
        return f"{names[0]}\N{EN DASH}{names[-1]}"
    return ", ".join(names)


def away_stands(standing: Standing, *, typed: str, now: datetime) -> Message:
    """What is noted, and how to note more."""
    usage = f"`{typed} 3\N{EN DASH}14 Aug` notes days off, `{typed} off` ends them."
    status = standing.member.status_away_until
    if standing.aways:
        words = f":palm_tree: Away {_spans(standing)}. {usage}"
    elif status is not None and status > now:
        end = "" if status == NO_END else f" until {_moment(status, standing.member)}"
        words = f"Your Slack status says that you are away{end}, so I ask nothing. {usage}"
    else:
        words = f"No time away is noted. {usage}"
    return Message(words)


def _moment(at: datetime, member: Member) -> str:
    return f"{at.astimezone(zone_or(member.zone)):%a %H:%M}"


def away_noted(noted: Noted, *, typed: str) -> Message:
    """Time away said back, so that a slip is seen at once."""
    who, is_, ask = ("You", "are", "you") if not noted.by_other else (kit.name(noted.member.name), "is", "them")
    if noted.span is None:
        return Message(_ended(noted, who=who, ask=ask))
    words = (
        f":palm_tree: Noted: {who if noted.by_other else 'you'} {is_} away {dates.say(noted.span, today=noted.today)}."
    )
    words += f" I won't ask {ask} anything then"
    words += f", and will again {_on(noted.back, today=noted.today)}." if noted.back else "."
    whom = f" @{noted.member.name}" if noted.by_other else ""
    return Message(f"{words} `{typed}{whom} off` undoes it.")


def _on(day: date, *, today: date) -> str:
    said = dates.say_day(day, today=today)
    return said if said.startswith(("today", "tomorrow")) else f"on {said}"


def _ended(noted: Noted, *, who: str, ask: str) -> str:
    if not noted.ended:
        return f"No time away was noted{'' if not noted.by_other else f' for {who}'}, so nothing changed."
    spans = _named_spans(noted.ended, today=noted.today)
    greeting = "Welcome back!" if not noted.by_other else "Done."
    return f":wave: {greeting} I took out {spans}, and will ask {ask} as usual."


def _named_spans(aways: Sequence[Away], *, today: date) -> str:
    return ", ".join(dates.say(_span(one), today=today) for one in aways)
