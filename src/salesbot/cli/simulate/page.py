"""What lies ahead as a terminal shows it: day by day, 80 to 100 columns wide."""

from __future__ import annotations

from collections import Counter
from textwrap import wrap
from typing import TYPE_CHECKING

from salesbot.dates.saying import named
from salesbot.desk.ahead import by_reader, days_of, steps
from salesbot.desk.places import city
from salesbot.people.rules import zone_or

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from salesbot.desk.ahead import Ahead, Day, Group, Part, Waiting
    from salesbot.room.foretelling import Foretold

NARROW, WIDE = 80, 100
_WAITS = {"waiting": "waits", "claimed": "on its way", "paused": "cannot be reached", "unknown": "perhaps sent"}


def page(ahead: Ahead, *, width: int) -> Iterator[str]:
    """Yield the lines; the terminal's width is kept between 80 and 100 columns."""
    columns = min(max(width, NARROW), WIDE)
    yield from _standing(ahead)
    days = days_of(ahead)
    for day in days:
        yield ""
        yield f"{day.day:%A %-d %B %Y}"
        for part in day.parts:
            yield from _part(part, day, ahead, columns)
    yield ""
    last = f"Nothing comes by itself until {named(ahead.window.last)}."
    yield from wrap(summary(ahead) if days else last, columns)


def summary(ahead: Ahead) -> str:
    """Count what would be sent."""
    certain = sum(1 for one in ahead.messages if not one.only and not one.shared)
    perhaps = sum(1 for one in ahead.messages if one.only and not one.shared)
    people = len({one.to for one in ahead.messages if not one.shared})
    words = f"{_count(certain, 'message')} to {_count(people, 'person', 'people')} for certain"
    words += f", up to {_count(perhaps, 'reminder')}" if perhaps else ""
    skipped = f"; {_count(len(ahead.unsent), 'time')} somebody is not asked" if ahead.unsent else ""
    return f"{words}{skipped}. Nothing was sent and nothing was changed."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number:,} {one if number == 1 else many or one + 's'}"


# ---- what stands in the way ----


def _standing(ahead: Ahead) -> Iterator[str]:
    first = f"from {named(ahead.window.first)} " if ahead.window.first else ""
    now = ahead.window.now
    yield f"What comes {first}until {named(ahead.window.last)}, by what stands on {named(now.date())} {now:%H:%M} UTC."
    if ahead.stopped:
        yield f"This workspace is stopped ({ahead.stopped}): nothing is sent until the token works again."
    for name in ahead.paused:
        yield f"Paused: {name}. Nothing of it comes until somebody resumes it."
    if ahead.waiting:
        yield ""
        yield "In the outbox already"
        for one in ahead.waiting:
            yield _waits(one, ahead)


def _waits(one: Waiting, ahead: Ahead) -> str:
    error = f" ({one.error})" if one.error else ""
    kind = one.kind.replace(".", " ").replace("_", " ")
    due = f"{named(one.due_at.date())} {one.due_at:%H:%M} UTC"
    return f"  {due}  {kind} to {ahead.name(one.to)}: {_WAITS.get(one.state, one.state)}{error}"


# ---- a day ----


def _part(part: Part, day: Day, ahead: Ahead, columns: int) -> Iterator[str]:
    """What most get stands in the heading; whoever gets something else has it beside their names."""
    team = ahead.teams.get(part.team_id or 0)
    usual = Counter(steps(group) for group in part.groups for _ in group.names).most_common(1)
    heading = " · ".join(filter(None, [team.name if team else "", part.what]))
    yield from _wrapped("  ", heading + (f": {usual[0][0]}" if usual else ""), columns)
    for group in part.groups:
        yield from _group(group, day.day, columns, usual=usual[0][0])
    for reader, told in by_reader(part.shared, ahead):
        yield from _wrapped(f"    {reader}: ", "; ".join(_report(one, day.day) for one in told), columns)
    for reason, names in sorted(part.unsent.items()):
        yield from _wrapped(f"    not asked ({reason}): ", ", ".join(sorted(names, key=str.casefold)), columns)


def _group(group: Group, day: date, columns: int, *, usual: str) -> Iterator[str]:
    """One line a group: the time on their wall, the same instant in UTC, who, and what."""
    wall = group.at.astimezone(zone_or(group.zone))
    utc = f"{group.at:%a %H:%M}" if group.at.date() != day else f"    {group.at:%H:%M}"
    lead = f"    {wall:%H:%M} {city(group.zone):<14.14} {utc} UTC  "
    other = "" if steps(group) == usual else f": {steps(group)}"
    yield from _wrapped(lead, f"{', '.join(group.names)}{other}", columns)


def _report(one: Foretold, day: date) -> str:
    if one.moment:
        return f"{one.words} {one.moment}"
    return f"{_utc(one.at, day)} {one.words}" + (f" {one.only}" if one.only else "")


def _utc(at: datetime, day: date) -> str:
    return f"{at:%H:%M} UTC" if at.date() == day else f"{at:%a %H:%M} UTC"


def _wrapped(lead: str, words: str, columns: int) -> list[str]:
    """Words behind a lead, further lines indented as far as fits well."""
    return wrap(
        words, columns, initial_indent=lead, subsequent_indent=" " * min(len(lead), 40), break_long_words=False,
        break_on_hyphens=False,
    ) or [lead.rstrip()]  # fmt: skip
