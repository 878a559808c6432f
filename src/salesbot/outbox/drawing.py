"""Drawing boards as they are sent: what each says now, those of a kind that come in crowds many at a time."""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

import structlog

from salesbot import trace
from salesbot.room import HELD, Batched
from salesbot.store.away import is_away

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.outbox.parcel import Parcel
    from salesbot.room import Message, Renderer
    from salesbot.store import Store

_log = structlog.get_logger(__name__)

# Sessions that draw at the same time. To draw is work for this process, while to send is waiting for Slack: with as
# many drawings as slots, somebody who answered meanwhile waited for a little of each, and heard after seconds.
_AT_ONCE = 3
# Boards in one session. What is looked for costs much the same for one as for all, and to put sixteen into words takes
# less than 10 ms, for which a door may wait.
_MOST = 16

_Line = tuple[str, str]  # a workspace and a kind: what may be drawn together


class Finish(Protocol):
    """The last hand on what boards for one person say."""

    async def __call__(self, db: AsyncSession, drawn: Sequence[tuple[Parcel, Message]]) -> Sequence[Message]:
        """Return what is sent of each; all are of one workspace."""


@dataclass(frozen=True)
class _Waiting:
    parcel: Parcel
    drawn: asyncio.Future[Message | None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Drawing:
    """Draws the boards of all rooms. What comes while others of its kind are drawn goes together with the next."""

    def __init__(self, store: Store, boards: Mapping[str, Renderer], finish: Finish | None = None) -> None:
        self._store = store
        self._boards = boards
        self._finish = finish
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._lines: dict[_Line, deque[_Waiting]] = defaultdict(deque)
        self._workers: dict[_Line, asyncio.Task[None]] = {}

    def knows(self, kind: str) -> bool:
        """Whether any room draws boards of this kind."""
        return kind in self._boards

    async def __call__(self, parcel: Parcel) -> Message | None:
        """Say what the board of this parcel says now; raises whatever its renderer raises."""
        renderer = self._boards[parcel.kind]
        if not isinstance(renderer, Batched):
            async with self._room, self._store.read() as db:
                message = await renderer(db, parcel.workspace_id, parcel.subject)
                return (await self._finished(db, [(parcel, message)]))[0]
        waiting, line = _Waiting(parcel), (parcel.workspace_id, parcel.kind)
        self._lines[line].append(waiting)
        if line not in self._workers:
            worker = asyncio.create_task(self._work(line, renderer), name="outbox.drawing")
            self._workers[line] = worker
            worker.add_done_callback(lambda _: self._let_go(line, worker))
        return await waiting.drawn

    async def _work(self, line: _Line, renderer: Batched) -> None:
        while self._lines[line]:
            async with self._room:
                await self._draw(renderer, self._next(line))
        del self._workers[line], self._lines[line]  # now, so that whoever comes next starts another

    def _let_go(self, line: _Line, worker: asyncio.Task[None]) -> None:
        """Whoever waits for a worker that was cancelled, perhaps before it began, does not wait any longer."""
        if self._workers.get(line) is worker:
            del self._workers[line]
            for one in self._lines.pop(line):
                one.drawn.cancel()

    def _next(self, line: _Line) -> list[_Waiting]:
        """Take the first that wait; whoever was given up meanwhile is not drawn."""
        waiting = self._lines[line]
        taken = [waiting.popleft() for _ in range(min(_MOST, len(waiting)))]
        return [one for one in taken if not one.drawn.done()]

    async def _draw(self, renderer: Batched, some: Sequence[_Waiting]) -> None:
        """Draw these; when that fails, each alone, so that one that cannot be drawn holds up nobody."""
        try:
            await self._try(renderer, some)
        finally:
            for one in some:
                one.drawn.cancel()  # nothing where it is done, as it is unless this was cancelled

    async def _try(self, renderer: Batched, some: Sequence[_Waiting]) -> None:
        try:
            messages = await self._drawn(renderer, [one.parcel for one in some]) if some else ()
        except Exception as error:  # noqa: BLE001  a room's renderer may raise anything
            alone = len(some) == 1 or is_away(error)
            for one in some:
                if not alone:
                    await self._try(renderer, [one])
                elif not one.drawn.done():
                    one.drawn.set_exception(error)
        else:
            for one, message in zip(some, messages, strict=True):
                if not one.drawn.done():
                    one.drawn.set_result(message)

    async def _drawn(self, renderer: Batched, parcels: Sequence[Parcel]) -> list[Message | None]:
        workspace_id = parcels[0].workspace_id
        with trace.joined(traces := [one.trace for one in parcels]):
            if len(set(traces)) > 1:
                _log.debug("outbox.drawn_together", traces=traces)
            async with self._store.read() as db:
                found = await renderer.several(db, workspace_id, [one.subject for one in parcels])
                return await self._finished(db, [(one, found.get(one.subject)) for one in parcels])

    async def _finished(self, db: AsyncSession, drawn: Sequence[tuple[Parcel, Message | None]]) -> list[Message | None]:
        """Let the last hand be laid on those that are for one person and say something."""
        said = {
            number: (parcel, message)
            for number, (parcel, message) in enumerate(drawn)
            if message is not None and message is not HELD and parcel.personal
        }
        if self._finish is None or not said:
            return [message for _, message in drawn]
        done = dict(zip(said, await self._finish(db, list(said.values())), strict=True))
        return [done.get(number, message) for number, (_, message) in enumerate(drawn)]
