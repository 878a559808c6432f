"""A whole office for a story: a local Slack, a real house on a real database, and people with names."""

from __future__ import annotations

import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from salesbot import clock, features
from salesbot.app.house import House
from salesbot.app.serving import Service
from salesbot.config import Settings, Transport
from salesbot.people import queries as people
from salesbot.playground import Playground
from salesbot.slack.client import session
from salesbot.slack.pulse import Pulse
from salesbot.store import Store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from salesbot.people.model import Team

KEY = "c2FsZXNib3QtdGVzdHMtc2FsZXNib3QtdGVzdHMtc2E="
BERLIN, NEW_YORK, SYDNEY = "Europe/Berlin", "America/New_York", "Australia/Sydney"


@dataclass
class Office:
    """Ana manages in Berlin; Ben sells in New York, Cleo in Sydney; Dev is the finance partner; Eve is from outside."""

    slack: Any
    bot: Any
    house: House
    service: Service
    ana: Any
    ben: Any
    cleo: Any
    dev: Any
    eve: Any
    emea: Any

    async def at(self, wall: str, zone: str = "UTC", *, patience: float = 30.0) -> None:
        """Let it be this wall time there, and let everything happen that is due by then."""
        clock.set_calendar(datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))
        await self.settle(patience=patience)

    async def settle(self, *, patience: float = 30.0) -> None:
        """Let what is on its way arrive, then do and deliver what is due now; at most `patience` seconds of trying."""
        await self._arrived()
        await self.house.beat(clock.now())
        await self.house.sender.drain(patience)
        await self._arrived()

    async def _arrived(self) -> None:
        """Nothing is on its way any more, and no door is at work on what has come."""
        await self.slack.settled(quiet=0.01, within=15.0)
        await self.house.doors.drain(15.0)

    async def restart(self, *, patience: float = 30.0, **more: Any) -> None:
        """Stop the house and open a new one on the same database; `patience`: seconds it waits for a locked file."""
        await self.service.door.stop()
        await self.house.close()
        settings = self.house.settings.model_copy(update=more)
        store = await Store.open(settings.database_url, patience=patience)
        self.house = patient(House(settings, store, session(settings), rooms=features.rooms()))
        self.service = Service(self.house)
        await self.house.introduce(now=clock.now())
        await self.service.door.start()
        if settings.transport is Transport.SOCKET:
            await self.slack.connected(self.bot, links=2)

    def act(self, who: Any) -> Any:
        """Act as somebody."""
        return self.slack.act(who)

    def said(self, to: Any) -> list[str]:
        """What salesbot wrote to somebody or into a channel, all words of each message as they stand now."""
        return [message.words for message in self.slack.messages(to, by_bots=True)]

    def last(self, to: Any) -> Any:
        """The newest message of salesbot there."""
        return self.slack.messages(to, by_bots=True)[-1]

    def titled(self, to: Any, words: str) -> Any:
        """The newest message of salesbot there that holds these words."""
        found = [one for one in self.slack.messages(to, by_bots=True) if words in one.words]
        assert found, f"nothing says {words!r}; there is {self.said(to)}"
        return found[-1]

    async def question(self, who: Any) -> Any:
        """The form behind the newest question of somebody."""
        await self.act(who).click(self.titled(who, "What is the one thing today?"), "checkin.answer")
        view = await self.act(who).view()
        assert view is not None, "no form opened"
        return view

    async def answer(self, who: Any, *words: str, **more: str) -> Any:
        """Answer the newest question of somebody in its form, in the order of its questions."""
        view = await self.question(who)
        outcome = await self.act(who).submit(view, dict(zip(fields_of(view), words, strict=False)) | more)
        await self.settle()
        return outcome

    async def set_up(self, *, wall: str = "09:15", members: tuple[Any, ...] | None = None) -> Team:
        """Ana sets up EMEA Sales with a daily standup, through the modal."""
        chosen = members if members is not None else (self.ben, self.cleo)
        outcome = await self.act(self.ana).command("/salesbot", "setup")
        view = await self.act(self.ana).view()
        assert view is not None, outcome
        outcome = await self.act(self.ana).submit(view, setup_answers(self, chosen, wall=wall))
        assert outcome.acked, outcome
        assert not outcome.errors, outcome
        await self.settle()
        async with self.house.store.read() as db:
            found = await people.team_in(db, "T_ACME", self.emea.id)
        assert found is not None
        return found


def fields_of(view: Any) -> list[str]:
    """The block ids of a form's questions, in order."""
    return [block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("question.")]


def setup_answers(office: Office, members: tuple[Any, ...], *, wall: str) -> dict[str, Any]:
    """What Ana puts into the setup modal."""
    return {
        "name": "EMEA Sales",
        "channel": office.emea.id,
        "managers": [office.ana.id],
        "members": [one.id for one in members],
        "templates": ["standup"],
        "time": wall,
    }


def settings_for(slack: Any, bot: Any, *, database_url: str, transport: Transport, **more: Any) -> Settings:
    """Settings of a house that lives beside this Slack."""
    values: dict[str, Any] = {
        "bot_token": SecretStr(bot.bot_token),
        "app_token": SecretStr(bot.app_token),
        "signing_secret": SecretStr(bot.signing_secret),
        "transport": transport,
        "slack_api_url": slack.url,
        "database_url": database_url,
        "limiter": False,
        "send_timeout": 2.0,
        "board_seconds": 0.0,  # a story does not wait for the next change to be worth a call
        "door_deadline": 10.0,  # nor does a busy machine fail it
        "keys": None if database_url.startswith("sqlite") else SecretStr(KEY),  # beside no file
    }
    return Settings.model_construct(**{**Settings().model_dump(), **values, **more})


def patient(house: House) -> House:
    """Take a busy machine for what it is: tests/slack/test_pulse.py looks at one that really stood still."""
    house.doors.pulse = Pulse(still=30.0)
    return house


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def office_of(
    database_url: str, transport: Transport, *, without: tuple[str, ...] = (), **more: Any
) -> AsyncIterator[Office]:
    """Open the office: the house's door stands open, its clock is stepped by the test; `without` these scopes."""
    async with Playground.serve() as slack:
        slack.settings.strict_rates = False
        slack.settings.ack_within = slack.settings.trigger_life = 12.0
        acme = slack.workspace("T_ACME", name="Acme")
        port = free_port()
        url = f"http://127.0.0.1:{port}/slack/events" if transport is Transport.HTTP else None
        bot = slack.install(acme, None, request_url=url, without=("chat:write.public", *without))
        people_ = {
            "ana": slack.user("Ana", id="UANA", tz=BERLIN),
            "ben": slack.user("Ben", id="UBEN", tz=NEW_YORK),
            "cleo": slack.user("Cleo", id="UCLEO", tz=SYDNEY),
            "dev": slack.user("Dev", id="UDEV", tz=BERLIN),
            "eve": slack.stranger("Eve"),
        }
        emea = slack.channel("emea-sales", members=[people_["ana"], people_["ben"], people_["cleo"], bot.bot])
        settings = settings_for(slack, bot, database_url=database_url, transport=transport, port=port, **more)
        house = patient(await House.open(settings))
        service = Service(house)
        await house.introduce(now=clock.now())
        await service.door.start()
        if transport is Transport.SOCKET:
            await slack.connected(bot, links=2)
        office = Office(slack, bot, house, service, emea=emea, **people_)
        try:
            yield office
        finally:
            await office.service.door.stop()
            await office.house.close()
