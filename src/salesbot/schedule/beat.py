"""The beat: whatever is due by now becomes one row of the ledger, done by its room's job or skipped with its reason."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from salesbot.outbox import queries as promises
from salesbot.outbox import service as outbox
from salesbot.people.rules import country_of, is_holiday
from salesbot.room import Run
from salesbot.schedule import queries, rules
from salesbot.schedule.aside import Aside
from salesbot.schedule.facts import facts
from salesbot.schedule.service import ledger
from salesbot.schedule.trying import Outcome, apart, attempt

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Job
    from salesbot.schedule.facts import Facts
    from salesbot.schedule.model import Seat
    from salesbot.schedule.queries import Planned
    from salesbot.schedule.rules import Slot
    from salesbot.store import Store

    Batch = Callable[[AsyncSession, Mapping[str, Job], "Counts", datetime, int], Awaitable[bool]]


@dataclass(frozen=True)
class Beat:
    """What a beat did: occurrences done and skipped, runs whose job failed (they come again), and when more is due."""

    done: int
    skipped: int
    failed: int
    next_at: datetime | None


@dataclass
class Counts:
    """What a beat did so far."""

    done: int = 0
    skipped: int = 0
    failed: int = 0

    def take(self, more: Counts) -> None:
        """Count what somebody else counted."""
        self.done, self.skipped, self.failed = (
            self.done + more.done,
            self.skipped + more.skipped,
            self.failed + more.failed,
        )

    def add(self, outcome: Outcome, *, of: int) -> None:
        """Count what became of so many runs."""
        self.failed += len(outcome.failed)
        self.skipped += len(outcome.skipped)
        self.done += of - len(outcome.failed) - len(outcome.skipped)


async def beat(store: Store, jobs: Mapping[str, Job], *, now: datetime, aside: Aside | None = None) -> Beat:
    """Do all that is due by `now`, in batches of `store.batch` with a transaction each, until nothing is.

    Any number of processes may beat at once, and any may die: an occurrence, its promises and what is next for its
    seat are committed together. A job that fails holds up nobody else; its run comes again, later each time. Nor does
    a seat that cannot be read: `aside` knows those that this process found.
    """
    counts = Counts()
    async with store.read() as db:  # a beat with nothing to do keeps no door waiting
        lapsed, next_at = await promises.any_overdue(db, now=now), await queries.next_at(db)
    if lapsed:
        await _let_lapse(store, jobs, counts, now)
        async with store.read() as db:
            next_at = await queries.next_at(db)
    if next_at is not None and next_at <= now:
        for batch in (partial(_standing, aside=aside or Aside()), _planned):
            await _until_done(store, batch, jobs, counts, now)
        async with store.read() as db:
            next_at = await queries.next_at(db)
    return Beat(counts.done, counts.skipped, counts.failed, next_at)


async def _let_lapse(store: Store, jobs: Mapping[str, Job], counts: Counts, now: datetime) -> None:
    """What was promised and could not be posted in time never will be; its occurrence says so, and its room hears it.

    The room has a job for that (`checkin.missed`) if it wants to hear: a one-shot of its own, so that nothing is lost
    if we die, and no message that lapses is held while the room changes others.
    """
    lapsed = store.batch
    while lapsed == store.batch:
        async with store.begin() as db:
            keys = await outbox.expire(db, now=now, limit=store.batch)
            missed = await ledger.miss(db, keys, now=now)
            heard = [
                replace(one, job=_hears(one), slot="missed", due_at=now, late_at=None) for one in missed if not one.slot
            ]
            await ledger.later_all(db, [one for one in heard if one.job in jobs])
            counts.skipped += len(missed)
        lapsed = len(keys)


def _hears(one: Slot) -> str:
    """The job by which a room hears that something of it was missed."""
    return f"{one.job.partition('.')[0]}.missed"


async def _until_done(store: Store, batch: Batch, jobs: Mapping[str, Job], counts: Counts, now: datetime) -> None:
    more = True
    while more:
        async with store.begin() as db:
            more = await batch(db, jobs, counts, now, store.batch)
        await asyncio.sleep(0)  # doors first


# ---- standing appointments ----


async def _standing(
    db: AsyncSession, jobs: Mapping[str, Job], counts: Counts, now: datetime, limit: int, *, aside: Aside
) -> bool:
    """Do the next occurrence of each of the seats that are due, but for broken ones; whether more may be due."""
    ids = await queries.due_seats(db, now=now, limit=limit, but=aside.ids())
    if not ids:
        return False
    more = len(ids) == limit

    async def do(some: Sequence[int]) -> None:
        nonlocal more
        mine = Counts()
        seats = await queries.seats_with(db, some)
        await _occur(db, jobs, mine, now, seats)
        counts.take(mine)  # nothing can fail from here on
        more = more or any(seat.next_at is not None and seat.next_at <= now for seat in seats)

    await apart(db, ids, do, broken=aside.put)
    return more


async def _occur(
    db: AsyncSession, jobs: Mapping[str, Job], counts: Counts, now: datetime, seats: Sequence[Seat]
) -> None:
    """Write what is due for these seats, do it, and give each what comes after."""
    known = await facts(db, seats)
    await asyncio.to_thread(_learn_holidays, seats, known)  # a country's first look-up takes up to 0.1 s
    entries = [_entry(seat, known, now) for seat in seats]
    new = await ledger.write_each(db, entries, now=now)  # of two beats at once, one gets each
    counts.skipped += sum(1 for slot, state, _ in entries if state == "skipped" and slot.key in new)
    due = {slot.key: slot for slot, state, _ in entries if state == "done" and slot.key in new}
    outcome = await attempt(db, jobs, [_run(slot, now) for slot in due.values()])
    changed = outcome.failed | outcome.skipped.keys()
    await ledger.settle(db, {key: (new[key], 0) for key in due if key in changed}, outcome, now=now)
    counts.add(outcome, of=len(due))
    _advance(seats, known)
    await db.flush()


def _learn_holidays(seats: Sequence[Seat], known: Facts) -> None:
    """Look up the holidays of all countries and years of a batch, so that they are known when it is decided."""
    found = ((known.calendar(seat), seat.next_day) for seat in seats)
    wanted = {(calendar.country or country_of(calendar.zone), day) for calendar, day in found if calendar and day}
    for country, day in wanted:
        is_holiday(country, day)


def _entry(seat: Seat, known: Facts, now: datetime) -> tuple[Slot, str, str]:
    """Decide whether what is due for a seat is done or skipped, and why."""
    if seat.next_day is None or seat.next_at is None:
        raise ValueError("nothing is next for this seat")
    slot = known.slot(seat, day=seat.next_day, at=seat.next_at)
    reason = _off(seat, known, slot, now) or ("missed" if _late(slot, now) else "")
    return slot, "skipped" if reason else "done", reason


def _off(seat: Seat, known: Facts, slot: Slot, now: datetime) -> str | None:
    """Why this member is not asked on this day: judged now, or, where it is too late anyway, when it was due."""
    return known.off(seat, day=slot.day, at=slot.due_at if _late(slot, now) else now)


def _late(slot: Slot, now: datetime) -> bool:
    return slot.late_at is not None and now > slot.late_at


def _run(slot: Slot, now: datetime) -> Run:
    return Run(
        workspace_id=slot.workspace_id, appointment_id=slot.appointment_id, job=slot.job, subject=slot.subject,
        member_id=slot.member_id, day=slot.day, slot=slot.slot, due_at=slot.due_at, zone=slot.zone,
        key=slot.key, now=now,
    )  # fmt: skip


def _advance(seats: Sequence[Seat], known: Facts) -> None:
    """Give each seat the occurrence after the one that was due."""
    for seat in seats:
        if seat.next_day is not None:
            after, through_time = seat.next_day, known.plans(seat)
            coming = rules.following(through_time, known.zone(seat), after=after, since=seat.since_at)
            seat.next_day, seat.next_at = (coming.day, coming.at) if coming else (None, None)


# ---- planned one-shots ----


async def _planned(db: AsyncSession, jobs: Mapping[str, Job], counts: Counts, now: datetime, limit: int) -> bool:
    """Do the planned one-shots that are due; whether more may be due, such as those that these planned."""
    planned = await queries.due_planned(db, now=now, limit=limit)
    if not planned:
        return False
    late, due = _sorted(planned, now)
    outcome = await attempt(db, jobs, [_run(one.slot, now) for one in due])
    outcome.skipped.update({one.slot.key: "missed" for one in late})
    await ledger.settle(db, {one.slot.key: (one.id, one.tries) for one in planned}, outcome, now=now)
    counts.add(outcome, of=len(planned))
    return True


def _sorted(planned: Sequence[Planned], now: datetime) -> tuple[list[Planned], list[Planned]]:
    return [one for one in planned if _late(one.slot, now)], [one for one in planned if not _late(one.slot, now)]
