"""The house: rooms, database, outbox and Slack, built from settings and stepped by whoever holds the clock."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from salesbot import clock, features, trace
from salesbot.app import keys
from salesbot.app.tenants import Many, One
from salesbot.attention.drawing import Finish
from salesbot.outbox.sender import Sender
from salesbot.people.sync import sync
from salesbot.room import Batched
from salesbot.schedule.aside import Aside
from salesbot.schedule.beat import beat
from salesbot.slack import client
from salesbot.slack.authority import IntroductionError
from salesbot.slack.doors import make_app
from salesbot.store import Store
from salesbot.store.away import is_away

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import aiohttp

    from salesbot.app.tenants import Tenants
    from salesbot.config import Settings
    from salesbot.room import BeforeBeat, Job, Renderer, Room
    from salesbot.schedule.beat import Beat
    from salesbot.slack.client import Clients
    from salesbot.slack.doors import Doors

_log = structlog.get_logger(__name__)


class House:
    """Everything in one place. It does nothing by itself: `beat`, `sender.drain` and the doors make it move.

    A room meets it as the `House` of room/; the demo and the tests step it; `serve` lets it run.
    """

    def __init__(
        self, settings: Settings, store: Store, session: aiohttp.ClientSession, *, rooms: Sequence[Room]
    ) -> None:
        self.settings = settings
        self.store = store
        self.seals = keys.seals(settings)
        self.command_prefix = settings.command_prefix
        self.rooms = rooms
        self.session = session
        token = settings.bot_token.get_secret_value() if settings.bot_token and not settings.many else ""
        self.clients: Clients = client.clients(session, token, settings=settings)
        self.tenants: Tenants = self._tenants()
        self.jobs: Mapping[str, Job] = {kind: partial(job, self) for room in rooms for kind, job in room.jobs.items()}
        self.boards: Mapping[str, Renderer] = {
            kind: partial(draw, self) for room in rooms for kind, draw in room.boards.items()
        } | {kind: Batched(partial(draw, self)) for room in rooms for kind, draw in room.batched_boards.items()}
        self.doors: Doors = make_app(
            settings, self.clients, authorize=self.tenants.authorize, is_away=is_away, clients_of=self.clients_of
        )
        self.aside = Aside()
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
        await self.tenants.close()
        await self.session.close()
        await self.store.close()

    def _tenants(self) -> Tenants:
        """One workspace with its token from the settings, or all that installed this salesbot."""
        if not self.settings.many:
            return One(self.store, self.clients)
        scopes = sorted({scope.name for room in self.rooms for scope in room.scopes})
        return Many(self.store, self.settings, self.session, self.seals, scopes=scopes)

    def clients_of(self, workspace_id: str) -> Clients:
        """Return the clients of a workspace."""
        return self.tenants.clients_of(workspace_id)

    def command(self, name: str) -> str:
        """Return the slash command as it is called here: `/checkin`."""
        return f"/{self.command_prefix}{name}"

    def offers(self, name: str) -> Sequence[Any]:
        """Return what the rooms offer under this name, in the order of features.py."""
        found = (getattr(room, name) for room in self.rooms)
        return [offer for offer in found if offer is not None]

    async def introduce(self, *, now: datetime, anew: bool = False) -> None:
        """Ask Slack who we are, `anew` even if known, and know the workspace from now on. Raises IntroductionError."""
        await self.tenants.introduce(now=now, anew=anew)

    async def sync(self, *, now: datetime) -> None:
        """Bring people and channels of every workspace up to date with Slack."""

        async def one(workspace_id: str) -> None:
            async with self.tenants.look(workspace_id, now=now) as mine:
                if mine:
                    await sync(self, self.clients_of(workspace_id).reading, workspace_id=workspace_id, now=now)

        await self.tenants.each(one)

    async def take_over(self, *, now: datetime) -> None:
        """Look at everybody in place of a process that died over it. Raises IntroductionError."""
        if await self.tenants.left():
            await self.sync(now=now)

    async def beat(self, now: datetime) -> Beat:
        """Do what is due by `now` (calendar time)."""
        with trace.within("beat"):
            for before in self.offers("before_beat"):
                await self._before(before, now)
            done = await beat(self.store, self.jobs, now=now, aside=self.aside)
            if done.done or done.skipped or done.failed:
                _log.info("beat.done", done=done.done, skipped=done.skipped, failed=done.failed)
            return done

    async def _before(self, do: BeforeBeat, now: datetime) -> None:
        """Let a room do what its doors left for the beat; its mistake keeps nobody else from being asked."""
        try:
            await do(self.store, now)
        except Exception as error:
            if is_away(error):
                raise
            _log.exception("beat.before_failed")

    async def step(self, now: datetime) -> Beat:
        """Beat, then deliver until nothing is left to say: how the demo and the tests let time pass."""
        done = await self.beat(now)
        await self.sender.drain()
        return done


async def at_rest(house: House) -> None:
    """Deliver until idle at today's calendar time."""
    await house.step(clock.now())


__all__ = ["House", "IntroductionError", "at_rest"]
