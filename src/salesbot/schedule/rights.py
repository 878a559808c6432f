"""What the schedule holds of one person, and how it forgets them: nothing comes, the ledger names a stand-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, case, delete, func, select, update

from salesbot.room import Erased, Held
from salesbot.schedule.model import Appointment, Occurrence, Seat
from salesbot.store import Instant

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """What comes to somebody by itself, and what came or did not and why."""
    seats = await db.execute(
        select(Appointment.job, Seat.since_at, Seat.next_day, Seat.next_at, Appointment.paused_at)
        .join(Appointment, Appointment.id == Seat.appointment_id)
        .where(Seat.workspace_id == workspace_id, Seat.member_id == member_id)
        .order_by(Seat.id)
    )
    mine = Occurrence.workspace_id == workspace_id, Occurrence.member_id == member_id
    rows = await db.scalars(select(Occurrence).where(*mine).order_by(Occurrence.due_at, Occurrence.id))
    return [
        Held(
            "coming",
            [{"what": a, "since": b, "next_day": c, "next_at": d, "paused_since": e} for a, b, c, d, e in seats],
        ),
        Held(
            "ledger",
            [{"what": one.job, "day": one.day, "due_at": one.due_at, "state": one.state, "reason": one.reason}
             for one in rows],
        ),
    ]  # fmt: skip


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Let nothing more come to somebody; days that happened are the stand-in's, what was planned is not to be."""
    me, instead = erasure.member_id, erasure.stand_in
    await db.execute(delete(Seat).where(Seat.workspace_id == erasure.workspace_id, Seat.member_id == me))
    mine = Occurrence.workspace_id == erasure.workspace_id, Occurrence.member_id == me
    planned = Occurrence.state == "planned"
    moved = (
        update(Occurrence)
        .where(*mine)
        .values(
            member_id=instead,
            who=instead,
            key=func.replace(Occurrence.key, me, instead),
            carried_by=func.replace(Occurrence.carried_by, me, instead),
            subject=case((Occurrence.subject == me, instead), else_=Occurrence.subject),
            state=case((planned, "skipped"), else_=Occurrence.state),
            reason=case((planned, "left"), else_=Occurrence.reason),
            settled_at=case((planned, bindparam("at", erasure.now, Instant)), else_=Occurrence.settled_at),
            retry_at=None,
        )
    )
    await db.flush()
    gone = await db.execute(moved.execution_options(synchronize_session=False).returning(Occurrence.id))
    return Erased({"days in the ledger": len(gone.all())})
