"""SQLite in one trip a statement, or none: SQLAlchemy sees what it would see from aiosqlite's own cursor."""

from __future__ import annotations

import asyncio
import threading
import time
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError

from salesbot.store import setup, trips, urls


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


class Watch:
    """A clock for how long statements take: only a nap moves it."""

    seconds = 0.0

    def nap(self, ms):
        """Say that so many milliseconds have gone by."""
        self.seconds += ms / 1000
        return 0


@pytest.fixture
async def watched(tmp_path, monkeypatch):
    """Engines whose SQLite can say in which thread it is (`here()` is 1 in the loop's), nap by the watch, and sleep."""
    loop, watch = threading.get_ident(), Watch()
    monkeypatch.setattr(trips, "perf_counter", lambda: watch.seconds)
    async with things(tmp_path) as engines:
        for engine in (engines.writing, engines.reading):
            await engine.dispose()

            @event.listens_for(engine.sync_engine, "connect")
            def connected(connection, _record):
                teach = connection.driver_connection._conn.create_function
                teach("here", 0, lambda: int(threading.get_ident() == loop))
                teach("nap", 1, watch.nap)
                teach("sleep", 1, lambda ms: time.sleep(ms / 1000))

        yield engines


async def test_a_statement_known_to_be_quick_makes_no_trip(watched):
    """A writer's quick statement runs in the loop's own thread from its second time on."""
    found = []
    for _ in range(3):
        async with watched.writing.begin() as db:
            found.append((await db.execute(text("SELECT here() /* quick */"))).scalar_one())
    assert found == [0, 1, 1]


async def test_a_reader_goes_to_the_thread_once(watched):
    """What first looks at the data may have to wait for it; what follows sees the same and waits for nothing."""
    found = []
    for _ in range(2):
        async with watched.reading.begin() as db:
            found += [(await db.execute(text("SELECT here() /* read */"))).scalar_one() for _ in range(2)]
    assert found == [0, 1, 0, 1]


async def test_a_slow_statement_makes_the_trip(watched):
    """What was slow the last time does not hold the loop again."""
    async with watched.writing.begin() as db:
        nap = text("SELECT here(), nap(:ms)")
        found = [(await db.execute(nap, {"ms": ms})).first()[0] for ms in (0, 0, 20, 0, 0)]
        assert found == [0, 1, 1, 0, 0]


async def test_a_few_rows_make_no_trip_and_many_do(watched):
    """A list of parameters stays where all of its rows together are quick: 0.1 ms a row here, 1 ms is too much."""
    write, rows = text("INSERT INTO things (name) VALUES (here() || ':' || :n || nap(0.1))"), iter(range(100))
    async with watched.writing.begin() as db:
        for many in (2, 2, 9, 11, 2):
            await db.execute(write, [{"n": next(rows)} for _ in range(many)])
        told = (await db.execute(text("SELECT name FROM things ORDER BY id"))).scalars().all()
    assert "".join(name[0] for name in told) == "00" + "11" + 9 * "1" + 11 * "0" + "11"


async def test_many_quick_ones_in_a_row_let_others_run(watched):
    """Statement after statement does not hold the loop for long: now and then one makes the trip."""
    async with watched.writing.begin() as db:
        long_enough = text("SELECT here(), nap(0.5)")
        found = [(await db.execute(long_enough)).first()[0] for _ in range(40)]
        assert found[0] == 0
        assert 0 in found[1:]


async def test_a_given_up_door_leaves_nobody_at_the_connection_at_the_same_time(watched):
    """While the thread is still at a statement whose door was given up, nothing else runs beside it."""
    async with watched.writing.begin() as db:
        await db.execute(text("INSERT INTO things (name) VALUES ('before')"))
    with pytest.raises(TimeoutError):
        await _give_up(watched)
    async with watched.writing.begin() as db:
        assert (await db.execute(text("SELECT name FROM things"))).scalars().all() == ["before"]


async def _give_up(engines):
    async with asyncio.timeout(0.05), engines.writing.begin() as db:
        await db.execute(text("INSERT INTO things (name) VALUES ('given up')"))
        await db.execute(text("SELECT sleep(200)"))
