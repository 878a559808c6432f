"""The next rounds of a plan, and in which places of the world people are asked in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from salesbot.people.rules import Calendar, day_off
from salesbot.schedule.rules import LONGEST_PAUSE, Next, Plan, in_own_hours, occurrences

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime, time

ROUNDS = 3
MOST_PLACES = 8


@dataclass(frozen=True)
class Asked:
    """How the days of somebody who is asked look; on the days in `settled` they were asked, or skipped, already."""

    calendar: Calendar
    settled: frozenset[date] = frozenset()


@dataclass(frozen=True)
class Ahead:
    """A round to come: its day, and how many are asked in each zone, in the order of the world's mornings."""

    day: date
    places: tuple[tuple[str, int], ...]


def ahead(plan: Plan, people: Mapping[Asked, int], *, now: datetime) -> list[Ahead]:
    """Return the next three rounds; who is off on a day is not counted in it. `people`: how many have such days."""
    days: dict[date, dict[str, tuple[datetime, int]]] = defaultdict(dict)
    for one, count in people.items():
        for coming in islice(_of(plan, one, now=now), ROUNDS):
            before = days[coming.day].get(one.calendar.zone, (coming.at, 0))
            days[coming.day][one.calendar.zone] = (coming.at, before[1] + count)
    return [Ahead(day, _in_order(days[day])) for day in sorted(days)[:ROUNDS]]


def _of(plan: Plan, one: Asked, *, now: datetime) -> Iterator[Next]:
    until = now + timedelta(days=LONGEST_PAUSE * ROUNDS)
    for coming in occurrences(_lived(plan, one.calendar), one.calendar.zone, now, until):
        off = day_off(one.calendar, coming.day, at=coming.at, holidays=plan.holidays, days_off=plan.days_off)
        if off is None and coming.day not in one.settled:
            yield coming


def _lived(plan: Plan, calendar: Calendar) -> Plan:
    return plan if calendar.begins is None else in_own_hours(plan, calendar.begins)


def _in_order(zones: Mapping[str, tuple[datetime, int]]) -> tuple[tuple[str, int], ...]:
    return tuple((zone, zones[zone][1]) for zone in sorted(zones, key=lambda zone: (zones[zone][0], zone)))


def ahead_said(one: Ahead, *, wall: time) -> str:
    """Say a round to come: `Monday 9 March at 09:15 in Sydney (1), Berlin (2)`."""
    shown = [f"{zone.rpartition('/')[2].replace('_', ' ')} ({count})" for zone, count in one.places[:MOST_PLACES]]
    more = len(one.places) - MOST_PLACES
    return f"{one.day:%A %-d %B} at {wall:%H:%M} in {', '.join(shown)}" + (f" and {more} more" if more > 0 else "")
