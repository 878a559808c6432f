"""The house: rooms, database, outbox and Slack, built from settings and stepped by whoever holds the clock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from salesbot import clock, features
from salesbot.app import keys
from salesbot.attention.drawing import Finish
from salesbot.outbox.sender import Sender
from salesbot.people import service as people
from salesbot.people.sync import sync
from salesbot.schedule import service as schedule
from salesbot.schedule.beat import beat
from salesbot.slack import client
from salesbot.slack.authority import Authority, IntroductionError
from salesbot.slack.doors import make_app
from salesbot.store import Store
from salesbot.store.away import is_away

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import aiohttp

    from salesbot.config import Settings
    from salesbot.room import Job, Renderer, Room
    from salesbot.schedule.beat import Beat
    from salesbot.slack.authority import Bot
    from salesbot.slack.client import Clients
    from salesbot.slack.doors import Doors


class House:
    """Everything in one place. It does nothing by itself: `beat`, `sender.drain` and the doors make it move.

    A room meets it as the `House` of room/; the demo and the tests step it; `serve` lets it run.
    """

    def __init__(
        self, settings: Settings, store: Store, session: aiohttp.ClientSession, *, rooms: Sequence[Room]
    ) -> None:
        token = settings.bot_token.get_secret_value() if settings.bot_token else ""
        self.settings = settings
        self.store = store
        self.seals = keys.seals(settings)
        self.command_prefix = settings.command_prefix
        self.rooms = rooms
        self.session = session
        self.clients: Clients = client.clients(session, token, settings=settings)
        self.authority = Authority(self.clients)
        self.jobs: Mapping[str, Job] = {kind: partial(job, self) for room in rooms for kind, job in room.jobs.items()}
        self.boards: Mapping[str, Renderer] = {
            kind: partial(draw, self) for room in rooms for kind, draw in room.boards.items()
        }
        self.doors: Doors = make_app(settings, self.clients, authorize=self.authority, is_away=is_away)
        self.finish = Finish(store, self.boards)
        self.sender = Sender(
            store, self.clients_of, self.boards, settings, quiet=self.doors.quiet, finish=self.finish
        )  # fmt: skip
        for room in rooms:
            if room.register is not None:
                room.register(self.doors, self)

    @classmethod
    async def open(cls, settings: Settings, *, rooms: Sequence[Room] | None = None) -> House:
        """Open the database (its tables must be up to date) and a session to Slack; nothing is asked of Slack yet."""
        store = await Store.open(settings.database_url)
        house = cls(settings, store, client.session(settings), rooms=features.rooms() if rooms is None else rooms)
        try:
            house.seals.may_make = not await keys.any_sealed(store, house.rooms)
        except BaseException:
            await house.close()
            raise
        return house

    async def close(self) -> None:
        """Let go of Slack and of the database."""
        await self.session.close()
        await self.store.close()

    def clients_of(self, workspace_id: str) -> Clients:  # noqa: ARG002  one workspace with tokens from settings
        """Return the clients of a workspace."""
        return self.clients

    def command(self, name: str) -> str:
        """Return the slash command as it is called here: `/checkin`."""
        return f"/{self.command_prefix}{name}"

    def offers(self, name: str) -> Sequence[Any]:
        """Return what the rooms offer under this name, in the order of features.py."""
        found = (getattr(room, name) for room in self.rooms)
        return [offer for offer in found if offer is not None]

    async def introduce(self, *, now: datetime, anew: bool = False) -> Bot:
        """Ask Slack who we are, `anew` even if known, and know the workspace from now on. Raises IntroductionError."""
        bot = await self.authority.bot(anew=anew)
        async with self.store.begin() as db:
            await people.install(
                db, bot.workspace_id, name=bot.workspace, bot_user_id=bot.user_id, enterprise_id=bot.enterprise_id,
                scopes=filter(None, map(str.strip, bot.scopes.split(","))), now=now,
            )  # fmt: skip
        return bot

    async def sync(self, *, now: datetime) -> None:
        """Bring people and channels up to date with Slack."""
        bot = await self.authority.bot()
        await sync(self, self.clients.reading, workspace_id=bot.workspace_id, now=now)

    async def refresh(self, *, now: datetime) -> None:
        """Compute anew when everything is due, as at every start: zone rules may have changed since."""
        after: int | None = 0
        while after is not None:
            async with self.store.begin() as db:
                after = await schedule.refresh(db, now=now, after=after)

    async def beat(self, now: datetime) -> Beat:
        """Do what is due by `now` (calendar time)."""
        return await beat(self.store, self.jobs, now=now)

    async def step(self, now: datetime) -> Beat:
        """Beat, then deliver until nothing is left to say: how the demo and the tests let time pass."""
        done = await self.beat(now)
        await self.sender.drain()
        return done


async def at_rest(house: House) -> None:
    """Deliver until idle at today's calendar time."""
    await house.step(clock.now())


__all__ = ["House", "IntroductionError", "at_rest"]
