"""A corner of the sales floor in which a room offers cards, and Slack is played by hand: what is due is marked sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sales_floor import ACME, words
from sqlalchemy import select, update

from salesbot.attention import service
from salesbot.attention.model import Decision
from salesbot.desk.service.why import why
from salesbot.outbox.model import Delivery
from salesbot.outbox.parcel import parcel
from salesbot.outbox.promises import Board, Note
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from datetime import datetime

    from sales_floor import Floor

    from salesbot.app.house import House
    from salesbot.outbox.promises import Promise

CARD = "nudge.card"


@dataclass
class Corner:
    """A corner of the floor in which a room offers cards to people; `says` is what each card says by now."""

    house: House
    floor: Floor
    says: dict[str, str]
    now: datetime

    async def at(self, wall: str, zone: str = "Europe/Berlin") -> None:
        """Let it be this time there; what is due happens, and what may go by then arrives in Slack."""
        self.now = await self.floor.at(wall, zone)
        await self.arrive()

    async def arrive(self) -> None:
        """Let Slack take all that waits and whose time has come."""
        there = {"state": "sent", "sent_at": self.now, "ts": Delivery.key, "attempts": 1, "shown": Delivery.version}
        async with self.house.store.begin() as db:
            await db.execute(
                update(Delivery).where(Delivery.state == "waiting", Delivery.due_at <= self.now).values(there)
            )

    def card(self, key: str, to: str = "UANA", **more: object) -> Board:
        """A card that can change: a board."""
        self.says.setdefault(key, f"card {key}")
        return Board(ACME, key, CARD, key, to=to, due_at=self.now, member_id=to, **more)

    def note(self, key: str, to: str = "UANA", kind: str = CARD, **more: object) -> Note:
        """A card that cannot."""
        return Note(ACME, key, kind, to, spoken(f"card {key}"), due_at=self.now, member_id=to, **more)

    async def offer(self, item: Promise | str, **more: object) -> bool:
        """Offer it in a transaction of its own, because of its key."""
        item = self.card(item) if isinstance(item, str) else item
        async with self.house.store.begin() as db:
            return await service.offer(db, item, house=self.house, reason=f"the card {item.key}", now=self.now, **more)

    async def promise(self, *items: Promise, light: bool = False) -> None:
        """Promise these in a transaction of their own."""
        async with self.house.store.begin() as db:
            await service.promise(db, *items, reason="a promise", light=light, now=self.now)

    async def decision(self, key: str) -> Decision:
        """What was decided about a message."""
        async with self.house.store.read() as db:
            return (await db.scalars(select(Decision).where(Decision.key == key))).one()

    async def delivery(self, key: str) -> Delivery | None:
        """The message in the outbox."""
        async with self.house.store.read() as db:
            return await db.scalar(select(Delivery).where(Delivery.key == key))

    async def read(self, key: str) -> str:
        """All that this message says when it is sent now."""
        row = await self.delivery(key)
        assert row is not None, f"{key} was never promised"
        bundle = parcel(row, thread_ts=None, machine=self.now, now=self.now)
        if bundle.message is not None:
            return words(bundle.message)
        async with self.house.store.read() as db:
            drawn = await self.house.boards[row.kind](db, ACME, row.subject)
            assert drawn is not None
            return words(*await self.house.finish(db, [(bundle, drawn)]))

    async def question(self, who: str = "UANA", day: int = 3) -> str:
        """The key of somebody's question on a day of March."""
        return (await self.floor.part(who, self.now.date().replace(day=day))).ask.key

    async def why(self, who: str = "UANA") -> list[str]:
        """What `/salesbot why` tells of cards: first what was, then what comes, with its time in Berlin."""
        async with self.house.store.read() as db:
            story = await why(db, self.house, workspace_id=ACME, member_id=who, now=self.now)
        assert story is not None
        berlin = ZoneInfo("Europe/Berlin")
        coming = [f"{one.at.astimezone(berlin):%a %H:%M} {one.words}" for one in story.coming]
        return [one for one in [*(past.words for past in story.past), *coming] if "card" in one or "offer" in one]


def spoken(text: str) -> Message:
    """A message of one line and one button."""
    return Message(text, [kit.section(text), kit.actions(kit.button("Yes", action="nudge.yes", value=text))])
