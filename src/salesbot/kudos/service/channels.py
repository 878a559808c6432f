"""The channels in which kudos are posted: what waited until one was confirmed appears then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.kudos import queries
from salesbot.kudos.service.give import post_key
from salesbot.outbox import service as outbox
from salesbot.people import queries as people

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import ChannelChange

STILL_READ = timedelta(days=7)  # how far back what waited is still worth reading


async def follow_channel(db: AsyncSession, change: ChannelChange) -> None:
    """Draw a team's last posts anew where its channel was confirmed, or no other company reads it any more."""
    if not (change.confirmed or change.shared is False):
        return
    team = await people.team_in(db, change.workspace_id, change.new_id or change.channel_id)
    if team is not None:
        ids = await queries.recent(db, change.workspace_id, team.id, since=change.now - STILL_READ)
        await outbox.dirty(db, change.workspace_id, [post_key(one) for one in ids])
