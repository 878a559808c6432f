"""The door of tips from the schedule: a Wednesday's look at what nobody has confirmed for a season."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.tips import service

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Run


async def still(house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Offer each author one message about their tips that wait for a word."""
    return await service.ask_again(house, db, runs)


JOBS = {service.STILL: still}
