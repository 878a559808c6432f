"""A road between two programs that can be bad: it delays, resets and swallows what goes along it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import struct
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

Address = tuple[str, int] | str  # host and port, or the path of a Unix socket
_CHUNK = 65_536
_AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER for no time: the close is a reset


@dataclass(frozen=True)
class Mood:
    """How the road is. Whatever passes is `delay` seconds late, each way.

    `reset` breaks connections with a TCP reset: `at the door` as they come, `before` as the first bytes go out, of
    which nothing arrives, `after` as the answer comes back, of which nothing arrives either. `hole`: nothing passes
    and nobody is told; what waited goes on once the hole is gone, as packets that are sent again do. `chance` is the
    share of connections, or of pieces on them, that a reset picks.
    """

    delay: float = 0.0
    reset: Literal["", "at the door", "before", "after"] = ""
    hole: bool = False
    chance: float = 1.0


FAIR = Mood()


class Proxy:
    """One port of loopback that leads to `upstream`. Made with `async with Proxy.to(upstream) as road`."""

    def __init__(self, upstream: Address, *, seed: int = 0) -> None:
        self.port = 0
        self.mood = FAIR
        self.struck = 0  # connections or pieces that a reset picked
        self._upstream = upstream
        self._random = random.Random(seed)
        self._open = asyncio.Event()
        self._open.set()
        self._lines: dict[asyncio.Task[None], tuple[asyncio.StreamWriter, ...]] = {}

    @classmethod
    @asynccontextmanager
    async def to(cls, upstream: Address, *, seed: int = 0) -> AsyncIterator[Proxy]:
        """Open the road; at the end all that goes along it is cut."""
        road = cls(upstream, seed=seed)
        await road._listen()
        try:
            yield road
        finally:
            road._server.close()
            road._open.set()
            await road.cut()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", self.port, reuse_address=True)
        self.port = self._server.sockets[0].getsockname()[1]

    @property
    def connections(self) -> int:
        """How many stand at this moment."""
        return len(self._lines)

    @contextmanager
    def bad(self, mood: Mood) -> Iterator[None]:
        """Let the road be like that for a while."""
        self.mood = mood
        if mood.hole:
            self._open.clear()
        try:
            yield
        finally:
            self.mood = FAIR
            self._open.set()

    @asynccontextmanager
    async def shut(self) -> AsyncIterator[None]:
        """Let nobody in for a while, and reset whoever is on the way: connections are refused."""
        self._server.close()
        await self.cut()
        try:
            yield
        finally:
            await self._listen()

    async def cut(self) -> None:
        """Reset every connection, both ways."""
        tasks = list(self._lines)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._picks("at the door"):
            _reset(writer)
            return
        try:
            there = await self._dial()
        except OSError:
            _reset(writer)
            return
        await self._carry((reader, writer), there)

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._upstream, str):
            return await asyncio.open_unix_connection(self._upstream)
        return await asyncio.open_connection(*self._upstream)

    async def _carry(
        self,
        here: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        there: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        task = asyncio.current_task()
        assert task is not None
        writers = self._lines[task] = (here[1], there[1])
        try:
            await _first_to_end(self._pump(here[0], there[1], "before"), self._pump(there[0], here[1], "after"))
        except (OSError, asyncio.CancelledError):
            for writer in writers:
                _reset(writer)
        finally:
            for writer in writers:
                writer.close()
            del self._lines[task]

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: Literal["before", "after"]
    ) -> None:
        while piece := await source.read(_CHUNK):
            await asyncio.sleep(self.mood.delay)
            await self._open.wait()
            if self._picks(way):
                raise ConnectionResetError
            sink.write(piece)
            await sink.drain()

    def _picks(self, reset: str) -> bool:
        picked = self.mood.reset == reset and self._random.random() < self.mood.chance
        self.struck += picked
        return picked


async def _first_to_end(*ways: Coroutine[None, None, None]) -> None:
    """Go both ways until one end closes, and then let go of the other: neither program here half-closes."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close with a reset in place of a goodbye."""
    door = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        if door is not None and door.family != socket.AF_UNIX:
            door.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _AT_ONCE)
    writer.transport.abort()
