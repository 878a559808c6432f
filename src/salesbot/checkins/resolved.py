"""What people say is out of their way while they answer: told in the thanks for the answer, and in the day's report."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from salesbot.checkins import queries

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask
    from salesbot.room import House, ResolvedBlocker


async def resolved_with(
    house: House, db: AsyncSession, workspace_id: str, parts: Mapping[int, Sequence[Ask]]
) -> dict[int, list[ResolvedBlocker]]:
    """Return what was resolved with each of these parts (by team), by the part's id: as it was sent, or sent again.

    What a button resolves later is told where that stands. What was raised in the same answer and taken out of it again
    was never in anybody's way.
    """
    found: dict[int, list[ResolvedBlocker]] = defaultdict(list)
    answered = [one for asks in parts.values() for one in asks if one.state == "answered"]
    since = min((one.answered_at for one in answered if one.answered_at is not None), default=None)
    for offer in house.offers("resolved_blockers") if since is not None else ():
        resolved = await offer(db, workspace_id, parts.keys(), since)
        sent = await queries.sent_last(db, [ask.id for ask in answered]) if resolved else {}
        for ask in answered:
            found[ask.id] += [one for one in resolved if _with(ask, one, until=sent.get(ask.id))]
    return found


def _with(ask: Ask, one: ResolvedBlocker, *, until: datetime | None) -> bool:
    if ask.answered_at is None or (one.member_id, one.source == f"ask.{ask.id}") != (ask.member_id, False):
        return False
    return ask.answered_at <= one.resolved_at <= (until or ask.answered_at)
