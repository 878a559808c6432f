"""A whole office to measure: a local Slack in its own process, a real house, and teams that are asked."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import select

from benchmarks.local_slack import ZONE, local_slack, people, slack_user
from salesbot import clock
from salesbot.app.house import House
from salesbot.app.serving import Service, set_aside
from salesbot.checkins import service as checkins
from salesbot.checkins.model import Ask
from salesbot.checkins.templates import STANDUP
from salesbot.config import Settings, Transport
from salesbot.people import service as people_service
from salesbot.people.service import TeamDraft
from salesbot.store import chunks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from benchmarks.places import Place
    from salesbot.people.model import Team
    from salesbot.playground import Remote

WORKSPACE = "T_ACME"
BEFORE = datetime(2026, 3, 2, 17, tzinfo=UTC)  # a Monday evening; the first question comes on Tuesday
ASKED = datetime(2026, 3, 3, 9, 15, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


@dataclass
class Office:
    """The house, the Slack beside it, and who works there."""

    slack: Remote
    bot: dict[str, Any]
    house: House
    service: Service
    url: str
    members: list[str] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)

    async def hire(self, count: int, *, team_size: int, known: int | None = None) -> None:
        """Set up teams with a daily standup; the first `known` people exist in Slack too (all, if left out)."""
        clock.set_calendar(BEFORE)
        self.members = [f"U{number:06}" for number in range(count)]
        await people(self.slack, self.members[:known])
        for number, some in enumerate(chunks(self.members, team_size)):
            self.teams.append(await self._team(number, some))

    async def _team(self, number: int, members: Sequence[str]) -> Team:
        channel = await self.slack.channel(name=f"team-{number}", members=[self.bot["bot"]])
        now = clock.now()
        async with self.house.store.begin() as db:
            for one in members:
                user = slack_user(one, workspace_id=WORKSPACE)
                await people_service.meet(db, user, workspace_id=WORKSPACE, now=now)
            draft = TeamDraft(f"Team {number}", channel["id"], ZONE, members=members[1:])
            team = await people_service.make_team(db, draft, workspace_id=WORKSPACE, by=members[0], now=now)
            await checkins.begin(
                db, STANDUP, workspace_id=WORKSPACE, team_id=team.id, wall=None, by=members[0], now=now
            )
        return team

    async def ask(self) -> None:
        """Let it be a quarter past nine: everybody's question is promised."""
        clock.set_calendar(ASKED)
        await self.house.beat(clock.now())

    async def deliver(self, seconds: float = 120) -> None:
        """Deliver until nothing is left to say."""
        assert await self.house.sender.drain(seconds), "not everything was delivered in time"

    async def asks(self) -> list[Ask]:
        """Return everybody's part."""
        async with self.house.store.read() as db:
            return list(await db.scalars(select(Ask).order_by(Ask.id)))


def settings_of(bot: dict[str, Any], api: str, *, database_url: str, port: int, **more: Any) -> Settings:
    """Return settings of a house beside this Slack, with defaults for the rest."""
    values: dict[str, Any] = {
        "bot_token": SecretStr(bot["bot_token"]), "app_token": SecretStr(bot["app_token"]),
        "signing_secret": SecretStr(bot["signing_secret"]), "transport": Transport.HTTP, "slack_api_url": api,
        "database_url": database_url, "port": port, "log_level": "ERROR",
    }  # fmt: skip
    return Settings(**values, **more)


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@asynccontextmanager
async def office(place: Place, **settings: Any) -> AsyncIterator[Office]:
    """Open the office: its door stands open; nothing else moves by itself. Slack gets slow with `slowly`."""
    async with local_slack() as (slack, api), place.fresh() as database_url:
        port = free_port()
        url = f"http://127.0.0.1:{port}/slack/events"
        bot = await slack.install(workspace=WORKSPACE, request_url=url)
        house = await House.open(settings_of(bot, api, database_url=database_url, port=port, **settings))
        opened = Office(slack, bot, house, Service(house), url)
        await house.introduce(now=clock.now())
        door = opened.service.door
        assert door is not None
        await door.start()
        set_aside()
        try:
            yield opened
        finally:
            await door.stop()
            await house.close()
            clock.reset_calendar()


@asynccontextmanager
async def running(house: House) -> AsyncIterator[None]:
    """Let the house send by itself, as `salesbot run` does."""
    task = asyncio.create_task(house.sender.run())
    try:
        yield
    finally:
        await house.sender.stop()
        await task


def later(minutes: int) -> None:
    """Let some minutes pass."""
    clock.set_calendar(clock.now() + timedelta(minutes=minutes))
