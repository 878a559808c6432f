"""The database on its bad days: full, locked, cut off, and a door that was given up."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, OperationalError

from salesbot import clock
from salesbot.room import Once
from salesbot.store import Store, insert, lasting
from salesbot.store.away import is_away
from salesbot.store.receipts import Receipt


async def keep(store, key: str, *, size: int = 10) -> None:
    async with store.begin() as db:
        row = {"workspace_id": "T1", "key": key, "answer": {"text": "x" * size}, "received_at": clock.real()}
        await insert(db, Receipt, [row])


async def kept(store) -> int:
    async with store.read() as db:
        return (await db.execute(select(func.count()).select_from(Receipt))).scalar_one()


async def test_a_full_disk_loses_nothing(sqlite_url):
    """What does not fit is refused with an error, what was there stays, and with room again it goes on."""
    store = await Store.open(sqlite_url)
    await keep(store, "before")
    async with store.begin() as db:
        pages = (await db.execute(text("PRAGMA page_count"))).scalar_one()
        await db.execute(text(f"PRAGMA max_page_count = {pages}"))

    with pytest.raises(OperationalError, match="database or disk is full"):
        await keep(store, "too much", size=100_000)
    assert await kept(store) == 1

    async with store.begin() as db:
        await db.execute(text(f"PRAGMA max_page_count = {pages + 1_000}"))
    await keep(store, "after", size=100_000)
    assert await kept(store) == 2
    await store.close()


async def test_a_locked_file_is_waited_for(sqlite_url):
    """While another program holds the lock, writers wait, readers do not, and nothing fails."""
    store = await Store.open(sqlite_url)
    with closing(sqlite3.connect(make_url(sqlite_url).database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.create_task(keep(store, "later"))
        async with asyncio.timeout(10):
            assert await kept(store) == 0
        await asyncio.sleep(0.1)
        assert not waiting.done()
        other.execute("COMMIT")
    async with asyncio.timeout(10):
        await waiting
    assert await kept(store) == 1
    await store.close()


async def test_a_file_locked_for_good_is_an_error_and_not_a_hang(sqlite_url):
    """A lock that outlasts the patience of the writer raises, and the next door works once it is gone."""
    store = await Store.open(sqlite_url, patience=0.3)
    with closing(sqlite3.connect(make_url(sqlite_url).database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OperationalError, match="database is locked"):
            await keep(store, "refused")
    await keep(store, "after")
    assert await kept(store) == 1
    await store.close()


async def test_a_door_that_is_given_up_frees_the_writer(store):
    """A deadline in the middle of a transaction leaves nothing behind and keeps nobody else from writing."""
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await slow(store)
    async with asyncio.timeout(10):
        await keep(store, "after")
    assert await kept(store) == 1


async def slow(store) -> None:
    async with asyncio.timeout(0.05), store.begin(once=Once("T1", "slow")):
        await asyncio.sleep(60)


async def test_a_door_given_up_in_a_statement_frees_the_writer(sqlite_url):
    """A deadline while SQLite itself waits for a lock does not cost the only writing connection."""
    store = await Store.open(sqlite_url)
    with closing(sqlite3.connect(make_url(sqlite_url).database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        async with asyncio.timeout(10):  # far less than the writer's patience
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(keep(store, "given up"), 0.1)
        other.execute("COMMIT")
    async with asyncio.timeout(10):
        await keep(store, "after")
    assert await keys(store) == {"after"}
    await store.close()


async def keys(store) -> set[str]:
    async with store.read() as db:
        return set((await db.execute(select(Receipt.key))).scalars())


async def test_sessions_cut_by_the_server_cost_nobody_a_door(postgresql_url):
    """After an administrator (or a restart) ended every session, the next doors work as if nothing had been."""
    store = await Store.open(postgresql_url)
    await asyncio.gather(*(keep(store, f"{number}") for number in range(5)))
    await cut_all(postgresql_url)
    await asyncio.gather(*(keep(store, f"again {number}") for number in range(5)))
    assert await kept(store) == 10
    await store.close()


async def test_a_process_that_froze_in_mid_transaction_frees_its_locks(postgresql_url):
    """The server ends a transaction in which nothing happens for half a minute: nobody waits for the dead for ever."""
    store = await Store.open(postgresql_url)
    await keep(store, "before")  # a transaction that is rolled back or committed takes the setting not along
    async with store.begin() as db:
        stalled = (await db.execute(text("SHOW idle_in_transaction_session_timeout"))).scalar_one()
    await store.close()
    assert stalled == "30s"


async def test_two_doors_in_a_circle_are_a_bad_moment_and_no_bug(postgresql_url):
    """When two transactions wait for each other, PostgreSQL ends one; its person reads that it was not saved."""
    store = await Store.open(postgresql_url)
    await asyncio.gather(keep(store, "1"), keep(store, "2"))
    reached = asyncio.Barrier(2)
    ended = await asyncio.gather(
        lock_both(store, "12", reached), lock_both(store, "21", reached), return_exceptions=True
    )
    (circle,) = [one for one in ended if one is not None]
    assert isinstance(circle, DBAPIError)
    assert is_away(circle)
    await store.close()


async def lock_both(store, order: str, reached: asyncio.Barrier) -> None:
    async with store.begin() as db:
        for key in order:
            await db.execute(select(Receipt).where(Receipt.key == key).with_for_update())
            if key == order[0]:
                await reached.wait()


async def test_an_error_of_the_database_holds_no_words(store):
    """What a statement carried is not in the sentence of its error, wherever that sentence is printed."""
    with pytest.raises(DBAPIError) as broken:
        async with store.begin() as db:
            await db.execute(text("SELECT nothing FROM nowhere WHERE word = :word"), {"word": "Acme wants a discount"})
    assert "Acme" not in str(broken.value)


async def cut_all(url: str) -> None:
    other = await Store.open(url)
    async with other.begin() as db:
        await db.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "  # and wait until they are gone
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    await other.close()


async def test_a_session_cut_in_mid_door_is_an_error_and_stores_nothing(postgresql_url):
    """A transaction that loses its connection raises, leaves nothing, and its repeat is stored."""
    store = await Store.open(postgresql_url)
    once = Once("T1", "view.V1.hash")
    with pytest.raises(DBAPIError):
        await cut_in_mid_door(store, once, url=postgresql_url)
    assert await kept(store) == 0
    async with store.begin(once=once):
        pass
    assert await kept(store) == 1
    await store.close()


async def test_what_never_changes_is_forgotten_where_another_server_may_have_taken_over(postgresql_url):
    """It is kept from one transaction to the next, and not past a connection that had to be made anew."""
    store = await Store.open(postgresql_url)
    async with store.read() as db:
        lasting(db, "numbers", most=9)[1] = "as it was"
    async with store.read() as db:
        assert lasting(db, "numbers", most=9) == {1: "as it was"}
    await cut_all(postgresql_url)
    async with store.read() as db:
        await db.execute(text("SELECT 1"))
        assert lasting(db, "numbers", most=9) == {}
    await store.close()


async def cut_in_mid_door(store, once: Once, *, url: str) -> None:
    async with store.begin(once=once) as db:
        await cut_all(url)
        await db.execute(text("SELECT 1"))
