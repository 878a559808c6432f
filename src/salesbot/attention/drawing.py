"""How a personal board is drawn to its end: an offer is marked as one, and what rides in it stands below its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot import clock, trace
from salesbot.attention import queries, service, shape
from salesbot.attention.rules import Standing
from salesbot.outbox import rules as messages
from salesbot.room import HELD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.attention.model import Rider
    from salesbot.attention.queries import Aboard
    from salesbot.outbox.parcel import Parcel
    from salesbot.room import Message, Renderer, StoreLike


@dataclass(frozen=True)
class Finish:
    """The last hand on every board that goes to one person; `boards` are all rooms' renderers."""

    store: StoreLike
    boards: Mapping[str, Renderer]

    async def __call__(self, db: AsyncSession, drawn: Sequence[tuple[Parcel, Message]]) -> list[Message]:
        """Return these messages of one workspace as they are sent.

        What finds no place before the first post waits for another ride.
        """
        parcels = [parcel for parcel, _ in drawn]
        aboard = await queries.aboard(db, parcels[0].workspace_id, {parcel.key for parcel in parcels})
        return [await self._finished(db, parcel, message, aboard[parcel.key]) for parcel, message in drawn]

    async def _finished(self, db: AsyncSession, parcel: Parcel, message: Message, aboard: Sequence[Aboard]) -> Message:
        left: list[str] = []
        needless: list[str] = []
        for decision, rider in aboard:
            if decision.key == parcel.key:
                message = shape.marked(message, parcel.key) if decision.standing == Standing.OFFERED else message
            elif rider is not None:
                said = await self._said(db, parcel, rider)
                joined = shape.joined(message, rider.key, said) if said is not None and said is not HELD else None
                message = joined or message
                (needless if said is None else left).extend([rider.key] if joined is None else [])
        if parcel.ts is None and (left or needless):
            with trace.resumed(parcel.trace):
                await self._let_off(parcel.workspace_id, left, needless)
        return message

    async def _let_off(self, workspace_id: str, left: Sequence[str], needless: Sequence[str]) -> None:
        async with self.store.begin() as db:
            await service.get_off(db, workspace_id, left)
            await service.drop_off(db, workspace_id, needless)

    async def _said(self, db: AsyncSession, parcel: Parcel, rider: Rider) -> Message | None:
        """What a rider says now: HELD where it comes too late to be said first, None where nothing is left to say."""
        if parcel.ts is None and rider.ends_at <= clock.now():
            return HELD
        if not rider.board:
            return messages.from_json(rider.message) if rider.message is not None else None
        renderer = self.boards.get(rider.kind)
        return await renderer(db, rider.workspace_id, rider.subject) if renderer is not None else None
