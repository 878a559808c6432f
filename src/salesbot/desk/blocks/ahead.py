"""What lies ahead of a team, a week at a time, for its managers."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from salesbot.dates.saying import named
from salesbot.desk.ahead import by_reader, days_of, steps
from salesbot.desk.places import city
from salesbot.people.rules import zone_or
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from salesbot.desk.ahead import Ahead, Day, Group, Part
    from salesbot.people.model import Team
    from salesbot.room import Block
    from salesbot.room.foretelling import Foretold

PAGE, CHOSEN = "desk.ahead", "desk.ahead_chosen"
PAGES = 4  # weeks
_MOST_NAMES = 20
# A section takes 3,000; the whole message must stay below what Slack takes.
_LONGEST, _MOST_LETTERS = 2_900, 10_000


def week(ahead: Ahead, team: Team, *, page: int) -> Message:
    """One week of what lies ahead; `page` counts weeks from 0."""
    name, span = kit.name(team.name), _span(ahead, page)
    title = f"What {name} will get, {span}"
    blocks = [kit.section(f"*What {name} will get*, {span}"), *_standing(ahead)]
    days = days_of(ahead)
    room = _MOST_LETTERS
    for text in (text for day in days for text in _day(day, ahead)):
        room -= len(text)
        if room < 0:
            blocks.append(kit.context("The rest of this week is more than fits here; the command line shows it all."))
            break
        blocks.append(kit.section(text))
    if not days:
        blocks.append(kit.section("Nothing comes by itself in these days."))
    words = "Times are on each person's own clock. Nothing is sent by looking. Only you see this."
    return Message(title, [*blocks, kit.context(words), kit.actions(*_turning(team, page))])


def _span(ahead: Ahead, page: int) -> str:
    first = ahead.window.first
    return f"{named(first)} to {named(ahead.window.last)}" if first and page else f"until {named(ahead.window.last)}"


def _standing(ahead: Ahead) -> Iterator[Block]:
    if ahead.stopped:
        yield kit.section(":warning: Slack refuses my token just now, so nothing is sent until an admin mends that.")
    for name in ahead.paused:
        yield kit.section(f":pause_button: {kit.name(name)} is paused.")


def _turning(team: Team, page: int) -> Iterator[Block]:
    if page > 0:
        yield kit.button("Earlier week", f"{PAGE}.back", value=f"{team.id}/{page - 1}")
    if page + 1 < PAGES:
        yield kit.button("Next week", f"{PAGE}.on", value=f"{team.id}/{page + 1}")


def _day(day: Day, ahead: Ahead) -> Iterator[str]:
    text = f"*{named(day.day)}*"
    for line in (line for part in day.parts for line in _part(part, day.day, ahead)):
        if len(text) + len(line) > _LONGEST:
            yield text
            text = f"*{named(day.day)}*"
        text += f"\n{line}"
    yield text


def _part(part: Part, day: date, ahead: Ahead) -> Iterator[str]:
    """Who gets the same on their own walls stands on one line, whatever their zones."""
    same: dict[str, list[Group]] = defaultdict(list)
    for group in part.groups:
        wall = group.at.astimezone(zone_or(group.zone))
        same[f"{wall:%H:%M} {steps(group)}"].append(group)
    for words, groups in same.items():
        people = " · ".join(f"{_names(group.names)} ({city(group.zone)})" for group in groups)
        yield f"• *{kit.name(part.what)}*, {words}: {people}"
    for reader, told in by_reader(part.shared, ahead):
        place = "to" if told[0].to.startswith(("U", "W")) else "in"  # a person's id, or a channel's
        yield f"• *{kit.name(part.what)}* {place} {kit.name(reader)}: {'; '.join(_report(one, day) for one in told)}"
    for reason, names in sorted(part.unsent.items()):
        yield f"• _{kit.name(part.what)}, not asked ({kit.name(reason)}): {_names(sorted(names, key=str.casefold))}_"


def _names(names: Sequence[str]) -> str:
    shown = ", ".join(kit.name(one) for one in names[:_MOST_NAMES])
    return shown + (f" and {len(names) - _MOST_NAMES} others" if len(names) > _MOST_NAMES else "")


def _report(one: Foretold, day: date) -> str:
    if one.moment:
        return f"{one.words} {one.moment}"
    wall = one.at.astimezone(zone_or(one.zone))
    at = f"{wall:%H:%M}" if wall.date() == day else f"{wall:%a %H:%M}"
    return f"{at} {city(one.zone)}: {one.words}" + (f" {one.only}" if one.only else "")


def choose(teams: Sequence[Team]) -> Message:
    """Somebody manages several teams and says which one they mean."""
    buttons = [kit.button(one.name, f"{CHOSEN}.{one.id}", value=f"{one.id}/0") for one in teams[:25]]
    return Message(
        "Which team?", [kit.section("You manage several teams. Which one do you mean?"), kit.actions(*buttons)]
    )
