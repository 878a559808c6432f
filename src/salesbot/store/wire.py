"""The bell that other processes hear, through PostgreSQL's NOTIFY."""

from __future__ import annotations

import asyncio
import contextlib
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import asyncpg
import structlog

from salesbot.store import silence
from salesbot.store.bell import LoneBell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.engine import URL

_log = structlog.get_logger(__name__)
_CHANNEL = "salesbot"
_TROUBLES = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
_RETRY_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0)
# A connection that was cut silently never says so: it shows when something is sent, which has to arrive within the
# second of these. Who only listens would hear nothing for ever: nobody rings for the first of these, and it asks.
_QUIET_SECONDS, _ANSWER_SECONDS = 20.0, 10.0
_TOGETHER_SECONDS = 0.02  # commits within this time share one NOTIFY


class WireBell(LoneBell):
    """A bell that other processes hear, over one connection of its own that is made anew whenever it breaks.

    NOTIFY is sent after the commit, not in it: in it, PostgreSQL would let transactions commit one by one. A process
    that dies in between wakes nobody, and the pump finds the work. A connection that leads nowhere any more is noticed
    within half a minute, or twice `patience` (seconds) where that is less.
    """

    def __init__(self, url: URL, *, patience: float = silence.ANSWER) -> None:
        super().__init__()
        self._url = url
        self._quiet, self._answer = min(patience, _QUIET_SECONDS), min(patience, _ANSWER_SECONDS)
        self._me = uuid4().hex
        self._outgoing: set[str] = set()
        self._something = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._wire: asyncpg.Connection[Any] | None = None

    async def start(self) -> None:
        """Listen from now on; raises what asyncpg raises when the server is away now, and mends itself later."""
        self._wire = await self._connected()
        self._task = asyncio.create_task(self._live(self._wire), name="salesbot.bell")

    async def stop(self) -> None:
        """Stop listening."""
        if self._task is not None:
            self._task.cancel()
            # asyncpg may fail in a way of its own when it is cancelled in the middle of an operation
            await asyncio.gather(self._task, return_exceptions=True)
        if self._wire is not None:
            self._wire.terminate()

    def ring(self, names: Iterable[str]) -> None:
        """Wake the waiters of these names here at once, elsewhere in a moment."""
        super().ring(names)
        self._outgoing.update(names)
        if self._outgoing:
            self._something.set()

    async def _live(self, connection: asyncpg.Connection[Any]) -> None:
        while True:
            try:
                while not connection.is_closed():
                    await self._pass_on(connection)
            except _TROUBLES as error:
                _log.warning("store.bell_lost", error=type(error).__name__)
            connection.terminate()
            connection = self._wire = await self._mended()
            self._something.set()  # what could not be passed on
            super().ring(list(self._signals))  # whatever was rung while nobody listened

    async def _mended(self) -> asyncpg.Connection[Any]:
        for seconds in chain(_RETRY_SECONDS, repeat(_RETRY_SECONDS[-1])):
            try:
                return await self._connected()
            except _TROUBLES as error:
                _log.warning("store.bell_away", error=type(error).__name__)
                await asyncio.sleep(seconds)
        raise AssertionError("it tries for ever")

    async def _connected(self) -> asyncpg.Connection[Any]:
        limits = {"timeout": self._answer, "command_timeout": self._answer}
        connection = await asyncpg.connect(**(_arguments(self._url) | limits))
        try:
            connection.add_termination_listener(lambda _: self._something.set())
            await connection.add_listener(_CHANNEL, self._heard)
        except BaseException:
            connection.terminate()
            raise
        return connection

    async def _pass_on(self, connection: asyncpg.Connection[Any]) -> None:
        if not await self._rung():
            await connection.execute("SELECT 1")
            return
        await asyncio.sleep(_TOGETHER_SECONDS)
        self._something.clear()
        if connection.is_closed() or not self._outgoing:
            return
        names, self._outgoing = self._outgoing, set()
        rings = [(_CHANNEL, f"{self._me} {name}") for name in names]
        try:
            await connection.executemany("SELECT pg_notify($1, $2)", rings)
        except _TROUBLES:
            self._outgoing |= names
            raise

    async def _rung(self) -> bool:
        """Wait for something to pass on, or for the end of the connection; False where it was quiet all the while."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._quiet):
                await self._something.wait()
        return self._something.is_set()

    def _heard(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        sender, _, name = payload.partition(" ")
        if sender != self._me:
            super().ring([name])


def _arguments(url: URL) -> dict[str, Any]:
    """Return asyncpg's own arguments, as SQLAlchemy would pass them, without those that only SQLAlchemy understands."""
    _, arguments = url.get_dialect()().create_connect_args(url)
    known = {key: value for key, value in arguments.items() if not key.startswith("prepared_statement_")}
    return {"server_settings": {"application_name": "salesbot bell"}, **known}
