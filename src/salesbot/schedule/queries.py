"""Every question about the schedule: what is due, under which plans, what happened, and what comes next."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, func, or_, select

from salesbot.schedule import rules
from salesbot.schedule.facts import Facts, facts, versions
from salesbot.schedule.model import Appointment, Occurrence, Seat
from salesbot.schedule.rules import Plan, Slot
from salesbot.store import Instant, even, skip_locked

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncSession


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_NOW, _MOST = bindparam("now", type_=Instant), bindparam("most", type_=Integer)

# How far back a settled day can still matter to a move: the widest jump over the date line, with room.
_RECENT = timedelta(days=7)


# ---- what is due ----


async def due_seats(db: AsyncSession, *, now: datetime, limit: int, but: Collection[int] = ()) -> Sequence[int]:
    """Return the seats whose next occurrence is due, longest waiting first, locked; what others hold is left.

    `but`: seats that are left out, as they cannot be read.
    """
    due = _due_seats().where(Seat.id.not_in(but)) if but else _due_seats()
    return (await db.scalars(skip_locked(due, db), {"now": now, "most": limit})).all()


@cache
def _due_seats() -> Select[int]:
    return select(Seat.id).where(Seat.next_at <= _NOW).order_by(Seat.next_at, Seat.id).limit(_MOST)


async def seats_with(db: AsyncSession, ids: Sequence[int]) -> Sequence[Seat]:
    """Return these seats, the longest waiting first."""
    return (await db.scalars(_SEATS, {"ids": even(ids)})).all()


_SEATS = select(Seat).where(Seat.id.in_(_IDS)).order_by(Seat.next_at, Seat.id)


@dataclass(frozen=True)
class Planned:
    """A planned one-shot that is due, and how often its job failed so far."""

    id: int
    tries: int
    slot: Slot


async def due_planned(db: AsyncSession, *, now: datetime, limit: int) -> list[Planned]:
    """Return the planned one-shots that are due, the longest waiting first, locked; others' locked ones are left."""
    found = (await db.scalars(skip_locked(_due_planned(), db), {"now": now, "most": limit})).all()
    planned = [Planned(one.id, one.tries, slot_of(one)) for one in found]
    db.expunge_all()  # the jobs may change these rows, and so shall the beat: by statement, never by a stale copy
    return planned


@cache
def _due_planned() -> Select[Occurrence]:
    due = (
        select(Occurrence)
        .where(Occurrence.state == "planned", Occurrence.due_at <= _NOW)
        .where(or_(Occurrence.retry_at.is_(None), Occurrence.retry_at <= _NOW))
        .order_by(Occurrence.due_at, Occurrence.id)
        .limit(_MOST)
    )
    return due.execution_options(populate_existing=True)


def slot_of(one: Occurrence) -> Slot:
    """Return the place that a row has in the ledger."""
    return Slot(
        workspace_id=one.workspace_id, appointment_id=one.appointment_id, job=one.job, subject=one.subject,
        member_id=one.member_id, day=one.day, slot=one.slot, due_at=one.due_at, zone=one.zone, late_at=one.late_at,
    )  # fmt: skip


# ---- plans ----


async def plan(db: AsyncSession, appointment: Appointment) -> Plan:
    """Return the plan that was made last."""
    through_time = (await versions(db, {appointment.id}))[appointment.id]
    return through_time[max(through_time)]


# ---- seats ----


async def appointment(db: AsyncSession, workspace_id: str, appointment_id: int) -> Appointment | None:
    """Return the appointment, ended or not."""
    wanted = Appointment.workspace_id == workspace_id, Appointment.id == appointment_id
    return await db.scalar(select(Appointment).where(*wanted))


async def appointments(
    db: AsyncSession, workspace_id: str, *, job: str, subjects: Collection[str] | None = None
) -> list[Appointment]:
    """Return the appointments of a kind that have not ended, of these subjects if any are named."""
    wanted = select(Appointment).where(
        Appointment.workspace_id == workspace_id, Appointment.job == job, Appointment.ended_at.is_(None)
    )
    if subjects is not None:
        wanted = wanted.where(Appointment.subject.in_(subjects))
    return list(await db.scalars(wanted.order_by(Appointment.id)))


