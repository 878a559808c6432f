"""The metronome: APScheduler calls the beat and a few chores, and knows nothing else."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from salesbot import clock, trace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

log = structlog.get_logger(__name__)

LAST_BEAT = 5.0  # seconds
MISSED_PERIODS = 3  # after so many silent periods the watchdog pulls the next beat to now


@dataclass(frozen=True)
class Chore:
    """Something that happens every so often and can wait: people sync, the janitor, the purge, the backup."""

    name: str
    every: timedelta
    do: Callable[[datetime], Awaitable[object]]
    at_start: bool = False


class Heartbeat:
    """Calls `beat(now)` every `seconds`, and each chore in its own time, until it is stopped.

    A wall clock set back would stop an interval job for as long as it was set back; a watchdog on monotonic time
    notices and pulls the next beat to now. `age()` is health: seconds since a beat last came through.
    """

    def __init__(
        self,
        beat: Callable[[datetime], Awaitable[object]],
        *,
        seconds: float,
        chores: Sequence[Chore] = (),
        jumped: Callable[[timedelta], Awaitable[object]] | None = None,
    ) -> None:
        """`jumped` hears by how much the wall clock was set, soon after."""
        self._beat = beat
        self._jumped = jumped
        self._seconds = seconds
        self._chores = chores
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._last = clock.monotonic()
        self._called = clock.monotonic()
        self._idle = asyncio.Event()
        self._idle.set()
        self._at_work: set[asyncio.Task[None] | None] = set()
        self._watchdog: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to beat on the running loop."""
        # A beat that outlasts its period is no warning's worth, and would get one a period: `age` tells of it.
        logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
        self._schedule("pump", self._tick, timedelta(seconds=self._seconds), at_start=True)
        for chore in self._chores:
            self._schedule(chore.name, self._doing(chore), chore.every, at_start=chore.at_start)
        self._scheduler.start()
        self._watchdog = asyncio.create_task(self._watch(), name="watchdog")

    def _schedule(self, name: str, do: Callable[[], Awaitable[None]], every: timedelta, *, at_start: bool) -> None:
        first = {"next_run_time": clock.real()} if at_start else {}
        self._scheduler.add_job(
            self._known(do),
            "interval",
            seconds=every.total_seconds(),
            id=name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            **first,
        )

    def _known(self, do: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        """Do it where `stop` sees that it is done: APScheduler waits for nothing that it cancels."""

        async def known() -> None:
            task = asyncio.current_task()
            self._at_work.add(task)
            try:
                await do()
            finally:
                self._at_work.discard(task)

        return known

    async def _tick(self) -> None:
        """One beat. What goes wrong is logged, and the next beat tries again: nothing due is forgotten in between."""
        self._called = clock.monotonic()
        self._idle.clear()
        with trace.begun("beat"):
            try:
                await self._beat(clock.now())
                self._last = clock.monotonic()
            except Exception:
                log.exception("beat.failed")
            finally:
                self._idle.set()
                self._called = clock.monotonic()

    def _doing(self, chore: Chore) -> Callable[[], Awaitable[None]]:
        async def do() -> None:
            with trace.begun("chore"):
                try:
                    await chore.do(clock.now())
                except asyncio.CancelledError:  # by `stop`; the next start does it, and APScheduler would log an error
                    log.info("chore.cancelled", chore=chore.name)
                except Exception:
                    log.exception("chore.failed", chore=chore.name)

        return do

    async def _watch(self) -> None:
        """Pull what should have run to now when the wall clock has jumped; asyncio's sleep is monotonic."""
        skew = clock.Skew()
        while True:
            await asyncio.sleep(self._seconds)
            if jumped := skew.take():
                await self._follow(jumped)
            elif self._idle.is_set() and clock.monotonic() - self._called > MISSED_PERIODS * self._seconds:
                self._pull("pump")

    async def _follow(self, jumped: timedelta) -> None:
        self._pull_all(jumped)
        if self._jumped is None:
            return
        try:
            await self._jumped(jumped)
        except Exception:
            log.exception("clock.not_followed")

    def _pull_all(self, jumped: timedelta) -> None:
        """After a jump every interval would be that much too early or too late: move them all with it."""
        log.warning("clock.jumped", seconds=round(jumped.total_seconds(), 1))
        for job in self._scheduler.get_jobs():
            if job.id != "pump" and job.next_run_time is not None:
                job.modify(next_run_time=job.next_run_time + jumped)
        self._pull("pump")

    def _pull(self, name: str) -> None:
        job = self._scheduler.get_job(name)
        if job is not None:
            job.modify(next_run_time=clock.real())

    def age(self) -> float:
        """Return the seconds since a beat last came through, by monotonic time."""
        return clock.monotonic() - self._last

    async def stop(self) -> None:
        """Stop calling; a running beat may finish, and a chore let go of what it holds: five seconds for each."""
        if self._watchdog is not None:
            self._watchdog.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._watchdog
        if not self._scheduler.running:
            return
        self._scheduler.pause()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), LAST_BEAT)
        self._scheduler.shutdown(wait=False)  # this cancels what still runs, in a moment
        if ending := [task for task in self._at_work if task is not None]:
            await asyncio.wait(ending, timeout=LAST_BEAT)
