"""Who has gone silent: after three rounds without an answer reminders stop, and the managers can see that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.people import queries as people

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession


async def noticed(db: AsyncSession, workspace_id: str, team_id: int) -> dict[str, str]:
    """Say of each member whose reminders have stopped in which check-ins they have."""
    names = {one.id: one.name for one in await queries.checkins_of(db, team_id, workspace_id=workspace_id)}
    members = {place.member.id for place in await people.roster(db, workspace_id, team_id)}
    if not names or not members:
        return {}
    lately = await queries.answered_lately(db, members, checkin_ids=set(names), limit=rules.QUIET_ROUNDS)
    silent: dict[str, list[str]] = {}
    for (checkin_id, member_id), answered in sorted(lately.items()):
        if not rules.reminding(answered):
            silent.setdefault(member_id, []).append(names[checkin_id])
    return {one: f"three rounds unanswered, reminders stopped ({', '.join(where)})" for one, where in silent.items()}
