"""Questions of a manager to one person: what is open, what was answered, and what came after."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from salesbot.coaching.model import Asked
from salesbot.people.model import Member

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


async def asked(db: AsyncSession, number: int, *, workspace_id: str, lock: bool = False) -> Asked | None:
    """The question with this id; `lock` makes two who change it wait for each other (PostgreSQL)."""
    query = select(Asked).where(Asked.workspace_id == workspace_id, Asked.id == number)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return await db.scalar(query)


async def hold(db: AsyncSession, workspace_id: str, manager_id: str) -> None:
    """Hold a manager, so that two questions at once wait for each other (SQLite has one writer anyway)."""
    query = select(Member.id).where(Member.workspace_id == workspace_id, Member.id == manager_id)
    await db.execute(query.with_for_update(key_share=True))


async def count_open(db: AsyncSession, workspace_id: str, manager_id: str, member_id: str) -> int:
    """How many questions of the one wait for an answer of the other."""
    pair = _pair(workspace_id, manager_id, member_id)
    return await db.scalar(select(func.count()).select_from(Asked).where(*pair, *_open())) or 0


async def open_to(db: AsyncSession, workspace_id: str, member_id: str) -> list[Asked]:
    """The questions that wait for somebody's answer, the oldest first."""
    mine = Asked.workspace_id == workspace_id, Asked.member_id == member_id
    return list(await db.scalars(select(Asked).where(*mine, *_open()).order_by(Asked.asked_at, Asked.id)))


async def open_of(db: AsyncSession, workspace_id: str, member_id: str) -> list[Asked]:
    """The unanswered questions that somebody put, or was put."""
    theirs = or_(Asked.member_id == member_id, Asked.manager_id == member_id)
    return list(await db.scalars(select(Asked).where(Asked.workspace_id == workspace_id, theirs, *_open())))


async def between(
    db: AsyncSession, workspace_id: str, manager_id: str, member_id: str, *, since: datetime, limit: int
) -> list[Asked]:
    """What the one asked the other: what is open, and what was answered since then; the newest first."""
    told = Asked.withdrawn_at.is_(None), or_(Asked.answered_at.is_(None), Asked.answered_at >= since)
    query = select(Asked).where(*_pair(workspace_id, manager_id, member_id), *told)
    return list(await db.scalars(query.order_by(Asked.asked_at.desc(), Asked.id.desc()).limit(limit)))


async def next_at(db: AsyncSession, one: Asked) -> datetime | None:
    """When the same manager asked the same person next; None where they did not."""
    later = Asked.id > one.id, Asked.withdrawn_at.is_(None)
    query = select(func.min(Asked.asked_at)).where(*_pair(one.workspace_id, one.manager_id, one.member_id), *later)
    return await db.scalar(query)


async def answered_before(db: AsyncSession, one: Asked, *, since: datetime) -> list[str]:
    """The messages of the questions before this one whose answers could still be changed until now."""
    earlier = Asked.id < one.id, Asked.answered_at >= since
    query = select(Asked.key).where(*_pair(one.workspace_id, one.manager_id, one.member_id), *earlier)
    return list(await db.scalars(query))


def _pair(workspace_id: str, manager_id: str, member_id: str) -> tuple[ColumnElement[bool], ...]:
    return Asked.workspace_id == workspace_id, Asked.manager_id == manager_id, Asked.member_id == member_id


def _open() -> tuple[ColumnElement[bool], ...]:
    """Not answered, not withdrawn, and not so old that its words are gone."""
    return Asked.answered_at.is_(None), Asked.withdrawn_at.is_(None), Asked.words != ""
