"""The database as it was before the siege, to be put back after each attack that changed it."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING, Protocol

import asyncpg
from knocking import ASIDE
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class Kept(Protocol):
    """What a siege needs of it."""

    async def put_back(self, changed: set[str], /) -> None:
        """Let these tables, and what doors store aside, be as they were."""


class _File:
    """Another SQLite database in memory; it takes all tables along."""

    def __init__(self, file: sqlite3.Connection, copy: sqlite3.Connection) -> None:
        self._file, self._copy = file, copy
        file.execute("PRAGMA synchronous = OFF")  # nobody cuts the power here
        file.backup(copy)

    async def put_back(self, _changed: set[str]) -> None:
        self._copy.backup(self._file)


class _Schema:
    """Twins of all tables, in a schema beside them on PostgreSQL."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._columns: dict[str, str] = {}
        self._count_anew = ""

    async def keep(self) -> None:
        self._columns = dict(await self._connection.fetch(_WRITTEN))
        twins = "".join(
            f"CREATE TABLE kept.{one} AS SELECT {its} FROM public.{one};"  # noqa: S608  our own tables
            for one, its in self._columns.items()
        )
        await self._connection.execute(f"CREATE SCHEMA kept; {twins}")
        counted = await self._connection.fetch(_COUNTED)
        self._count_anew = "".join(f"SELECT setval('public.{name}', {at}, {called});" for name, at, called in counted)
        # Neither references nor what keeps the audit log from being changed hold while rows are put back.
        await self._connection.execute("SET session_replication_role = replica")

    async def put_back(self, changed: set[str]) -> None:
        rows = "".join(
            f"DELETE FROM public.{one}; INSERT INTO public.{one} ({self._columns[one]}) TABLE kept.{one};"  # noqa: S608  our own tables
            for one in sorted(changed | ASIDE)
        )
        await self._connection.execute(f"{rows} {self._count_anew}")  # all of it, or nothing


_WRITTEN = (  # not what PostgreSQL writes by itself
    "SELECT table_name, string_agg(quote_ident(column_name), ', ') FROM information_schema.columns "
    "WHERE table_schema = 'public' AND is_generated = 'NEVER' GROUP BY table_name"
)
_COUNTED = (
    "SELECT sequencename, coalesce(last_value, start_value), (last_value IS NOT NULL)::text "
    "FROM pg_sequences WHERE schemaname = 'public'"
)


@asynccontextmanager
async def kept(url: str, file: sqlite3.Connection | None) -> AsyncIterator[Kept]:
    """Keep the database as it stands; `file` is that of a SQLite database."""
    if file is not None:
        with closing(sqlite3.connect(":memory:")) as copy:
            yield _File(file, copy)
        return
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = await asyncpg.connect(plain)
    try:
        twins = _Schema(connection)
        await twins.keep()
        yield twins
    finally:
        await connection.execute("DROP SCHEMA kept CASCADE")
        await connection.close()
