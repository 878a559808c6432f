"""Asking the rooms for their parts of a week, in the order in which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Section, Span


async def week(house: House, db: AsyncSession, span: Span) -> list[Section]:
    """What a whole team reads of its week."""
    return _in_order([part for offer in house.offers("digest") for part in await offer(house, db, span)])


async def brief(house: House, db: AsyncSession, span: Span, member_id: str) -> list[Section]:
    """What one of its managers reads in private."""
    return _in_order([part for offer in house.offers("brief") for part in await offer(house, db, span, member_id)])


async def own_week(house: House, db: AsyncSession, span: Span, member_id: str) -> list[Section]:
    """What one member reads of their own week in this team."""
    return _in_order([part for offer in house.offers("own_week") for part in await offer(house, db, span, member_id)])


def _in_order(parts: list[Section]) -> list[Section]:
    return sorted(parts, key=lambda part: part.order)
