"""`salesbot run`: the house with its clock, its door to Slack, and an orderly end."""

from __future__ import annotations

import asyncio
import gc
import signal
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from salesbot import clock, log
from salesbot.app import forgetting, forgotten, keys, presence, standing
from salesbot.app.catching_up import catch_up
from salesbot.app.house import House
from salesbot.app.measuring import Measures
from salesbot.app.turning import Turning
from salesbot.coaching.prompts import library
from salesbot.config import Transport
from salesbot.errors import StoreError, WrongSetting
from salesbot.heartbeat import Chore, Heartbeat
from salesbot.outbox import clock_set, janitor, pauses, points
from salesbot.slack.authority import IntroductionError
from salesbot.slack.health import Health, HealthPages
from salesbot.slack.socket import SocketDoor
from salesbot.store import leases, lock, migrate, nightly, receipts
from salesbot.store.scrub import scrub

if TYPE_CHECKING:
    from collections.abc import Coroutine
    from datetime import datetime

    from salesbot.config import Settings
    from salesbot.slack.http import WebDoor

_log = structlog.get_logger(__name__)

LONGEST_WAIT = 60.0  # seconds between two tries to reach Slack at the start
DRAIN = 25.0  # seconds that what is on its way may take at the end; whoever stops us waits for 30
LOOPBACK = "127.0.0.1"
_YOUNG = 5_000  # things made and not let go of, after which the garbage collector looks at them


async def serve(settings: Settings) -> None:
    """Run until SIGTERM or ctrl-C. Raises WrongSetting and StoreError in words where it cannot begin."""
    library(settings.prompts_folder)
    log.configure(settings.log_level, as_json=settings.log_json)
    _arm(settings.crash_point)
    with lock.hold(settings.database_url):
        await migrate.upgrade(settings.database_url)
        house = await House.open(settings)
        set_aside()
        try:
            forgetting.kinds(house.rooms, settings)
            await keys.ready(house)
            await forgotten.do_again(house, now=clock.now())
            await Service(house).run()
        finally:
            await house.close()


def _arm(crash_point: str) -> None:
    try:
        points.arm(crash_point)
    except ValueError as wrong:
        raise WrongSetting(f"SALESBOT_CRASH_POINT: {wrong}") from wrong


