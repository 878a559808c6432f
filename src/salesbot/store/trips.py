"""SQLite in few trips: quick statements run where they are asked, all others in the connection's thread in one go.

A trip to the thread and back costs more than most statements, and 2 ms on a busy machine, for the two threads wait for
each other. What may wait stays in the thread: whatever takes or gives up a lock, writes to the disk, is asked for the
first time, or was slow the last times.
"""

from __future__ import annotations

import sqlite3
from time import perf_counter
from typing import TYPE_CHECKING, Any, Self

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

QUICK = 0.001  # seconds; what takes longer, on the average of its last times and for all its rows, makes the trip
SLOW = 0.005  # seconds; one time as slow as this makes up for many quick ones before
HELD = 0.005  # seconds for which the loop is held by statements one after the other before one of them makes the trip
_OUTSIDE = ("BEGIN", "PRAGMA")  # what is said outside of a transaction
_ROLLED_BACK = "SQLite rolled the transaction back; nothing of it is stored"
_MOST = 2000  # statements whose times are known
_took: dict[str, float] = {}  # seconds a row of parameters, by statement: of a whole process, as all ask the same


def connect(database: str, **arguments: Any) -> aiosqlite.Connection:
    """Return a connection that SQLAlchemy's aiosqlite dialect awaits, with cursors that make one trip, or none.

    aiosqlite's own cursor goes to the thread and back to be made, to execute, to fetch and to be closed.
    """
    made = aiosqlite.connect(database, **arguments)
    made._thread.daemon = True  # noqa: SLF001  as SQLAlchemy does: a forgotten connection must not keep the process
    made.__class__ = _Connection
    return made


class _Connection(aiosqlite.Connection):
    _sent = _finished = 0  # trips: counted by the loop, and by the thread; they differ while the thread works
    _settled = False  # a trip was made in this transaction: it has its lock or its view of the data
    _reads = False  # this transaction writes nothing, so that its end costs nothing
    _held = 0.0

    def cursor(self) -> Any:
        """Return a cursor without going anywhere."""
        return Cursor(self)

    async def run(self, whole: Callable[[str, str, Any], None], verb: str, operation: str, parameters: Any) -> None:
        """Run a statement here if it is known to be quick and cannot wait for anything, else in the thread."""
        self._whether_begun(operation)
        if self._may_stay(operation, 1 if verb == "execute" else len(parameters)):
            began = perf_counter()
            whole(verb, operation, parameters)
            self._held += perf_counter() - began
        else:
            await self._execute(whole, verb, operation, parameters)
            self._settled = True

    def _may_stay(self, operation: str, rows: int) -> bool:
        if self._sent != self._finished:  # a door was given up while the thread was at it
            return False
        if not self._conn.in_transaction:
            self._settled, self._reads = False, operation == "BEGIN"
            return self._reads  # a reader begins without a lock
        return self._settled and self._held < HELD and rows * _took.get(operation, SLOW) < QUICK

    def _whether_begun(self, operation: str) -> None:
        """Refuse to go on where SQLite rolled a transaction back by itself, as it may do when the disk is full.

        What came next would be stored at once, each statement for itself, and what came before never.
        """
        alone = operation.startswith(_OUTSIDE)
        if not alone and self._sent == self._finished and not self._conn.in_transaction:
            raise sqlite3.OperationalError(_ROLLED_BACK)

    async def commit(self) -> None:
        """Commit, here if nothing was written."""
        self._whether_begun("")
        if self._sent == self._finished and self._reads:
            self._conn.commit()
        else:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back, here if nothing was written."""
        if self._sent == self._finished and (self._reads or not self._conn.in_transaction):
            self._conn.rollback()
        else:
            await super().rollback()

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Go to the thread and back, as everything of aiosqlite does."""
        self._sent += 1
        self._held = 0.0
        work = self._counted, fn
        return await super()._execute(*work, *args, **kwargs)  # type: ignore[no-untyped-call]  # aiosqlite types its own verbs only

    def _counted(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run in the thread."""
        try:
            return fn(*args, **kwargs)
        finally:
            self._finished += 1

    def fresh(self) -> sqlite3.Cursor:
        """Return a cursor of SQLite's, where nothing else uses the connection."""
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
        await self._connection.run(self._whole, "execute", operation, parameters)

    async def executemany(self, operation: str, parameters: Sequence[Sequence[Any]]) -> None:
        """Execute for each of these, and close."""
        await self._connection.run(self._whole, "executemany", operation, parameters)

    def _whole(self, verb: str, operation: str, parameters: Sequence[Any]) -> None:
        """Run in one thread or the other. Rows first: only then does SQLite know how many a RETURNING changed."""
        began = perf_counter()
        cursor = self._connection.fresh()
        try:
            getattr(cursor, verb)(operation, parameters)
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        finally:
            cursor.close()
        _learn(operation, (perf_counter() - began) / (1 if verb == "execute" else max(1, len(parameters))))

    async def fetchall(self) -> list[Any]:
        """Return all rows, which are here already."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open."""


def _learn(operation: str, seconds: float) -> None:
    """Remember how long a row takes: the average of its last times, or its last one where that was slow."""
    if operation not in _took and len(_took) >= _MOST:
        _took.clear()
    before = _took.get(operation, seconds)
    _took[operation] = seconds if seconds > SLOW else 0.8 * before + 0.2 * seconds