async def appointments_of(db: AsyncSession, workspace_id: str, team_id: int) -> list[Appointment]:
    """Return the appointments of a team that have not ended, of whatever kind."""
    mine = Appointment.workspace_id == workspace_id, Appointment.team_id == team_id, Appointment.ended_at.is_(None)
    return list(await db.scalars(select(Appointment).where(*mine).order_by(Appointment.id)))


async def paused(
    db: AsyncSession, workspace_id: str, *, team_id: int | None = None, member_id: str | None = None
) -> list[Appointment]:
    """Return the appointments that are paused by hand, of one team or with a seat of one member if named."""
    wanted = select(Appointment).where(
        Appointment.workspace_id == workspace_id, Appointment.paused_at.is_not(None), Appointment.ended_at.is_(None)
    )
    if team_id is not None:
        wanted = wanted.where(Appointment.team_id == team_id)
    if member_id is not None:
        wanted = wanted.where(Appointment.id.in_(select(Seat.appointment_id).where(Seat.member_id == member_id)))
    return list(await db.scalars(wanted.order_by(Appointment.id)))


async def seats(db: AsyncSession, appointment: Appointment, who: Collection[str] | None = None) -> Sequence[Seat]:
    """Return an appointment's seats, or those of `who`, locked until the transaction ends."""
    wanted = select(Seat).where(Seat.appointment_id == appointment.id)
    if who is not None:
        wanted = wanted.where(Seat.who.in_(who))
    return (await db.scalars(wanted.order_by(Seat.id).with_for_update())).all()


async def seats_of(db: AsyncSession, workspace_id: str, member_id: str) -> Sequence[Seat]:
    """Return a member's seats in whatever has not ended, locked until the transaction ends."""
    active = select(Appointment.id).where(Appointment.ended_at.is_(None))
    wanted = Seat.workspace_id == workspace_id, Seat.member_id == member_id, Seat.appointment_id.in_(active)
    return (await db.scalars(select(Seat).where(*wanted).order_by(Seat.id).with_for_update())).all()


async def seats_of_team(db: AsyncSession, workspace_id: str, team_id: int) -> Sequence[Seat]:
    """Return the seats of a team as a whole in whatever is neither paused nor ended, locked likewise."""
    mine = Appointment.workspace_id == workspace_id, Appointment.team_id == team_id
    active = select(Appointment.id).where(*mine, Appointment.paused_at.is_(None), Appointment.ended_at.is_(None))
    wanted = Seat.workspace_id == workspace_id, Seat.member_id.is_(None), Seat.appointment_id.in_(active)
    return (await db.scalars(select(Seat).where(*wanted).order_by(Seat.id).with_for_update())).all()


def still_comes() -> ColumnElement[bool]:
    """Whether anything is to come for a seat, as far as is known: nothing is while its appointment is paused."""
    mine = Appointment.id == Seat.appointment_id, Appointment.paused_at.is_not(None)
    return and_(Seat.next_at.is_not(None), ~select(Appointment.id).where(*mine).exists())


async def settled_days(
    db: AsyncSession, seats: Sequence[Seat], *, now: datetime
) -> dict[tuple[int, str], dict[date, str]]:
    """Return the local days that the ledger has for each of these seats, as far back as a move could reach.

    With each day comes why it was skipped; nothing where it was not.
    """
    ids, them = {seat.appointment_id for seat in seats}, {seat.who for seat in seats}
    rows = await db.execute(_settled(), {"ids": even(ids), "them": even(them), "since": now.date() - _RECENT})
    found: dict[tuple[int, str], dict[date, str]] = defaultdict(dict)
    for appointment_id, who, day, reason in rows:
        found[appointment_id, who][day] = reason
    return found


