"""How connections are set up on PostgreSQL: one pool. Imported where there is one, since SQLite needs no asyncpg."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import create_async_engine

from salesbot import clock
from salesbot.store import silence
from salesbot.store.setup import ANSWER, HUSHED, PATIENCE, Engines, measure

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, ExceptionContext
    from sqlalchemy.ext.asyncio import AsyncEngine

_PREPARED = "prepared_statement_cache_size"
_IDLE_SECONDS = 2.0
# A process that froze, or whose machine vanished, in mid transaction would hold its locks for hours, and with the locks
# of the lanes the whole outbox of all other processes: the server ends such a session.
_STALLED = "SET idle_in_transaction_session_timeout = '30s'"
_SINCE = "salesbot.since"
_READ_ONLY = "25006"  # PostgreSQL, "Error Codes": read_only_sql_transaction


def engines(url: URL, *, patience: float = silence.ANSWER) -> Engines:
    """One pool, whose connections are looked at before use, so that a restart of the server costs nobody a door.

    `patience`: seconds that anybody waits for the answer to a statement, unless the URL says how many.
    """
    # None comes and goes: what is opened for one crowd would prepare every statement anew, and be closed behind it.
    size: dict[str, Any] = {"pool_size": 20, "max_overflow": 0, "pool_timeout": PATIENCE, "pool_use_lifo": True}
    # Said on each connection and not as it is made: PgBouncer refuses arguments of a connection that it does not know.
    saying = partial(silence.connect, saying=_STALLED)
    connecting = {"async_creator_fn": saying, "timeout": min(patience, silence.CONNECT)}
    address = _unless_said(url, {_PREPARED: "400", ANSWER: str(patience)})
    writing = create_async_engine(address, connect_args=connecting, **HUSHED, **size)
    _look_before_use(writing, within=min(patience, silence.LOOK))
    _leave_read_only(writing)
    silence.means_away(writing)
    measure(writing)
    return Engines("postgresql", writing, writing.execution_options(postgresql_readonly=True))


def _unless_said(url: URL, ours: dict[str, str]) -> URL:
    """Keep all of our statements prepared, and wait so long, unless the URL says otherwise (PgBouncer keeps none)."""
    return url.update_query_dict({name: value for name, value in ours.items() if name not in url.query})


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
