"""What attention shows the house: why, what it knows of one person, and how it forgets them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from salesbot.attention import blocks, rights, service, why
from salesbot.attention.listeners import register
from salesbot.room import Room

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, MemberMoved, Message, SeatsChanged


async def paused(house: House, _db: AsyncSession, _workspace_id: str, subject: str) -> Message:
    """Draw the note that offers pause; `subject` is the day on which they begin again."""
    return blocks.paused(date.fromisoformat(subject), typed=house.command("salesbot"))


async def changed(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> None:
    """Somebody's time away, pause or quiet hours changed."""
    await service.reconsider(db, workspace_id, [member_id], now=now)


async def moved(db: AsyncSession, move: MemberMoved) -> None:
    """Somebody's day begins at another instant."""
    await service.reconsider(db, move.workspace_id, [move.member_id], now=move.now)


async def seats_changed(db: AsyncSession, change: SeatsChanged) -> None:
    """Who left their last team is offered nothing any more."""
    if change.left:
        await service.reconsider(db, change.workspace_id, change.left, now=change.now)


room = Room(
    name="attention",
    register=register,
    boards={service.PAUSED: paused},
    explain=why.explain,
    on_away=changed,
    on_member_moved=moved,
    on_seats_changed=seats_changed,
    export=rights.export,
    erase=rights.erase,
)
