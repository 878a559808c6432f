"""Whether an error means that the database went away: its own word for it, or the way to it that broke."""

from __future__ import annotations

import sqlite3
import sys
from ssl import SSLCertVerificationError
from typing import TYPE_CHECKING

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from salesbot.errors import DatabaseAway, StoreError

if TYPE_CHECKING:
    from sqlalchemy.engine import URL

# What a database raises about one statement or one row: a mistake of whoever wrote it.
_OF_ONE = (DataError, IntegrityError, NotSupportedError, ProgrammingError)
_OF_FILES = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)


def is_away(error: BaseException) -> bool:
    """Whether the same may work in a minute: the database is away, locked or full, or the session was ended.

    Whatever breaks on the way to Slack (aiohttp) is an OSError too: whoever talks to Slack asks about that first.
    """
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or not (isinstance(error, _OF_ONE) or _is_of_a_statement(error.orig))
    if _is_of_asyncpg(error):
        return not _is_of_a_statement(error)
    return isinstance(error, NoFreeConnection) or (isinstance(error, OSError) and not isinstance(error, _OF_FILES))


def kind_of(error: BaseException, url: URL) -> type[StoreError]:
    """Return as what to raise an error of a start: whoever watches salesbot tries again where its server was away.

    A file does not come back by itself: what is wrong with one is for a person. The one that a PostgreSQL on the same
    machine may be reached by is there as soon as that is up.
    """
    away = is_away(error) or isinstance(error, FileNotFoundError)
    is_server = url.get_backend_name() == "postgresql"
    return DatabaseAway if is_server and away and not _is_of_the_address(error) else StoreError


def _is_of_the_address(error: BaseException) -> bool:
    """Whether asyncpg makes no sense of a word in the address, or trusts no certificate: neither mends itself."""
    asyncpg = sys.modules.get("asyncpg")
    given = getattr(getattr(error, "orig", None), "__cause__", None)
    wrong = asyncpg is not None and isinstance(given, asyncpg.exceptions.ClientConfigurationError)
    return wrong or isinstance(error, SSLCertVerificationError)


def _is_of_asyncpg(error: BaseException) -> bool:
    """Whether it is asyncpg's own: where a session ends between two statements, nobody translates them.

    Who serves a SQLite file has not imported asyncpg.
    """
    asyncpg = sys.modules.get("asyncpg")
    errors = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) if asyncpg else ()
    return isinstance(error, errors)


def _is_of_a_statement(error: BaseException | None) -> bool:
    """Whether it is about what was asked, and would be the same every time.

    SQLite calls a statement that it does not understand an OperationalError; a table that is not there is one. Of
    PostgreSQL's errors many come without a class of their own, and have a code.
    """
    if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR:
        return True
    sqlstate = getattr(error, "sqlstate", None)
    return isinstance(sqlstate, str) and not _is_unable(sqlstate)


def _is_unable(sqlstate: str) -> bool:
    """PostgreSQL, "Error Codes": 08 connection, 40 deadlock, 53 full disk, memory or slots, 57 shut down, 58 disk, XX.

    25P03 and 25P04 are transactions that lasted too long, 55P03 is a lock that was not to be had in the time that the
    server allows; 55000 is a database that lets nobody in just now.
    """
    return sqlstate[:2] in {"08", "40", "53", "57", "58", "XX"} or sqlstate in {"25P03", "25P04", "55000", "55P03"}


def is_crossed(error: BaseException) -> bool:
    """Whether others held what this wanted (PostgreSQL): the same may work at once, and the database is not away."""
    return isinstance(error, DBAPIError) and getattr(error.orig, "sqlstate", None) in {"40001", "40P01", "55P03"}
