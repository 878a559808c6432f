"""A store on SQLite without threads, so that a seed repeats every step of a story, and one that dies on command."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy.ext.asyncio import create_async_engine

from salesbot import clock
from salesbot.store import Store, setup, trips, urls
from salesbot.store.bell import LoneBell

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator, Callable, Generator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.ext.asyncio import AsyncSession
    from virtual_time import VirtualLoop

    from salesbot.room import Once

_QUICK = ("synchronous = OFF", "secure_delete = OFF", "cache_size = -65536")  # a story need not survive a power cut


class _AtOnce:
    """Where SQLAlchemy puts work for the connection's thread: done at once."""

    def put_nowait(self, work: tuple[asyncio.Future[Any], Callable[[], Any]]) -> None:
        future, function = work
        future.set_result(function())


class Connection:
    """What SQLAlchemy's aiosqlite dialect needs of a connection, in the thread of the event loop."""

    def __init__(self, database: str, **arguments: Any) -> None:
        self._conn = self._connection = sqlite3.connect(database, **arguments)
        self._tx = _AtOnce()

    def __await__(self) -> Generator[Any, None, Self]:
        return self
        yield  # never: nothing is waited for

    def cursor(self) -> trips.Cursor:
        """Return the cursor that the real connection has."""
        return trips.Cursor(self)  # type: ignore[arg-type]  # it has what the cursor needs

    async def run(self, whole: Callable[..., None], *arguments: Any) -> None:
        """Do it at once."""
        whole(*arguments)

    def fresh(self) -> sqlite3.Cursor:
        """Return a cursor of SQLite's."""
        return self._conn.cursor()

    async def create_function(self, *arguments: Any, **named: Any) -> None:
        """Teach SQLite a function."""
        self._conn.create_function(*arguments, **named)

    async def commit(self) -> None:
        """Commit."""
        self._conn.commit()

    async def rollback(self) -> None:
        """Roll back."""
        self._conn.rollback()

    async def close(self) -> None:
        """Close."""
        self._conn.close()

    def stop(self) -> None:
        """Close, without waiting."""
        self._conn.close()


class Died(BaseException):
    """The process died here. No `except Exception` of ours may notice."""


class StoryStore(Store):
    """The real store, with a lone process, the story's clock, and deaths before or after a commit."""

    def __init__(self, url: Any, engines: Any, *, loop: VirtualLoop) -> None:
        super().__init__(url, engines, LoneBell())
        self._loop = loop
        self.at: Callable[[str], None] = lambda _where: None

    @asynccontextmanager
    async def begin(self, *, once: Once | None = None) -> AsyncIterator[AsyncSession]:
        """Open a writing transaction as the real store does; its commit has a named point on either side."""
        with _asking(self._loop, self.dialect):
            async with super().begin(once=once) as db:
                yield db
                self.at("store.before_commit")
            self.at("store.after_commit")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a reading transaction."""
        with _asking(self._loop, self.dialect):
            async with super().read() as db:
                yield db

    async def machine_now(self, db: AsyncSession) -> datetime:  # noqa: ARG002  the real one asks PostgreSQL
        """The story's machine time."""
        return clock.real()


class _asking:  # noqa: N801  used as a word: with _asking(…)
    """While a real server is asked, the story's time stands still."""

    def __init__(self, loop: VirtualLoop, dialect: str) -> None:
        self._loop, self._counts = loop, dialect == "postgresql"

    def __enter__(self) -> None:
        self._loop.asking += self._counts

    def __exit__(self, *_: object) -> None:
        self._loop.asking -= self._counts


def sqlite_store(file: Path, *, loop: VirtualLoop) -> StoryStore:
    """Open a SQLite file that has all tables."""
    url = urls.parse(f"sqlite:///{file}")
    how: dict[str, Any] = {"connect_args": {"async_creator_fn": Connection}, "max_overflow": 0}
    writing = create_async_engine(url, pool_size=1, **how)
    reading = create_async_engine(url, pool_size=8, pool_use_lifo=True, **how)
    setup._prepare(writing, (*setup._WRITER, *_QUICK), begin="BEGIN IMMEDIATE")
    setup._prepare(reading, (*setup._READER, *_QUICK), begin="BEGIN")
    return StoryStore(url, setup.Engines("sqlite", writing, reading), loop=loop)
