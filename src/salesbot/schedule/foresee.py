"""Looking ahead: all that will come by itself until an instant, and why some of it will not. Nothing is written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from salesbot.people.rules import country_of, is_holiday, zone_or
from salesbot.room.foretelling import Foreseen
from salesbot.schedule import queries
from salesbot.schedule.facts import facts
from salesbot.schedule.model import Appointment, Occurrence, Seat
from salesbot.store import chunks, even

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.rules import Calendar
    from salesbot.schedule.facts import Facts
    from salesbot.schedule.rules import Next, Slot

    Settled = Mapping[tuple[int, str], Collection[date]]

_AT_ONCE = 500  # seats


@dataclass(frozen=True)
class Scope:
    """Whose future it is: a workspace's, or only that of one team, of one member or some; of all jobs, or of some."""

    workspace_id: str
    team_id: int | None = None
    member_id: str | None = None
    member_ids: frozenset[str] | None = None
    jobs: frozenset[str] | None = None


async def foresee(db: AsyncSession, scope: Scope, *, now: datetime, until: datetime) -> list[Foreseen]:
    """Return what comes before `until` by today's plans, people and calendars, in order; what is overdue comes first.

    Each occurrence is judged as the beat will judge it at its own instant. What people do meanwhile nobody can know.
    """
    found = [*await _standing(db, scope, now=now, until=until), *await _planned(db, scope, now=now, until=until)]
    return sorted(found, key=lambda one: (one.at, one.appointment_id, one.key))


# ---- standing appointments ----


async def _standing(db: AsyncSession, scope: Scope, *, now: datetime, until: datetime) -> list[Foreseen]:
    found: list[Foreseen] = []
    seats = (await db.scalars(_within(select(Seat), Seat, scope).where(Seat.next_at < until).order_by(Seat.id))).all()
    for some in chunks(seats, _AT_ONCE):
        known = await facts(db, some)
        settled = await queries.settled_days(db, some, now=now)
        found += await asyncio.to_thread(_look, some, known, settled, now=now, until=until)  # doors go on meanwhile
    return found


def _within(query: Any, of: type[Seat | Occurrence], scope: Scope) -> Any:
    """Keep a query of seats or of the ledger to a scope."""
    query = query.where(of.workspace_id == scope.workspace_id)
    if scope.team_id is not None:
        query = query.where(of.appointment_id.in_(select(Appointment.id).where(Appointment.team_id == scope.team_id)))
    if scope.member_ids is not None:
        query = query.where(of.member_id.in_(even(scope.member_ids)))
    if scope.jobs is not None:
        job = Occurrence.job if of is Occurrence else _job_of_seat()
        query = query.where(job.in_(even(scope.jobs)))
    return query if scope.member_id is None else query.where(of.member_id == scope.member_id)


def _job_of_seat() -> Any:
    return select(Appointment.job).where(Appointment.id == Seat.appointment_id).scalar_subquery()


def _look(seats: Sequence[Seat], known: Facts, settled: Settled, *, now: datetime, until: datetime) -> list[Foreseen]:
    return [
        _foreseen(seat, known, one, now=now)
        for seat in seats
        for one in takewhile(lambda one: one.at < until, known.ahead(seat))
        if one.day not in settled.get((seat.appointment_id, seat.who), ())  # taken by hand already
    ]


def _foreseen(seat: Seat, known: Facts, one: Next, *, now: datetime) -> Foreseen:
    slot, calendar = known.slot(seat, day=one.day, at=one.at), known.calendar(seat)
    late = slot.late_at is not None and now > slot.late_at
    off = known.off(seat, day=slot.day, at=slot.due_at if late else max(slot.due_at, now))
    reason = off or ("missed" if late else "")
    return _of(slot, known.appointments[slot.appointment_id].team_id, reason=reason, calendar=calendar)


def _of(slot: Slot, team_id: int | None, *, reason: str = "", calendar: Calendar | None = None) -> Foreseen:
    return Foreseen(
        workspace_id=slot.workspace_id, appointment_id=slot.appointment_id, job=slot.job, subject=slot.subject,
        team_id=team_id, member_id=slot.member_id, day=slot.day, slot=slot.slot, at=slot.due_at, zone=slot.zone,
        key=slot.key, skipped=reason, holiday=_holiday(calendar, slot.day) if reason == "holiday" else "",
        until=_until(calendar, slot.day, reason),
    )  # fmt: skip


def _holiday(calendar: Calendar | None, day: date) -> str:
    return (is_holiday(calendar.country or country_of(calendar.zone), day) or "") if calendar else ""


def _until(calendar: Calendar | None, day: date, reason: str) -> date | None:
    """The last day on somebody's wall of an absence or a pause; None where it is neither, or has no end."""
    if calendar is None or reason not in {"away", "paused"}:
        return None
    spans = [last for first, last in calendar.aways if first <= day <= last]
    if reason == "away" and spans:
        return max(spans)
    end = calendar.paused_until if reason == "paused" else calendar.status_away_until
    return end.astimezone(zone_or(calendar.zone)).date() if end and end.year < _NO_END else None


_NO_END = 2100  # a status or pause without an end is kept as one in the far future


# ---- one-shots that are planned already ----


async def _planned(db: AsyncSession, scope: Scope, *, now: datetime, until: datetime) -> list[Foreseen]:
    query = select(Occurrence, Appointment.team_id).join(Appointment, Appointment.id == Occurrence.appointment_id)
    query = _within(query, Occurrence, scope).where(Occurrence.state == "planned", Occurrence.due_at < until)
    rows = (await db.execute(query)).all()
    late = {one.id for one, _ in rows if one.late_at is not None and max(now, one.due_at) > one.late_at}
    return [_of(queries.slot_of(one), team_id, reason="missed" if one.id in late else "") for one, team_id in rows]
