"""One-to-ones and what was agreed in them; the notes stay sealed here, and are asked for by their manager alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from salesbot.coaching.model import Action, OneToOne
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Talk:
    """A one-to-one with all that was agreed in it."""

    talk: OneToOne
    actions: Sequence[Action]


@dataclass(frozen=True)
class Agreed:
    """One action, and the one-to-one in which it was agreed."""

    action: Action
    talk: OneToOne


async def talk(db: AsyncSession, number: int, *, workspace_id: str, manager_id: str, lock: bool = False) -> Talk | None:
    """The one-to-one with this id, if it is this manager's; `lock` makes two who change it wait (PostgreSQL)."""
    query = select(OneToOne).where(OneToOne.workspace_id == workspace_id, OneToOne.id == number)
    query = query.where(OneToOne.manager_id == manager_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = await db.scalar(query)
    return Talk(found, (await actions(db, [found.id]))[found.id]) if found else None


async def actions(db: AsyncSession, talk_ids: Collection[int]) -> defaultdict[int, list[Action]]:
    """What was agreed in these, in the order in which it was noted."""
    found: defaultdict[int, list[Action]] = defaultdict(list)
    if talk_ids:
        query = select(Action).where(Action.one_to_one_id.in_(even(talk_ids))).order_by(Action.id)
        for one in await db.scalars(query):
            found[one.one_to_one_id].append(one)
    return found


async def talks(
    db: AsyncSession, workspace_id: str, manager_id: str, *, member_id: str = "", skip: int = 0, limit: int
) -> list[Talk]:
    """A manager's own, the newest first; with `member_id` those with that person."""
    query = select(OneToOne).where(OneToOne.workspace_id == workspace_id, OneToOne.manager_id == manager_id)
    query = query.where(OneToOne.member_id == member_id) if member_id else query
    rows = await db.scalars(query.order_by(OneToOne.held_at.desc(), OneToOne.id.desc()).offset(skip).limit(limit))
    found = list(rows)
    agreed = await actions(db, [one.id for one in found])
    return [Talk(one, agreed[one.id]) for one in found]


async def shared(db: AsyncSession, number: int, *, workspace_id: str) -> Talk | None:
    """A one-to-one by its id, for the note to whoever has actions of it; its notes are not for them."""
    found = await db.scalar(select(OneToOne).where(OneToOne.workspace_id == workspace_id, OneToOne.id == number))
    return Talk(found, (await actions(db, [found.id]))[found.id]) if found else None


async def action(db: AsyncSession, number: int, *, workspace_id: str, lock: bool = False) -> Agreed | None:
    """One action with its one-to-one."""
    query = select(Action, OneToOne).join(OneToOne, OneToOne.id == Action.one_to_one_id)
    query = query.where(Action.workspace_id == workspace_id, Action.id == number)
    if lock:
        query = query.with_for_update(of=Action, key_share=True).execution_options(populate_existing=True)
    row = (await db.execute(query)).first()
    return Agreed(*row) if row else None


async def open_actions(db: AsyncSession, workspace_id: str, member_id: str, *, limit: int = 20) -> list[Agreed]:
    """What somebody has to do, and as a manager what others agreed with them, the oldest first."""
    mine = or_(Action.owner_id == member_id, OneToOne.manager_id == member_id)
    return await _agreed(db, workspace_id, mine, Action.state == "open", limit=limit)


async def between(
    db: AsyncSession, workspace_id: str, manager_id: str, member_id: str, *, since: datetime, limit: int = 20
) -> list[Agreed]:
    """What these two agreed in talks that the one noted: what is open, and what was settled since then."""
    pair = and_(OneToOne.manager_id == manager_id, OneToOne.member_id == member_id)
    told = or_(Action.state == "open", Action.settled_at >= since)
    return await _agreed(db, workspace_id, pair, told, limit=limit)


async def _agreed(db: AsyncSession, workspace_id: str, *which: ColumnElement[bool], limit: int) -> list[Agreed]:
    query = select(Action, OneToOne).join(OneToOne, OneToOne.id == Action.one_to_one_id)
    query = query.where(Action.workspace_id == workspace_id, *which)
    rows = await db.execute(query.order_by(OneToOne.held_at, Action.id).limit(limit))
    return [Agreed(one, talk) for one, talk in rows]
