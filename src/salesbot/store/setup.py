"""How connections are set up: one writer and several readers on SQLite, one pool on PostgreSQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import NullPool, event
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from salesbot import clock, metrics
from salesbot.store import silence, trips, urls

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection, ExceptionContext

PATIENCE = 30.0  # seconds that a writer waits for another program's lock
# SQLite itself waits for a tenth of a second at a time, and we ask again. A door that is given up while SQLite waits is
# held as long as that: with SQLite waiting for 30 s, a deadline of 0.1 s was answered after 30.1 s.
_BUSY_MS = 100
_IDLE_SECONDS = 2.0
_PREPARED, _ANSWER = "prepared_statement_cache_size", "command_timeout"
# A process that froze, or whose machine vanished, in mid transaction would hold its locks for hours, and with the locks
# of the lanes the whole outbox of all other processes: the server ends such a session.
_STALLED = "SET idle_in_transaction_session_timeout = '30s'"
_SINCE = "salesbot.since"
_READ_ONLY = "25006"  # PostgreSQL, "Error Codes": read_only_sql_transaction
_TAKEN = "salesbot.taken"
_HUSHED: dict[str, Any] = {"hide_parameters": True}  # an error's sentence never holds what somebody wrote
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
    how: dict[str, Any] = _HUSHED | {"pool_timeout": PATIENCE, "connect_args": connecting}
    writing = create_async_engine(url, pool_size=1, max_overflow=0, **how)
    reading = create_async_engine(url, pool_size=8, max_overflow=0, pool_use_lifo=True, **how)
    _prepare(writing, _WRITER, begin="BEGIN IMMEDIATE", patience=patience)
    _prepare(reading, _READER, begin="BEGIN")
    _measure(writing)
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


def postgresql(url: URL, *, patience: float = silence.ANSWER) -> Engines:
    """One pool, whose connections are looked at before use, so that a restart of the server costs nobody a door.

    `patience`: seconds that anybody waits for the answer to a statement, unless the URL says how many.
    """
    # None comes and goes: what is opened for one crowd would prepare every statement anew, and be closed behind it.
    size: dict[str, Any] = {"pool_size": 20, "max_overflow": 0, "pool_timeout": PATIENCE, "pool_use_lifo": True}
    # Said on each connection and not as it is made: PgBouncer refuses arguments of a connection that it does not know.
    saying = partial(silence.connect, saying=_STALLED)
    connecting = {"async_creator_fn": saying, "timeout": min(patience, silence.CONNECT)}
    address = _unless_said(url, {_PREPARED: "400", _ANSWER: str(patience)})
    writing = create_async_engine(address, connect_args=connecting, **_HUSHED, **size)
    _look_before_use(writing, within=min(patience, silence.LOOK))
    _leave_read_only(writing)
    silence.means_away(writing)
    _measure(writing)
    return Engines("postgresql", writing, writing.execution_options(postgresql_readonly=True))


def _unless_said(url: URL, ours: dict[str, str]) -> URL:
    """Keep all of our statements prepared, and wait so long, unless the URL says otherwise (PgBouncer keeps none)."""
    return url.update_query_dict({name: value for name, value in ours.items() if name not in url.query})


def _measure(engine: AsyncEngine) -> None:
    """Count how long each connection is held; while SQLite's one writer is, all others wait."""

    @event.listens_for(engine.sync_engine, "checkout")
    def out(_connection: Any, record: Any, _proxy: Any) -> None:
        record.info[_TAKEN] = clock.monotonic()

    @event.listens_for(engine.sync_engine, "checkin")
    def back(_connection: Any, record: Any) -> None:
        if (taken := record.info.pop(_TAKEN, None)) is not None:
            metrics.HELD.observe(clock.monotonic() - taken)


def _look_before_use(engine: AsyncEngine, *, within: float) -> None:
    """Let go of connections that the server closed; one that lay idle is asked, for a silent cut shows only then.

    Asking each time, as the pool's own pre-ping does, costs every door a trip to the server.
    """

    @event.listens_for(engine.sync_engine, "checkin")
    def back(_connection: Any, record: Any) -> None:
        record.info[_SINCE] = clock.monotonic()

    @event.listens_for(engine.sync_engine, "checkout")
    def out(connection: Any, record: Any, _proxy: Any) -> None:
        lay = clock.monotonic() - record.info.get(_SINCE, clock.monotonic())
        if connection.driver_connection.is_closed():
            raise DisconnectionError
        if lay > _IDLE_SECONDS and not silence.answers(connection, within=within):
            raise DisconnectionError


def _leave_read_only(engine: AsyncEngine) -> None:
    """Let go of all connections where a write is refused because the server takes none just now.

    A session keeps what held when it began: those of a fail-over or of a host's emergency would refuse writes long
    after both are over. A write where we said that we only read is our own mistake, and stays one.
    """

    @event.listens_for(engine.sync_engine, "handle_error")
    def failed(context: ExceptionContext) -> None:
        ours = context.connection is not None and context.connection.get_execution_options().get("postgresql_readonly")
        if getattr(context.original_exception, "sqlstate", None) == _READ_ONLY and not ours:
            context.is_disconnect = True


def alone(url: URL) -> AsyncEngine:
    """Make an engine for migrations, on which a table that is made anew takes no child rows with it on SQLite."""
    how: dict[str, Any] = _HUSHED | {"poolclass": NullPool}
    if url.get_backend_name() == "postgresql":  # its statements take as long as they take
        how["connect_args"] = {"async_creator_fn": silence.connect, "timeout": silence.CONNECT, _ANSWER: None}
    engine = create_async_engine(url, **how)
    if engine.dialect.name == "sqlite":
        _prepare(engine, _ALONE, begin="BEGIN IMMEDIATE")
    return engine
