"""Why a person was or was not sent each thing: what attention decided, and how it went in the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention import blocks, queries
from salesbot.outbox import queries as outbox
from salesbot.people import queries as people
from salesbot.people.rules import zone_or
from salesbot.room import Reason

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def explain(db: AsyncSession, workspace_id: str, member_id: str, since: datetime) -> Sequence[Reason]:
    """Say of each proactive message since then whether it reached this person, and if not, why; oldest first."""
    found = await queries.decisions(db, workspace_id, member_id, since)
    fates = await outbox.fate(db, workspace_id, [one.key for one in found])
    member = await people.member(db, workspace_id, member_id)
    zone = zone_or("UTC" if member is None else member.zone)
    return [
        Reason(
            one.decided_at,
            blocks.line(one.reason, one.decided_at, zone, dropped=one.verdict == "dropped", fate=fates.get(one.key)),
        )
        for one in found
    ]
