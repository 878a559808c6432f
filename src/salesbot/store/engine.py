"""The database at work: one transaction per door, readers that never wait behind writers, and wake-ups on commit."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal, Self, TypeVar

from sqlalchemy import event, func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from salesbot import clock, metrics
from salesbot.store import nightly, receipts, urls
from salesbot.store.away import kind_of
from salesbot.store.behind import Behind
from salesbot.store.bell import Bell, LoneBell
from salesbot.store.setup import PATIENCE, Engines, sqlite
from salesbot.store.together import Together

if TYPE_CHECKING:
    import asyncio
    from collections.abc import AsyncIterator
    from datetime import datetime

    from sqlalchemy.engine import URL

    from salesbot.room import DoTogether, Once

_WAKES = "salesbot.wakes"
_LASTING = "salesbot.lasting"
Item = TypeVar("Item")
Result = TypeVar("Result")


class Store:
    """One database, SQLite or PostgreSQL. `open` sets it up and does not migrate it."""

    session: type[AsyncSession] = AsyncSession

    def __init__(self, url: URL, engines: Engines, bell: Bell) -> None:
        self.url = url
        self.dialect: Literal["sqlite", "postgresql"] = engines.dialect
        self.batch = 50 if engines.dialect == "sqlite" else 500  # rows a transaction, so that doors never wait long
        self._engines = engines
        self._bell = bell
        self._together: list[Together[Any, Any]] = []
        self._behind = Behind(self)
        self.skew = clock.Skew()
        self.lasting: dict[str, dict[Any, Any]] = {}  # what was read and never changes, see `lasting`
        self._info = {_LASTING: self.lasting}
        if self.dialect == "postgresql":
            self._forget_with_the_server()

    def _forget_with_the_server(self) -> None:
        """Keep nothing beyond a fail-over: a standby that lacks the last commits gives their numbers once more."""

        @event.listens_for(self._engines.writing.sync_engine, "connect")
        def connected(_connection: Any, _record: Any) -> None:
            self.lasting.clear()

    @classmethod
    async def open(cls, url: str, *, patience: float | None = None) -> Self:
        """Open the database; raises StoreError in words when it cannot be reached.

        `patience`: seconds that a writer waits for another program's lock on a SQLite file (30 if nothing is said), or
        that anybody waits for an answer of PostgreSQL (40).
        """
        address = urls.parse(url)
        if address.get_backend_name() == "sqlite":
            store = cls(address, sqlite(address, patience=patience or PATIENCE), LoneBell())
        else:
            from salesbot.store import postgresql, silence, wire

            patience = patience or silence.ANSWER
            engines = postgresql.engines(address, patience=patience)
            store = cls(address, engines, wire.WireBell(address, patience=patience))
        await store._greet()
        return store

    async def _greet(self) -> None:
        try:
            async with self.begin() as db:
                await db.execute(text("SELECT 1"))
            await self._bell.start()
        except (SQLAlchemyError, OSError) as error:
            await self._engines.dispose()
            words = f"The database {urls.shown(self.url)} cannot be opened: {urls.reason(error)}."
            raise kind_of(error, self.url)(words) from error

    async def close(self) -> None:
        """Let go of every connection, once all that was brought to `together` is stored."""
        for one in self._together:
            await one.finish()
        await self._behind.finish()
        await self._bell.stop()
        await self._engines.dispose()

    @asynccontextmanager
    async def begin(self, *, once: Once | None = None) -> AsyncIterator[AsyncSession]:
        """Open a writing transaction; commit at the end, roll back on any exception.

        With `once`, its receipt is the first thing written, so that the rest is stored once whoever repeats it;
        raises AlreadyDone with the answer of then. What fails leaves no receipt.
        """
        began = clock.monotonic()
        async with self.session(self._engines.writing, expire_on_commit=False, info=self._info) as db:
            if once is not None:
                await receipts.take(db, once)
            yield db
            await receipts.settle(db)
            await db.commit()
            self._bell.ring(db.info.get(_WAKES, ()))
            self._behind.begin(db)
        metrics.WRITES.observe(clock.monotonic() - began)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """Open a reading transaction that never waits behind writers; the database refuses a write in it."""
        async with self.session(self._engines.reading, expire_on_commit=False, info=self._info) as db:
            yield db

    def together(self, do: DoTogether[Item, Result], *, patience: float) -> Together[Item, Result]:
        """Return a way to store items one transaction for all that wait; `do` stores them. Made once a door.

        What waited longer than `patience` (seconds) is not stored: its door has said so by then.
        """
        made = Together(self, do, patience=patience)
        self._together.append(made)
        return made

    @property
    def shared(self) -> bool:
        """Whether other processes may serve from this database too."""
        return self.dialect == "postgresql"

    def remember(self, db: AsyncSession, answer: dict[str, Any], once: Once | None = None) -> None:
        """Keep the answer that a repeat of `once` shall get, or of this transaction's own; without any, nothing is."""
        receipts.remember(db, answer, once)

    def signal(self, name: str) -> asyncio.Event:
        """Return what commits set that called `wake(db, name)`, here or in another process; the waiter clears it."""
        return self._bell.signal(name)

    def in_use(self) -> dict[str, int]:
        """Return how many connections are at work, by what for; on PostgreSQL one pool does both."""
        return self._engines.in_use()

    async def size(self, db: AsyncSession) -> int:
        """Return what the database takes on the disk (bytes)."""
        file = urls.file_of(self.url)
        if file is not None:
            return nightly.size_of(file)
        return int((await db.execute(text("SELECT pg_database_size(current_database())"))).scalar_one())

    async def machine_now(self, db: AsyncSession) -> datetime:
        """Machine time for leases: PostgreSQL's own clock, which all processes share; else this machine's."""
        if self.dialect == "sqlite":
            return clock.real()
        now: datetime = (await db.execute(select(func.clock_timestamp()))).scalar_one()
        return now


def wake(db: AsyncSession, name: str) -> None:
    """Set the signal `name` when this transaction commits, in every process on PostgreSQL. A rollback wakes nobody."""
    db.info.setdefault(_WAKES, set()).add(name)


def lasting(db: AsyncSession, what: str, *, most: int) -> dict[Any, Any]:
    """What this process keeps of the database that never changes there, `most` entries by name; empty at first.

    Only what is committed may be put in: whatever a transaction wrote itself may be rolled back.
    """
    kept: dict[Any, Any] = db.info.get(_LASTING, {}).setdefault(what, {})
    if len(kept) > most:
        kept.clear()
    return kept
