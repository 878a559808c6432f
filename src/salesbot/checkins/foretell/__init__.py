"""What will come of check-ins that the schedule foresees: questions, reminders and reports. It only reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.foretell import asks, rounds
from salesbot.checkins.service.close import OVER
from salesbot.checkins.service.kept import KEPT
from salesbot.checkins.service.question import ASK, CLOSING, REMIND
from salesbot.room.foretelling import Foretelling

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room.foretelling import Foreseen


async def foretell(db: AsyncSession, foreseen: Sequence[Foreseen], now: datetime) -> Foretelling:
    """Say what comes of occurrences of check-ins, and of the reminders and closes of rounds that run already."""
    if not any(one.job in {ASK, REMIND, CLOSING, OVER, KEPT} for one in foreseen):
        return Foretelling()
    coming = [one for one in foreseen if one.job == ASK]
    told = asks.Told(await asks.known(db, coming, now=now), now)
    for one in coming:
        told.ask(one)
    told.messages += await asks.reminders(db, [one for one in foreseen if one.job == REMIND], told.skipped)
    await rounds.kept(db, [one for one in foreseen if one.job == KEPT], told.rounds, asked=told.early)
    await rounds.running(db, [one for one in foreseen if one.job == CLOSING], told.rounds)
    told.messages += await rounds.foretold(db, told.rounds)
    called = {(ASK, str(key)): checkin.name for key, (checkin, _) in told.known.checkins.items()}
    return Foretelling(told.messages, told.skipped, called)
