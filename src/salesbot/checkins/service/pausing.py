"""A check-in pauses, goes on, or ends; what was answered in it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.audit.rules import Verb
from salesbot.checkins import queries
from salesbot.checkins.service import noting
from salesbot.checkins.service.close import to_come, wait_again
from salesbot.checkins.service.managing import managed_checkin
from salesbot.checkins.service.question import board_of
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin
    from salesbot.checkins.queries import Standing

PAUSE, RESUME, END = "pause", "resume", "end"
_VERBS = {PAUSE: schedule.pause, RESUME: schedule.resume, END: schedule.end}
_NOTED = {PAUSE: Verb.CHECKIN_PAUSED, RESUME: Verb.CHECKIN_RESUMED, END: Verb.CHECKIN_ENDED}


async def turn(
    db: AsyncSession, checkin_id: int, verb: str, *, workspace_id: str, member_id: str, now: datetime
) -> Standing:
    """Pause, resume or end a check-in; a round that is running closes as it would have. Raises Refusal in words."""
    one = await managed_checkin(db, checkin_id, workspace_id=workspace_id, member_id=member_id)
    await db.refresh(one.appointment, with_for_update={"key_share": True})  # another may have ended it just now
    if one.appointment.ended_at is not None:
        raise Refusal(f"{one.checkin.name} has ended; what was answered in it stays.")
    await _VERBS[verb](db, one.appointment, now=now)
    await db.flush()
    await _tell_early(db, one.checkin, now=now)
    await wait_again(db, one.checkin, now=now)
    await noting.of_checkin(db, one.checkin, _NOTED[verb], by=member_id, now=now)
    return one


async def _tell_early(db: AsyncSession, checkin: Checkin, *, now: datetime) -> None:
    """What was answered early is read only where its question comes: whoever did reads whether it does.

    Whoever answers just now is waited for: what is not answered yet is held as well.
    """
    early = [part for part, _ in await queries.opened_early(db, [checkin.id], now=now) if part.state == "answered"]
    rounds = {part.round_id for part in early} | await to_come(db, checkin)
    await queries.lock(db, rounds)  # before the messages about them, as everybody does
    await outbox.dirty(db, checkin.workspace_id, [board_of(part) for part in early])
