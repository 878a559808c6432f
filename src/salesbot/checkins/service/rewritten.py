"""Words that others may have read say something else now, or are gone: rooms that quoted them draw anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part
    from salesbot.room import House


async def tell_rewritten(db: AsyncSession, house: House, parts: Iterable[Part]) -> None:
    """Tell the other rooms of answers that were changed or taken back, in the transaction that did it."""
    for part in parts:
        for offer in house.offers("on_rewritten"):
            await offer(db, part.ask.workspace_id, part.team.id, part.ask.member_id, part.ask.opens_at)
