"""What waits at the same moment is stored together: one commit, each its own fate, and no ack before it."""

from __future__ import annotations

import asyncio

import pytest
import structlog
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from salesbot import log, trace
from salesbot.errors import AlreadyDone, Refusal
from salesbot.room import Once
from salesbot.store import Store, wake
from salesbot.store.receipts import Receipt


def once(number: int | str) -> Once:
    return Once("T1", f"view.{number}")


class Desk:
    """Writes each item down; refuses "no", breaks on "poison", and remembers which came together."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.batches: list[list[str]] = []
        self.open = asyncio.Event()
        self.open.set()
        self.hand_in = store.together(self.write, patience=30)

    async def write(self, db, items):
        """Write these down."""
        self.batches.append(list(items))
        await self.open.wait()
        if "poison" in items:
            raise ZeroDivisionError
        for item in items:
            if item != "no":
                await db.execute(text("INSERT INTO papers (words) VALUES (:words)"), {"words": item})
        wake(db, "outbox")
        return [Refusal("Not that one.") if item == "no" else item.upper() for item in items]

    async def together(self, *items: str, first: int = 0) -> list[object]:
        """Hand all these in while the desk is busy with one, so that they wait together."""
        self.open.clear()
        busy = asyncio.create_task(self.hand_in(f"busy {first}", once=once(f"busy {first}")))
        await until(lambda: bool(self.batches) and f"busy {first}" in self.batches[-1])
        tasks = [
            asyncio.create_task(self.hand_in(item, once=once(first + number))) for number, item in enumerate(items)
        ]
        await asyncio.sleep(0)
        self.open.set()
        await busy
        return await asyncio.gather(*tasks, return_exceptions=True)

    async def papers(self) -> list[str]:
        """What was written down, in order."""
        async with self.store.read() as db:
            found = await db.scalars(text("SELECT words FROM papers WHERE words NOT LIKE 'busy%' ORDER BY id"))
            return list(found)

    async def receipts(self) -> int:
        """How many receipts there are."""
        async with self.store.read() as db:
            kept = select(func.count()).select_from(Receipt).where(Receipt.key.not_like("%busy%"))
            return (await db.execute(kept)).scalar_one()


async def until(true) -> None:
    """Wait for it, ten seconds at most."""
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.001)


@pytest.fixture
async def desk(store) -> Desk:
    """A desk, and a table for what it writes down."""
    key = "INTEGER PRIMARY KEY" if store.dialect == "sqlite" else "SERIAL PRIMARY KEY"
    async with store.begin() as db:
        await db.execute(text(f"CREATE TABLE papers (id {key}, words TEXT)"))
    return Desk(store)


async def test_what_waits_is_stored_together_and_in_order(desk):
    """Three that wait at the same moment are one transaction, in the order in which they came."""
    assert await desk.together("a", "b", "c") == ["A", "B", "C"]
    assert desk.batches == [["busy 0"], ["a", "b", "c"]]
    assert await desk.papers() == ["a", "b", "c"]


async def test_whoever_comes_alone_does_not_wait_for_company(desk):
    """One item is stored at once, by itself."""
    assert await desk.hand_in("a", once=once(1)) == "A"
    assert desk.batches == [["a"]]


async def test_a_crowd_is_waited_for_when_it_comes_again(desk):
    """Behind a crowd the first who comes again waits a moment for the next: they share a transaction."""
    desk.open.clear()
    crowd = asyncio.gather(*(desk.hand_in(item, once=once(item)) for item in ("a", "b")))
    await asyncio.sleep(0.2)  # a transaction that takes long, and so the moment is long
    desk.open.set()
    await crowd
    first = asyncio.create_task(desk.hand_in("c", once=once("c")))
    for _ in range(5):
        await asyncio.sleep(0)
    await asyncio.gather(first, desk.hand_in("d", once=once("d")))
    assert desk.batches == [["a", "b"], ["c", "d"]]


async def test_a_crowd_is_stored_in_transactions_of_bounded_length(desk):
    """Of two hundred that wait, no transaction takes more than 64."""
    got = await desk.together(*(f"n{number}" for number in range(200)))
    assert got == [f"N{number}" for number in range(200)]
    assert max(map(len, desk.batches)) == 64


async def test_nothing_is_acknowledged_before_the_commit(desk):
    """When a door hears its result, another connection reads what it brought."""

    async def door(number: int) -> list[str]:
        await desk.hand_in(f"n{number}", once=once(number))
        return [one for one in await desk.papers() if one == f"n{number}"]

    seen = await asyncio.gather(*(door(number) for number in range(20)))
    assert seen == [[f"n{number}"] for number in range(20)]


async def test_a_repeat_is_not_stored_again(desk):
    """What was stored in an earlier transaction gets the answer of then."""
    async with desk.store.begin(once=once(0)) as db:
        desk.store.remember(db, {"text": "Saved."})
    again, new = await desk.together("a", "b")
    assert isinstance(again, AlreadyDone)
    assert again.answer == {"text": "Saved."}
    assert (new, await desk.papers()) == ("B", ["b"])


async def test_each_of_several_may_have_an_answer_that_its_repeat_gets(store):
    """What was stored in one transaction is told apart: each repeat gets the answer of its own first time."""

    async def write(db, items):
        for number, item in items:
            store.remember(db, {"text": item}, once(number))
        return [item for _, item in items]

    hand_in = store.together(write, patience=30)
    items = [(0, "a"), (1, "b")]
    assert await asyncio.gather(*(hand_in(item, once=once(item[0])) for item in items)) == ["a", "b"]
    again = await asyncio.gather(*(hand_in((n, "c"), once=once(n)) for n, _ in items), return_exceptions=True)
    assert [one.answer for one in again] == [{"text": "a"}, {"text": "b"}]


async def test_twins_that_wait_together_are_stored_once(desk):
    """Of two equal submissions at the same moment one is stored; the other hears that it was."""
    first, twin = await asyncio.gather(
        desk.hand_in("a", once=once(1)), desk.hand_in("a", once=once(1)), return_exceptions=True
    )
    assert first == "A"
    assert isinstance(twin, AlreadyDone)
    assert await desk.papers() == ["a"]


async def test_a_refusal_stands_alone_and_leaves_no_receipt(desk):
    """Who is refused hears it, the others are stored, and the refused one may come again under the same key."""
    good, no, fine = await desk.together("a", "no", "c")
    assert (good, fine, await desk.papers(), await desk.receipts()) == ("A", "C", ["a", "c"], 2)
    assert isinstance(no, Refusal)
    assert await desk.hand_in("b", once=once(1)) == "B"


async def test_one_that_cannot_be_stored_hurts_nobody_else(desk):
    """When the whole transaction fails, each is tried alone: only the culprit's door gets the error."""
    good, bad, fine = await desk.together("a", "poison", "c")
    assert (good, fine, await desk.papers(), await desk.receipts()) == ("A", "C", ["a", "c"], 2)
    assert isinstance(bad, ZeroDivisionError)


