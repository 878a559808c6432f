"""What people said they would do: what is open, and what nobody asked about yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.coaching.model import Commitment
from salesbot.coaching.queries.standing import appointment
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Shown

FOLLOW = "coaching.follow"  # the job, its appointment, and the message


async def commitment(db: AsyncSession, number: int, *, workspace_id: str, lock: bool = False) -> Commitment | None:
    """Return one commitment by its id; `lock` makes two clicks wait for each other (PostgreSQL)."""
    query = select(Commitment).where(Commitment.workspace_id == workspace_id, Commitment.id == number)
    return await db.scalar(query.with_for_update() if lock else query)


async def made_on(db: AsyncSession, shown: Shown) -> Commitment | None:
    """Return what somebody said they would do about this prompt."""
    mine = Commitment.workspace_id == shown.workspace_id, Commitment.coaching_id == shown.id
    return await db.scalar(select(Commitment).where(*mine))


async def commitments(db: AsyncSession, workspace_id: str, numbers: Iterable[int]) -> list[Commitment]:
    """Return these commitments, the oldest first."""
    mine = Commitment.workspace_id == workspace_id, Commitment.id.in_(even(sorted(numbers)))
    return list(await db.scalars(select(Commitment).where(*mine).order_by(Commitment.made_at, Commitment.id)))


async def open_of(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> dict[str, list[Commitment]]:
    """Return what each of these people has open, the oldest first; whoever has nothing is left out."""
    found: dict[str, list[Commitment]] = defaultdict(list)
    if not member_ids:
        return found
    mine = Commitment.workspace_id == workspace_id, Commitment.member_id.in_(even(sorted(member_ids)))
    rows = await db.scalars(
        select(Commitment).where(*mine, Commitment.state == "open").order_by(Commitment.made_at, Commitment.id)
    )
    for one in rows:
        found[one.member_id].append(one)
    return found


@dataclass(frozen=True)
class After:
    """All days after this one."""

    day: date

    def __contains__(self, other: object) -> bool:
        return isinstance(other, date) and other > self.day


async def asked_on(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str]
) -> dict[str, dict[int, Container[date]]]:
    """On which days these people are asked what became of it: none on which they said it, none without an open one."""
    one = await appointment(db, workspace_id, FOLLOW, FOLLOW)
    if one is None:
        return {}
    found = await open_of(db, workspace_id, member_ids)
    first = {who: min((each.day for each in found.get(who, ()) if each.asked_at is None), default=None)
             for who in member_ids}  # fmt: skip
    return {who: {one.id: After(day) if day is not None else ()} for who, day in first.items()}
