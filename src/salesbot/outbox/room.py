"""What the outbox shows the house: the permissions with which it finds out whether a message arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.outbox import rights, service
from salesbot.room import Room, Scope

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import ChannelChange

_LOOKING = "finding out after a broken connection whether a message arrived"


async def channel_changed(db: AsyncSession, change: ChannelChange) -> None:
    """Follow a channel to its new id, with all that waits for it and all that stands there."""
    if change.new_id:
        await service.follow_channel(db, change.workspace_id, change.channel_id, new_id=change.new_id)


room = Room(
    name="outbox",
    on_channel=channel_changed,
    scopes=(
        Scope("channels:history", f"{_LOOKING} in a public channel", optional=True),
        Scope("groups:history", f"{_LOOKING} in a private channel", optional=True),
    ),
    export=rights.export,
    erase=rights.erase,
)