async def test_a_door_that_was_given_up_takes_nobody_with_it(desk):
    """A cancelled door's item is not stored, even in the middle of it; the others are, and it may come again."""
    desk.open.clear()
    tasks = [asyncio.create_task(desk.hand_in(item, once=once(item))) for item in ("a", "b")]
    await until(lambda: desk.batches)
    tasks[0].cancel()
    await asyncio.sleep(0)
    desk.open.set()
    assert await tasks[1] == "B"
    assert tasks[0].cancelled()
    assert await desk.papers() == ["b"]
    assert await desk.hand_in("a", once=once("a")) == "A"


async def test_what_waited_too_long_is_not_stored(desk):
    """A process that was frozen does not write what its person sent anew, with other words, to another process."""
    hand_in = desk.store.together(desk.write, patience=0.05)
    desk.open.clear()
    tasks = [asyncio.create_task(hand_in(item, once=once(item))) for item in ("a", "b")]
    await until(lambda: desk.batches)
    await asyncio.sleep(0.1)
    desk.open.set()
    got = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in got] == [TimeoutError, TimeoutError]
    assert (await desk.papers(), await desk.receipts()) == ([], 0)


@pytest.mark.parametrize("code", ["40P01", "40001", "55P03"])
async def test_one_that_somebody_else_crossed_hurts_nobody_else(desk, monkeypatch, code):
    """A deadlock, or a lock that is not to be had in time, ends the transaction of all: each is tried alone."""
    write = desk.write

    async def crossed(db, items):
        if "held" in items:
            error = Exception("somebody else has it")
            error.sqlstate = code
            raise DBAPIError("UPDATE", {}, error)
        return await write(db, items)

    monkeypatch.setattr(desk, "write", crossed)
    desk.hand_in = desk.store.together(desk.write, patience=30)
    got = await desk.together("a", "held", "b")
    assert [got[0], type(got[1]), got[2]] == ["A", DBAPIError, "B"]


