"""A sales floor without Slack: a real house on a real database, whose clock is stepped and whose boards are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.checkins.model import Ask, Draft, Round
from salesbot.checkins.service.compose import recompose, sketch_of
from salesbot.checkins.templates import STANDUP
from salesbot.outbox.model import Delivery
from salesbot.people import service as people

if TYPE_CHECKING:
    from salesbot.app.house import House
    from salesbot.checkins.model import Checkin
    from salesbot.checkins.queries import Part
    from salesbot.people.model import Team
    from salesbot.room import Message

ACME = "T1"
BERLIN, NEW_YORK, SYDNEY = "Europe/Berlin", "America/New_York", "Australia/Sydney"
PEOPLE = {"UANA": ("Ana", BERLIN), "UBEN": ("Ben", NEW_YORK), "UCLEO": ("Cleo", SYDNEY), "UDEV": ("Dev", BERLIN)}
TUESDAY = date(2026, 3, 3)


@dataclass
class Floor:
    """EMEA Sales with a daily standup: Ana manages it in Berlin, Ben sells in New York and Cleo in Sydney."""

    house: House
    team: Team
    checkin: Checkin

    async def at(self, wall: str, zone: str = "UTC") -> datetime:
        """Let it be this wall time there, and let everything happen that is due by then."""
        now = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
        clock.set_calendar(now)
        await self.house.beat(now)
        return now

    async def part(self, who: str, day: date = TUESDAY) -> Part:
        """Somebody's part in the round of a day."""
        async with self.house.store.read() as db:
            query = select(Ask.id).join(Round, Round.id == Ask.round_id)
            number = await db.scalar(query.where(Ask.member_id == who, Round.day == day))
            assert number is not None, f"{who} has no part on {day}"
            found = await queries.part(db, number, workspace_id=ACME)
        assert found is not None
        return found

    async def answer(self, who: str, *words: str, day: date = TUESDAY) -> Part:
        """Answer in a transaction of its own, as the form's door does."""
        part = await self.part(who, day)
        async with self.house.store.begin() as db:
            asked = await queries.questions(db, part.checkin.id, question_set=part.round.question_set)
            texts = {one.id: text for one, text in zip(asked, words, strict=False)}
            given = service.Submission(part.ask.id, ACME, who, texts, now=clock.now())
            return await service.answer(db, given, say=self.house.offers("say_blockers"))

    async def press_away(self, number: int) -> None:
        """Ben presses *I'm away* under a question of his."""
        async with self.house.store.begin() as db:
            hears = self.house.offers("on_away")
            await service.away(db, number, workspace_id=ACME, member_id="UBEN", on_away=hears, now=clock.now())

    async def answer_after_all(self, number: int) -> None:
        """Ben presses *Answer after all* there, and sends the form."""
        async with self.house.store.begin() as db:
            part = await queries.part(db, number, workspace_id=ACME)
            assert part is not None
            texts = {one.id: "Orion" for one in await queries.asked(db, part)}
            given = service.Submission(number, ACME, "UBEN", texts, now=clock.now())
            hears = {"say": self.house.offers("say_blockers"), "on_away": self.house.offers("on_away")}
            await service.answer(db, given, **hears)

    async def change(self, **to: Any) -> None:
        """Ana changes the standup."""
        async with self.house.store.begin() as db:
            checkin = await queries.locked(db, self.checkin.id, workspace_id=ACME)
            assert checkin is not None
            await recompose(db, checkin, replace(await sketch_of(db, checkin), **to), now=clock.now())

    async def typed(self, who: str, text: str, ts: str) -> int:
        """Type something to salesbot; returns the id of what it kept."""
        async with self.house.store.begin() as db:
            assert await service.keep(db, text, workspace_id=ACME, member_id=who, ts=ts, now=clock.now())
            return int(await db.scalar(select(Draft.id).where(Draft.ts == ts)) or 0)

    async def use(self, who: str, draft_id: int) -> Part:
        """Press *Use it*."""
        async with self.house.store.begin() as db:
            return await service.use(db, draft_id, workspace_id=ACME, member_id=who, now=clock.now())

    async def board(self, key: str) -> str:
        """All words that a board says now; nothing where it was never promised or says nothing."""
        async with self.house.store.read() as db:
            row = await db.scalar(select(Delivery).where(Delivery.workspace_id == ACME, Delivery.key == key))
        if row is None:
            return ""
        async with self.house.store.read() as db:
            return words(await self.house.boards[row.kind](db, ACME, row.subject))

    async def question(self, who: str, day: date = TUESDAY) -> str:
        """What somebody's question says now."""
        return await self.board((await self.part(who, day)).ask.key)

    async def report(self, day: date = TUESDAY) -> str:
        """What the first page of a day's report says now."""
        async with self.house.store.read() as db:
            number = await db.scalar(select(Round.id).where(Round.day == day))
        return await self.board(service.report_key(number or 0))


async def open_floor(house: House, *, now: datetime, wall: Any = None) -> Floor:
    """Meet everybody, make the team, begin the standup."""
    async with house.store.begin() as db:
        await people.install(db, ACME, name="Acme", bot_user_id="UBOT", scopes=["chat:write"], now=now)
        for member_id, (name, zone) in PEOPLE.items():
            user = {"id": member_id, "team_id": ACME, "name": name, "real_name": name, "tz": zone, "profile": {}}
            await people.meet(db, user, workspace_id=ACME, now=now)
        draft = people.TeamDraft("EMEA Sales", "C1", BERLIN, channel_name="emea", members=["UBEN", "UCLEO"])
        team = await people.make_team(db, draft, workspace_id=ACME, by="UANA", now=now)
        checkin = await service.begin(db, STANDUP, workspace_id=ACME, team_id=team.id, wall=wall, by="UANA", now=now)
    return Floor(house, team, checkin)


def words(message: Message | None) -> str:
    """All that a person can read in a message's blocks."""
    return "" if message is None else "\n".join(text for block in message.blocks for text in texts(block))


def texts(block: dict[str, Any]) -> list[str]:
    """All text in a block."""
    own = block.get("text")
    found = [own["text"] if isinstance(own, dict) else own] if own else []
    inner = [*block.get("elements", ()), *([block["accessory"]] if "accessory" in block else [])]
    return [*found, *(text for one in inner for text in texts(one))]
