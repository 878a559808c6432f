"""Seats: who takes part, what is next for each, and what a move of zone or plan makes of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import delete, exists, or_, select

from salesbot.schedule import queries, rules
from salesbot.schedule.aside import broken
from salesbot.schedule.facts import facts
from salesbot.schedule.model import Appointment, Seat
from salesbot.schedule.rules import MOVED, PASSED_OVER, PAUSED, TEAM, Slot
from salesbot.schedule.service.ledger import drop_retries, reopen, write, write_each
from salesbot.schedule.trying import apart
from salesbot.store import chunks, insert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.schedule.facts import Facts

_AT_ONCE = 500


async def seat(db: AsyncSession, appointment: Appointment, member_ids: Collection[str], *, now: datetime) -> None:
    """Give these members a seat from now on: earlier times of today are not due. Who has one keeps it."""
    await seat_all(db, [(appointment, member_ids)], now=now)


async def seat_all(db: AsyncSession, places: Iterable[tuple[Appointment, Collection[str]]], *, now: datetime) -> None:
    """Give members seats in several appointments, as `seat` does: as many statements for all as for one."""
    await _seat(db, [(one, member_id, member_id) for one, members in places for member_id in members], now=now)


async def seat_team(db: AsyncSession, appointment: Appointment, *, now: datetime) -> None:
    """Give the team as a whole a seat: one occurrence for all, in the plan's zone or else the team's."""
    await _seat(db, [(appointment, TEAM, None)], now=now)


async def _seat(db: AsyncSession, places: Sequence[tuple[Appointment, str, str | None]], *, now: datetime) -> None:
    rows = [
        {"workspace_id": one.workspace_id, "appointment_id": one.id, "since_at": now, "who": who, "member_id": member}
        for one, who, member in places
    ]
    known = {one.id: one for one, _, _ in places}
    ids = await insert(db, Seat, rows, ignore=("appointment_id", "who"))
    for some in chunks(ids, _AT_ONCE):
        new = (await db.scalars(select(Seat).where(Seat.id.in_(some)))).all()
        await begin_again(db, [one for one in new if not rests(one, known[one.appointment_id])], now=now)


def rests(seat: Seat, appointment: Appointment) -> bool:
    """Whether nothing is reckoned for a seat: it has ended, or, for a team as a whole, is switched off.

    What is paused goes on for each member: every day of it is written down as passed over, for them to read.
    """
    return appointment.ended_at is not None or (appointment.paused_at is not None and seat.member_id is None)


async def begin_again(db: AsyncSession, seats: Sequence[Seat], *, now: datetime) -> None:
    """Let seats begin now, whatever they waited for before."""
    for one in seats:
        one.since_at, one.next_day, one.next_at = now, None, None
    await replan(db, seats, now=now)


async def unseat(db: AsyncSession, appointment: Appointment, member_ids: Collection[str], *, now: datetime) -> None:
    """Take seats away. What was due already is skipped as `left`; planned one-shots stay."""
    seats = await queries.seats(db, appointment, set(member_ids))
    await stop(db, appointment, seats, reason="left", now=now)
    await db.flush()
    await db.execute(delete(Seat).where(Seat.id.in_([one.id for one in seats])))


async def stop(
    db: AsyncSession, appointment: Appointment, seats: Sequence[Seat], *, reason: str, now: datetime
) -> None:
    """Let nothing come for these seats; what was due already is skipped for this reason, or as it was paused."""
    await pass_over(db, appointment, seats, reason=PAUSED if appointment.paused_at else reason, now=now)
    for one in seats:
        one.next_day = one.next_at = None


async def pass_over(
    db: AsyncSession, appointment: Appointment, seats: Sequence[Seat], *, reason: str, now: datetime
) -> None:
    """Skip what is due already, and what waits for another try, for this reason; what comes after it is next."""
    known = await facts(db, seats)
    due = [slot for one in seats for slot in _overdue(one, known, now)]
    await write(db, due, state="skipped", reason=reason, now=now)
    await drop_retries(db, appointment, [one.who for one in seats], reason=reason, now=now)


def _overdue(seat: Seat, known: Facts, now: datetime) -> Iterator[Slot]:
    """The ledger's places of what is due for a seat, which goes on to what comes after."""
    for coming in known.ahead(seat):
        seat.next_day, seat.next_at = coming.day, coming.at
        if coming.at > now:
            return
        yield known.slot(seat, day=coming.day, at=coming.at)
    seat.next_day = seat.next_at = None


