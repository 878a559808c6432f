"""Appointments: made, changed from today on, paused, resumed, ended."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.schedule import queries, rules
from salesbot.schedule.model import Appointment, PlanVersion
from salesbot.schedule.rules import PAUSED
from salesbot.schedule.service.seats import begin_again, pass_over, replan, rests, stop

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.schedule.rules import Plan


async def appoint(
    db: AsyncSession, plan: Plan, *, workspace_id: str, job: str, subject: str, team_id: int | None, now: datetime
) -> Appointment:
    """Make something happen by itself, for whoever gets a seat. Raises ValueError for a plan that never happens."""
    appointment = Appointment(workspace_id=workspace_id, team_id=team_id, job=job, subject=subject, created_at=now)
    await appoint_all(db, plan, [appointment], now=now)
    return appointment


async def appoint_all(db: AsyncSession, plan: Plan, new: Sequence[Appointment], *, now: datetime) -> None:
    """Write new appointments with one plan, as `appoint` does: nobody else sees them yet, so nobody is waited for."""
    says, from_day = asdict(rules.checked(plan)), rules.first_day(now)
    for one in new:
        one.paused_at = one.ended_at = None  # known without asking the database again
    db.add_all(new)
    await db.flush()
    for one in new:
        db.add(PlanVersion(workspace_id=one.workspace_id, appointment_id=one.id, from_day=from_day, **says))
    await db.flush()


async def change(db: AsyncSession, appointment: Appointment, plan: Plan, *, now: datetime) -> None:
    """Let a new plan hold from today on: what was not yet asked moves with it, no date is asked twice.

    A day still to come whose new time has passed is skipped as `moved`. Raises ValueError as `appoint` does.
    """
    await _hold(db, appointment, plan, now=now)
    seats = await queries.seats(db, appointment)
    await replan(db, [one for one in seats if not rests(one, appointment)], now=now)


async def _hold(db: AsyncSession, appointment: Appointment, plan: Plan, *, now: datetime) -> None:
    """Write the plan as the version of today; a second change on one day replaces the first."""
    says, from_day = asdict(rules.checked(plan)), rules.first_day(now)
    # Two people who edit at once do it one after the other. A beat that holds seats and writes to the ledger goes on
    # meanwhile: it and we would else wait for each other.
    await db.refresh(appointment, with_for_update={"key_share": True})
    mine = PlanVersion.appointment_id == appointment.id, PlanVersion.from_day >= from_day
    # The clock may have been set back over earlier changes: the last of them is what holds.
    version = await db.scalar(select(PlanVersion).where(*mine).order_by(PlanVersion.from_day.desc()).limit(1))
    if version is None:
        version = PlanVersion(workspace_id=appointment.workspace_id, appointment_id=appointment.id, from_day=from_day)
        db.add(version)
    for name, value in says.items():
        setattr(version, name, value)
    await db.flush()


async def pause(db: AsyncSession, appointment: Appointment, *, now: datetime) -> None:
    """Let nothing more come until it is resumed: what is due already, and will be until then, is passed over.

    The beat writes it down for each member (`PAUSED`). What is for a team as a whole is switched off by this: of that
    no days are kept.
    """
    if appointment.paused_at is None:
        appointment.paused_at = now
        seats = await queries.seats(db, appointment)  # a beat that holds them has asked already; none will after us
        await pass_over(db, appointment, seats, reason=PAUSED, now=now)
        for one in seats:
            if rests(one, appointment):
                one.next_day = one.next_at = None


async def resume(db: AsyncSession, appointment: Appointment, *, now: datetime) -> None:
    """Let it come again, from now on: what would have come meanwhile is passed over, also where no beat saw it."""
    if appointment.paused_at is not None and appointment.ended_at is None:
        seats = await queries.seats(db, appointment)
        await pass_over(db, appointment, seats, reason=PAUSED, now=now)
        appointment.paused_at = None
        await begin_again(db, seats, now=now)


async def end(db: AsyncSession, appointment: Appointment, *, now: datetime) -> None:
    """Let nothing more come, for good. Planned one-shots of days that were asked (their close) still happen."""
    if appointment.ended_at is None:
        appointment.ended_at = now
        await stop(db, appointment, await queries.seats(db, appointment), reason="ended", now=now)
