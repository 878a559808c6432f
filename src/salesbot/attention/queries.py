"""What was decided about a person's attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.attention.model import Decision

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


def long_over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """What was decided before then."""
    return (Decision.decided_at < before,)


async def decisions(db: AsyncSession, workspace_id: str, member_id: str, since: datetime) -> Sequence[Decision]:
    """Return what was decided about this person since then, oldest first."""
    wanted = select(Decision).where(
        Decision.workspace_id == workspace_id, Decision.member_id == member_id, Decision.decided_at >= since
    )
    return (await db.scalars(wanted.order_by(Decision.decided_at, Decision.id))).all()
