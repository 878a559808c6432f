"""The decisions of digests: which week one counts, when a brief was due before, who reads what, and what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from salesbot.people.rules import Role, day_off, zone_or
from salesbot.schedule.rules import Plan, fire_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.people.rules import Calendar

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
LONGEST = timedelta(days=14)  # what was not told for longer than this is no week any more
LATE = timedelta(hours=12)  # how late a digest may still come
BRIEF_LATE = timedelta(hours=6)
BACK = 14  # days in which the working day before this one is looked for

READERS = frozenset({Role.MANAGER, Role.REP, Role.OBSERVER})
TOLD = frozenset({Role.MANAGER, Role.REP, Role.CONTRIBUTOR})  # whoever is asked anything may have their own week

# Friday 16:00 on the team's wall, whatever day off it is for some: the week has been what it was.
WEEKLY = Plan(wall=time(16), weekdays="5", holidays=False, days_off=False, grace_minutes=LATE // timedelta(minutes=1))
OWN = Plan(wall=time(16, 30), weekdays="5", days_off=False, grace_minutes=LATE // timedelta(minutes=1))


class Rhythm(StrEnum):
    """How often a manager gets the brief of a team."""

    OFF = "off"
    DAILY = "daily"  # on their working days
    MONDAY = "monday"


BRIEFS = {
    rhythm: Plan(wall=time(8, 30), weekdays=days, grace_minutes=BRIEF_LATE // timedelta(minutes=1))
    for rhythm, days in ((Rhythm.DAILY, "1234567"), (Rhythm.MONDAY, "1"))
}


@dataclass(frozen=True)
class Stretch:
    """Days on a calendar, both included, and the instants they are counted by: `since` <= it < `until`, UTC."""

    first: date
    last: date
    since: datetime
    until: datetime


# ---- which days ----


def told(until: datetime, zone: str, *, before: datetime | None) -> Stretch:
    """What the digest of this instant counts: all since the digest before it, else a week of the team's calendar.

    So nothing is lost or counted twice when its hour or day changes, or where one was missed.
    """
    local = until.astimezone(zone_or(zone))
    since = instant(local.date() - WEEK, local.time(), zone)
    if before is not None and until - LONGEST <= before < until:
        since = before
    return _stretch(since, until, zone)


def days_told(since: datetime, until: datetime, zone: str) -> Stretch:
    """The days between these instants, as `told` counted them."""
    return _stretch(since, until, zone)


def this_week(now: datetime, zone: str) -> Stretch:
    """This week so far, from Monday on the team's calendar."""
    monday = _monday(now, zone)
    return Stretch(monday, now.astimezone(zone_or(zone)).date(), instant(monday, time(), zone), now.astimezone(UTC))


def last_week(now: datetime, zone: str) -> Stretch:
    """The last whole week on the team's calendar, Monday to Sunday."""
    monday = _monday(now, zone)
    before = monday - WEEK
    return Stretch(before, monday - DAY, instant(before, time(), zone), instant(monday, time(), zone))


def own_week(until: datetime, zone: str) -> Stretch:
    """The seven days to this instant on somebody's own wall."""
    local = until.astimezone(zone_or(zone))
    return _stretch(instant(local.date() - WEEK, local.time(), zone), until, zone)


def briefed(calendar: Calendar, until: datetime, *, weekly: bool) -> Stretch:
    """What a brief of this instant tells: all since the same hour of its reader's working day before, or a week."""
    local = until.astimezone(zone_or(calendar.zone))
    before = local.date() - (WEEK if weekly else _working_day_before(calendar, local.date()))
    return _stretch(instant(before, local.time(), calendar.zone), until, calendar.zone)


def _working_day_before(calendar: Calendar, day: date) -> timedelta:
    for back in range(1, BACK):
        other = day - back * DAY
        if day_off(calendar, other, at=datetime.combine(other, time(12), zone_or(calendar.zone))) is None:
            return back * DAY
    return WEEK


def instant(day: date, wall: time, zone: str) -> datetime:
    """The instant of a wall time on a day; of a date that a zone left out, of the day after it."""
    return fire_at(day, wall.replace(fold=0), zone_or(zone)) or instant(day + DAY, wall, zone)


def _stretch(since: datetime, until: datetime, zone: str) -> Stretch:
    """Its first day is the one after the day on which it begins, unless that is its last as well."""
    local = zone_or(zone)
    first, last = since.astimezone(local).date(), until.astimezone(local).date()
    return Stretch(min(first + DAY, last), last, since.astimezone(UTC), until.astimezone(UTC))


def _monday(now: datetime, zone: str) -> date:
    today = now.astimezone(zone_or(zone)).date()
    return today - today.weekday() * DAY


# ---- who reads it ----


def may_read(role: Role | None, *, admin: bool) -> bool:
    """Whether somebody may read a team's week: its managers, reps and observers, and Slack's admins."""
    return admin or role in READERS


# ---- what was typed ----


@dataclass(frozen=True)
class Wanted:
    """What somebody typed after `/digest`: `now`, `last` or `settings`, and the team they named, if any."""

    which: str
    team: str = ""


_WORDS = {
    "last": "last", "previous": "last", "settings": "settings", "setting": "settings", "setup": "settings",
    "now": "now", "this": "now", "week": "now",
}  # fmt: skip


def read(text: str) -> Wanted:
    """Read `last`, `settings`, a team's name, or both; a bare command is this week."""
    which, words = "now", list[str]()
    for place, word in enumerate(text.split()):
        known = _WORDS.get(word.casefold()) if not words and place <= 1 else None
        which, words = (known, words) if known else (which, [*words, word])
    return Wanted(which, " ".join(words).lstrip("@#"))


def named(typed: str, names: Sequence[str]) -> list[int]:
    """The places of the names that were meant: the one that is the same, else those that begin so, else hold it."""
    wanted = typed.casefold()
    folded = [" ".join(name.casefold().split()) for name in names]
    for fits in (wanted.__eq__, lambda name: name.startswith(wanted), lambda name: wanted in name):
        found = [place for place, name in enumerate(folded) if fits(name)]
        if found:
            return found
    return []
