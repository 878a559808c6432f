"""One transaction per door: what commits stays, what fails leaves nothing, and readers never wait."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from salesbot import clock
from salesbot.errors import AlreadyDone, StoreError
from salesbot.room import Once
from salesbot.store import Store, receipts, wake
from salesbot.store.receipts import Receipt

ONCE = Once("T1", "view.V1.hash")


async def receipt_count(store) -> int:
    async with store.read() as db:
        return (await db.execute(select(func.count()).select_from(Receipt))).scalar_one()


async def fail(store, once: Once | None = None) -> None:
    """A door that breaks after it wrote."""
    async with store.begin(once=once) as db:
        wake(db, "outbox")
        store.remember(db, {"text": "Saved."})
        raise ZeroDivisionError


async def repeat(store, once: Once = ONCE) -> None:
    async with store.begin(once=once):
        pytest.fail("the door ran twice")


async def test_a_repeat_gets_the_first_answer(store):
    """What was stored once is not stored again, and its repeat hears the same answer."""
    async with store.begin(once=ONCE) as db:
        store.remember(db, {"text": "Saved."})
    with pytest.raises(AlreadyDone) as again:
        await repeat(store)
    assert again.value.answer == {"text": "Saved."}


async def test_a_repeat_without_an_answer_gets_an_empty_one(store):
    """A door that remembers nothing is still not run twice."""
    async with store.begin(once=ONCE):
        pass
    with pytest.raises(AlreadyDone) as again:
        await repeat(store)
    assert again.value.answer == {}


async def test_the_same_key_in_another_workspace_is_another_thing(store):
    """Slack's ids are unique within a workspace only."""
    for workspace in ("T1", "T2"):
        async with store.begin(once=Once(workspace, "view.V1.hash")):
            pass
    assert await receipt_count(store) == 2


async def test_the_same_key_in_another_workspace_has_an_answer_of_its_own(store):
    """Whoever repeats it there hears what was said there."""
    for workspace in ("T1", "T2"):
        async with store.begin(once=Once(workspace, "view.V1.hash")) as db:
            store.remember(db, {"text": f"Saved in {workspace}."})
    for workspace in ("T1", "T2"):
        with pytest.raises(AlreadyDone) as again:
            await repeat(store, Once(workspace, "view.V1.hash"))
        assert again.value.answer == {"text": f"Saved in {workspace}."}


async def test_what_fails_leaves_no_receipt(store):
    """A submission that broke can be pressed again, and is then stored."""
    with pytest.raises(ZeroDivisionError):
        await fail(store, ONCE)
    assert await receipt_count(store) == 0
    async with store.begin(once=ONCE) as db:
        store.remember(db, {"text": "Saved."})
    assert await receipt_count(store) == 1


async def test_twins_at_the_same_moment_are_stored_once(store):
    """Of ten equal submissions at once, one is stored, and the nine others hear its answer."""
    ran: list[int] = []

    async def door(number: int) -> dict[str, object]:
        try:
            async with store.begin(once=ONCE) as db:
                await asyncio.sleep(0.01)
                ran.append(number)
                store.remember(db, {"number": number})
        except AlreadyDone as done:
            return done.answer
        return {"number": number}

    answers = await asyncio.gather(*(door(number) for number in range(10)))
    assert answers == [{"number": ran[0]}] * 10
    assert len(ran) == 1


async def test_receipts_are_forgotten_after_a_day(store):
    """A purge takes the receipts older than 24 hours and no others."""
    async with store.begin(once=ONCE):
        pass
    async with store.begin() as db:
        assert await receipts.purge(db, now=clock.real() + timedelta(hours=23)) == 0
        assert await receipts.purge(db, now=clock.real() + timedelta(hours=25)) == 1
    assert await receipt_count(store) == 0


async def test_only_a_commit_wakes(store):
    """A rollback wakes nobody, nor does a transaction that is still open; a commit does."""
    with pytest.raises(ZeroDivisionError):
        await fail(store)
    async with store.begin() as db:
        wake(db, "outbox")
        assert not store.signal("outbox").is_set()
    assert store.signal("outbox").is_set()
    assert not store.signal("heartbeat").is_set()


