"""SQLite in one trip a statement: SQLAlchemy sees what it would see from aiosqlite's own cursor."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from salesbot.store import setup, urls


@asynccontextmanager
async def things(tmp_path):
    engines = setup.sqlite(urls.parse(f"sqlite:///{tmp_path / 'trips.db'}"))
    try:
        async with engines.writing.begin() as db:
            await db.execute(text("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT UNIQUE)"))
        yield engines
    finally:
        await engines.dispose()


async def test_rows_counts_and_ids_come_back(tmp_path):
    """A statement tells its rows, how many it changed, and the id it gave, with RETURNING and without."""
    async with things(tmp_path) as engines, engines.writing.begin() as db:
        made = await db.execute(text("INSERT INTO things (name) VALUES ('a')"))
        assert (made.lastrowid, made.rowcount) == (1, 1)
        told = await db.execute(text("INSERT INTO things (name) VALUES ('b'), ('c') RETURNING id"))
        assert told.scalars().all() == [2, 3]
        assert (await db.execute(text("UPDATE things SET name = name || '!'"))).rowcount == 3
        assert (await db.execute(text("SELECT name FROM things ORDER BY id"))).scalars().all() == ["a!", "b!", "c!"]


async def test_many_at_once(tmp_path):
    """A list of parameters is one trip, and all of it is stored."""
    async with things(tmp_path) as engines:
        async with engines.writing.begin() as db:
            await db.execute(text("INSERT INTO things (name) VALUES (:name)"), [{"name": f"n{n}"} for n in range(500)])
        async with engines.reading.begin() as db:
            assert (await db.execute(text("SELECT count(*) FROM things"))).scalar_one() == 500


async def test_a_refused_statement_leaves_the_connection_usable(tmp_path):
    """An error is SQLAlchemy's own, the transaction rolls back, and the next one works on the same connection."""
    async with things(tmp_path) as engines:
        with pytest.raises(IntegrityError):
            await _insert_twice(engines)
        async with engines.writing.begin() as db:
            assert (await db.execute(text("SELECT count(*) FROM things"))).scalar_one() == 0


async def _insert_twice(engines):
    async with engines.writing.begin() as db:
        for _ in range(2):
            await db.execute(text("INSERT INTO things (name) VALUES ('a')"))
