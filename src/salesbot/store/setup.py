"""How connections are set up on SQLite: one writer and several readers; and on either database for migrations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import NullPool, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from salesbot import clock, metrics
from salesbot.store import trips, urls

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

PATIENCE = 30.0  # seconds that a writer waits for another program's lock
# SQLite itself waits for a tenth of a second at a time, and we ask again. A door that is given up while SQLite waits is
# held as long as that: with SQLite waiting for 30 s, a deadline of 0.1 s was answered after 30.1 s.
_BUSY_MS = 100
ANSWER = "command_timeout"  # what asyncpg calls the seconds that it waits for an answer
_TAKEN = "salesbot.taken"
HUSHED: dict[str, Any] = {"hide_parameters": True}  # an error's sentence never holds what somebody wrote
# synchronous FULL: an answer that was acknowledged survives a power cut. secure_delete: what was erased is gone.
_EVERYONE = ("busy_timeout = 30000", "synchronous = FULL", "secure_delete = ON")
_KEEPER = (*_EVERYONE, "foreign_keys = ON", "journal_mode = WAL", "journal_size_limit = 67108864")
_WRITER = (*_KEEPER, f"busy_timeout = {_BUSY_MS}")
_ALONE = (*_EVERYONE, "foreign_keys = OFF")
_READER = (*_EVERYONE, "foreign_keys = ON", "query_only = ON")


@dataclass(frozen=True)
class Engines:
    """Where to write and where to read."""

    dialect: Literal["sqlite", "postgresql"]
    writing: AsyncEngine
    reading: AsyncEngine

    def in_use(self) -> dict[str, int]:
        """Return how many connections are at work, by engine."""
        engines = {"writing": self.writing, "reading": self.reading}
        if self.dialect == "postgresql":
            engines = {"all": self.writing}
        return {name: engine.pool.checkedout() for name, engine in engines.items()}  # type: ignore[attr-defined]  # both are queue pools

    async def dispose(self) -> None:
        """Close all idle connections."""
        await self.writing.dispose()
        await self.reading.dispose()


def sqlite(url: URL, *, patience: float = PATIENCE) -> Engines:
    """One writing connection, so that writers queue here instead of polling for SQLite's lock; many readers.

    `patience`: seconds that a writer waits for another program's lock.
    """
    # More statements than the driver's 128 are kept prepared: the house asks some hundreds, again and again.
    connecting = {"async_creator_fn": trips.connect, "cached_statements": 1000}
    how: dict[str, Any] = HUSHED | {"pool_timeout": PATIENCE, "connect_args": connecting}
    writing = create_async_engine(url, pool_size=1, max_overflow=0, **how)
    reading = create_async_engine(url, pool_size=8, max_overflow=0, pool_use_lifo=True, **how)
    _prepare(writing, _WRITER, begin="BEGIN IMMEDIATE", patience=patience)
    _prepare(reading, _READER, begin="BEGIN")
    measure(writing)
    return Engines("sqlite", writing, reading)


def _prepare(engine: AsyncEngine, pragmas: tuple[str, ...], *, begin: str, patience: float = 0) -> None:
    """Begin in our own words: the driver begins too late and as a reader, and then loses updates.

    A file that is made here is nobody else's to read.
    """
    file = urls.file_of(engine.url)
    if file is not None:
        urls.make_room(file)
        file.touch(mode=0o600)

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        until = clock.monotonic() + patience
        while not _began(connection, begin, is_last=clock.monotonic() >= until):
            pass  # SQLite has waited


def _began(connection: Connection, begin: str, *, is_last: bool) -> bool:
    """Begin, unless another program holds the lock."""
    try:
        connection.exec_driver_sql(begin)
    except OperationalError as error:
        if is_last or "database is locked" not in str(error.orig):
            raise
        return False
    return True


def measure(engine: AsyncEngine) -> None:
    """Count how long each connection is held; while SQLite's one writer is, all others wait."""

    @event.listens_for(engine.sync_engine, "checkout")
    def out(_connection: Any, record: Any, _proxy: Any) -> None:
        record.info[_TAKEN] = clock.monotonic()

    @event.listens_for(engine.sync_engine, "checkin")
    def back(_connection: Any, record: Any) -> None:
        if (taken := record.info.pop(_TAKEN, None)) is not None:
            metrics.HELD.observe(clock.monotonic() - taken)


def alone(url: URL) -> AsyncEngine:
    """Make an engine for migrations, on which a table that is made anew takes no child rows with it on SQLite."""
    how: dict[str, Any] = HUSHED | {"poolclass": NullPool}
    if url.get_backend_name() == "postgresql":  # its statements take as long as they take
        from salesbot.store import silence

        how["connect_args"] = {"async_creator_fn": silence.connect, "timeout": silence.CONNECT, ANSWER: None}
    engine = create_async_engine(url, **how)
    if engine.dialect.name == "sqlite":
        _prepare(engine, _ALONE, begin="BEGIN IMMEDIATE")
    return engine