@cache
def _settled() -> Select[int, str, date, str]:
    theirs = Occurrence.appointment_id.in_(_IDS), Occurrence.who.in_(bindparam("them", expanding=True))
    lately = Occurrence.slot == "", Occurrence.day >= bindparam("since")
    which = Occurrence.appointment_id, Occurrence.who, Occurrence.day, Occurrence.reason
    return select(*which).where(*theirs, *lately)


# ---- what happened, what comes ----


def long_over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """What the ledger has of occurrences before then; their days are too far back to come again."""
    return Occurrence.state != "planned", Occurrence.due_at < before


async def ledger(db: AsyncSession, workspace_id: str, member_id: str, *, since: datetime) -> list[Occurrence]:
    """Return what was due for a member since then, and what is planned, by instant."""
    mine = Occurrence.workspace_id == workspace_id, Occurrence.member_id == member_id
    rows = select(Occurrence).where(*mine, Occurrence.due_at >= since).order_by(Occurrence.due_at, Occurrence.id)
    return list(await db.scalars(rows))


@dataclass(frozen=True)
class Coming:
    """What comes next of one appointment for one member. `zone` is the one whose wall shows the plan's time.

    `off`: why it will not happen on that day as things stand, by the reasons of `day_off`; None where it will.
    """

    appointment_id: int
    job: str
    subject: str
    day: date
    at: datetime
    zone: str
    off: str | None = None


async def next_for(
    db: AsyncSession, workspace_id: str, member_id: str, *, days: Mapping[int, Container[date]] | None = None
) -> list[Coming]:
    """Return what comes next of each of a member's appointments that are not paused, the soonest first.

    Days taken by hand are passed, and those on which nothing comes of an appointment for this member: `days` are those
    on which something does, by its id, where those are not all.
    """
    mine = Seat.workspace_id == workspace_id, Seat.member_id == member_id, still_comes()
    taken = and_(
        Occurrence.appointment_id == Seat.appointment_id,
        Occurrence.who == Seat.who,
        Occurrence.day == Seat.next_day,
        Occurrence.slot == "",
    )
    rows = (await db.execute(select(Seat, Occurrence.id).outerjoin(Occurrence, taken).where(*mine))).all()
    known = await facts(db, [seat for seat, _ in rows])
    only = days or {}
    coming = [_coming(seat, known, taken=row is not None, days=only.get(seat.appointment_id)) for seat, row in rows]
    return sorted((one for one in coming if one is not None), key=lambda one: (one.at, one.appointment_id))


def _coming(seat: Seat, known: Facts, *, taken: bool, days: Container[date] | None) -> Coming | None:
    first = day = seat.next_day
    at = seat.next_at
    while first is not None and day is not None and (taken or (days is not None and day not in days)):
        found = rules.following(known.plans(seat), known.zone(seat), after=day, since=seat.since_at)
        near = found is not None and (found.day - first).days <= rules.LONGEST_PAUSE
        day, at, taken = (found.day, found.at, False) if found and near else (None, None, False)
    if day is None or at is None:
        return None
    slot = known.slot(seat, day=day, at=at)
    return Coming(slot.appointment_id, slot.job, slot.subject, day, at, slot.zone, known.off(seat, day=day, at=at))


async def next_at(db: AsyncSession) -> datetime | None:
    """Return the instant at which anything of the whole house is due next; None where nothing is."""
    soonest = (await db.execute(_soonest())).one()
    return min((at for at in soonest if at is not None), default=None)


@cache
def _soonest() -> Select[datetime | None, datetime | None, datetime | None]:
    """Ask for the next seat, the next one-shot and the next try of one that failed; one row, by three indexes."""
    planned = Occurrence.state == "planned"
    seated = select(func.min(Seat.next_at))
    due = select(func.min(Occurrence.due_at)).where(planned, Occurrence.retry_at.is_(None))
    again = select(func.min(Occurrence.retry_at)).where(planned, Occurrence.retry_at.is_not(None))
    return select(seated.scalar_subquery(), due.scalar_subquery(), again.scalar_subquery())
