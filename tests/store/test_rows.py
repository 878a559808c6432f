"""Many rows at once, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import case, event, select
from sqlalchemy.exc import IntegrityError

from salesbot.people.model import Workspace
from salesbot.store import WorkedOut, add, chunks, even, insert, skip_locked, upsert
from salesbot.store.receipts import Receipt


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


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
async def test_any_number_of_rows_is_the_same_statement(store, now):
    """PostgreSQL prepares one statement for all of them: every other text costs a door a trip of its own."""
    said = []
    async with store.begin() as db:
        event.listen(db.get_bind(), "before_cursor_execute", lambda *heard: said.append(heard[2]))
        for ids in (["T1"], ["T2", "T3", "T4"], ["T4", "T5"]):
            await insert(db, Workspace, rows(*ids, now=now), ignore=["id"])
    assert len(said) == 3
    assert len(set(said)) == 1


def _named(workspace_id):
    there = select(Receipt.key).where(Receipt.workspace_id == workspace_id).exists()
    return case((there, "known"), else_="new")


async def test_a_column_is_worked_out_as_its_row_is_written(store, now):
    """Each row by what stands elsewhere at that moment; a row that stands keeps what it has."""
    name = WorkedOut("name", ("id",), _named)
    async with store.begin() as db:
        await insert(db, Receipt, [{"workspace_id": "T1", "key": "a", "received_at": now}])
        assert len(await insert(db, Workspace, rows("T1", "T2", now=now), ignore=["id"], also=name)) == 2
    async with store.begin() as db:
        await insert(db, Receipt, [{"workspace_id": one, "key": "a", "received_at": now} for one in ("T2", "T3")])
        change = {"created_at": now}
        again = rows("T2", "T3", "T4", now=now)
        await upsert(db, Workspace, again, key=["id"], change=change, where=Workspace.id != "T2", also=name)
    async with store.read() as db:
        found = (await db.scalars(select(Workspace.name).order_by(Workspace.id))).all()
    assert found == ["known", "new", "known", "new"]


async def test_what_is_added_must_be_new(store, now):
    """Nothing is passed over in silence, and what the rows do not say is as the table has it."""
    async with store.begin() as db:
        await add(db, Workspace, rows("T1", "T2", now=now))
    with pytest.raises(IntegrityError):
        async with store.begin() as db:
            await add(db, Workspace, rows("T3", "T2", now=now))
    async with store.read() as db:
        found = await db.execute(select(Workspace.id, Workspace.name).order_by(Workspace.id))
    assert [tuple(one) for one in found] == [("T1", ""), ("T2", "")]


async def test_what_a_row_does_not_say_is_as_the_table_has_it(store, now):
    """Columns that are left out get their defaults, and nothing is kept as nothing beside something."""
    told = [{"key": "a", "answer": None}, {"key": "b", "answer": {"text": "Å “quoted”, {braced}"}}]
    async with store.begin() as db:
        await insert(db, Receipt, [{"workspace_id": "T1", "received_at": now, **one} for one in told])
        await insert(db, Workspace, rows("T1", now=now))
    async with store.read() as db:
        found = (await db.execute(select(Receipt.key, Receipt.answer).order_by(Receipt.key))).all()
        kept = await db.scalar(select(Workspace.name))
    assert [tuple(one) for one in found] == [(one["key"], one["answer"]) for one in told]
    assert kept == ""


def test_lists_come_in_few_lengths():
    """Nothing is added but the last once more, and there are few lengths."""
    assert even([]) == []
    assert even(["a"]) == ["a"]
    assert even(["a", "b"]) == ["a", "b", "b", "b"]
    assert {len(even(range(size))) for size in range(1, 65)} == {1, 4, 16, 64}
    assert set(even(range(50))) == set(range(50))
