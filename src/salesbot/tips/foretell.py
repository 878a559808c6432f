"""What will come of old tips: the question whether they still hold, if nobody confirms them before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room.foretelling import Foretelling, Foretold
from salesbot.tips.service.still import NOTHING, STILL, shelf_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room.foretelling import Foreseen
    from salesbot.tips.service.still import Shelf


async def foretell(db: AsyncSession, foreseen: Sequence[Foreseen], now: datetime) -> Foretelling:  # noqa: ARG001  the offer's shape
    """Say who will be asked about an old tip, by what stands now. It only reads."""
    messages: list[Foretold] = []
    skipped: dict[str, str] = {}
    asked: set[tuple[int, str]] = set()
    shelves: dict[tuple[int, datetime], Shelf] = {}
    for one in sorted((one for one in foreseen if one.job == STILL and not one.skipped), key=lambda one: one.at):
        place = int(one.subject), str(one.member_id)
        then = place[0], one.at
        shelves[then] = shelves.get(then) or await shelf_of(db, one.workspace_id, {place[0]}, now=one.at)
        if shelves[then].due.get(place) and place not in asked:
            asked.add(place)
            messages.append(_message(one))
        else:
            skipped[one.key] = NOTHING
    return Foretelling(messages, skipped)


def _message(one: Foreseen) -> Foretold:
    return Foretold(
        key=one.key, team_id=one.team_id, day=one.day, at=one.at, zone=one.zone, to=str(one.member_id),
        what="Tips", words="is an old tip still true?", only="if nobody confirms it before",
    )  # fmt: skip
