"""What the schedule shows the house: it hears when somebody's zone changed, and when a team ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Room
from salesbot.schedule import queries, rights, service

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import MemberMoved


async def member_moved(db: AsyncSession, move: MemberMoved) -> None:
    """Read all of somebody's plans in their new zone."""
    await service.moved(db, workspace_id=move.workspace_id, member_id=move.member_id, now=move.now)


async def team_archived(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> None:
    """Let nothing more happen by itself for a team."""
    for one in await queries.appointments_of(db, workspace_id, team_id):
        await service.end(db, one, now=now)


room = Room(
    name="schedule",
    on_member_moved=member_moved,
    on_team_archived=team_archived,
    export=rights.export,
    erase=rights.erase,
)
