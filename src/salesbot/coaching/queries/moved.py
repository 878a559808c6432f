"""What moved in a team's coaching in some days: commitments in number, and what was shared with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, exists, func, select

from salesbot.coaching.model import Asked, Commitment, OneToOne, Reflection
from salesbot.coaching.queries import reflections
from salesbot.coaching.queries.reflections import Thought
from salesbot.people.model import Membership

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import InstrumentedAttribute

    from salesbot.room import Span


async def commitments(db: AsyncSession, span: Span) -> tuple[int, int]:
    """How many commitments a team made in these days, and how many it kept."""
    mine = Commitment.workspace_id == span.workspace_id, Commitment.team_id == span.team_id
    made = _within(Commitment.made_at, span)
    kept = and_(Commitment.state == "done", Commitment.settled_at >= span.since, Commitment.settled_at < span.until)
    counted = func.count().filter(made), func.count().filter(kept)
    first, second = (await db.execute(select(*counted).select_from(Commitment).where(*mine))).one()
    return int(first), int(second)


async def shared_with(db: AsyncSession, span: Span, member_id: str) -> list[Thought]:
    """What a team's people shared in these days with this manager, in the order in which they did."""
    query = reflections.read_by(span.workspace_id, member_id, team_id=span.team_id)
    within = Reflection.shared_at >= span.since, Reflection.shared_at < span.until
    rows = await db.execute(query.where(*within).order_by(Reflection.shared_at, Reflection.id))
    return [Thought(one, shown) for one, shown in rows]


async def asked_and_answered(db: AsyncSession, span: Span, member_id: str) -> tuple[int, int]:
    """How many questions of this manager wait for an answer of somebody who is here, and how many were answered."""
    mine = Asked.workspace_id == span.workspace_id, Asked.team_id == span.team_id, Asked.manager_id == member_id
    seat = Membership.workspace_id == Asked.workspace_id, Membership.member_id == Asked.member_id
    here = exists().where(*seat, Membership.team_id == Asked.team_id, Membership.until_at.is_(None))
    waits = and_(Asked.answered_at.is_(None), Asked.withdrawn_at.is_(None), Asked.words != "", here)
    answered = and_(Asked.answered_at >= span.since, Asked.answered_at < span.until)
    counted = func.count().filter(waits), func.count().filter(answered)
    first, second = (await db.execute(select(*counted).select_from(Asked).where(*mine))).one()
    return int(first), int(second)


async def talked(db: AsyncSession, span: Span, member_id: str) -> int:
    """How many one-to-ones this manager noted in these days."""
    mine = OneToOne.workspace_id == span.workspace_id, OneToOne.manager_id == member_id
    here = OneToOne.team_id == span.team_id, _within(OneToOne.held_at, span)
    return await db.scalar(select(func.count()).select_from(OneToOne).where(*mine, *here)) or 0


def _within(at: InstrumentedAttribute[object], span: Span) -> ColumnElement[bool]:
    return and_(at >= span.since, at < span.until)
