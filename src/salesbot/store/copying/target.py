"""The PostgreSQL database that is filled: nobody else's meanwhile, and in one transaction."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

import asyncpg
from sqlalchemy import String
from sqlalchemy.exc import SQLAlchemyError

from salesbot.errors import StoreError
from salesbot.store import urls
from salesbot.store.copying.source import AT_ONCE
from salesbot.store.setup import alone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from sqlalchemy import Column, Table
    from sqlalchemy.engine import URL

    from salesbot.store.copying.values import Row

_NOTHING = "Nothing was copied; the target is as it was."
_UNSURE = "It went away at the very end: type the same again, and it says whether the copy stands."
_WAIT = "5s"  # for whoever else is at work in the target
_TABLES = "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace"


class Target:
    """A PostgreSQL database, on one connection."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._commits = False

    @classmethod
    @asynccontextmanager
    async def open(cls, address: URL) -> AsyncIterator[Self]:
        """Connect. Raises StoreError in words for whatever the server says."""
        engine = alone(address)
        found: Self | None = None
        try:
            async with engine.connect() as connection:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                await driver.reset_type_codec("json", schema="pg_catalog")  # SQLAlchemy would read it: we want the text
                found = cls(driver)
                yield found
        except (SQLAlchemyError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            end = _UNSURE if found is not None and found._commits else _NOTHING
            raise StoreError(f"{_said(error, urls.shown(address))} {end}") from error
        finally:
            await engine.dispose()

    @asynccontextmanager
    async def alone(self, tables: Sequence[Table]) -> AsyncIterator[None]:
        """One transaction, in which nobody else writes to these tables; it stands only if all in it went well."""
        async with self._driver.transaction():
            for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                await self._driver.execute(f"SET LOCAL {limit} = 0")  # a host's own limits are for doors
            await self._driver.execute(f"SET LOCAL lock_timeout = '{_WAIT}'")
            await self._driver.execute(f"LOCK TABLE {_listed(tables)} IN EXCLUSIVE MODE")
            yield
            self._commits = True

    async def tables(self) -> set[str]:
        """Return the names of the tables that are there."""
        return {str(row[0]) for row in await self._driver.fetch(_TABLES)}

    async def filled(self, names: Sequence[str]) -> list[str]:
        """Return those of these tables that have rows."""
        return [one for one in names if await self._driver.fetchval(f"SELECT EXISTS (SELECT FROM {_quoted(one)})")]  # noqa: S608  the server's own names

    async def fill(self, table: Table, batches: AsyncIterator[list[Row]]) -> None:
        """Put these rows into a table, in one COPY: a row may refer to one that comes after it."""
        names = [column.name for column in table.columns]
        rows = (row async for batch in batches for row in batch)
        try:
            await self._driver.copy_records_to_table(table.name, records=rows, columns=names)
        except asyncpg.PostgresError as error:
            raise StoreError(f"{table.name}: {urls.reason(error)}. {_NOTHING}") from error

    async def count_on(self, numbers: Mapping[str, int], tables: Sequence[Table]) -> None:
        """Let ids go on behind the last one that was ever given."""
        for table in tables:
            column = table.autoincrement_column
            if column is not None and (last := numbers.get(table.name)):
                own = await self._driver.fetchval(
                    "SELECT pg_get_serial_sequence($1, $2)", _quoted(table.name), column.name
                )
                await self._driver.execute("SELECT setval($1::text::regclass, $2)", own, last)

    async def batches(self, table: Table) -> AsyncIterator[list[Row]]:
        """Read a table in the order of its key, byte by byte as SQLite orders."""
        names = ", ".join(_quoted(column.name) for column in table.columns)
        order = ", ".join(map(_ordered, table.primary_key.columns))
        cursor = await self._driver.cursor(f"SELECT {names} FROM {_quoted(table.name)} ORDER BY {order}")  # noqa: S608  our own names
        while rows := await cursor.fetch(AT_ONCE):
            yield [tuple(row) for row in rows]

    async def settle(self, tables: Sequence[Table]) -> None:
        """Let PostgreSQL know what it has, so that the first questions are planned well."""
        await self._driver.execute(f"ANALYZE {_listed(tables)}")


def _said(error: Exception, where: str) -> str:
    """What the server said, and what to do about it where that is known."""
    kind = getattr(error, "orig", None) or error
    state = getattr(kind, "sqlstate", None)
    if state == asyncpg.LockNotAvailableError.sqlstate:
        return f"Somebody else is at work in {where}. Stop the salesbot that runs on it."
    words = f"{where}: {urls.reason(error)}."
    if isinstance(error, (SQLAlchemyError, OSError)) and state is None:
        return f"{words} Is PostgreSQL up, and is the address right?"
    return words


def _listed(tables: Sequence[Table]) -> str:
    return ", ".join(_quoted(one.name) for one in tables)


def _ordered(column: Column[Any]) -> str:
    return f'{_quoted(column.name)} COLLATE "C"' if isinstance(column.type, String) else _quoted(column.name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
