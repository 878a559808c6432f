"""What blockers hold of one person, how they forget it, and when words of resolved ones are let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from salesbot.blockers import queries
from salesbot.blockers.model import Blocker, Told
from salesbot.blockers.service.announce import ANNOUNCED
from salesbot.outbox import queries as messages
from salesbot.outbox import service as outbox
from salesbot.people.model import Team
from salesbot.room import Erased, Held, Retention

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure

_NAMES = ("team", "text", "raised_at", "last_word_at", "resolved_at")


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """What stood in somebody's way."""
    rows = await db.execute(
        select(Team.name, Blocker.text, Blocker.raised_at, Blocker.said_at, Blocker.resolved_at)
        .join(Team, Team.id == Blocker.team_id)
        .where(Blocker.workspace_id == workspace_id, Blocker.member_id == member_id)
        .order_by(Blocker.raised_at, Blocker.id)
    )
    return [Held("blockers", [dict(zip(_NAMES, row, strict=True)) for row in rows])]


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Forget what stood in somebody's way, wherever it was told; that something did, and when, is still counted."""
    mine = Blocker.workspace_id == erasure.workspace_id, Blocker.member_id == erasure.member_id
    found = (await db.scalars(select(Blocker).where(*mine).order_by(Blocker.id).with_for_update())).all()
    ids = [one.id for one in found]
    told = await queries.told_keys(db, ids) if ids else []
    await _forget_told(db, erasure, ids)
    for one in found:
        one.member_id, one.text = erasure.stand_in, ""
        one.resolved_at, one.resolved_by = one.resolved_at or erasure.now, one.resolved_by or erasure.stand_in
    await db.flush()
    await _take_back(db, erasure.workspace_id, set(ids), told)
    reports = sorted({one.report_key for one in found if one.report_key})
    await outbox.dirty(db, erasure.workspace_id, reports)
    return Erased({"blockers": len(found)})


async def _forget_told(db: AsyncSession, erasure: Erasure, blocker_ids: Sequence[int]) -> None:
    here = Told.workspace_id == erasure.workspace_id
    about = Told.blocker_id.in_(blocker_ids) | (Told.member_id == erasure.member_id)
    await db.execute(delete(Told).where(here, about))


async def _take_back(db: AsyncSession, workspace_id: str, ids: set[int], told: Sequence[str]) -> None:
    """Delete what announced them from Slack; a reminder of several says only the others now."""
    announced = await messages.boards(db, workspace_id, ANNOUNCED)
    mine = [key for _, key, subject in announced if int(subject.partition("/")[0]) in ids]
    await outbox.withdraw(db, workspace_id, mine)
    await outbox.dirty(db, workspace_id, set(told) - set(mine))


async def purge(db: AsyncSession, before: datetime, limit: int) -> int:
    """Let go of the words of what was resolved before then; that it was, and where it was told, stays."""
    old = Blocker.resolved_at < before, Blocker.text != ""
    ids = list(await db.scalars(select(Blocker.id).where(*old).order_by(Blocker.id).limit(limit)))
    await db.execute(update(Blocker).where(Blocker.id.in_(ids)).values(text=""))
    return len(ids)


RETENTION = (Retention(name="blockers", what="the words of blockers, once they are resolved", days=365, purge=purge),)
