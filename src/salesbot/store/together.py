"""Submissions that wait at the same moment are stored together: one transaction, one commit, and then every ack."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import structlog

from salesbot import clock, trace
from salesbot.errors import AlreadyDone
from salesbot.store import receipts
from salesbot.store.away import is_away, is_crossed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.room import DoTogether, Once
    from salesbot.store.engine import Store

_log = structlog.get_logger(__name__)

MOST = 64  # in one transaction, so that nobody waits long for the others
_GATHERING = 0.05  # seconds, at most, in which a crowd comes together again

Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass
class _Waiting(Generic[Item, Result]):
    """One door that waits for its commit."""

    item: Item
    once: Once
    brought: float = field(default_factory=clock.monotonic)
    trace: str = field(default_factory=trace.current)
    result: asyncio.Future[Result] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def settle(self, result: Result | Exception) -> None:
        """Tell the door, unless it was given up: what it brought is stored all the same."""
        if self.result.done():
            return
        if isinstance(result, Exception):
            self.result.set_exception(result)
        else:
            self.result.set_result(result)


class _GivenUpError(Exception):
    """A door was given up while its item was being stored: nothing of this transaction stands, and it is done anew."""


class Together(Generic[Item, Result]):
    """Stores what comes with `do`, all that waits in one transaction.

    `do` returns for each item its result, or an exception for one that is refused and of which nothing is stored. An
    item whose door was given up, or waited longer than `patience` seconds, is not stored any more: its person was told
    to press again, perhaps with other words, perhaps to another process, and a frozen one must not write over those.
    """

    def __init__(self, store: Store, do: DoTogether[Item, Result], *, patience: float, most: int = MOST) -> None:
        self._store = store
        self._do = do
        self._patience = patience
        self._most = most
        self._queue: deque[_Waiting[Item, Result]] = deque()
        self._came = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None

    async def __call__(self, item: Item, *, once: Once) -> Result:
        """Store one item and return its result after the commit; raises AlreadyDone for a repeat.

        Whoever is cancelled here before the commit takes the item back. Raises TimeoutError past the patience.
        """
        waiting: _Waiting[Item, Result] = _Waiting(item, once)
        self._queue.append(waiting)
        self._came.set()
        if self._worker is None:
            self._worker = asyncio.create_task(self._work(), name="salesbot.together")
        return await waiting.result

    async def _work(self) -> None:
        batch: Sequence[_Waiting[Item, Result]] = ()
        try:
            while batch := self._next():
                began = clock.monotonic()
                await self._begin(batch)
                await self._gather(len(batch), seconds=min((clock.monotonic() - began) / 2, _GATHERING))
        except asyncio.CancelledError:  # nobody will store these any more, and what was begun may be committed
            for one in (*batch, *self._queue):
                one.settle(TimeoutError("the house is closing"))
            self._queue.clear()
            raise
        finally:
            self._worker = None  # now, so that whoever comes next starts another

    async def _begin(self, batch: Sequence[_Waiting[Item, Result]]) -> None:
        """Store these as one story: that of the only one, or one of its own that names them all."""
        with trace.joined([one.trace for one in batch]):
            if len(batch) > 1:
                _log.info("doors.together", traces=[one.trace for one in batch])
            await self._store_all(batch)

    async def _gather(self, crowd: int, *, seconds: float) -> None:
        """Behind a crowd, wait a moment for as many again: a transaction costs much the same for one as for all.

        Behind a lone one nobody is waited for.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while crowd > 1 and len(self._queue) < crowd:
                    self._came.clear()
                    await self._came.wait()

    def _next(self) -> list[_Waiting[Item, Result]]:
        """Take what waits; a twin of something in it stays, and finds its receipt afterwards."""
        batch: dict[Once, _Waiting[Item, Result]] = {}
        later: list[_Waiting[Item, Result]] = []
        while self._queue and len(batch) < self._most:
            one = self._queue.popleft()
            if one.once in batch:
                later.append(one)
            else:
                batch[one.once] = one
        self._queue.extendleft(reversed(later))
        return list(batch.values())

    async def _store_all(self, batch: Sequence[_Waiting[Item, Result]]) -> None:
        """Store these; when that fails, each alone, so that one of them which cannot be stored hurts nobody else."""
        batch = self._still_waiting(batch)
        if not batch:
            return
        try:
            results = await self._commit(batch)
        except _GivenUpError:
            await self._store_all(batch)
        except Exception as error:  # noqa: BLE001  whatever it is, the doors have words for it
            await self._failed(batch, error)
        else:
            for one, result in zip(batch, results, strict=True):
                one.settle(result)

    def _still_waiting(self, batch: Sequence[_Waiting[Item, Result]]) -> list[_Waiting[Item, Result]]:
        for one in batch:
            if clock.monotonic() - one.brought > self._patience:
                one.settle(TimeoutError("nothing was stored in time"))
        return [one for one in batch if not one.result.done()]

    async def _failed(self, batch: Sequence[_Waiting[Item, Result]], error: Exception) -> None:
        # While the database is away, to try each alone would only make everybody wait for it again.
        alone = len(batch) == 1 or (is_away(error) and not is_crossed(error))
        for one in batch:
            if alone:
                one.settle(error)
            else:
                await self._store_all([one])

    async def _commit(self, batch: Sequence[_Waiting[Item, Result]]) -> list[Result | Exception]:
        """Take all receipts, do the new ones, and give back the receipts of those that were refused."""
        async with self._store.begin() as db:
            before = await receipts.take_all(db, [one.once for one in batch])
            new = [one for one in batch if one.once not in before]
            done = await self._do(db, [one.item for one in new]) if new else []
            results = dict(zip((one.once for one in new), done, strict=True))
            refused = [once for once, result in results.items() if isinstance(result, Exception)]
            await receipts.give_back(db, refused)
            if len(self._still_waiting(batch)) < len(batch):
                raise _GivenUpError
        stored: dict[Once, Any] = {once: AlreadyDone(answer) for once, answer in before.items()}
        return [(stored | results)[one.once] for one in batch]

    async def finish(self) -> None:
        """Wait until everything that was brought is stored."""
        while self._worker is not None:
            await asyncio.wait({self._worker})