def set_aside() -> None:
    """Spare the garbage collector what is there for the whole life of this process: modules, mappers, doors.

    A full round over all of it, with which it begins every so often, holds each door for 130 ms and more. Of what is
    made afterwards little is left to it, so it looks less often: with Python's own threshold of 700 it took 5 % of a
    busy process's time, and its longest round 48 ms.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, 10, 10)


class Service:
    """The running house: heartbeat, sender, and the door to Slack."""

    def __init__(self, house: House) -> None:
        self.house = house
        house.tenants.serve()
        settings = house.settings
        self.presence = presence.Presence(house)
        self.role = settings.role
        self.heartbeat = Heartbeat(
            Turning(house).turn, seconds=settings.pump_seconds, chores=self._chores(),
            jumped=lambda _: clock_set.follow(house.store),
        )  # fmt: skip
        self.health = Health(self.heartbeat.age, {"database": self._database, "slack": self._slack})
        self.door = self._door()
        self.measures = self._measures()
        self.pages = self._pages()
        self._ended = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def _door(self) -> WebDoor | SocketDoor | None:
        house = self.house
        if not self.role.has_door:
            return None
        if house.settings.transport is Transport.HTTP:
            from salesbot.slack.http import WebDoor  # its server takes 3 MB, and Socket Mode needs none

            first = self._is_first if house.store.shared else None
            return WebDoor(house.doors, house.settings, health=self.health, pages=house.tenants.pages, first=first)
        return SocketDoor(
            house.doors, house.settings, clients=house.clients, on_reconnect=self._catch_up,
            others=lambda: self.presence.others,
        )  # fmt: skip

    def _measures(self) -> Measures:
        lines = self.door.count if isinstance(self.door, SocketDoor) else None
        return Measures(self.house, tick_age=self.heartbeat.age, connections=lines)

    def _pages(self) -> list[HealthPages]:
        """The pages beside the door: in Socket Mode on loopback, and where the settings want metrics to be read.

        A worker has no door: over HTTP its pages stand where a door would.

        Never on the web door's own port: whoever reaches that one would read them, and behind a proxy all come from
        loopback.
        """
        settings = self.house.settings
        by_http = settings.transport is Transport.HTTP
        pages, metrics = [], self.measures.page
        if not (by_http and self.role.has_door):
            host, read = (settings.host, None) if by_http else (LOOPBACK, metrics)
            pages.append(HealthPages(self.health, host=host, port=settings.port, metrics=read))
        if settings.metrics_address:
            pages.append(HealthPages.of_metrics(self.health, settings.metrics_address, metrics))
        return pages

    async def run(self) -> None:
        """Begin, go on until told to stop, and end in order."""
        self._listen_for_signals()
        await self._introduce_or_wait()
        try:
            await self.start()
            await self._ended.wait()
        finally:
            await self.stop()

    def _listen_for_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for sign in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError):  # Windows has no signal handlers on the loop
                loop.add_signal_handler(sign, self._ended.set)

    async def _introduce_or_wait(self) -> None:
        """Ask Slack who we are. A token that never will work ends the start; a Slack that is away does not."""
        try:
            await self.house.introduce(now=clock.now())
        except IntroductionError as error:
            if error.code in standing.HOPELESS:
                advice = standing.HOPELESS[error.code]
                raise WrongSetting(f"SALESBOT_BOT_TOKEN: Slack answered {error.code}. {advice}") from error
            self._spawn(self._keep_introducing(), name="introduce")
        except Exception as error:  # noqa: BLE001  Slack is away; what is due is kept until it is back
            _log.warning("slack.away", error=type(error).__name__)
            self._spawn(self._keep_introducing(), name="introduce")

    async def _keep_introducing(self) -> None:
        wait = 1.0
        while True:
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
            with suppress(Exception):
                await self.house.introduce(now=clock.now())
                return

    async def start(self) -> None:
        """Start everything that moves by itself."""
        settings = self.house.settings
        if self.role.works:
            self._spawn(self.house.sender.run(), name="sender")
        self.heartbeat.start()
        if self.door is not None:
            await self.presence.tell()
            await self.door.start()
            self._spawn(self._catch_up(clock.real() - timedelta(hours=24)), name="catch up")
        for pages in self.pages:
            await pages.start()
        _log.info(
            "salesbot.up", role=str(self.role), transport=str(settings.transport), database=self.house.store.dialect
        )

    def _spawn(self, work: Coroutine[object, object, None], *, name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        """A part that fell is told in the log; the sender's fall ends the process, and whoever watches restarts it."""
        self._tasks.discard(task)
        if task.cancelled() or task.exception() is None:
            return
        _log.error("part.fell", part=task.get_name(), exc_info=task.exception())
        if task.get_name() == "sender":
            self._ended.set()

    async def stop(self) -> None:
        """Take nothing new, finish what runs within `DRAIN` seconds, then let go."""
        doors = [self.door.stop()] if self.door is not None else []
        await asyncio.gather(*doors, self.heartbeat.stop(), self.house.sender.stop(DRAIN))
        await self.presence.end()
        for pages in self.pages:
            await pages.stop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        _log.info("salesbot.down")

    async def _catch_up(self, since: datetime) -> None:
        with suppress(IntroductionError):
            await catch_up(self.house, since=since)

    def _chores(self) -> list[Chore]:
        return [*(self._work() if self.role.works else ()), *(self._around_doors() if self.role.has_door else ())]

    def _around_doors(self) -> list[Chore]:
        return [Chore("presence", presence.EVERY, self._tell_presence)]

    def _work(self) -> list[Chore]:
        house = self.house
        return [
            Chore("people", timedelta(hours=1), self._sync, at_start=True),
            Chore("people left", leases.LEASE, self._take_over),
            Chore("janitor", timedelta(seconds=house.settings.send_timeout * 3), self._janitor),
            Chore("paused", timedelta(minutes=10), self._paused),
            Chore("standing", timedelta(minutes=1), self._standing, at_start=True),
            Chore("purge", timedelta(hours=1), self._purge),
            Chore("forget", timedelta(hours=6), self._forget),  # not once a day: some servers start anew each night
            Chore("backup", timedelta(hours=1), self._backup, at_start=True),  # some servers start anew each night
        ]

    async def _sync(self, now: datetime) -> None:
        with suppress(IntroductionError):
            await self.house.sync(now=now)

    async def _take_over(self, now: datetime) -> None:
        with suppress(IntroductionError):
            await self.house.take_over(now=now)

    async def _janitor(self, _now: datetime) -> None:
        await janitor.run(self.house.store, self.house.clients_of, self.house.settings)

    async def _paused(self, _now: datetime) -> None:
        await pauses.look_at_paused(self.house.store)

    async def _tell_presence(self, _now: datetime) -> None:
        await self.presence.tell()

    async def _standing(self, now: datetime) -> None:
        with suppress(IntroductionError):
            await standing.look(self.house, now=now)

    async def _purge(self, _now: datetime) -> None:
        async with self.house.store.begin() as db:
            await receipts.purge(db, now=clock.real())

    async def _forget(self, now: datetime) -> None:
        house = self.house
        await forgetting.forget_old(house.store, now=now)
        await forgetting.purge(house.store, house.rooms, house.settings, now=now)
        await forgotten.do_again(house, now=now)
        await scrub(house.settings.database_url)

    async def _backup(self, _now: datetime) -> None:
        try:
            await nightly.make(self.house.settings.database_url, today=clock.real().date())
        except StoreError as no:  # its words are our own: a full disk, a damaged file
            _log.error("backup.failed", words=str(no))

    async def _database(self) -> bool:
        async with self.house.store.read() as db:
            await self.house.store.machine_now(db)
        return True

    async def _is_first(self, signature: str) -> bool:
        """Whether a signed request came to none of the processes before. Without a database its door finds words."""
        try:
            async with self.house.store.begin() as db:
                return await receipts.first(db, signature)
        except (SQLAlchemyError, OSError) as error:
            _log.warning("request.not_looked_up", error=type(error).__name__)
            return True

    async def _slack(self) -> bool:
        """Whether Slack reaches us; without a door, whether we know for whom to work."""
        if self.door is not None:
            return await self.door.connected()
        return self.house.settings.many or self.house.tenants.known is not None