async def moved(db: AsyncSession, *, workspace_id: str, member_id: str, now: datetime) -> None:
    """Read all of a member's plans in their new zone or hours; call it in the transaction that changed them.

    A time that had passed there already is skipped as `moved`; no date is asked twice; what was due stays due.
    """
    await replan(db, await queries.seats_of(db, workspace_id, member_id), now=now)


async def team_moved(db: AsyncSession, *, workspace_id: str, team_id: int, now: datetime) -> None:
    """Read the plans of a team's own seats in its new zone, as `moved` does with a member's."""
    await replan(db, await queries.seats_of_team(db, workspace_id, team_id), now=now)


async def refresh(db: AsyncSession, *, now: datetime, after: int = 0, limit: int = _AT_ONCE) -> int | None:
    """Read a batch of all seats anew, as after every start (zone rules may have changed); a broken one stays as it is.

    Returns the `after` to go on with in a transaction of its own; None when all are read.
    """
    goes_on = or_(Appointment.paused_at.is_(None), Seat.member_id.is_not(None))  # as in `rests`
    active = exists().where(Appointment.id == Seat.appointment_id, Appointment.ended_at.is_(None), goes_on)
    wanted = select(Seat.id).where(Seat.id > after, active).order_by(Seat.id).limit(limit)
    ids = (await db.scalars(wanted.with_for_update())).all()
    if ids:
        await apart(db, ids, partial(_read_anew, db, now), broken=broken)
    return ids[-1] if len(ids) == limit else None


async def _read_anew(db: AsyncSession, now: datetime, ids: Sequence[int]) -> None:
    seats = (await db.scalars(select(Seat).where(Seat.id.in_(ids)).order_by(Seat.id))).all()
    await replan(db, seats, now=now)


async def replan(db: AsyncSession, seats: Sequence[Seat], *, now: datetime) -> None:
    """Compute what is next for these seats by today's plans and zones.

    A day that was passed over while it was paused, or by an earlier move, comes after all where its time is now still
    to come: a zone that was chosen by mistake and put right costs nobody their day.
    """
    await db.flush()  # the new zone or plan may still be on its way to the database
    for some in chunks(seats, _AT_ONCE):
        await _replan(db, some, now=now)


async def _replan(db: AsyncSession, seats: Sequence[Seat], *, now: datetime) -> None:
    known = await facts(db, seats)
    settled = await queries.settled_days(db, seats, now=now)
    missed: list[tuple[Slot, str, str]] = []
    again: list[Slot] = []
    for one in seats:
        one.since_at = min(one.since_at, now)  # a clock that has been set back since would hide times still to come
        days = settled.get((one.appointment_id, one.who), {})
        done = rules.replan(
            known.plans(one),
            known.zone(one),
            pending=(one.next_day, one.next_at) if one.next_day and one.next_at else None,
            settled={day for day, reason in days.items() if reason not in PASSED_OVER},
            since=one.since_at,
            now=now,
        )
        if done is not None:
            reason = PAUSED if known.paused(one) else MOVED
            missed += [(known.slot(one, day=passed.day, at=passed.at), "skipped", reason) for passed in done.moved]
            one.next_day, one.next_at = (done.coming.day, done.coming.at) if done.coming else (None, None)
            if done.coming and days.get(done.coming.day) in PASSED_OVER:
                again.append(known.slot(one, day=done.coming.day, at=done.coming.at))
    await reopen(db, again)
    await write_each(db, missed, now=now)