@pytest.mark.parametrize("away", [OperationalError, InternalError, DBAPIError])
async def test_a_commit_that_fails_is_everybodys_error(desk, monkeypatch, away):
    """No door hears a yes when the commit failed, and nothing stands; nobody is tried alone; later it is stored."""

    async def fail(_self) -> None:
        raise away("COMMIT", {}, Exception("disk full"))

    with monkeypatch.context() as patch:
        desk.store.signal("outbox").clear()
        patch.setattr("sqlalchemy.ext.asyncio.AsyncSession.commit", fail)
        got = await asyncio.gather(
            *(desk.hand_in(item, once=once(item)) for item in ("a", "b")), return_exceptions=True
        )
    assert [type(one) for one in got] == [away, away]
    assert desk.batches == [["a", "b"]]
    assert (await desk.papers(), await desk.receipts()) == ([], 0)
    assert not desk.store.signal("outbox").is_set()
    assert await desk.hand_in("a", once=once("a")) == "A"
    assert desk.store.signal("outbox").is_set()


async def test_two_processes_store_twins_once(desk):
    """Where two desks share a database, an item and its repeat are still stored once."""
    other = Desk(desk.store)
    keys = [number % 10 for number in range(60)]
    hands = [desk.hand_in, other.hand_in] * 30
    doors = [hand(f"n{key}", once=once(key)) for hand, key in zip(hands, reversed(keys), strict=True)]
    got = await asyncio.gather(*doors, return_exceptions=True)
    assert sorted(one for one in got if isinstance(one, str)) == [f"N{key}" for key in range(10)]
    assert sum(isinstance(one, AlreadyDone) for one in got) == 50
    assert sorted(await desk.papers()) == [f"n{key}" for key in range(10)]


async def test_nobody_waits_for_a_transaction_that_was_cancelled(desk):
    """Whoever waited for it, and whoever would have been next, hears that it did not come; the next is stored again."""
    desk.open.clear()
    first = asyncio.create_task(desk.hand_in("a", once=once("a")))
    await until(lambda: desk.batches)
    later = asyncio.create_task(desk.hand_in("b", once=once("b")))
    await asyncio.sleep(0)
    (worker,) = (task for task in asyncio.all_tasks() if task.get_name() == "salesbot.together")
    worker.cancel()
    async with asyncio.timeout(10):
        got = await asyncio.gather(first, later, return_exceptions=True)
    assert [type(one) for one in got] == [TimeoutError, TimeoutError]
    desk.open.set()
    assert await desk.hand_in("a", once=once("a")) == "A"
    assert await desk.papers() == ["a"]


async def test_the_end_waits_for_what_was_brought(database_url, desk):
    """Closing the store first stores what waits."""
    desk.open.clear()
    waiting = asyncio.create_task(desk.hand_in("a", once=once(1)))
    await until(lambda: desk.batches)
    closing = asyncio.create_task(desk.store.close())
    await asyncio.sleep(0.01)
    assert not closing.done()
    desk.open.set()
    await closing
    assert await waiting == "A"
    reopened = await Store.open(database_url)
    async with reopened.read() as db:
        assert list(await db.scalars(text("SELECT words FROM papers"))) == ["a"]
    await reopened.close()


async def test_whoever_comes_alone_keeps_its_story_and_a_crowd_has_one_together(store, desk):
    """What is promised for a lone door carries its own id; for several at once a common one, which names theirs."""
    lone, said = [], []
    heard = structlog.get_config()
    structlog.configure(processors=[log.with_trace, lambda _logger, _method, event: said.append(event) or ""])
    write = desk.write

    async def traced(db, items):
        lone.append(trace.current())
        return await write(db, items)

    together, requests = store.together(traced, patience=30), {}

    async def door(item, *, once):
        with trace.begun("request") as story:
            requests[item] = story.id
            return await together(item, once=once)

    desk.hand_in = door
    try:
        await desk.together("two", "three")
    finally:
        structlog.configure(**heard)
    assert lone[0] == requests["busy 0"]
    assert lone[-1].startswith("together-")
    (line,) = [event for event in said if event["event"] == "doors.together"]
    assert (line["trace"], line["traces"]) == (lone[-1], [requests["two"], requests["three"]])
