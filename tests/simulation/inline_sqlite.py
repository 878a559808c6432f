"""A store on SQLite without threads, so that a seed repeats every step of a story, and one that dies on command."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from salesbot import clock
from salesbot.store import Store, setup, urls
from salesbot.store.bell import LoneBell

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.engine import URL
    from virtual_time import VirtualLoop

    from salesbot.room import Once

_READERS = 8
_QUICK = ("synchronous = OFF", "secure_delete = OFF", "cache_size = -65536")  # a story need not survive a power cut


class _Session(AsyncSession):
    """A session that does at once what others go to a greenlet, a task or a thread for."""

    async def execute(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Execute, and fetch all."""
        options["execution_options"] = {**options.get("execution_options", {}), "prebuffer_rows": True}
        return self.sync_session.execute(statement, params, **options)

    async def scalar(self, statement: Any, params: Any = None, **options: Any) -> Any:
        """Return the first column of the first row."""
        return self.sync_session.scalar(statement, params, **options)

    async def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Return the row with this key."""
        return self.sync_session.get(entity, ident, **options)

    async def get_one(self, entity: Any, ident: Any, **options: Any) -> Any:
        """Return the row with this key, which is there."""
        return self.sync_session.get_one(entity, ident, **options)

    async def refresh(self, instance: object, *names: Any, **options: Any) -> None:
        """Read it anew."""
        self.sync_session.refresh(instance, *names, **options)

    async def flush(self, objects: Any = None) -> None:
        """Write what changed."""
        self.sync_session.flush(objects)

    @asynccontextmanager
    async def begin_nested(self) -> AsyncIterator[Any]:  # type: ignore[override]  # all that is used of it
        """Open a savepoint."""
        with self.sync_session.begin_nested() as savepoint:
            yield savepoint

    async def commit(self) -> None:
        """Commit."""
        self.sync_session.commit()

    async def close(self) -> None:
        """Close."""
        self.sync_session.close()

    async def __aexit__(self, *_error: object) -> None:
        self.sync_session.close()


class Died(BaseException):
    """The process died here. No `except Exception` of ours may notice."""


class StoryStore(Store):
    """The real store, with a lone process, the story's clock, and deaths before or after a commit."""

    session = _Session

    def __init__(self, url: Any, engines: Any, *, loop: VirtualLoop) -> None:
        super().__init__(url, engines, LoneBell())
        self._loop = loop
        self.at: Callable[[str], None] = lambda _where: None
        self._writer, self._readers = asyncio.Lock(), asyncio.Semaphore(_READERS)

    @asynccontextmanager
    async def begin(self, *, once: Once | None = None) -> AsyncIterator[AsyncSession]:
        """Open a writing transaction as the real store does; its commit has a named point on either side."""
        with _asking(self._loop, self.dialect):
            async with self._writer, super().begin(once=once) as db:
                yield db
                self.at("store.before_commit")
            self.at("store.after_commit")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a reading transaction."""
        with _asking(self._loop, self.dialect):
            async with self._readers, super().read() as db:
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
    writing, reading = _engine(url, pool_size=1), _engine(url, pool_size=_READERS, pool_use_lifo=True)
    setup._prepare(writing, (*setup._WRITER, *_QUICK), begin="BEGIN IMMEDIATE")
    setup._prepare(reading, (*setup._READER, *_QUICK), begin="BEGIN")
    return StoryStore(url, setup.Engines("sqlite", writing, reading), loop=loop)


def _engine(url: URL, **how: Any) -> AsyncEngine:
    """An engine without threads that passes for asynchronous; it never has to wait, not even for a connection."""
    prepared = {"cached_statements": 2000}  # for each is met again and again
    engine = create_engine(url.set(drivername="sqlite+pysqlite"), max_overflow=0, connect_args=prepared, **how)
    engine.dialect.is_async = True
    return AsyncEngine(engine)
