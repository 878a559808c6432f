"""What was answered before its time is read when that time comes, whether its author is asked that day or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.checkins.service.question import ASK
from salesbot.people import queries as people
from salesbot.schedule import service as schedule
from salesbot.schedule.rules import PAUSED, Slot

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part
    from salesbot.room import Run

KEPT = "checkin.kept"  # a look at an answer given early, once its question had its time
_AFTER = timedelta(minutes=1)  # the question itself comes first, where it comes


async def look_later(db: AsyncSession, parts: Sequence[Part], *, now: datetime) -> None:
    """Plan a look at those of these answers that wait for their time: their authors may be away then, or not asked."""
    waiting = [part for part in parts if part.ask.asked_at is None]
    if waiting:
        await schedule.later_all(db, [_look(part, at=max(part.ask.opens_at, now)) for part in waiting])


def _look(part: Part, *, at: datetime) -> Slot:
    due_at = at + _AFTER
    return slot_of(part, job=KEPT, slot=f"kept.{due_at:%d%H%M}", due_at=due_at)


def slot_of(part: Part, *, job: str, slot: str, due_at: datetime) -> Slot:
    """Return a one-shot that belongs to somebody's part."""
    return Slot(
        workspace_id=part.ask.workspace_id, appointment_id=part.checkin.appointment_id or 0, job=job,
        subject=str(part.ask.id), member_id=part.ask.member_id, day=part.round.day, slot=slot, due_at=due_at,
        zone=part.ask.zone,
    )  # fmt: skip


async def come_due(db: AsyncSession, runs: Sequence[Run]) -> tuple[list[Part], list[Part]]:
    """Return the parts that open now though their authors were not asked: away, off, or no day of the plan any more.

    And those that stay unread, whose messages may not say so yet: a pause may have come days after their time, where
    nobody looked meanwhile. Unread stays what somebody who left the team had written, and what was answered for a day
    that was paused, or after the check-in's end. Where the question is still to come, look again after it.
    """
    opened, unread = [], []
    for run in sorted(runs, key=lambda one: int(one.subject)):  # parts are locked in one order by everybody
        part = await queries.part(db, int(run.subject), workspace_id=run.workspace_id, lock=True)
        if part is None or part.ask.asked_at is not None or part.ask.state != "answered":
            continue
        coming = await queries.coming_of(db, part)
        if coming is None and part.ask.opens_at > run.now:
            coming = part.ask.opens_at  # it was promised for then, by a plan that asks its author no more
        if coming is not None:
            await schedule.later_all(db, [_look(part, at=max(coming, run.now))])
        elif not (why := await _unread(db, part)):
            part.ask.asked_at = run.now
            opened.append(part)
        else:
            unread.append(part)
            if why == "paused":
                await _pass_over(db, part, now=run.now)
    await db.flush()
    return opened, unread


async def _unread(db: AsyncSession, part: Part) -> str:
    """Why nobody reads what was answered early, as its author's message says it; empty where it is read."""
    here = part.ask.workspace_id, part.team.id, part.ask.member_id
    if await people.role_in(db, *here) is None:
        return "left"
    return (await queries.put_off(db, [part.ask.id])).get(part.ask.id, "")


async def _pass_over(db: AsyncSession, part: Part, *, now: datetime) -> None:
    """Let the ledger say that this day was paused also where the plan has it no more: the check-in may go on later."""
    day = replace(slot_of(part, job=ASK, slot="", due_at=part.ask.opens_at), subject=str(part.checkin.id))
    await schedule.record_all(db, [day], now=now, state="skipped", reason=PAUSED)
