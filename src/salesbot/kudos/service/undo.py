"""Taking back: within a day an act goes with its post, its notes, and all that counted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from salesbot.errors import Refusal
from salesbot.kudos import queries, rules
from salesbot.kudos.model import Kudos, Lived, MeToo, Thanked
from salesbot.kudos.service.give import note_key, post_key
from salesbot.outbox import service as outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

GONE = "That one is gone already."


async def undo_last(db: AsyncSession, *, workspace_id: str, member_id: str, now: datetime) -> queries.Act:
    """Take back what somebody gave last. Raises Refusal where there is nothing, or it is too late."""
    latest = await queries.latest_of(db, workspace_id, member_id)
    if latest is None:
        raise Refusal("You have given no kudos yet, so there is nothing to take back.")
    return await undo(db, latest.id, workspace_id=workspace_id, member_id=member_id, now=now)


async def undo(db: AsyncSession, kudos_id: int, *, workspace_id: str, member_id: str, now: datetime) -> queries.Act:
    """Take back an act of one's own; returns what it was. Raises Refusal for another's, and where it is too late."""
    kudos = await queries.locked(db, kudos_id, workspace_id=workspace_id)
    act = await queries.act(db, kudos_id, workspace_id=workspace_id) if kudos else None
    if kudos is None or act is None:
        raise Refusal(GONE)
    if kudos.giver_id != member_id:
        raise Refusal("Only whoever gave it can take it back.")
    if not rules.may_undo(kudos.given_at, now):
        raise Refusal(f"That is more than {rules.UNDO_HOURS} hours ago. It stays: somebody was glad of it.")
    await take_back(db, act)
    return act


async def take_back(db: AsyncSession, act: queries.Act) -> None:
    """Let an act go, with its post and its notes; whether somebody may is for the caller to know."""
    kudos = act.kudos
    keys = [post_key(kudos.id), *(note_key(kudos.id, receiver) for receiver, _ in act.receivers)]
    await outbox.withdraw(db, kudos.workspace_id, keys)
    for table in (MeToo, Lived, Thanked):
        await db.execute(delete(table).where(table.kudos_id == kudos.id))
    await db.execute(delete(Kudos).where(Kudos.id == kudos.id))
