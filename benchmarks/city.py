"""A city to measure: many workspaces in one local Slack, one database, and salesbots in processes of their own."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from benchmarks.local_slack import ZONE, local_slack
from benchmarks.office import free_port
from benchmarks.process import salesbots
from salesbot import clock
from salesbot.outbox import Note
from salesbot.outbox import service as outbox
from salesbot.outbox.model import Delivery
from salesbot.people import service as people
from salesbot.room import Message
from salesbot.store import Store, chunks

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from contextlib import AbstractAsyncContextManager

    from benchmarks.places import Place
    from benchmarks.process import Process
    from salesbot.playground import Remote

_AT_ONCE = 20


@dataclass
class City:
    """Workspaces by id, with their tokens and members; the first one's app is the one that knocks."""

    slack: Remote
    api: str
    database_url: str
    store: Store
    bot: dict[str, Any] = field(default_factory=dict)
    bots: dict[str, dict[str, Any]] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    ports: list[int] = field(default_factory=lambda: [free_port() for _ in range(3)])

    async def found(self, workspaces: int, *, members: int) -> None:
        """Let workspaces install salesbot, each with so many people."""
        for number in range(workspaces):
            name = f"T{number:03}"
            await self.slack.new_workspace(id=name)
            self.bots[name] = await self.slack.install(workspace=name)
            self.members[name] = [f"U{number:03}{one:05}" for one in range(members)]
            async with self.store.begin() as db:
                bot = self.bots[name]["bot"]
                await people.install(
                    db, name, name=name, bot_user_id=bot, enterprise_id=None, scopes="", now=clock.now(),
                    worked_at=clock.real(),
                )  # fmt: skip
        self.bot = self.bots["T000"]
        left = iter((name, one) for name, some in self.members.items() for one in some)
        await asyncio.gather(*(self._move_in(left) for _ in range(_AT_ONCE)))

    async def _move_in(self, left: Any) -> None:
        for name, one in left:
            await self.slack.user(id=one, name=one.lower(), tz=ZONE, workspace=name)

    def running(self, *roles: str, **settings: Any) -> AbstractAsyncContextManager[list[Process]]:
        """Run salesbots with these roles for all of the city."""
        values = {
            "bot_token": self.bot["bot_token"], "app_token": self.bot["app_token"], "transport": "http",
            "signing_secret": self.bot["signing_secret"], "slack_api_url": self.api,
            "database_url": self.database_url, "log_level": "ERROR", **settings,
        }  # fmt: skip
        tokens = {name: str(bot["bot_token"]) for name, bot in self.bots.items()}
        return salesbots(roles, settings=values, tokens=tokens, ports=self.ports, calendar=clock.now())

    async def promise(self, kind: str, count: int, *, to: Sequence[str]) -> None:
        """Promise so many notes, by turns to the members of these workspaces."""
        every = [
            Note(name, f"{kind}.{number}", kind, self.members[name][number // len(to) % len(self.members[name])],
                 Message(text=f"Note {number}"), due_at=clock.now())
            for number in range(count) for name in [to[number % len(to)]]
        ]  # fmt: skip
        for some in chunks(every, 500):
            async with self.store.begin() as db:
                await outbox.promise(db, *some)

    async def sent(self, kind: str) -> int:
        """How many of these notes were sent."""
        async with self.store.read() as db:
            wanted = select(func.count()).where(Delivery.kind == kind, Delivery.state == "sent")
            return int(await db.scalar(wanted.select_from(Delivery)) or 0)

    async def until_sent(self, kind: str, count: int, *, within: float = 300.0) -> float:
        """Wait until so many were sent; the seconds it took."""
        began = perf_counter()
        async with asyncio.timeout(within):
            while await self.sent(kind) < count:  # noqa: ASYNC110  other processes send them
                await asyncio.sleep(0.1)
        return perf_counter() - began

    async def delays(self, kind: str) -> list[float]:
        """From when each of these was due until it was sent, in seconds, the shortest first. Not for a set calendar."""
        async with self.store.read() as db:
            wanted = select(Delivery.due_at, Delivery.sent_at).where(Delivery.kind == kind, Delivery.state == "sent")
            return sorted((sent_at - due_at).total_seconds() for due_at, sent_at in await db.execute(wanted) if sent_at)


@asynccontextmanager
async def city(place: Place) -> AsyncIterator[City]:
    """Open a city without anybody in it."""
    async with local_slack() as (slack, api), place.fresh() as database_url:
        store = await Store.open(database_url)
        try:
            yield City(slack, api, database_url, store)
        finally:
            await store.close()
            clock.reset_calendar()
