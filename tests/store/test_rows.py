"""Many rows at once, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from salesbot.people.model import Workspace
from salesbot.store import chunks, insert, skip_locked, upsert


def rows(*ids: str, now) -> list[dict[str, object]]:
    return [{"id": id_, "created_at": now} for id_ in ids]


async def test_rows_that_are_there_are_left_alone(store, now):
    """Only new rows go in, only their ids come back, and those from before keep what they hold."""
    async with store.begin() as db:
        assert sorted(await insert(db, Workspace, rows("T1", "T2", now=now), ignore=["id"])) == ["T1", "T2"]
    async with store.begin() as db:
        assert await insert(db, Workspace, rows("T2", "T3", now=now + timedelta(days=1)), ignore=["id"]) == ["T3"]
    async with store.read() as db:
        assert (await db.execute(select(Workspace.created_at).where(Workspace.id == "T2"))).scalar_one() == now


async def test_thousands_of_rows_go_in_at_once(store, now):
    """No limit on the number of parameters is met, however many rows there are."""
    async with store.begin() as db:
        inserted = await insert(db, Workspace, rows(*(f"T{n}" for n in range(9_000)), now=now), ignore=["id"])
    assert len(inserted) == 9_000


async def test_no_rows_are_no_work(store):
    """An empty list is fine and inserts nothing."""
    async with store.begin() as db:
        assert await insert(db, Workspace, [], ignore=["id"]) == []


def test_chunks_hold_everything_once_and_in_order():
    """Cutting up loses nothing, and the last piece may be short."""
    assert list(chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(chunks([], 2)) == []


async def test_what_another_holds_is_passed_by(store, now):
    """Two transactions that look for work at the same time get different work; on SQLite there is never a second."""
    async with store.begin() as db:
        await insert(db, Workspace, rows("T1", "T2", now=now))
    one = select(Workspace.id).order_by(Workspace.id).limit(1)

    async with store.begin() as db:
        mine = (await db.execute(skip_locked(one, db))).scalar_one()
        if store.dialect == "postgresql":
            async with asyncio.timeout(10), store.begin() as other:
                assert (await other.execute(skip_locked(one, other))).scalar_one() == "T2"
    assert mine == "T1"


async def test_a_row_that_stands_is_changed(store, now):
    """One statement makes the new row and changes the one that is there; where the condition fails it stays."""
    change = {"name": Workspace.name + "!"}
    async with store.begin() as db:
        await insert(db, Workspace, [{"id": id_, "name": id_, "created_at": now} for id_ in ("T1", "T2")])
    async with store.begin() as db:
        again = [{"id": id_, "name": "new", "created_at": now} for id_ in ("T1", "T2", "T3")]
        await upsert(db, Workspace, again, key=["id"], change=change, where=Workspace.id != "T2")
    async with store.read() as db:
        found = (await db.scalars(select(Workspace.name).order_by(Workspace.id))).all()
    assert found == ["T1!", "T2", "new"]
