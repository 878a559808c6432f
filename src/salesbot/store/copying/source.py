"""The SQLite file that is copied, as it is at one moment; nothing is written to it."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self

from salesbot.errors import StoreError
from salesbot.store.copying.values import Fitting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from sqlalchemy import Table

    from salesbot.store.copying.values import Row

AT_ONCE = 500  # rows in memory, of each side: some megabytes where rows are long
# SQLite's own, Alembic's, and those by which tips are looked for, which PostgreSQL has in its own way.
_STRANGE = (
    "SELECT name FROM sqlite_master WHERE type = 'table' "
    "AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'tips_index%' AND name <> 'alembic_version'"
)


class Source:
    """A SQLite file, open for reading in one transaction."""

    def __init__(self, file: Path, database: sqlite3.Connection) -> None:
        self.file = file
        self.nuls = 0  # texts in which a NUL was left out when they were last read
        self._database = database

    @classmethod
    @asynccontextmanager
    async def open(cls, file: Path) -> AsyncIterator[Self]:
        """Open it. Raises StoreError in words for whatever goes wrong while it is read."""
        database = await asyncio.to_thread(_opened, file)
        try:
            yield cls(file, database)
        except sqlite3.Error as error:
            raise StoreError(f"{file} could not be read: {error}. Nothing was copied.") from error
        finally:
            await asyncio.to_thread(database.close)

    async def strangers(self, tables: Sequence[Table]) -> list[str]:
        """Return the names of tables with rows in them that are none of these."""
        unknown = {str(name) for (name,) in await self._all(_STRANGE)} - {table.name for table in tables}
        return [name for name in sorted(unknown) if await self._all(f'SELECT 1 FROM "{name}" LIMIT 1')]  # noqa: S608  as the file calls it

    async def counts(self, tables: Sequence[Table]) -> dict[str, int]:
        """Return how many rows each table has."""
        return {
            table.name: (await self._all(f'SELECT count(*) FROM "{table.name}"'))[0][0]  # noqa: S608  our own names
            for table in tables
        }

    async def numbers(self) -> dict[str, int]:
        """Return the highest id that each table ever gave, to rows that are gone as well."""
        return {str(name): int(last) for name, last in await self._all("SELECT name, seq FROM sqlite_sequence")}

    async def batches(self, table: Table) -> AsyncIterator[list[Row]]:
        """Read a table in the order of its key, some rows at a time, in PostgreSQL's form."""
        fit = Fitting(table)
        names = ", ".join(f'"{column.name}"' for column in table.columns)
        order = ", ".join(f'"{column.name}"' for column in table.primary_key.columns)
        cursor = self._database.cursor()
        await asyncio.to_thread(cursor.execute, f'SELECT {names} FROM "{table.name}" ORDER BY {order}')  # noqa: S608  our own names
        while rows := await asyncio.to_thread(lambda: fit(cursor.fetchmany(AT_ONCE))):
            yield rows
        self.nuls += fit.nuls

    async def _all(self, statement: str) -> list[Row]:
        return await asyncio.to_thread(lambda: self._database.execute(statement).fetchall())


def _opened(file: Path) -> sqlite3.Connection:
    """Begin at once: what others write from now on is not seen."""
    address = f"{file.absolute().as_uri()}?mode=ro"
    database = sqlite3.connect(address, uri=True, timeout=30, isolation_level=None, check_same_thread=False)
    try:
        database.execute("PRAGMA query_only = ON")
        database.execute("BEGIN")
        database.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.Error as error:
        database.close()
        raise StoreError(f"{file} could not be read: {error}. Nothing was copied.") from error
    return database
