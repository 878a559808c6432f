"""How blockers meet the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.blockers import blocks, queries, service
from salesbot.blockers.listeners import register
from salesbot.people import queries as people
from salesbot.room import Message, Room

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House


async def announced(_house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a blocker's announcement."""
    blocker = await queries.blocker(db, int(subject), workspace_id=workspace_id)
    owner = await people.member(db, workspace_id, blocker.member_id) if blocker else None
    if blocker is None or owner is None:
        return None
    return blocks.announced(blocker, owner, await people.managers(db, workspace_id, blocker.team_id))


room = Room(
    name="blockers",
    register=register,
    boards={service.ANNOUNCED: announced},
    open_blockers=queries.open_of,
    say_blockers=service.say,
)
