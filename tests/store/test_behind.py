"""Second looks: what another process wrote at the same moment is found behind the commit, once, and nobody waits."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from salesbot.people import service as people
from salesbot.people.model import Workspace
from salesbot.store import behind


class Looking:
    """Notes which workspaces are there whenever it looks, and wants to look again each time."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []

    async def __call__(self, db):
        """Look."""
        self.seen.append(sorted(await db.scalars(select(Workspace.id))))
        behind(db, self)

    async def times(self, number: int) -> None:
        """Wait until it has looked so often."""
        for _ in range(500):
            if len(self.seen) >= number:
                return
            await asyncio.sleep(0.01)
        raise AssertionError("nobody looked again")


@pytest.fixture
def shared(store):
    """A database to which other processes write as well."""
    if not store.shared:
        pytest.skip("one writer at a time: nobody writes meanwhile")
    return store


async def test_a_second_look_finds_what_was_written_meanwhile(shared, now):
    """Another transaction began later and is over sooner: it is seen behind the commit, and that look is the last."""
    look = Looking()
    async with shared.begin() as db:
        await look(db)
        async with shared.begin() as other:
            await people.install(other, "T1", now=now)
    await look.times(2)
    await shared.close()
    assert look.seen == [[], ["T1"]]


async def test_what_was_rolled_back_is_not_looked_at_again(shared):
    """Nothing came of it."""
    look = Looking()

    async def fail():
        async with shared.begin() as db:
            await look(db)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    await shared.close()
    assert look.seen == [[]]


async def test_the_end_waits_for_a_second_look(shared):
    """A process that stops has done what it began."""
    look = Looking()
    async with shared.begin() as db:
        await look(db)
    await shared.close()
    assert len(look.seen) == 2


async def test_a_second_look_that_fails_is_a_line_in_the_log(shared):
    """Nobody waits for it, so nobody reads a word."""

    async def fail(_db):
        raise ZeroDivisionError

    with capture_logs() as lines:
        async with shared.begin() as db:
            behind(db, fail)
        await shared.close()
    assert [line["event"] for line in lines] == ["store.not_looked_again"]


async def test_one_writer_needs_no_second_look(store):
    """On SQLite nobody writes while somebody else does."""
    if store.shared:
        pytest.skip("several write at once")
    look = Looking()
    async with store.begin() as db:
        await look(db)
    await store.close()
    assert len(look.seen) == 1
