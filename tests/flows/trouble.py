"""Trouble of a story's own making: a database that is away or full, back-off that is over, and what was kept."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import asynccontextmanager, closing
from typing import TYPE_CHECKING, Any

import asyncpg
from sqlalchemy import func, select, text, update
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from salesbot.cli.outbox import app as outbox_command
from salesbot.outbox.model import Delivery
from salesbot.store import Base
from stamped import stamp

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from office import Office

# Written at their own times, whether a door does anything or not.
_OWN_TIMES = {"lanes"}


@asynccontextmanager
async def database_away(office: Office) -> AsyncIterator[None]:
    """SQLite: another program holds the lock, longer than this house waits. PostgreSQL: it lets nobody in."""
    url = office.house.settings.database_url
    if office.house.store.dialect == "sqlite":
        with closing(sqlite3.connect(make_url(url).database, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    name = make_url(url).database
    await _on_server(url, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    await _on_server(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
    yield
    await _on_server(url, f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@asynccontextmanager
async def disk_full(office: Office) -> AsyncIterator[None]:
    """SQLite: no page more. PostgreSQL: the server says of every answer that its disk is full."""
    if office.house.store.dialect == "sqlite":
        async with office.house.store.begin() as db:
            free = (await db.execute(text("PRAGMA freelist_count"))).scalar_one()
            await db.execute(text("CREATE TABLE ballast (weight BLOB)"))
            await db.execute(text("INSERT INTO ballast VALUES (zeroblob(:size))"), {"size": (free + 4) * 4096})
        async with office.house.store.begin() as db:
            pages = (await db.execute(text("PRAGMA page_count"))).scalar_one()
            await db.execute(text(f"PRAGMA max_page_count = {pages}"))
        yield
        async with office.house.store.begin() as db:
            await db.execute(text(f"PRAGMA max_page_count = {pages + 10_000}"))
        return
    raising = "BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END"
    async with office.house.store.begin() as db:
        await db.execute(text(f"CREATE FUNCTION full_() RETURNS trigger LANGUAGE plpgsql AS $$ {raising} $$"))
        await db.execute(text("CREATE TRIGGER full_ BEFORE INSERT ON answers EXECUTE FUNCTION full_()"))
    yield
    async with office.house.store.begin() as db:
        await db.execute(text("DROP TRIGGER full_ ON answers"))


async def _on_server(url: str, statement: str, *values: str | None) -> None:
    server = make_url(url).set(database="postgres", drivername="postgresql")
    connection = await asyncpg.connect(server.render_as_string(hide_password=False))
    try:
        await connection.execute(statement, *values)
    finally:
        await connection.close()


async def hurry(office: Office) -> None:
    """Let the back-off of everything that waits be over, as if those minutes had passed by machine time."""
    async with office.house.store.begin() as db:
        await db.execute(update(Delivery).values(not_before=None))
    await office.settle()


async def rows(office: Office) -> dict[str, int]:
    """How many rows each table has."""
    async with office.house.store.read() as db:
        tables = [one for one in Base.metadata.sorted_tables if one.name not in _OWN_TIMES]
        return {one.name: (await db.execute(select(func.count()).select_from(one))).scalar_one() for one in tables}


async def outbox_list(office: Office, monkeypatch: Any) -> str:
    """What `salesbot outbox list` prints beside the running house."""
    monkeypatch.setenv("SALESBOT_DATABASE_URL", office.house.settings.database_url)
    await stamp(office.house.settings.database_url)
    result = await asyncio.to_thread(CliRunner().invoke, outbox_command, ["list"])
    assert result.exit_code == 0, result.output
    return " ".join(result.output.split())
