"""A front desk on a real database, reached over real sockets from a local Slack, on the fixed Tuesday."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr

from salesbot import clock
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.people import queries
from salesbot.playground import Playground
from salesbot.playground import Settings as SlackSettings
from salesbot.slack.socket import SocketDoor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from datetime import datetime

    from salesbot.people.model import Member, Team

ACME = "T_ACME"
BERLIN = "Europe/Berlin"


@dataclass
class Office:
    """Ana and Ben are in #emea-sales with salesbot; Cleo is not; Dev is a guest, Eve a stranger, Zoe an admin."""

    slack: Any
    bot: Any
    house: House
    people: dict[str, Any]
    emea: Any

    def act(self, name: str) -> Any:
        """Act as somebody."""
        return self.slack.act(self.people[name])

    async def type(self, name: str, text: str, *, channel: Any = None) -> str:
        """Type after /salesbot; return all words of the answer, only its reader sees them."""
        outcome = await self.act(name).command("/salesbot", text, channel=channel)
        assert not outcome.failure, outcome.failure
        blocks = (outcome.body or {}).get("blocks") or []
        return "\n".join([*outcome.shown, *words(blocks)])

    async def open(self, name: str, text: str, *, channel: Any = None) -> Any:
        """Type something that opens a form; return the form."""
        outcome = await self.act(name).command("/salesbot", text, channel=channel)
        assert not outcome.failure, outcome.failure
        view = await self.act(name).view()
        assert view is not None, outcome
        return view

    async def set_up(self, by: str = "ana", *, channel: Any = None, **chosen: Any) -> Any:
        """Fill in the setup form and send it; return what came of it."""
        view = await self.open(by, "setup", channel=channel)
        where = channel or self.emea
        filled = {"name": "EMEA Sales", "channel": where.id, "members": [self.people["ben"].id]} | chosen
        return await self.act(by).submit(view, filled)

    async def team(self, channel: Any = None) -> Team | None:
        """The team of a channel as it is stored."""
        async with self.house.store.read() as db:
            return await queries.team_in(db, ACME, (channel or self.emea).id)

    async def roster(self, channel: Any = None) -> list[tuple[str, str]]:
        """Who is in a channel's team, and as what."""
        team = await self.team(channel)
        assert team is not None
        async with self.house.store.read() as db:
            return [(place.member.name, str(place.role)) for place in await queries.roster(db, ACME, team.id)]

    async def member(self, name: str) -> Member | None:
        """What is stored of somebody."""
        async with self.house.store.read() as db:
            return await queries.member(db, ACME, self.people[name].id)

    async def settle(self) -> None:
        """Let everything happen and be delivered that is due now."""
        await self._arrived()
        await self.house.step(clock.now())
        await self._arrived()

    async def _arrived(self) -> None:
        """Nothing is on its way any more, and no door is at work on what has come."""
        await self.slack.settled(quiet=0.01)
        await self.house.doors.drain(15.0)

    def said(self, to: Any) -> list[str]:
        """What salesbot wrote to somebody."""
        return [one.words for one in self.slack.messages(self.people.get(to, to), by_bots=True)]


def words(blocks: Sequence[dict[str, Any]]) -> list[str]:
    """All text in some blocks."""
    found = []
    for block in blocks:
        found += [block["text"]["text"]] if isinstance(block.get("text"), dict) else []
        found += [one["text"] for one in block.get("elements", ()) if isinstance(one.get("text"), str)]
        found += [one["text"]["text"] for one in block.get("elements", ()) if isinstance(one.get("text"), dict)]
    return found


@asynccontextmanager
async def opened(url: str, **more: Any) -> AsyncIterator[Office]:
    """Open the office on this database, with these settings changed."""
    async with Playground.serve(settings=SlackSettings(strict_rates=False, ack_within=12.0)) as slack:
        bot = slack.install(slack.workspace(ACME, name="Acme"))
        people = {
            "ana": slack.user("Ana", id="UANA", tz=BERLIN),
            "ben": slack.user("Ben", id="UBEN", tz="America/New_York"),
            "cleo": slack.user("Cleo", id="UCLEO", tz="Australia/Sydney"),
            "dev": slack.user("Dev", id="UDEV", tz="Asia/Kolkata", is_restricted=True),
            "zoe": slack.user("Zoe", id="UZOE", tz=BERLIN, is_admin=True),
            "eve": slack.stranger("Eve"),
        }
        emea = slack.channel("emea-sales", members=[people["ana"], people["ben"], bot.bot])
        settings = Settings(
            _env_file=None, bot_token=SecretStr(bot.bot_token), app_token=SecretStr(bot.app_token), limiter=False,
            slack_api_url=slack.url, database_url=url, send_timeout=2.0, port=0, **more,
        ).model_copy(update={"door_deadline": 10.0} | more)  # fmt: skip  # a busy machine fails no story
        house = await House.open(settings)
        door = SocketDoor(house.doors, settings, clients=house.clients)
        await house.introduce(now=clock.now())
        await door.start()
        await slack.connected(bot, links=2)
        try:
            yield Office(slack, bot, house, people, emea)
        finally:
            await door.stop(1)
            await house.close()


@pytest.fixture
async def office(sqlite_url: str, now: datetime) -> AsyncIterator[Office]:
    """The office on SQLite; service tests run on PostgreSQL too."""
    clock.set_calendar(now)
    async with opened(sqlite_url) as running:
        yield running
