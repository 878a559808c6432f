"""A company that uses salesbot, in virtual time: the real house and sender, a little Slack, and deaths at will."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog
from inline_sqlite import Died
from little_slack import LittleSlack
from sqlalchemy import text

from salesbot import clock, features
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.outbox import janitor, pauses, points
from salesbot.outbox.sender import Sender
from salesbot.people import announce
from salesbot.people import service as people
from salesbot.slack import client
from salesbot.slack.client import Clients
from salesbot.store import Base

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Iterator
    from datetime import datetime, timedelta

    from inline_sqlite import StoryStore
    from virtual_time import Clocks

ACME = "T1"
# What no fault of Slack's and no death may ever bring about: each means that a piece of ours was wrong.
_OUR_MISTAKES = frozenset(
    {
        "schedule.job_failed", "schedule.no_such_job", "schedule.seat_broken", "outbox.turn_failed",
        "outbox.cannot_settle", "outbox.carry_failed", "outbox.tidy_failed", "outbox.database_away",
        "outbox.dead", "outbox.no_parent",
    }
)  # fmt: skip


class Company:
    """One workspace. `beat`, `deliver` and `rest` make it move; everything else stands still meanwhile."""

    def __init__(self, store: StoryStore, clocks: Clocks, *, house: House) -> None:
        self.store = store
        self.clocks = clocks
        self.house = house
        self.slack = LittleSlack(clocks)
        self.dies: Callable[[str], bool] = lambda _where: False
        self.lives = 0
        self.last_death = ""
        self.mistakes: list[dict[str, Any]] = []
        self.clients = Clients(self.slack, self.slack)  # type: ignore[arg-type]  # it has the methods that the sender calls
        self._died = asyncio.Event()
        self._wake_up()

    @classmethod
    async def open(cls, store: StoryStore, clocks: Clocks, **settings: Any) -> Company:
        """Open the house over this store; nothing is in the database yet."""
        chosen = Settings(_env_file=None, database_url=str(store.url), **settings)
        session = client.session(chosen)
        made = cls(store, clocks, house=House(chosen, store, session, rooms=features.rooms()))
        clocks.loop.hush()
        return made

    def clients_of(self, workspace_id: str) -> Clients:  # noqa: ARG002  there is one Slack
        """Return how the sender calls Slack."""
        return self.clients

    async def close(self) -> None:
        """Let go of everything."""
        await self.house.close()

    def _wake_up(self) -> None:
        """Begin another life: a process that knows nothing but the database."""
        self.lives += 1
        self._died.clear()
        house = self.house
        self.sender = Sender(
            self.store, self.clients_of, house.boards, house.settings, owner=f"life {self.lives}", finish=house.finish
        )
        house.sender = self.sender
        self.store.at = self.at

    def at(self, where: str) -> None:
        """Pass a named point of the sender or the store; the process may die there."""
        if self.dies(where):
            self.last_death = where
            self._died.set()
            task = asyncio.current_task()
            if task is not None and task.get_name().startswith("outbox."):
                raise asyncio.CancelledError  # this parcel is never heard of again
            raise Died(where)

    # ---- one step after another ----

    async def live(self, deed: Coroutine[Any, Any, Any]) -> bool:
        """Do something while the process may die; False where it did, and then it lives again."""
        doing = asyncio.ensure_future(deed)
        dying = asyncio.ensure_future(self._died.wait())
        try:
            await asyncio.wait({doing, dying}, return_when=asyncio.FIRST_COMPLETED)
            if doing.done() and not doing.cancelled():
                error = doing.exception()
                if error is None:
                    return True
                if not isinstance(error, Died):
                    raise error
        finally:
            dying.cancel()
        await self._bury(doing)
        return False

    async def _bury(self, doing: asyncio.Future[Any]) -> None:
        """Nothing that the dead process had begun goes on; what is on its way to Slack stays on its way."""
        drawing = self.sender._carrier.draw._workers.values()
        every = (doing, *self.sender._away, *drawing, self.sender._tidying)
        tasks = [one for one in every if one is not None and not one.done()]
        for one in tasks:
            one.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._wake_up()

    async def beat(self) -> bool:
        """Beat once; False where the process died in it."""
        return await self.live(self.house.beat(self.clocks.now()))

    async def deliver(self, max_seconds: float = 20.0) -> bool:
        """Deliver for a while; False where the process died."""
        return await self.live(self.sender.drain(max_seconds))

    async def chores(self) -> bool:
        """What the heartbeat does beside beating."""
        return await self.live(self._chores())

    async def _chores(self) -> None:
        await janitor.run(self.store, self.clients_of, self.house.settings)
        await pauses.look_at_paused(self.store)

    async def wait(self, span: timedelta) -> None:
        """Let time pass; a process that runs would beat meanwhile, so nothing runs."""
        await asyncio.sleep(span.total_seconds())

    async def rest(self, look: Callable[[], Awaitable[None]]) -> None:
        """Let every trouble end, and everything be said, looked at again and settled; `look` at what each beat did."""
        self.dies, self.slack.fault = (lambda _where: False), (lambda _method: "")
        lease = self.house.settings.lease
        for target in sorted(self.slack.gone):
            await self.reachable_again(target)
        for pause, chores in ((lease * 0, False), (lease * 2.1, True), (lease * 12.1, True)):
            await self.wait(pause)
            assert await self.beat()
            await look()
            assert not chores or await self.chores()
            assert await self.deliver(400)

    async def reachable_again(self, target: str) -> None:
        """A channel or person is back, and Slack says so."""
        self.slack.gone.discard(target)
        async with self.store.begin() as db:
            await announce.reachable(db, self.house, ACME, target, now=self.clocks.now())

    async def meet(self, user_id: str, name: str, zone: str, *, now: datetime) -> None:
        """Know somebody."""
        user = {"id": user_id, "team_id": ACME, "name": name, "real_name": name, "tz": zone, "profile": {}}
        async with self.store.begin() as db:
            await people.meet(db, user, workspace_id=ACME, now=now)

    # ---- stories ----

    async def forget(self) -> None:
        """Empty all tables, the Slack and the process for another story, before which nobody set the clock."""
        await self._bury(asyncio.ensure_future(asyncio.sleep(0)))
        self.store.skew = clock.Skew()
        self.store.lasting.clear()
        tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
        async with self.store.begin() as db:
            if self.store.dialect == "postgresql":
                await db.execute(text("SET LOCAL session_replication_role = replica"))  # the audit log is emptied too
                await db.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
            else:
                await db.execute(text("DROP TRIGGER IF EXISTS audit_lines_stay"))
                await db.execute(text("PRAGMA defer_foreign_keys = ON"))
                for name in (*tables, "sqlite_sequence"):
                    await db.execute(text(f"DELETE FROM {name}"))  # noqa: S608  names of our own tables
        async with self.store.begin() as db:
            install = {"name": "Acme", "bot_user_id": "UBOT", "scopes": ["chat:write"], "now": self.clocks.now()}
            await people.install(db, ACME, **install)
        self.dies = lambda _where: False
        self.slack.fault = lambda _method: ""
        self.slack.begin_again()
        self.mistakes.clear()
        self.lives = 0
        self._wake_up()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Let this company's named points be passed, and take note of every mistake that is logged."""
        kept = points.at
        points.at = self.at
        structlog.configure(processors=[self._heard], cache_logger_on_first_use=False)
        try:
            yield
        finally:
            points.at = kept
            structlog.reset_defaults()

    def _heard(self, _logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        if event["event"] in _OUR_MISTAKES:
            self.mistakes.append(dict(event))
        raise structlog.DropEvent
