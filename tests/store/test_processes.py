"""Processes know of each other's connections, so that those of the living are never taken for ghosts."""

from __future__ import annotations

from datetime import timedelta

from salesbot.store import processes

ACME = "TACME"


async def see(store, me: str, *, connections: int, now) -> int:
    async with store.begin() as db:
        return await processes.seen(db, ACME, me, connections=connections, now=now)


async def test_each_counts_the_connections_of_the_others(store, now):
    """Its own never count, however often it says that it lives, and those of another workspace neither."""
    assert await see(store, "one", connections=2, now=now) == 0
    assert await see(store, "two", connections=3, now=now) == 2
    assert await see(store, "one", connections=2, now=now) == 3
    async with store.begin() as db:
        assert await processes.seen(db, "TELSEWHERE", "three", connections=2, now=now) == 0


async def test_who_left_or_died_counts_no_longer(store, now):
    """An orderly end counts at once, a death when nothing was heard of it for a while."""
    for me in ("one", "two", "three"):
        await see(store, me, connections=2, now=now)
    async with store.begin() as db:
        await processes.gone(db, ACME, "two")
    assert await see(store, "one", connections=2, now=now + timedelta(seconds=30)) == 2
    assert await see(store, "one", connections=2, now=now + timedelta(seconds=46)) == 0
