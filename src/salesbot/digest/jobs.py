"""The doors of digests from the schedule: they only promise; the outbox asks for the words when it sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.digest import service
from salesbot.digest.queries import BRIEF, OWN, WEEK

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Run


async def week(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Tell teams their week."""
    return await service.tell_weeks(db, runs)


async def brief(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Brief managers who asked for it."""
    return await service.promise_briefs(db, runs)


async def own_week(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Tell members their own week, where they asked for it."""
    return await service.promise_own_weeks(db, runs)


JOBS = {WEEK: week, BRIEF: brief, OWN: own_week}
