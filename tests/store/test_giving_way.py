"""One long transaction beside short ones: it is the one that gives way, and it comes through in the end."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from salesbot.errors import AlreadyDone
from salesbot.people import service as people
from salesbot.people.model import Member, Workspace
from salesbot.room import Once
from salesbot.store.giving_way import giving_way


@pytest.fixture
async def two(store, now):
    """Two rows that both want to change."""
    async with store.begin() as db:
        for one in ("T1", "T2"):
            await people.install(db, one, now=now)
    return store


async def rename(db, workspace_id, name):
    """Change one of them."""
    await db.execute(update(Workspace).where(Workspace.id == workspace_id).values(name=name))


async def test_the_long_one_gives_way_to_a_door(two):
    """A door holds the second row and then wants the first, the long one the other way round: both are done."""
    order = []

    async def door():
        async with two.begin() as db:
            await rename(db, "T2", "door")
            order.append("door")
            await asyncio.sleep(0.1)
            await rename(db, "T1", "door")

    async def long(db):
        await rename(db, "T1", "long")
        order.append("long")
        await asyncio.sleep(0.1)
        await rename(db, "T2", "long")
        return "done"

    _, said = await asyncio.gather(door(), giving_way(two, long))
    assert said == "done"
    assert order[-1] == "long"
    async with two.read() as db:
        assert (await db.scalars(select(Workspace.name))).all() == ["long", "long"]


async def test_what_somebody_wrote_meanwhile_is_seen_by_the_next_try(two, now):
    """A row that refers to what is deleted comes in between: the next try takes it along, and the receipt is one."""
    tried = []

    async def write():
        async with two.begin() as db:
            await people.meet(db, {"id": "UBEN", "team_id": "T1", "real_name": "Ben"}, workspace_id="T1", now=now)

    async def long(db):
        await db.execute(delete(Member))
        tried.append(1)
        if two.dialect == "postgresql" and len(tried) == 1:
            await write()
        await db.execute(delete(Workspace))

    once = Once("T1", "gone")
    await giving_way(two, long, once=once)
    assert len(tried) == (2 if two.dialect == "postgresql" else 1)
    with pytest.raises(AlreadyDone):
        await giving_way(two, long, once=once)


async def test_what_is_simply_wrong_is_raised(two):
    """Only what others crossed is done again, and not for ever."""
    tried = []

    async def wrong(db):
        tried.append(1)
        await db.execute(update(Workspace).where(Workspace.id == "T1").values(name=None))

    with pytest.raises(DBAPIError):
        await giving_way(two, wrong)
    assert len(tried) == 1
