"""What must be known before somebody gives: what they gave that day, and the values and ways of a team."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from salesbot.kudos import rules
from salesbot.kudos.model import Kudos, Thanked, Ways
from salesbot.people.model import Member

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


async def hold(db: AsyncSession, workspace_id: str, member_id: str) -> Member | None:
    """A giver, held so that two acts of theirs at once wait for each other (SQLite has one writer anyway)."""
    query = select(Member).where(Member.workspace_id == workspace_id, Member.id == member_id)
    return await db.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))


async def given_on(db: AsyncSession, workspace_id: str, giver_id: str, day: date) -> int:
    """How many acts somebody gave on a day of theirs."""
    return await db.scalar(select(func.count(Kudos.id)).where(*_on(workspace_id, giver_id, day))) or 0


async def thanked_on(
    db: AsyncSession, workspace_id: str, giver_id: str, receivers: Collection[str], *, day: date
) -> dict[str, int]:
    """How often somebody thanked each of these people on a day of theirs; nobody whom they did not."""
    query = (
        select(Thanked.receiver_id, func.count())
        .join(Kudos, Kudos.id == Thanked.kudos_id)
        .where(*_on(workspace_id, giver_id, day), Thanked.receiver_id.in_(receivers))
        .group_by(Thanked.receiver_id)
    )
    return {receiver: number for receiver, number in await db.execute(query)}  # noqa: C416  rows are no pairs to mypy


def _on(workspace_id: str, giver_id: str, day: date) -> tuple[ColumnElement[bool], ...]:
    return Kudos.workspace_id == workspace_id, Kudos.giver_id == giver_id, Kudos.day == day


async def ways(db: AsyncSession, workspace_id: str, team_id: int, *, lock: bool = False) -> Ways | None:
    """How a team wants its kudos; None: as shipped."""
    query = select(Ways).where(Ways.workspace_id == workspace_id, Ways.team_id == team_id)
    return await db.scalar(query.with_for_update(key_share=True) if lock else query)


async def values_of(db: AsyncSession, workspace_id: str, team_id: int) -> list[rules.Value]:
    """The values of a team as they are now."""
    own = await ways(db, workspace_id, team_id)
    if own is None or own.own_values is None:
        return list(rules.DEFAULTS)
    return [rules.Value(tag, meaning) for tag, meaning in own.own_values]
