"""A team's thanks in a span of time: how broad they are, which values they lived, and who was left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from salesbot.kudos.model import Kudos, Lived, Thanked
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import InstrumentedAttribute


@dataclass(frozen=True)
class Tally:
    """How many acts, by how many people, to how many."""

    acts: int
    givers: int
    receivers: int


async def tally(db: AsyncSession, workspace_id: str, team_id: int, *, since: datetime, until: datetime) -> Tally:
    """How broadly a team thanked in this span: `since` <= it < `until`."""
    here = _in(workspace_id, team_id, since, until)
    row = (await db.execute(select(func.count(), func.count(Kudos.giver_id.distinct())).where(*here))).one()
    thanked = select(func.count(Thanked.receiver_id.distinct())).join(Kudos, Kudos.id == Thanked.kudos_id)
    return Tally(row[0], row[1], await db.scalar(thanked.where(*here)) or 0)


def _in(workspace_id: str, team_id: int, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    span = Kudos.given_at >= since, Kudos.given_at < until
    return Kudos.workspace_id == workspace_id, Kudos.team_id == team_id, *span


async def lived(
    db: AsyncSession, workspace_id: str, team_id: int, *, since: datetime, until: datetime
) -> list[tuple[str, int]]:
    """Which values a team's thanks named in this span, the most often named first."""
    query = (
        select(Lived.tag, func.count())
        .join(Kudos, Kudos.id == Lived.kudos_id)
        .where(*_in(workspace_id, team_id, since, until))
        .group_by(Lived.tag)
        .order_by(func.count().desc(), Lived.tag)
    )
    return [(tag, number) for tag, number in await db.execute(query)]


async def first_thanks(
    db: AsyncSession, workspace_id: str, team_id: int, *, since: datetime, until: datetime, limit: int
) -> list[tuple[str, str]]:
    """Who thanked whom for the very first time in this span, as (giver, receiver), the latest first."""
    before = aliased(Thanked)
    same = before.giver_id == Thanked.giver_id, before.receiver_id == Thanked.receiver_id
    earlier = select(before.id).where(before.workspace_id == workspace_id, *same, before.given_at < since)
    query = (
        select(Thanked.giver_id, Thanked.receiver_id)
        .join(Kudos, Kudos.id == Thanked.kudos_id)
        .where(*_in(workspace_id, team_id, since, until), ~earlier.exists())
        .group_by(Thanked.giver_id, Thanked.receiver_id)
        .order_by(func.min(Thanked.given_at).desc(), func.min(Thanked.id).desc())
        .limit(limit)
    )
    return [(giver, receiver) for giver, receiver in await db.execute(query)]


async def received_counts(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, since: datetime, until: datetime
) -> dict[str, int]:
    """How often each of these people was thanked in this span, by whomever; nobody who was not."""
    span = Thanked.given_at >= since, Thanked.given_at < until
    return await _counted(db, Thanked.receiver_id, Thanked.workspace_id == workspace_id, *span, of=member_ids)


async def given_counts(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, since: datetime, until: datetime
) -> dict[str, int]:
    """How many acts each of these people gave in this span, wherever; nobody who gave none."""
    span = Kudos.given_at >= since, Kudos.given_at < until
    return await _counted(db, Kudos.giver_id, Kudos.workspace_id == workspace_id, *span, of=member_ids)


async def given_by_team(
    db: AsyncSession, workspace_id: str, giver_id: str, *, since: datetime, until: datetime
) -> dict[int, int]:
    """How many acts somebody gave in this span in each team; no team in which they gave none."""
    mine = Kudos.workspace_id == workspace_id, Kudos.giver_id == giver_id
    span = Kudos.given_at >= since, Kudos.given_at < until
    query = select(Kudos.team_id, func.count()).where(*mine, *span).group_by(Kudos.team_id)
    return {team_id: number for team_id, number in await db.execute(query)}  # noqa: C416  rows are no pairs to mypy


async def _counted(
    db: AsyncSession, whose: InstrumentedAttribute[str], *where: ColumnElement[bool], of: Collection[str]
) -> dict[str, int]:
    if not of:
        return {}
    query = select(whose, func.count()).where(*where, whose.in_(even(of))).group_by(whose)
    return {member_id: number for member_id, number in await db.execute(query)}  # noqa: C416  rows are no pairs to mypy


async def last_thanked(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> dict[str, datetime]:
    """When each of these people was thanked last; nobody who never was."""
    if not member_ids:
        return {}
    theirs = Thanked.workspace_id == workspace_id, Thanked.receiver_id.in_(even(member_ids))
    query = select(Thanked.receiver_id, func.max(Thanked.given_at)).where(*theirs).group_by(Thanked.receiver_id)
    return {member_id: at for member_id, at in await db.execute(query)}  # noqa: C416  rows are no pairs to mypy


# ---- where somebody is quoted or named ----


async def thanked_ever(db: AsyncSession, workspace_id: str, giver_id: str) -> set[str]:
    """Whom somebody ever thanked: the weeks of these quote them."""
    theirs = Thanked.workspace_id == workspace_id, Thanked.giver_id == giver_id
    return set(await db.scalars(select(Thanked.receiver_id).where(*theirs).distinct()))


async def teams_with(db: AsyncSession, workspace_id: str, member_id: str) -> set[int]:
    """The teams in which somebody thanked, or was thanked by somebody there."""
    named = Thanked.workspace_id == workspace_id, (Thanked.giver_id == member_id) | (Thanked.receiver_id == member_id)
    return set(await db.scalars(select(Kudos.team_id).join(Thanked, Thanked.kudos_id == Kudos.id).where(*named)))
