"""Words that others may have read say something else now, or are gone: rooms that quoted them draw anew."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.people import announce

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part
    from salesbot.room import House


_EARLY = timedelta(days=2)  # an answer may be given a day before its round opens, which a flight west moves on


async def tell_rewritten(db: AsyncSession, house: House, changed: Iterable[tuple[Part, datetime]]) -> None:
    """Tell the other rooms of words that were changed or taken back, and since when, in the transaction that did it."""
    whose = [(part.ask.workspace_id, part.team.id, part.ask.member_id, since - _EARLY) for part, since in changed]
    await announce.rewritten(db, house, whose)
