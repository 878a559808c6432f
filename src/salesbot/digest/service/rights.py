"""What digests hold of one person: what they asked for, and what others said about them in the weeks of their teams."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.digest import queries
from salesbot.digest.queries import BRIEF, OWN, SHARED
from salesbot.kudos import queries as kudos
from salesbot.outbox import queries as messages
from salesbot.outbox import service as outbox
from salesbot.room import Erased, Held
from salesbot.schedule import service as schedule
from salesbot.store import behind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """The briefs and the week that somebody asked for."""
    rows = [{"what": job, "which": subject} for job, subject in await queries.chosen(db, workspace_id, member_id)]
    return [Held("digests_asked_for", rows)] if rows else []


async def erase(db: AsyncSession, who: Erasure) -> Erased:
    """Send nothing more, take back what came to them alone, and draw anew the weeks in which they may be named."""
    asked = await queries.asked_for(db, who.workspace_id, who.member_id)
    for one in asked:
        await schedule.unseat(db, one, [who.member_id], now=who.now)
    own = [
        key
        for kind in (BRIEF, OWN, SHARED)
        for key in await messages.keys_of(db, who.workspace_id, kind, to=who.member_id)
    ]
    await outbox.withdraw(db, who.workspace_id, own)
    await _draw_anew(db, who)
    return Erased({"briefs and weeks by direct message": len(own)} if own else {})


async def _draw_anew(db: AsyncSession, who: Erasure) -> None:
    """Draw anew the weeks in which they may be named; digests are asked before kudos forget who that was.

    Another process may tell of a week at this moment, by all that is still known to it.
    """
    teams = {*await queries.teams_ever(db, who.workspace_id, who.member_id)}
    teams |= await kudos.teams_with(db, who.workspace_id, who.member_id)
    thanked = await kudos.thanked_ever(db, who.workspace_id, who.member_id)
    known = await _quoting(db, who.workspace_id, teams, thanked)
    await outbox.dirty(db, who.workspace_id, known)

    async def look_again(session: AsyncSession) -> None:
        if new := await _quoting(session, who.workspace_id, teams, thanked) - known:
            await outbox.dirty(session, who.workspace_id, new)

    behind(db, look_again)


async def _quoting(
    db: AsyncSession, workspace_id: str, team_ids: Collection[int], thanked: Collection[str]
) -> set[str]:
    """The weeks and briefs of teams in which they were, or were thanked, and the own weeks of whom they thanked."""
    keys = {*await queries.keys_of_teams(db, workspace_id, team_ids)}
    for one in thanked:
        keys |= {*await messages.keys_of(db, workspace_id, OWN, to=one)}
    return keys
