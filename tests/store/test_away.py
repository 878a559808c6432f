"""What means that the database is away, and what would be the same every time."""

from __future__ import annotations

import sqlite3
from ssl import SSLCertVerificationError

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from salesbot.errors import DatabaseAway, StoreError
from salesbot.store import urls
from salesbot.store.away import is_away, kind_of


def of(kind, said, **more):
    """SQLAlchemy's word for what a driver said."""
    error = sqlite3.OperationalError(said)
    for name, value in more.items():
        setattr(error, name, value)
    return kind("SELECT 1", {}, error)


@pytest.mark.parametrize(
    "error",
    [
        of(OperationalError, "database is locked", sqlite_errorcode=sqlite3.SQLITE_BUSY),
        of(OperationalError, "disk I/O error", sqlite_errorcode=sqlite3.SQLITE_IOERR),
        of(OperationalError, "no password"),
        of(InternalError, "connection was closed in the middle of operation"),
        of(DBAPIError, "terminating connection", sqlstate="57P01"),
        of(DBAPIError, "deadlock detected", sqlstate="40P01"),
        of(DBAPIError, "could not serialize access", sqlstate="40001"),
        of(DBAPIError, "canceling statement due to lock timeout", sqlstate="55P03"),
        of(DBAPIError, "canceling statement due to statement timeout", sqlstate="57014"),
        of(DBAPIError, "terminating connection due to transaction timeout", sqlstate="25P04"),
        of(DBAPIError, "too many clients", sqlstate="53300"),
        NoFreeConnection(),
        ConnectionRefusedError(),
        TimeoutError(),
        OSError(113, "No route to host"),
        asyncpg.InternalClientError("got result for unknown protocol state"),
        asyncpg.AdminShutdownError("terminating connection"),
    ],
    ids=repr,
)
def test_a_database_that_is_away_may_be_back_in_a_minute(error):
    """Locked, full, shut down, out of reach: the same is tried again."""
    assert is_away(error)


@pytest.mark.parametrize(
    "error",
    [
        of(OperationalError, "no such table: asks", sqlite_errorcode=sqlite3.SQLITE_ERROR),
        of(IntegrityError, "UNIQUE constraint failed", sqlite_errorcode=sqlite3.SQLITE_CONSTRAINT),
        of(DBAPIError, "invalid byte sequence", sqlstate="22021"),
        asyncpg.UndefinedTableError("relation does not exist"),
        FileNotFoundError("prompts.md"),
        RuntimeError("a mistake"),
    ],
    ids=repr,
)
def test_what_a_room_got_wrong_is_not_tried_for_ever(error):
    """A statement that cannot work, a row that may not be, a file that is missing: the same every time."""
    assert not is_away(error)


async def test_a_table_that_is_not_there_is_our_mistake(store):
    """Whatever the database calls it, a statement about nothing is no bad day."""
    with pytest.raises(DBAPIError) as missing:
        async with store.read() as db:
            await db.execute(text("SELECT * FROM nowhere"))
    assert not is_away(missing.value)


def test_a_start_waits_for_a_server_and_not_for_another_setting():
    """A server that is not up, or whose socket is not there yet, may be in a minute; a certificate stays as it is."""
    server, file = urls.parse("postgresql://ana@db.example/sales"), urls.parse("sqlite:///sales.db")
    for error in (ConnectionRefusedError(), FileNotFoundError()):
        assert kind_of(error, server) is DatabaseAway
        assert kind_of(error, file) is StoreError
    assert kind_of(SSLCertVerificationError(), server) is StoreError
