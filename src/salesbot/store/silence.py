"""A PostgreSQL that says nothing: how long salesbot waits for it, and what it takes the silence for.

A firewall that drops packets and a machine that vanished send no reset, and TCP alone would wait a quarter of an hour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

if TYPE_CHECKING:
    from sqlalchemy.engine import ExceptionContext
    from sqlalchemy.ext.asyncio import AsyncEngine

# Seconds for the answer to one statement. More than the 30 s after which the server ends a session that stalled in a
# transaction: whoever waits for its locks gets them. Less than a lease (60 s): a sender that waited in vain settles
# what it sent before anybody else takes it up.
ANSWER = 40.0
CONNECT = 10.0  # seconds for a new connection, which takes some hundredths; a server that is down refuses at once
# Seconds for one that lay idle. A door has 2.2 s: it can still be answered over another connection.
LOOK = 1.0
_SILENT = "the server did not answer in time"


async def connect(*, saying: str = "", **how: Any) -> Any:
    """Connect as asyncpg does and say the first words; in a silence it raises what counts as the database's own error.

    A bare TimeoutError would be taken for a slow Slack.
    """
    try:
        connection = await asyncpg.connect(**how)
        if saying:
            await _say(connection, saying, within=how["timeout"])
    except TimeoutError as late:
        raise asyncpg.InterfaceError(_SILENT) from late
    return connection


async def _say(connection: Any, words: str, *, within: float) -> None:
    try:
        await connection.execute(words, timeout=within)
    except BaseException:
        connection.terminate()
        raise


def answers(connection: Any, *, within: float) -> bool:
    """Whether a connection that lay idle still leads to the server (seconds); one that does not is cut at once.

    To say goodbye on it, as SQLAlchemy would, takes two seconds more.
    """
    real = connection.driver_connection
    try:
        connection.run_async(lambda _: real.execute("SELECT 1", timeout=within))
    except BaseException as no:
        real.terminate()  # also where the door was given up meanwhile: the next one is not to find it fresh
        if isinstance(no, Exception):
            return False
        raise
    return True


def means_away(engine: AsyncEngine) -> None:
    """Let go of a connection whose statement got no answer, and say so as an error of the database.

    Other connections stay: it may only have waited for a lock. Letting go cancels the statement where the server is
    there, and takes two seconds where it is not. After a COMMIT nobody knows whether it stands, as after any cut:
    receipts, and the unique keys of occurrences and deliveries, make the repeat harmless.
    """

    @event.listens_for(engine.sync_engine, "handle_error")
    def failed(context: ExceptionContext) -> OperationalError | None:
        if not isinstance(context.original_exception, TimeoutError):
            return None
        context.is_disconnect = True
        context.invalidate_pool_on_disconnect = False
        late = TimeoutError(_SILENT)
        return OperationalError(context.statement, None, late, hide_parameters=True, connection_invalidated=True)
