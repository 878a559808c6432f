"""Every question that blockers ask the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.blockers.model import Blocker
from salesbot.room import OpenBlocker

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


async def open_of(db: AsyncSession, workspace_id: str, team_id: int, member_id: str | None) -> Sequence[OpenBlocker]:
    """A team's open blockers, or one member's in it, oldest first."""
    query = select(Blocker).where(
        Blocker.workspace_id == workspace_id, Blocker.team_id == team_id, Blocker.resolved_at.is_(None)
    )
    if member_id is not None:
        query = query.where(Blocker.member_id == member_id)
    found = await db.scalars(query.order_by(Blocker.raised_at, Blocker.id))
    return [OpenBlocker(one.id, one.member_id, one.text, one.raised_at, one.report_key is not None) for one in found]


async def blocker(db: AsyncSession, blocker_id: int, *, workspace_id: str) -> Blocker | None:
    """The blocker with this id."""
    return await db.scalar(select(Blocker).where(Blocker.workspace_id == workspace_id, Blocker.id == blocker_id))


async def said_in(db: AsyncSession, source: str, *, workspace_id: str) -> Blocker | None:
    """The blocker that was raised in this answer."""
    return await db.scalar(select(Blocker).where(Blocker.workspace_id == workspace_id, Blocker.source == source))


async def among(db: AsyncSession, ids: Collection[int], *, workspace_id: str, member_id: str) -> dict[int, Blocker]:
    """Those of these blockers that are this member's own and open, by id."""
    query = select(Blocker).where(
        Blocker.workspace_id == workspace_id,
        Blocker.member_id == member_id,
        Blocker.id.in_(ids),
        Blocker.resolved_at.is_(None),
    )
    return {one.id: one for one in await db.scalars(query)}
