"""The bell: what commits in one process wakes the other."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from salesbot.store import Store, wake


@pytest.fixture
async def two(postgresql_url):
    """Two processes' stores on one PostgreSQL, both listening."""
    stores = [await Store.open(postgresql_url), await Store.open(postgresql_url)]
    yield stores
    for store in stores:
        await store.close()


async def ring(store, *names: str) -> None:
    async with store.begin() as db:
        for name in names:
            wake(db, name)


async def heard(store, name: str) -> None:
    async with asyncio.timeout(10):
        await store.signal(name).wait()


async def test_a_commit_wakes_the_other_process(two):
    """What one process commits, the other's sender hears about."""
    here, there = two
    await ring(here, "outbox")
    await heard(there, "outbox")


async def test_only_what_was_rung_is_heard(two):
    """A waiter for something else sleeps on, here and there."""
    here, there = two
    await ring(here, "outbox", "reports")
    await heard(there, "reports")
    assert not there.signal("heartbeat").is_set()
    assert not here.signal("heartbeat").is_set()


async def test_ones_own_ring_is_heard_once(two):
    """A process does not hear its own commit a second time over the wire."""
    here, there = two
    await ring(here, "outbox")
    here.signal("outbox").clear()
    await heard(there, "outbox")
    await ring(there, "answer")
    await heard(here, "answer")  # over the same wire: an echo would have come before it
    assert not here.signal("outbox").is_set()


async def test_the_bell_mends_itself(two):
    """When the listening connection is cut, everyone waiting is woken once it stands again, and hears again."""
    here, there = two
    waiting = [asyncio.create_task(heard(store, "outbox")) for store in two]
    await asyncio.sleep(0)
    async with here.begin() as db:
        await db.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND application_name = 'salesbot bell'"
            )
        )
    await asyncio.gather(*waiting)
    there.signal("outbox").clear()
    await ring(here, "outbox")
    await heard(there, "outbox")
