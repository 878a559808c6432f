"""The sender: turn by turn it settles and claims, and between the turns messages are on their way to Slack."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog

from salesbot import clock, trace
from salesbot.outbox import clock_set, copies, points
from salesbot.outbox.carry import Carrier, Lease
from salesbot.outbox.drawing import Drawing
from salesbot.outbox.parcel import Did, Outcome
from salesbot.outbox.turn import Asked, Turn, turn
from salesbot.store.away import is_away

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from salesbot.config import Settings
    from salesbot.outbox.drawing import Finish
    from salesbot.outbox.parcel import Parcel
    from salesbot.room import Renderer
    from salesbot.slack.client import Clients
    from salesbot.store import Store

_log = structlog.get_logger(__name__)
_LONGEST_WAIT = 30.0  # seconds; commits and timers wake it earlier, this is the safety net
_SWEEP = 1.0  # seconds
_TOGETHER = 0.01  # seconds in which results gather for one transaction
_COMMITS_TOGETHER = 0.02  # the same for commits that wake an idle sender: its turn keeps doors waiting on SQLite
_TROUBLE = (0.1, 0.5, 1.0, 2.0, 5.0)  # seconds between tries while the database is away


class Sender:
    """Sends what the outbox promised. One a process; any number of processes may share a database."""

    def __init__(
        self,
        store: Store,
        clients: Callable[[str], Clients],
        boards: Mapping[str, Renderer],
        settings: Settings,
        *,
        owner: str | None = None,
        quiet: Callable[[], Awaitable[None]] | None = None,
        finish: Finish | None = None,
    ) -> None:
        """`quiet` returns when the doors leave room for a turn; left out, there is always room.

        `finish` lays a last hand on what boards for one person say.
        """
        self.owner = owner or uuid4().hex
        self._store = store
        self._clients = clients
        self._settings = settings
        self._quiet = quiet
        self._carrier = Carrier(clients, Drawing(store, boards, finish), settings.send_timeout)
        self._wake = store.signal("outbox")
        # What is on its way, and of which workspace: one parcel twice, where its lease lapsed meanwhile.
        self._away: dict[asyncio.Task[None], str] = {}
        self._tidying: asyncio.Task[None] | None = None
        self._back: list[Outcome] = []
        self._stopping = False
        self._running = False
        self._turning = False
        self._idle = asyncio.Event()
        self._failures = 0
        self._swept = 0.0
        # Half as many again are claimed as may be on their way, so that no slot waits for a transaction.
        self._most = settings.send_concurrency + settings.send_concurrency // 2
        self._slots = asyncio.Semaphore(settings.send_concurrency)
        self._turned = asyncio.Condition()
        self._last = Turn()

    async def run(self) -> None:
        """Send until `stop`; then finish what is on its way and settle it."""
        self._running = True
        try:
            while not self._stopping:
                await self._sleep(await self._turn())
            await self._finish()
        finally:
            self._running = False
            self._idle.set()

    async def stop(self, seconds: float | None = None) -> None:
        """Claim nothing more; return when what is on its way came back and is settled, or its time is over.

        Its time is `seconds`, three times that of a call if left out. What waits for a slot is given back unsent.
        """
        points.at("stop.begins")
        self._stopping = True
        self.nudge()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(min(seconds or 1e9, 3 * self._settings.send_timeout)):
                while self._running:
                    self._idle.clear()
                    await self._idle.wait()
        points.at("stop.ends")

    def nudge(self) -> None:
        """Look again at once; for whoever moved the calendar."""
        self._wake.set()

    async def drain(self, max_seconds: float = 30.0) -> bool:
        """Deliver until nothing is left that may go by then; False where time ran out first.

        `run` may be running or not.
        """
        until = clock.monotonic() + max_seconds
        while True:
            found = await self._next_turn()
            left = until - clock.monotonic()
            wait = _seconds(found.soon)
            idle = not (self._away or self._back or self._turning or found.busy or self._wake.is_set())
            if idle and (wait is None or wait > left):
                return True
            if left <= 0:
                return False
            if not self._running:
                await self._rest(min(left, _LONGEST_WAIT if wait is None else wait))

    async def _next_turn(self) -> Turn:
        """Take a turn, or wait for the next one of `run`."""
        if not self._running:
            return await self._turn()
        async with self._turned:
            self.nudge()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._turned.wait(), _LONGEST_WAIT)
        return self._last

    async def _turn(self) -> Turn:
        """Take one turn and send off what it claimed."""
        self._turning = True  # what came back is in its hands: `drain` must not take that for rest
        try:
            return await self._take_turn()
        finally:
            self._turning = False

    async def _take_turn(self) -> Turn:
        self._wake.clear()
        outcomes, self._back = self._back, []
        room = 0 if self._stopping else max(0, self._most - len(self._away))
        lease = Lease.of(self._settings.lease.total_seconds())
        away = Counter(self._away.values())
        asked = Asked(
            self.owner, clock.now(), room, sweep=self._sweeps(outcomes), away=away, later=self._last.later
        )  # fmt: skip
        self._last = await self._try(outcomes, asked)
        for parcel in self._last.claimed:
            self._send(parcel, lease)
        if self._last.left:
            self._back[:0] = self._last.left
            self._wake.set()
            await asyncio.sleep(_TOGETHER)  # the door needs a moment
        if self._last.extra:
            self._tidy()
        async with self._turned:
            self._turned.notify_all()
        return self._last

    def _sweeps(self, outcomes: list[Outcome]) -> bool:
        """Whether to look for lapsed leases: always when nothing else happens, and once a second when much does."""
        if outcomes and clock.monotonic() < self._swept + _SWEEP:
            return False
        self._swept = clock.monotonic()
        return True

    async def _try(self, outcomes: list[Outcome], asked: Asked) -> Turn:
        """Take a turn; while the database is away, nothing that came back is lost: it is settled later."""
        try:
            await clock_set.keep_up(self._store)
            taken = await turn(self._store, self._settings, outcomes, asked)
        except Exception as error:  # noqa: BLE001  a mistake of ours in one outcome must not stop all sending
            if is_away(error):
                _log.warning("outbox.database_away", unsettled=len(outcomes), error=type(error).__name__)
                self._back = outcomes + self._back
            else:
                _log.exception("outbox.turn_failed", unsettled=len(outcomes))
                self._back = await self._settled_alone(outcomes, asked) + self._back
        else:
            self._failures = 0
            return taken
        await asyncio.sleep(_TROUBLE[min(self._failures, len(_TROUBLE) - 1)])
        self._failures += 1
        return Turn(soon=timedelta(0), busy=True)

    async def _settled_alone(self, outcomes: list[Outcome], asked: Asked) -> list[Outcome]:
        """Settle each alone, so that one which cannot be settled holds up nobody; its lease will lapse."""
        left: list[Outcome] = []
        for outcome in outcomes:
            try:
                left += (await turn(self._store, self._settings, [outcome], replace(asked, limit=0))).left
            except Exception as error:  # noqa: BLE001  the same
                if is_away(error):
                    left.append(outcome)
                else:
                    _log.exception("outbox.cannot_settle", key=outcome.parcel.key, did=outcome.did)
        return left

    def _send(self, parcel: Parcel, lease: Lease) -> None:
        task = asyncio.create_task(self._carry(parcel, lease), name=f"outbox.{parcel.id}")
        self._away[task] = parcel.workspace_id

    async def _carry(self, parcel: Parcel, lease: Lease) -> None:
        async with self._slots:
            if self._stopping:
                outcome = Outcome(parcel, Did.NOT_STARTED)
            else:
                with trace.resumed(parcel.trace):
                    outcome = await self._carrier.carry(parcel, lease)
        self._back.append(outcome)  # only now: a turn in between has taken the list of before
        del self._away[_this_task()]
        self._wake.set()

    async def _sleep(self, taken: Turn) -> None:
        if self._back or self._stopping:
            return
        wait = _seconds(taken.wait)
        await self._rest(_LONGEST_WAIT if wait is None else min(wait, _LONGEST_WAIT))

    async def _rest(self, seconds: float) -> None:
        """Wait for a commit, a result or the time; then a moment longer, so that results share a transaction."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(seconds, 0.001)):
                await self._wake.wait()
        if len(self._away) > 1:
            await asyncio.sleep(_TOGETHER)
        elif not self._away and self._running:  # whoever drains waits for it, and commits nothing beside
            await asyncio.sleep(_COMMITS_TOGETHER)
        if self._quiet is not None and self._running and not self._stopping:
            await self._quiet()

    def _tidy(self) -> None:
        """Delete extra copies beside the turns; what fails is the janitor's."""
        if self._tidying is None or self._tidying.done():
            self._tidying = asyncio.create_task(self._delete_extra(), name="outbox.tidy")

    async def _delete_extra(self) -> None:
        try:
            await copies.delete_extra(self._store, self._clients, seconds=self._settings.send_timeout)
        except Exception:  # noqa: BLE001  the janitor tries again
            _log.exception("outbox.tidy_failed")

    async def _finish(self) -> None:
        """Let what is on its way come back, and settle it."""
        while self._away or self._back:
            if self._away:
                await asyncio.wait(set(self._away), return_when=asyncio.FIRST_COMPLETED)
            await self._turn()
        if self._tidying is not None:
            await self._tidying


def _this_task() -> asyncio.Task[None]:
    task: asyncio.Task[None] | None = asyncio.current_task()
    assert task is not None  # noqa: S101  only a task comes here
    return task


def _seconds(wait: timedelta | None) -> float | None:
    return None if wait is None else wait.total_seconds()
