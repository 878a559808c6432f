"""Whether an error means that the database went away: its own word for it, or the way to it that broke."""

from __future__ import annotations

import asyncpg
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, NotSupportedError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

# A session that an administrator ends comes as OperationalError, InterfaceError, InternalError or the bare DBAPIError;
# and, where it ends between two statements, as asyncpg's own error, which nobody translates.
AWAY = (
    DBAPIError, NoFreeConnection, OSError,
    asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError,
)  # fmt: skip
# What a database raises about one statement or one row: a mistake of whoever wrote it.
OF_ONE = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def is_away(error: BaseException) -> bool:
    """Whether the same may work in a minute: the database is away, locked or full, or the session was ended."""
    return isinstance(error, AWAY) and not isinstance(error, OF_ONE)
