"""A check-in pauses, goes on, or ends; what was answered in it stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.audit.rules import Verb
from salesbot.checkins.service import noting
from salesbot.checkins.service.close import wait_again
from salesbot.checkins.service.managing import managed_checkin
from salesbot.errors import Refusal
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

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
    await wait_again(db, one.checkin, now=now)
    await noting.of_checkin(db, one.checkin, _NOTED[verb], by=member_id, now=now)
    return one
