"""What is coming for a team's people: who is away in the days after, and which public holidays they have."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.people import queries
from salesbot.people.rules import Role, country_of, is_holiday, zone_or
from salesbot.room import Section
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.queries import Place
    from salesbot.people.rules import Calendar
    from salesbot.room import House, Span

ORDER = 900  # it has no part of its own, only what comes
DAYS = 7
MOST = 12  # people in one line
_NO_END = 2100  # a status without an end is kept as one in the far future


async def coming(_house: House, db: AsyncSession, span: Span) -> Sequence[Section]:
    """Offer the time away and the holidays of the seven days after; observers are never asked, nor missed."""
    places = await queries.roster(db, span.workspace_id, span.team_id)
    asked = [one for one in places if one.role is not Role.OBSERVER and one.member.active]
    calendars = await queries.calendars_of(db, span.workspace_id, {one.member.id: one.member for one in asked})
    days = [span.last + timedelta(days=n) for n in range(1, DAYS + 1)]
    lines = [*_away(asked, calendars, days), *_holidays(asked, calendars, days)]
    return [Section(order=ORDER, title="", lines=[], coming=lines, quiet=True)]


def _away(places: Sequence[Place], calendars: Mapping[str, Calendar], days: Sequence[date]) -> Iterator[str]:
    said = [
        f"{kit.name(one.member.name)} {_said(calendars[one.member.id], gone, days)}"
        for one in places
        if (gone := [day for day in days if _is_away(calendars[one.member.id], day)])
    ]
    if said:
        more = f" and {len(said) - MOST} more" if len(said) > MOST else ""
        yield f"Away: {', '.join(said[:MOST])}{more}"


def _is_away(calendar: Calendar, day: date) -> bool:
    """Whether they are away, or have paused, on a day on which they would work."""
    if str(day.isoweekday()) not in calendar.working_days:
        return False
    inside = any(first <= day <= last for first, last in calendar.aways)
    return inside or _until(calendar.status_away_until, day, calendar) or _until(calendar.paused_until, day, calendar)


def _until(end: datetime | None, day: date, calendar: Calendar) -> bool:
    """Whether what ends then covers this whole day; of what has no end nobody knows whether it will."""
    return end is not None and end.year < _NO_END and day < end.astimezone(zone_or(calendar.zone)).date()


def _said(calendar: Calendar, gone: Sequence[date], days: Sequence[date]) -> str:
    """Say these days: those that follow one another at work as one, whatever lies between as what it is."""
    runs: list[list[date]] = []
    worked = [day for day in days if str(day.isoweekday()) in calendar.working_days]
    for before, day in zip([None, *worked], worked, strict=False):
        if day in gone and before in gone:
            runs[-1].append(day)
        elif day in gone:
            runs.append([day])
    return " and ".join(_days(run, days) for run in runs)


def _days(gone: Sequence[date], days: Sequence[date]) -> str:
    if len(gone) >= 5 and gone[0] <= days[2]:  # noqa: PLR2004  five working days are a week
        return "all week"
    if len(gone) == 1:
        return f"on {gone[0]:%a %-d %b}"
    return f"{gone[0]:%a %-d} to {gone[-1]:%a %-d %b}"


def _holidays(places: Sequence[Place], calendars: Mapping[str, Calendar], days: Sequence[date]) -> Iterator[str]:
    """A line for each day and holiday, with whose it is."""
    found: dict[tuple[date, str], list[str]] = defaultdict(list)
    for one in places:
        calendar = calendars[one.member.id]
        for day in days:
            name = is_holiday(calendar.country or country_of(calendar.zone), day)
            if name is not None and str(day.isoweekday()) in calendar.working_days:
                found[day, name].append(one.member.name)
    for (day, name), who in sorted(found.items()):
        everybody = len(who) == len(places) and len(who) > 1
        shown = [kit.name(one) for one in who[:MOST]]
        more = f" and {len(who) - MOST} more" if len(who) > MOST else ""
        yield f"{kit.escape(name)}, {day:%A %-d %B}: {'everybody' if everybody else ', '.join(shown) + more}"
