"""The doors of coaching from the schedule: prompts on everybody's own days, those put off, and a team's on Mondays."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.coaching import service
from salesbot.coaching.queries import AGAIN, PROMPT, WEEKLY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Run


async def prompts(house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Offer each member the prompt that fits what they said, or what they had put off."""
    return await service.send(house, db, runs)


async def weekly(house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Post each team's prompt of the week."""
    return await service.tell(house, db, runs)


JOBS = {PROMPT: prompts, AGAIN: prompts, WEEKLY: weekly}
