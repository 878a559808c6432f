"""What the tests of a copy share: databases of either kind, what stands in them, and what goes wrong on the way."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import asynccontextmanager, closing, contextmanager
from itertools import count

import asyncpg
from sqlalchemy import select
from sqlalchemy.engine import make_url

from salesbot.store import Base, copying, urls
from salesbot.store.setup import alone

ROWS = 12
_numbers = count(1)


class Quiet:
    """Nobody watches."""

    def begin(self, step, rows):
        """A step begins."""

    def on(self, rows):
        """It goes on."""


@contextmanager
def database(server, template="template1"):
    name = f"copy_{os.getpid()}_{next(_numbers)}"
    _do(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _do(server, f'DROP DATABASE "{name}" WITH (FORCE)')


def _do(url, statement):
    async def do():
        async with visiting(url) as visitor:
            await visitor.execute(statement)

    asyncio.run(do())


@asynccontextmanager
async def visiting(url):
    """A connection of a test's own."""
    visitor = await asyncpg.connect(make_url(url).set(drivername="postgresql").render_as_string(hide_password=False))
    try:
        yield visitor
    finally:
        await visitor.close()


async def copy(source, target):
    """Copy, unwatched."""
    return await copying.copy(source, target, progress=Quiet())


async def everything(url):
    """Every row of every table as the models read it, NULs left out."""
    engine = alone(urls.parse(url))
    async with engine.connect() as db:
        found = {
            table.name: sorted(repr(tuple(row)) for row in await db.execute(select(table)))
            for table in Base.metadata.sorted_tables
        }
    await engine.dispose()
    return {name: [row.replace("\\x00", "") for row in rows] for name, rows in found.items()}


async def is_empty(url):
    """Whether no table has a row."""
    some = " UNION ALL ".join(f'(SELECT 1 FROM "{one.name}" LIMIT 1)' for one in Base.metadata.sorted_tables)  # noqa: S608  our own names
    async with visiting(url) as visitor:
        return not await visitor.fetch(some)


def spoil(source, statement, *values):
    """Write into the file what no door would."""
    with closing(sqlite3.connect(urls.file_of(urls.parse(source)))) as database, database:
        database.execute(statement, values)


async def disturb(target, does):
    """Let PostgreSQL do something with what comes into the last table."""
    async with visiting(target) as visitor:
        await visitor.execute(f"CREATE FUNCTION disturb() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does} END $$")
        await visitor.execute("CREATE TRIGGER d BEFORE INSERT ON drafts FOR EACH ROW EXECUTE FUNCTION disturb()")
