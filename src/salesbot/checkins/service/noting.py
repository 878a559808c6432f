"""What the audit log hears of check-ins: made, changed, published otherwise, paused, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.audit.rules import Verb
from salesbot.audit.service import Deed, note

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin
    from salesbot.checkins.rules.sketch import Sketch


async def of_checkin(db: AsyncSession, checkin: Checkin, *verbs: Verb, how: str = "", by: str, now: datetime) -> None:
    """Note what somebody did to a check-in."""
    for verb in verbs:
        deed = Deed(
            workspace_id=checkin.workspace_id, verb=verb, by=by, at=now, object_id=checkin.id,
            team_id=checkin.team_id, how=how,
        )  # fmt: skip
        await note(db, deed)


async def of_change(
    db: AsyncSession, checkin: Checkin, before: Sketch, after: Sketch, *, by: str, now: datetime
) -> None:
    """Note that a check-in was changed, and apart from that where its answers are read from now on."""
    await of_checkin(db, checkin, Verb.CHECKIN_CHANGED, by=by, now=now)
    if (before.publish, before.channel_id) != (after.publish, after.channel_id):
        await of_checkin(db, checkin, Verb.CHECKIN_PUBLISHED, how=after.publish, by=by, now=now)
    if after.channel_ok and after.channel_id != before.channel_id:
        await of_checkin(db, checkin, Verb.CHECKIN_CONFIRMED, by=by, now=now)
