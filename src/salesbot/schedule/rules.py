"""Every rule of time: on which local days things happen, at which instant, how late is too late, what moves change."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from salesbot.people.rules import zone_or

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
# No valid plan pauses longer: 52 weeks is the longest "every n weeks", a fifth weekday comes back within four months.
LONGEST_PAUSE = 400
# A local date is at most 14 hours ahead of UTC's and 12 behind, and a gap may push a late evening into the next date.
WIDEST = timedelta(days=2)
_LEAST_GRACE = 60  # minutes


@dataclass(frozen=True, kw_only=True)
class Plan:
    """When something happens. Use `checked` on what people typed.

    `wall` is a wall time in `zone`, or in each member's own zone where that is None. `weekdays` are ISO weekdays
    ("12345"). `every_weeks` counts weeks (Monday to Sunday) from the one that `anchor` lies in. `nth` is the nth such
    weekday of the month, -1 the last. `holidays` and `days_off`: public holidays and members' own working days are
    respected. `grace_minutes`: how late it may still happen.
    """

    wall: time
    weekdays: str = "12345"
    every_weeks: int = 1
    anchor: date = date(2024, 1, 1)  # a Monday
    nth: int | None = None
    zone: str | None = None
    holidays: bool = True
    days_off: bool = True
    grace_minutes: int = 60


@dataclass(frozen=True)
class Next:
    """An occurrence to come: its local day, its instant, and the plan that says so."""

    day: date
    at: datetime
    plan: Plan


Versions = Mapping[date, Plan]  # the first local day on which each plan holds -> that plan


TEAM = "team"  # who has the seat where an appointment is for all together
PAUSED = "paused for all"  # why nothing came while an appointment was paused; "paused" is somebody's own pause
MOVED = "moved"  # why nothing came on a day whose time had passed when a zone, an hour or a plan changed
PASSED_OVER = frozenset({PAUSED, MOVED})  # why a day that another change may bring back did not come


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One place in the ledger: an occurrence of an appointment (`slot` empty) or a one-shot that belongs to it.

    `member_id` None: for the team. `late_at`: later than this instant it does not happen; None: never too late.
    """

    workspace_id: str
    appointment_id: int
    job: str
    subject: str
    member_id: str | None
    day: date
    slot: str
    due_at: datetime
    zone: str
    late_at: datetime | None = None

    @property
    def who(self) -> str:
        """The member, or the team."""
        return self.member_id or TEAM

    @property
    def key(self) -> str:
        """What it, and its promise in the outbox, are called. Never the instant: a date cannot happen twice."""
        name = f"{self.job}.{self.appointment_id}.{self.who}.{self.day.isoformat()}"
        return f"{name}.{self.slot}" if self.slot else name


# ---- one plan ----


def checked(plan: Plan) -> Plan:
    """Return the plan, its weekdays in order; raises ValueError with a sentence where it could never happen."""
    weekdays = "".join(sorted(set(plan.weekdays)))
    if not weekdays or set(weekdays) - set("1234567"):
        raise ValueError(f"Weekdays are digits from 1 (Monday) to 7 (Sunday); {plan.weekdays!r} is not.")
    if not 1 <= plan.every_weeks <= 52:  # noqa: PLR2004  a year of weeks
        raise ValueError("It can happen every 1 to 52 weeks.")
    if plan.nth is not None and plan.nth not in {1, 2, 3, 4, 5, -1}:
        raise ValueError("A month has a first to fifth and a last (-1) such weekday.")
    if plan.nth is not None and plan.every_weeks > 1:
        raise ValueError("Every n weeks and the nth weekday of the month exclude each other.")
    if plan.wall.tzinfo is not None:
        raise ValueError("A wall time has no zone of its own.")
    if plan.zone is not None and zone_or(plan.zone).key != plan.zone:
        raise ValueError(f"There is no time zone called {plan.zone!r}.")
    if plan.grace_minutes < 0:
        raise ValueError("Nothing can be late by less than nothing.")
    return replace(plan, weekdays=weekdays)


def happens_on(plan: Plan, day: date) -> bool:
    """Whether this local day is one of the plan's."""
    return str(day.isoweekday()) in plan.weekdays and _in_its_week(plan, day) and _is_nth(plan.nth, day)


def _in_its_week(plan: Plan, day: date) -> bool:
    return (_monday(day) - _monday(plan.anchor)).days // 7 % max(plan.every_weeks, 1) == 0


def _monday(day: date) -> date:
    return day - day.weekday() * DAY


def _is_nth(nth: int | None, day: date) -> bool:
    if nth is None:
        return True
    if nth > 0:
        return (day.day - 1) // 7 + 1 == nth
    return (day + 7 * DAY).month != day.month


def next_day(plan: Plan, after_day: date) -> date | None:
    """The plan's first local day after this one; None where it has none (an unchecked plan)."""
    days = (after_day + n * DAY for n in range(1, LONGEST_PAUSE))
    return next((day for day in days if happens_on(plan, day)), None)


