"""What was decided about a person's attention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.attention.model import Decision
from salesbot.outbox.model import Delivery

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession


def long_over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """What was decided before then about messages that are not promised again: those that had to come in time."""
    message = Delivery.workspace_id == Decision.workspace_id, Delivery.key == Decision.key
    in_time = select(Delivery.id).where(*message, Delivery.expires_at.is_not(None))
    return Decision.decided_at < before, in_time.exists()


async def decisions(db: AsyncSession, workspace_id: str, member_id: str, since: datetime) -> Sequence[Decision]:
    """Return what was decided about this person since then, oldest first."""
    wanted = select(Decision).where(
        Decision.workspace_id == workspace_id, Decision.member_id == member_id, Decision.decided_at >= since
    )
    return (await db.scalars(wanted.order_by(Decision.decided_at, Decision.id))).all()
