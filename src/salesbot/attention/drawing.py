"""How a personal board is drawn to its end: an offer is marked as one, and what rides in it stands below its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.attention import queries, service, shape
from salesbot.attention.rules import Standing
from salesbot.outbox import rules as messages
from salesbot.room import HELD

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.attention.model import Rider
    from salesbot.outbox.parcel import Parcel
    from salesbot.room import Message, Renderer, StoreLike


@dataclass(frozen=True)
class Finish:
    """The last hand on every board that goes to one person; `boards` are all rooms' renderers."""

    store: StoreLike
    boards: Mapping[str, Renderer]

    async def __call__(self, db: AsyncSession, parcel: Parcel, message: Message) -> Message:
        """Return the message as it is sent. What finds no place before the first post waits for another ride."""
        left: list[str] = []
        needless: list[str] = []
        for decision, rider in await queries.aboard(db, parcel.workspace_id, parcel.key):
            if decision.key == parcel.key:
                message = shape.marked(message, parcel.key) if decision.standing == Standing.OFFERED else message
            elif rider is not None:
                said = await self._said(db, parcel, rider)
                joined = shape.joined(message, rider.key, said) if said is not None and said is not HELD else None
                message = joined or message
                (needless if said is None else left).extend([rider.key] if joined is None else [])
        if parcel.ts is None and (left or needless):
            async with self.store.begin() as writing:
                await service.get_off(writing, parcel.workspace_id, left)
                await service.drop_off(writing, parcel.workspace_id, needless)
        return message

    async def _said(self, db: AsyncSession, parcel: Parcel, rider: Rider) -> Message | None:
        """What a rider says now: HELD where it comes too late to be said first, None where nothing is left to say."""
        if parcel.ts is None and rider.ends_at <= clock.now():
            return HELD
        if not rider.board:
            return messages.from_json(rider.message) if rider.message is not None else None
        renderer = self.boards.get(rider.kind)
        return await renderer(db, rider.workspace_id, rider.subject) if renderer is not None else None
