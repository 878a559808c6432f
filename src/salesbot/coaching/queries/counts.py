"""How often a team's prompts came, and how often something was done with them; never by person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, select

from salesbot.coaching.model import Commitment, Reflection, Shown
from salesbot.coaching.queries.history import came, with_fate

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, kw_only=True)
class Count:
    """What became of one prompt in a team. `useful`: somebody noted, promised or did something with it."""

    prompt: str
    skill: str
    shown: int
    useful: int
    committed: int
    done: int


async def counts(db: AsyncSession, workspace_id: str, team_id: int, *, since: datetime, now: datetime) -> list[Count]:
    """What became of a team's prompts since then, the most shown first."""
    deeds = or_(Reflection.id.is_not(None), Commitment.id.is_not(None))
    shown = func.count(Shown.id)
    query = (
        select(
            Shown.prompt, Shown.skill, shown,
            _how_often(deeds), _how_often(Commitment.id.is_not(None)), _how_often(Commitment.state == "done"),
        )
        .select_from(Shown)
        .outerjoin(Reflection, Reflection.coaching_id == Shown.id)
        .outerjoin(Commitment, Commitment.coaching_id == Shown.id)
        .where(Shown.workspace_id == workspace_id, Shown.team_id == team_id, Shown.shown_at >= since, came(now))
        .group_by(Shown.prompt, Shown.skill)
        .order_by(shown.desc(), Shown.prompt)
    )  # fmt: skip
    return [
        Count(prompt=prompt, skill=skill, shown=times, useful=useful, committed=committed, done=done)
        for prompt, skill, times, useful, committed, done in await db.execute(with_fate(query))
    ]


def _how_often(what: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((what, 1), else_=0)), 0)


async def readers(db: AsyncSession, workspace_id: str, team_id: int, *, since: datetime) -> int:
    """How many people of a team had a prompt since then."""
    mine = Shown.workspace_id == workspace_id, Shown.team_id == team_id, Shown.shown_at >= since
    query = select(func.count(func.distinct(Shown.member_id))).where(*mine)
    return await db.scalar(query) or 0
