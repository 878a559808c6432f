"""What is under way for members who leave, come back or move to another zone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, select

from salesbot.checkins.model import Ask, Checkin, Round
from salesbot.schedule.model import Seat

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncSession


async def left_open(
    db: AsyncSession, checkin_ids: Collection[int], *, member_ids: Collection[str]
) -> list[tuple[Ask, Round]]:
    """Parts of these members in these check-ins that are not superseded yet, with their rounds; locked, as they end."""
    query = (
        select(Ask, Round)
        .join(Round, Round.id == Ask.round_id)
        .where(Round.checkin_id.in_(checkin_ids), Ask.member_id.in_(member_ids), Ask.superseded_at.is_(None))
        .order_by(Ask.id)
        .with_for_update(of=Ask, key_share=True)
    )
    return [(ask, found) for ask, found in await db.execute(query)]


async def pending(db: AsyncSession, workspace_id: str, member_id: str) -> list[Ask]:
    """Parts that somebody opened early, or in which they were asked and said nothing, until their next round; locked.

    What was asked and not answered may be closed.
    """
    mine = Ask.workspace_id == workspace_id, Ask.member_id == member_id, Ask.superseded_at.is_(None)
    query = select(Ask).where(*mine, Ask.asked_at.is_(None) | (Ask.state == "open")).order_by(Ask.id)
    return list(await db.scalars(query.with_for_update(key_share=True)))


async def unseated(db: AsyncSession, ask_ids: Collection[int]) -> set[int]:
    """Those of these parts whose members are asked no more in their check-in."""
    seat = and_(Seat.appointment_id == Checkin.appointment_id, Seat.who == Ask.member_id)
    query = (
        select(Ask.id)
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .outerjoin(Seat, seat)
        .where(Ask.id.in_(ask_ids), Seat.id.is_(None))
    )
    return set(await db.scalars(query))