def in_own_hours(plan: Plan, begins: time) -> Plan:
    """The plan for somebody whose day begins at this wall time: what is earlier waits for it, as late as it may.

    An hour of its grace is left, so that there is time to do what is asked. A plan with a zone of its own is for all.
    """
    if plan.zone is not None or begins <= plan.wall:
        return plan
    wanted = datetime.combine(plan.anchor, begins) - datetime.combine(plan.anchor, plan.wall)
    later = min(wanted // timedelta(minutes=1), max(plan.grace_minutes - _LEAST_GRACE, 0))
    wall = (datetime.combine(plan.anchor, plan.wall) + timedelta(minutes=later)).time()
    return replace(plan, wall=wall, grace_minutes=plan.grace_minutes - later)


def fire_at(day: date, wall: time, tz: ZoneInfo) -> datetime | None:
    """The instant (UTC) of a wall time on a day; None where the zone left out that date (Apia, 30 December 2011).

    A wall time that a gap leaves out happens as much later as the gap is long; of one that exists twice, the first.
    """
    if datetime.combine(day, time(12), tz).astimezone(UTC).astimezone(tz).date() != day:
        return None
    return datetime.combine(day, wall, tz).astimezone(UTC)  # fold=0: the first of a repeated hour, and on through a gap


def occurrences(plan: Plan, zone: str, since: datetime, until: datetime) -> Iterator[Next]:
    """All occurrences with `since` <= instant < `until`, in order, for somebody who lives in this zone."""
    coming = following({date.min: plan}, zone, after=date.min, since=since)
    while coming is not None and coming.at < until:
        yield coming
        coming = following({date.min: plan}, zone, after=coming.day, since=since)


# ---- plans through time, for one seat ----


def following(versions: Versions, zone: str, *, after: date, since: datetime) -> Next | None:
    """The first occurrence on a local day after `after`, at `since` or later.

    The latest version that had begun holds for a day. Earlier instants of the day on which a thing began are not due.
    """
    start = max(after + DAY, since.astimezone(UTC).date() - WIDEST)
    begin = max(start, max(versions, default=start))
    for n in range((begin - start).days + LONGEST_PAUSE):
        coming = _on(versions, zone, start + n * DAY)
        if coming is not None and coming.at >= since:
            return coming
    return None


def _on(versions: Versions, zone: str, day: date) -> Next | None:
    """What happens on this local day, if anything."""
    plan = plan_on(versions, day)
    if plan is None or not happens_on(plan, day):
        return None
    at = fire_at(day, plan.wall, zone_or(plan.zone or zone))
    return None if at is None else Next(day, at, plan)


def plan_on(versions: Versions, day: date) -> Plan | None:
    """The plan that holds on a local day: the latest that had begun."""
    begun = [first for first in versions if first <= day]
    return versions[max(begun)] if begun else None


def first_day(now: datetime) -> date:
    """The local date it is where the date is earliest: a plan changed now holds from there, for everybody's today."""
    return (now.astimezone(UTC) - timedelta(hours=12)).date()


@dataclass(frozen=True)
class Replanned:
    """What becomes of a seat when its plan or zone changes: days that a move skipped, and what comes next."""

    moved: tuple[Next, ...]
    coming: Next | None


def replan(
    versions: Versions,
    zone: str,
    *,
    pending: tuple[date, datetime] | None,
    settled: Collection[date],
    since: datetime,
    now: datetime,
) -> Replanned | None:
    """What is next for a seat under new versions or a new zone; None where it stays as it is, being due already.

    `pending` is the day and instant that were next so far, `settled` the local days that the ledger has. A day that was
    still to come, and whose time has passed by the new reckoning, is `moved`; no settled day comes again.
    """
    if pending is not None and pending[1] <= now:
        return None
    expected = pending[0] if pending else date.max
    floor = _floor(settled, before=min(expected, (now + WIDEST).date()), now=now)
    moved: list[Next] = []
    coming = following(versions, zone, after=floor, since=since)
    while coming is not None and (coming.at < now or coming.day in settled):
        if coming.day not in settled and coming.day >= expected:
            moved.append(coming)
        coming = following(versions, zone, after=coming.day, since=since)
    return Replanned(tuple(moved), coming)


def _floor(settled: Collection[date], *, before: date, now: datetime) -> date:
    """The last day that can no longer be next: the last settled one of those, or long past."""
    return max([day for day in settled if day < before] + [now.astimezone(UTC).date() - 2 * WIDEST])


# ---- late ----


def late_at(due_at: datetime, plan: Plan) -> datetime:
    """Later than this instant it does not happen any more."""
    return due_at + timedelta(minutes=plan.grace_minutes)


def back_off(tries: int) -> timedelta:
    """How long to wait after a job failed for the nth time: a minute, doubling, an hour at most."""
    return timedelta(minutes=min(2 ** min(max(tries - 1, 0), 6), 60))
