"""Asking once what became of what somebody said they would do: on their next working day, all of it in one message.

A workspace has one appointment for it, every day at 10:00 on everybody's own wall; days off, holidays and time away are
the schedule's to respect. Whoever has something that nobody asked about has a seat, and gives it back when asked.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.coaching import queries
from salesbot.coaching.queries import commitments
from salesbot.coaching.queries.commitments import FOLLOW
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.schedule import service as schedule
from salesbot.schedule.model import Appointment
from salesbot.schedule.queries import seats
from salesbot.schedule.rules import Plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Commitment
    from salesbot.people.model import Member
    from salesbot.room import Run

NOTHING = "nothing you said you would do is open"
TOO_SOON = "I ask on a later day than the one on which you said it"
LATEST = timedelta(hours=7)
PLAN = Plan(wall=time(10), weekdays="1234567", grace_minutes=LATEST // timedelta(minutes=1))
_A_DAY = timedelta(days=1)


async def expect(db: AsyncSession, member: Member, *, now: datetime) -> None:
    """Give somebody a seat from their next day on: on the day on which they said it nobody asks."""
    zone = zone_or(member.zone)
    tomorrow = datetime.combine(now.astimezone(zone).date() + _A_DAY, time(0), zone)
    one = await _appointment(db, member.workspace_id, now=now)
    await schedule.seat(db, one, [member.id], now=tomorrow)
    if not await seats(db, one, [member.id]):  # the beat took it back while we waited for it
        await schedule.seat(db, one, [member.id], now=tomorrow)


async def _appointment(db: AsyncSession, workspace_id: str, *, now: datetime) -> Appointment:
    """Return the workspace's appointment; of two first ones at once the second waits, and finds the first's."""
    found = await queries.appointment(db, workspace_id, FOLLOW, FOLLOW)
    if found is not None:
        return found
    await queries.lock_workspace(db, workspace_id)
    return await queries.appointment(db, workspace_id, FOLLOW, FOLLOW) or await schedule.appoint(
        db, PLAN, workspace_id=workspace_id, job=FOLLOW, subject=FOLLOW, team_id=None, now=now
    )


async def ask(db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Promise each member one question about all that nobody asked about yet; returns why some get none."""
    skipped: dict[str, str] = {}
    for workspace_id in sorted({run.workspace_id for run in runs}):
        mine = [run for run in runs if run.workspace_id == workspace_id]
        found = await commitments.open_of(db, workspace_id, {str(run.member_id) for run in mine})
        for run in mine:
            waiting = [one for one in found.get(str(run.member_id), ()) if one.asked_at is None]
            due = [one for one in waiting if one.day < run.day]
            here = waiting and await people.teams_of(db, workspace_id, str(run.member_id))
            if here and due:
                await _ask(db, run, due)
            else:
                skipped[run.key] = TOO_SOON if here else NOTHING
            if not here or len(waiting) == len(due):
                await _unseat(db, run)
    return skipped


async def _ask(db: AsyncSession, run: Run, due: Sequence[Commitment]) -> None:
    for one in due:
        one.asked_at, one.asked_in = run.now, run.key
    board = Board(
        workspace_id=run.workspace_id, key=run.key, kind=FOLLOW, subject=",".join(str(one.id) for one in due),
        to=str(run.member_id), due_at=run.due_at, expires_at=run.due_at + LATEST, member_id=run.member_id,
    )  # fmt: skip
    many = "something" if len(due) == 1 else f"{len(due)} things"
    await attention.promise(db, board, reason=f"you said you would do {many}", now=run.now)


async def _unseat(db: AsyncSession, run: Run) -> None:
    appointment = await db.get_one(Appointment, run.appointment_id)
    await schedule.unseat(db, appointment, [str(run.member_id)], now=run.now)
