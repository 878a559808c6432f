"""Every question that blockers ask the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_

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


async def said_in(db: AsyncSession, sources: Collection[tuple[str, str]]) -> dict[tuple[str, str], Blocker]:
    """The blockers that were raised in these answers, by (workspace, source)."""
    query = select(Blocker).where(tuple_(Blocker.workspace_id, Blocker.source).in_(list(sources)))
    return {(one.workspace_id, one.source): one for one in await db.scalars(query.order_by(Blocker.id))}


async def still_open(db: AsyncSession, ids: Collection[int]) -> dict[int, Blocker]:
    """Those of these blockers that are open, by id; whose they are is for the caller to look at."""
    query = select(Blocker).where(Blocker.id.in_(ids), Blocker.resolved_at.is_(None))
    return {one.id: one for one in await db.scalars(query.order_by(Blocker.id))}
