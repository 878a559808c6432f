"""What moved in a team's coaching in some days: commitments in number, and what was shared with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select

from salesbot.coaching.model import Asked, Commitment, OneToOne, Reflection, Shown
from salesbot.coaching.queries import reflections
from salesbot.coaching.queries.reflections import Thought

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
    query = select(Reflection, Shown).join(Shown, Shown.id == Reflection.coaching_id)
    here = Reflection.workspace_id == span.workspace_id, Shown.team_id == span.team_id
    within = Reflection.shared_at >= span.since, Reflection.shared_at < span.until
    rows = (await db.execute(query.where(*here, *within).order_by(Reflection.shared_at, Reflection.id))).all()
    found = [Thought(one, shown, await reflections.readers(db, one, shown)) for one, shown in rows]
    return [one for one in found if any(reader.id == member_id for reader in one.readers)]


async def asked_and_answered(db: AsyncSession, span: Span, member_id: str) -> tuple[int, int]:
    """How many questions of this manager wait for an answer, and how many were answered in these days."""
    mine = Asked.workspace_id == span.workspace_id, Asked.team_id == span.team_id, Asked.manager_id == member_id
    waits = and_(Asked.answered_at.is_(None), Asked.withdrawn_at.is_(None))
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
