"""The next rounds of a plan, and in which places of the world people are asked in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import groupby, islice
from typing import TYPE_CHECKING

from salesbot.checkins.rules.days import Days
from salesbot.people.rules import Calendar, day_off, zone_or
from salesbot.schedule.rules import LONGEST_PAUSE, Next, Plan, in_own_hours, occurrences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date, datetime, time

ROUNDS = 3
MOST_PLACES = 8


@dataclass(frozen=True)
class Asked:
    """How the days of somebody who is asked look; on the days in `settled` they were asked, or skipped, already.

    `days` are those on which some question is for them.
    """

    calendar: Calendar
    settled: frozenset[date] = frozenset()
    days: Days = field(default_factory=Days)


@dataclass(frozen=True, order=True)
class Place:
    """A zone, and the wall time at which people are asked in it: later than the plan's where their day begins later."""

    zone: str
    wall: time


@dataclass(frozen=True)
class Ahead:
    """A round to come: its day, and how many are asked in each place: by wall time, in the order of its mornings."""

    day: date
    places: tuple[tuple[Place, int], ...]


def ahead(plan: Plan, people: Mapping[Asked, int], *, now: datetime) -> list[Ahead]:
    """Return the next three rounds; who is off on a day is not counted in it. `people`: how many have such days."""
    days: dict[date, dict[Place, tuple[datetime, int]]] = defaultdict(dict)
    for one, count in people.items():
        for coming in islice(_of(plan, one, now=now), ROUNDS):
            place = Place(one.calendar.zone, coming.at.astimezone(zone_or(one.calendar.zone)).time())
            before = days[coming.day].get(place, (coming.at, 0))
            days[coming.day][place] = (coming.at, before[1] + count)
    return [Ahead(day, _in_order(days[day])) for day in sorted(days)[:ROUNDS]]


def narrowed(plan: Plan, weekdays: str) -> Plan | None:
    """Return the plan on those of its days that are among these ISO weekdays; None where none is."""
    days = "".join(sorted(set(plan.weekdays) & set(weekdays)))
    return replace(plan, weekdays=days) if days else None


def _of(plan: Plan, one: Asked, *, now: datetime) -> Iterator[Next]:
    if narrowed(plan, one.days.weekdays) is None and not one.days.also:
        return  # nothing is ever asked of them
    until = now + timedelta(days=LONGEST_PAUSE * ROUNDS)
    for coming in occurrences(lived(plan, one.calendar), one.calendar.zone, now, until):
        off = day_off(one.calendar, coming.day, at=coming.at, holidays=plan.holidays, days_off=plan.days_off)
        if off is None and coming.day in one.days and coming.day not in one.settled:
            yield coming


def lived(plan: Plan, calendar: Calendar) -> Plan:
    """Return the plan as somebody lives it: what is asked before their day begins waits for that."""
    return plan if calendar.begins is None else in_own_hours(plan, calendar.begins)


def _in_order(places: Mapping[Place, tuple[datetime, int]]) -> tuple[tuple[Place, int], ...]:
    in_order = sorted(places, key=lambda place: (place.wall, places[place][0], place))
    return tuple((place, places[place][1]) for place in in_order)


def ahead_said(one: Ahead) -> str:
    """Say a round to come: `Monday 9 March at 09:15 in Sydney (1), Berlin (2), at 11:00 in Berlin (1)`."""
    walls = groupby(one.places[:MOST_PLACES], key=lambda found: found[0].wall)
    shown = ", ".join(f"at {wall:%H:%M} in {_named(places)}" for wall, places in walls)
    more = len(one.places) - MOST_PLACES
    return f"{one.day:%A %-d %B} {shown}" + (f" and {more} more" if more > 0 else "")


def _named(places: Iterable[tuple[Place, int]]) -> str:
    return ", ".join(f"{place.zone.rpartition('/')[2].replace('_', ' ')} ({count})" for place, count in places)
