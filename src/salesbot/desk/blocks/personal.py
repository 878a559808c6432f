"""A person's own settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import dates
from salesbot.desk import places
from salesbot.desk.blocks import away
from salesbot.desk.blocks.setup import zone_input
from salesbot.people.rules import country_of, next_holiday, zone_or
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from salesbot.desk.service.personal import Standing
    from salesbot.people.model import Member
    from salesbot.room import Block, Reason

FORM = "desk.me"
OPEN = "desk.me_open"
COUNTRY = "desk.country"
SLACKS = "slack"
GUESSED = "guessed"
# Slack's page "Checkboxes": at most 10 options; "Section": at most 3,000 characters.
_MOST_AWAYS, _MOST_COMING = 10, 15


def form(standing: Standing, *, commands: Mapping[str, str], now: datetime) -> Block:
    """Everything that is somebody's own to decide, as it stands."""
    member = standing.member
    blocks = [
        kit.section(asked(standing)),
        *_status(standing, now=now),
        zone_input(
            "Your time zone", member.zone, now=now, first=_zone(member, now=now), hint="Questions come on this clock."
        ),
        _begins(member),
        kit.input_block("Your working days", _days(member), block_id="days"),
        kit.input_block(
            "Whose public holidays are yours?",
            kit.external("Type a country", COUNTRY, initial=_country(member)),
            block_id="country",
            hint=_next_holiday(standing),
        ),
        _time("Quiet hours begin", "quiet_from", f"{member.quiet_from:%H:%M}"),
        _time(
            "Quiet hours end", "quiet_to", f"{member.quiet_to:%H:%M}", "Suggestions wait meanwhile; questions don't."
        ),
        _date(
            "Pause everything until", "pause", _pause(standing, now=now), "On that day I ask again. Empty: no pause."
        ),
        *_noted(standing),
        _date("Away from", "away_first", None, f"Or type {commands['salesbot']} away 3\N{EN DASH}14 Aug."),
        _date("Away until, that day included", "away_last", None),
    ]
    shown = ",".join(str(one.id) for one in standing.aways[:_MOST_AWAYS])
    return kit.modal("Your settings", blocks, callback_id=FORM, submit="Save", private_metadata=shown)


def asked(standing: Standing) -> str:
    """What somebody is asked by itself, and when next."""
    lines = [f"• {_when(one, standing)}: {kit.name(one.words)}" for one in standing.coming[:_MOST_COMING]]
    more = len(standing.coming) - len(lines)
    lines += [f"• and {more} more"] if more > 0 else []
    return "*What I ask you, and when next*\n" + ("\n".join(lines) or "Nothing comes to you by itself.")


def _when(one: Reason, standing: Standing) -> str:
    at = one.at.astimezone(zone_or(standing.member.zone))
    return f"{dates.say_day(at.date(), today=standing.today)}, {at:%H:%M}"


def _status(standing: Standing, *, now: datetime) -> list[Block]:
    words = away.status_words(standing.member, now=now)
    return [kit.context(f":palm_tree: {words}")] if words else []


def _next_holiday(standing: Standing) -> str:
    country = standing.member.own_country or country_of(standing.member.zone)
    found = next_holiday(country, standing.today)
    return (
        f"Nothing is asked on them. Next: {found[1]}, {dates.say_day(found[0], today=standing.today)}." if found else ""
    )


def _noted(standing: Standing) -> list[Block]:
    """The periods that are noted, each with a tick that can be taken away."""
    options = [
        kit.option(dates.say(away.span(one), today=standing.today), str(one.id)) for one in standing.aways[:_MOST_AWAYS]
    ]
    if not options:
        return []
    ticked = kit.checkboxes("aways", options, initial=[one["value"] for one in options])
    hint = "Take a tick away to end it; days gone by stay as they were."
    return [kit.input_block("Your time away", ticked, block_id="aways", optional=True, hint=hint)]


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


def _begins(member: Member) -> Block:
    picker = kit.timepicker("begins", initial=f"{member.day_begins:%H:%M}" if member.day_begins else None)
    hint = "What is asked earlier waits for it, and leaves you two hours to answer. Empty, or 00:00: no such hour."
    return kit.input_block("Your day begins at", picker, block_id="begins", optional=True, hint=hint)


def _time(label: str, block_id: str, initial: str, hint: str = "") -> Block:
    return kit.input_block(label, kit.timepicker(block_id, initial=initial), block_id=block_id, hint=hint)


def _date(label: str, block_id: str, initial: date | None, hint: str = "") -> Block:
    picker = kit.datepicker(block_id, initial=initial)
    return kit.input_block(label, picker, block_id=block_id, optional=True, hint=hint)


def _pause(standing: Standing, *, now: datetime) -> date | None:
    until = standing.member.paused_until
    return until.astimezone(zone_or(standing.member.zone)).date() if until is not None and until > now else None


def saved(standing: Standing, *, now: datetime) -> Block:
    """What was kept, said back."""
    blocks = [kit.section(kept(standing, now=now)), kit.section(asked(standing))]
    return kit.modal("Saved", blocks, callback_id="desk.saved", close="Done")


def kept(standing: Standing, *, now: datetime) -> str:
    """Settings in a few plain lines."""
    member = standing.member
    country = places.country_name(member.own_country or country_of(member.zone)) or "none"
    lines = [
        f":round_pushpin: {places.label(member.zone, now=now)}" + ("" if member.own_zone else " (as in Slack)"),
        *([f":sunrise: Your day begins at {member.day_begins:%H:%M}."] if member.day_begins else []),
        f":calendar: You work {_named_days(member.working_days)}; public holidays: {country}.",
        f":crescent_moon: Quiet from {member.quiet_from:%H:%M} to {member.quiet_to:%H:%M}.",
    ]
    paused = _pause(standing, now=now)
    lines += [f":pause_button: Paused until {dates.say_day(paused, today=standing.today)}."] if paused else []
    lines += [f":palm_tree: Away {away.spans(standing.aways, today=standing.today)}."] if standing.aways else []
    lines += [words] if (words := away.status_words(member, now=now)) else []
    return "\n".join(lines)


def _named_days(days: str) -> str:
    """`Mon-Fri` for days in a row, else their names."""
    names = [dates.WEEKDAYS[int(one) - 1][:3].title() for one in days]
    if len(names) > 2 and days in "1234567":  # noqa: PLR2004  two days in a row are named
        return f"{names[0]}\N{EN DASH}{names[-1]}"
    return ", ".join(names)