async def test_a_reader_never_waits_behind_a_writer(store):
    """While a writer has not committed, readers see what was before, at once."""
    async with store.begin(once=ONCE), asyncio.timeout(10):
        counts = await asyncio.gather(*(receipt_count(store) for _ in range(8)))
    assert counts == [0] * 8
    assert await receipt_count(store) == 1


async def test_a_reader_cannot_write(store):
    """A door that opened for reading is refused by the database itself when it writes, and the next writer is not."""
    with pytest.raises(DBAPIError, match=r"read-?only"):
        async with store.read() as db:
            await db.execute(text("DELETE FROM receipts"))
    async with store.begin(once=ONCE):
        pass
    assert await receipt_count(store) == 1


async def test_machine_time_is_aware(store):
    """Leases are reckoned in aware machine time, PostgreSQL's own where there is one."""
    clock.set_calendar(clock.real() + timedelta(days=300))
    async with store.read() as db:
        machine = await store.machine_now(db)
    assert abs(machine - clock.real()) < timedelta(minutes=5)


async def test_no_update_is_lost_on_sqlite(sqlite_url):
    """Fifty read-then-write transactions over two stores on one file count to fifty."""
    stores = [await Store.open(sqlite_url), await Store.open(sqlite_url)]
    async with stores[0].begin() as db:
        await db.execute(text("CREATE TABLE tally (n INTEGER)"))
        await db.execute(text("INSERT INTO tally VALUES (0)"))

    async def count_on(store) -> None:
        async with store.begin() as db:
            n = (await db.execute(text("SELECT n FROM tally"))).scalar_one()
            await asyncio.sleep(0)
            await db.execute(text("UPDATE tally SET n = :n"), {"n": n + 1})

    await asyncio.gather(*(count_on(stores[number % 2]) for number in range(50)))
    async with stores[0].read() as db:
        assert (await db.execute(text("SELECT n FROM tally"))).scalar_one() == 50
    for store in stores:
        await store.close()


EVERYONE = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2}


async def test_sqlite_is_set_up(sqlite_url):
    """An acknowledged answer survives a power cut, references hold, and what was erased is gone."""
    store = await Store.open(sqlite_url)
    async with store.begin() as writer, store.read() as reader:
        assert await pragmas(writer) == EVERYONE | {"secure_delete": 1, "query_only": 0, "busy_timeout": 100}
        assert await pragmas(reader) == EVERYONE | {"secure_delete": 1, "query_only": 1, "busy_timeout": 30_000}
    await store.close()


async def pragmas(db) -> dict[str, object]:
    names = [*EVERYONE, "secure_delete", "query_only", "busy_timeout"]
    return {name: (await db.execute(text(f"PRAGMA {name}"))).scalar_one() for name in names}


async def test_a_new_file_is_nobody_elses_to_read(tmp_path):
    """The file, its log and its folder are made where there are none, and only their owner may read the file."""
    store = await Store.open(f"sqlite:///{tmp_path}/data/salesbot.db")
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "data").iterdir()}
    await store.close()
    assert modes
    assert set(modes.values()) == {0o600}


async def test_a_file_that_is_no_database_is_refused_in_words(tmp_path):
    """Opening a file of something else says which file and what is the matter."""
    file = tmp_path / "salesbot.db"
    file.write_text("Dear diary, today I sold nothing.\n" * 100)
    with pytest.raises(StoreError, match=r"salesbot\.db cannot be opened: file is not a database"):
        await Store.open(f"sqlite:///{file}")


async def test_a_server_that_is_away_is_refused_in_words():
    """Opening a PostgreSQL that does not answer says so, and keeps the password to itself."""
    with pytest.raises(StoreError, match="cannot be opened") as no:
        await Store.open("postgresql://ana:secret@127.0.0.1:1/sales")
    assert "secret" not in str(no.value)
