"""The restore drill: a database that is written to all the time is copied, brought back, and is equal row by row."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, update
from typer.testing import CliRunner

from salesbot import clock
from salesbot.cli.db import app
from salesbot.store import Store, files, insert, migrate, nightly
from salesbot.store.receipts import Receipt

if TYPE_CHECKING:
    from pathlib import Path


class Writer:
    """Writes without a pause: rows come, change and go, each time in one transaction, and every state is remembered."""

    def __init__(self, store: Store, seed: int) -> None:
        self.states: list[dict[str, object]] = [{}]
        self._store = store
        self._random = random.Random(seed)
        self._going = True

    async def write(self) -> None:
        """Write until stopped."""
        async with self._store.begin() as db:
            await insert(db, Receipt, [self._row("counter", 0)])
        while self._going:
            state = dict(self.states[-1])
            async with self._store.begin() as db:
                await self._change(db, state)
                await self._say(db, "counter", len(self.states))
            self.states.append(state)

    async def _change(self, db, state) -> None:
        number = len(self.states)
        chosen = self._random.choice(sorted(state)) if state else ""
        match self._random.choice("iiuud") if state else "i":
            case "i":
                state[f"row.{number}"] = number
                await insert(db, Receipt, [self._row(f"row.{number}", number)])
            case "u":
                state[chosen] = number
                await self._say(db, chosen, number)
            case "d":
                del state[chosen]
                await db.execute(delete(Receipt).where(Receipt.key == chosen))

    async def _say(self, db, key, number) -> None:
        await db.execute(update(Receipt).where(Receipt.key == key).values(answer={"number": number}))

    def _row(self, key, number):
        answer = {"number": number}
        return {"workspace_id": "T1", "key": key, "answer": answer, "received_at": clock.real()}

    async def has_written(self, more: int) -> None:
        """Wait for so many more transactions."""
        until = len(self.states) + more
        while len(self.states) < until:  # noqa: ASYNC110  the writer has better to do than to tell
            await asyncio.sleep(0.005)

    def stop(self) -> None:
        """End after the transaction under way."""
        self._going = False


def rows(file: Path) -> dict[str, list[tuple]]:
    """Every row of every table, in one order."""
    with closing(sqlite3.connect(file)) as database:
        names = sorted(nightly.rows_of(file))
        return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in names}  # noqa: S608  our own tables


def numbers(file: Path) -> dict[str, object]:
    """What the writer wrote, as it stands in a file."""
    with closing(sqlite3.connect(file)) as database:
        return dict(database.execute("SELECT key, json_extract(answer, '$.number') FROM receipts"))


async def _typed(*words: str, url: str) -> None:
    """Type `salesbot db …`, as whoever hosts it does."""
    typed = await asyncio.to_thread(CliRunner().invoke, app, words, env={"SALESBOT_DATABASE_URL": url})
    assert typed.exit_code == 0, typed.output


async def _drill(folder: Path, *, times: int, seed: int) -> None:
    """Copy by hand and by night while somebody writes; bring each copy back elsewhere and compare all of it."""
    url, live = f"sqlite:///{folder}/salesbot.db", folder / "salesbot.db"
    await migrate.upgrade(url)
    store = await Store.open(url)
    writer = Writer(store, seed)
    writing = asyncio.create_task(writer.write())
    for number in range(times):
        await writer.has_written(20)
        await _typed("backup", str(folder / f"by-hand-{number}.db"), url=url)
        await writer.has_written(20)
        by_night = await nightly.make(url, today=date(2026, 3, 3) + timedelta(days=number))
        for copy in (folder / f"by-hand-{number}.db", by_night):
            await _compared(copy, folder / "restored" / copy.name, live, writer)
    writer.stop()
    await writing
    await store.close()


async def _compared(copy: Path, restored: Path, live: Path, writer: Writer) -> None:
    await _typed("restore", str(copy), url=f"sqlite:///{restored}")
    assert files.faults(restored) == []
    assert rows(restored) == rows(copy)
    found = numbers(restored)
    assert found == {**writer.states[found["counter"]], "counter": found["counter"]}  # one moment, whole
    others, there = rows(restored), rows(live)
    assert {name: others[name] for name in others if name != "receipts"} == {
        name: there[name] for name in there if name != "receipts"
    }


async def test_what_was_copied_under_writes_comes_back_row_by_row(tmp_path):
    """`salesbot db backup` and the copy of the night each hold one moment of the database, and restore to it."""
    await _drill(tmp_path, times=1, seed=20260303)


@pytest.mark.chaos
async def test_the_same_twenty_times(tmp_path):
    """The long run, with other moments each time."""
    await _drill(tmp_path, times=10, seed=random.randrange(10**9))
