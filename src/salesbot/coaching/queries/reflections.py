"""What people thought about their prompts: who wrote it, about which, and who may read it; the words stay sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, or_, select

from salesbot.coaching.model import Reflection, Shown
from salesbot.people import queries as people
from salesbot.people.model import Member, Membership
from salesbot.people.rules import Role

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

SHARED = "coaching.shared"  # the note to whoever may read one


@dataclass(frozen=True)
class Thought:
    """A reflection and the prompt that it is about; `readers` are the managers who may read it."""

    reflection: Reflection
    shown: Shown
    readers: Sequence[Member] = ()


def _thoughts(workspace_id: str) -> Select[Reflection, Shown]:
    both = Shown.id == Reflection.coaching_id
    return select(Reflection, Shown).join(Shown, both).where(Reflection.workspace_id == workspace_id)


async def thought(db: AsyncSession, reflection_id: int, *, workspace_id: str, lock: bool = False) -> Thought | None:
    """Return one reflection by its id; `lock` makes two clicks wait for each other (PostgreSQL)."""
    query = _thoughts(workspace_id).where(Reflection.id == reflection_id)
    row = (await db.execute(query.with_for_update(of=Reflection) if lock else query)).first()
    return Thought(*row, await readers(db, row[0], row[1])) if row else None


async def about(db: AsyncSession, shown: Shown, *, lock: bool = False) -> Reflection | None:
    """Return what somebody thought about this prompt."""
    query = select(Reflection).where(Reflection.workspace_id == shown.workspace_id, Reflection.coaching_id == shown.id)
    return await db.scalar(query.with_for_update() if lock else query)


async def own(db: AsyncSession, workspace_id: str, member_id: str, *, skip: int, most: int) -> list[Thought]:
    """Return somebody's own reflections that have words still, the newest first."""
    query = _thoughts(workspace_id).where(Reflection.member_id == member_id, Reflection.sealed != "")
    rows = await db.execute(query.order_by(Reflection.made_at.desc(), Reflection.id.desc()).offset(skip).limit(most))
    return [Thought(reflection, shown) for reflection, shown in rows]


async def shared_with(
    db: AsyncSession, workspace_id: str, *, to: str, member_id: str, team_id: int, since: datetime
) -> list[Thought]:
    """Return what somebody shared since then with this manager of a team, the newest first."""
    mine = Reflection.member_id == member_id, Reflection.sealed != "", Reflection.shared_at >= since
    query = read_by(workspace_id, to, team_id=team_id).where(*mine)
    rows = await db.execute(query.order_by(Reflection.shared_at.desc(), Reflection.id.desc()))
    return [Thought(one, shown) for one, shown in rows]


def read_by(workspace_id: str, manager_id: str, *, team_id: int) -> Select[Reflection, Shown]:
    """Select what this manager of a team may read, as `readers` says it of one: shared with them, and theirs still."""
    seats = Membership.workspace_id == workspace_id, Membership.team_id == team_id, Membership.member_id == manager_id
    manages = exists().where(*seats, Membership.role == Role.MANAGER)
    still = Membership.until_at.is_(None)
    then = Membership.from_at <= Reflection.shared_at, or_(still, Membership.until_at > Reflection.shared_at)
    there = exists().where(Member.workspace_id == workspace_id, Member.id == manager_id, Member.active)
    others = Shown.team_id == team_id, Reflection.member_id != manager_id
    return _thoughts(workspace_id).where(*others, manages.where(*then), manages.where(still), there)


async def could_read(db: AsyncSession, shown: Shown) -> list[Member]:
    """Return who would read a reflection on this prompt, were it shared now: the managers of its team, by name."""
    found = await people.managers(db, shown.workspace_id, shown.team_id)
    return [one for one in found if one.active and one.id != shown.member_id]


async def readers(db: AsyncSession, reflection: Reflection, shown: Shown) -> list[Member]:
    """Return who may read it: those who managed its team when it was shared, and do still."""
    told = await told_of(db, reflection, shown)
    return [one for one in await could_read(db, shown) if one.id in told] if told else []


async def told_of(db: AsyncSession, reflection: Reflection, shown: Shown) -> set[str]:
    """Return who managed its team when it was shared; nobody while it is not."""
    if reflection.shared_at is None:
        return set()
    then = await people.roster(db, shown.workspace_id, shown.team_id, at=reflection.shared_at)
    return {one.member.id for one in then if one.role is Role.MANAGER}
