"""A whole office for a story: a local Slack, a real house on a real database, and people with names."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from salesbot import clock
from salesbot.app.house import House
from salesbot.app.serving import Service
from salesbot.config import Settings, Transport
from salesbot.people import queries as people
from salesbot.playground import Playground

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from salesbot.people.model import Team

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

    async def at(self, wall: str, zone: str = "UTC") -> None:
        """Let it be this wall time there, and let everything happen that is due by then."""
        clock.set_calendar(datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC))
        await self.settle()

    async def settle(self) -> None:
        """Do and deliver what is due now."""
        await self.house.step(clock.now())
        await self.slack.settled()

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

    async def set_up(self, *, wall: str = "09:15", members: tuple[Any, ...] | None = None) -> Team:
        """Ana sets up EMEA Sales with a daily standup, through the modal."""
        chosen = members if members is not None else (self.ben, self.cleo)
        outcome = await self.act(self.ana).command("/salesbot", "setup")
        view = await self.act(self.ana).view()
        assert view is not None, outcome
        outcome = await self.act(self.ana).submit(view, setup_answers(self, chosen, wall=wall))
        assert outcome.acked and not outcome.errors, outcome
        await self.settle()
        async with self.house.store.read() as db:
            found = await people.team_in(db, "T_ACME", self.emea.id)
        assert found is not None
        return found


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
        "port": 0,
        "limiter": False,
        "send_timeout": 2.0,
    }
    return Settings.model_construct(**{**Settings().model_dump(), **values, **more})


@asynccontextmanager
async def office_of(database_url: str, transport: Transport, **more: Any) -> AsyncIterator[Office]:
    """Open the office: the house's door stands open, its clock is stepped by the test."""
    async with Playground.serve() as slack:
        slack.settings.strict_rates = False
        acme = slack.workspace("T_ACME", name="Acme")
        bot = slack.install(acme, None)
        people_ = {
            "ana": slack.user("Ana", id="UANA", tz=BERLIN),
            "ben": slack.user("Ben", id="UBEN", tz=NEW_YORK),
            "cleo": slack.user("Cleo", id="UCLEO", tz=SYDNEY),
            "dev": slack.user("Dev", id="UDEV", tz=BERLIN),
            "eve": slack.stranger("Eve"),
        }
        emea = slack.channel("emea-sales", members=[people_["ana"], people_["ben"], people_["cleo"], bot.bot])
        settings = settings_for(slack, bot, database_url=database_url, transport=transport, **more)
        house = await House.open(settings)
        service = Service(house)
        await house.introduce(now=clock.now())
        port = await service.door.start()
        if transport is Transport.HTTP:
            bot.app.request_url = f"http://127.0.0.1:{port}/slack/events"
        else:
            await slack.connected(bot, links=2)
        try:
            yield Office(slack, bot, house, service, emea=emea, **people_)
        finally:
            await service.door.stop()
            await house.close()
