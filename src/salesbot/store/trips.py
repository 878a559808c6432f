"""SQLite in one trip a statement: what a statement needs of the connection's thread it does there in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import aiosqlite

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence


def connect(database: str, **arguments: Any) -> aiosqlite.Connection:
    """Return a connection that SQLAlchemy's aiosqlite dialect awaits, with cursors that make one trip.

    aiosqlite's own cursor goes to the thread and back to be made, to execute, to fetch and to be closed. Each trip
    costs more than most statements.
    """
    made = aiosqlite.connect(database, **arguments)
    made._thread.daemon = True  # noqa: SLF001  as SQLAlchemy does: a forgotten connection must not keep the process
    made.__class__ = _Connection
    return made


class _Connection(aiosqlite.Connection):
    def cursor(self) -> Any:
        """Return a cursor without going anywhere."""
        return Cursor(self)

    async def go(self, work: Callable[..., None], *arguments: Any) -> None:
        """Do some work in the connection's thread."""
        await self._execute(work, *arguments)  # type: ignore[no-untyped-call]  # aiosqlite types its own verbs only

    def fresh(self) -> sqlite3.Cursor:
        """Return a cursor of SQLite's; in the thread only."""
        return self._conn.cursor()


class Cursor:
    """What SQLAlchemy uses of an aiosqlite cursor; once it has executed, it holds all rows and is closed."""

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, operation: str, parameters: Sequence[Any] = ()) -> None:
        """Execute, fetch and close."""
        await self._connection.go(self._whole, "execute", operation, parameters)

    async def executemany(self, operation: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Execute for each of these, and close."""
        await self._connection.go(self._whole, "executemany", operation, parameters)

    def _whole(self, verb: str, operation: str, parameters: Sequence[Any]) -> None:
        """Run in the connection's thread. Rows first: only then does SQLite know how many a RETURNING changed."""
        cursor = self._connection.fresh()
        try:
            getattr(cursor, verb)(operation, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        """Return all rows, which are here already."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open."""
