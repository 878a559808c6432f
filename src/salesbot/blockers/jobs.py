"""The door of blockers from the schedule: a morning's look at what is silent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.blockers import service
from salesbot.blockers.queries import REMIND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Run


async def remind(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Promise each owner and manager one message about what has been silent for a working day."""
    return await service.look(db, runs)


JOBS = {REMIND: remind}
