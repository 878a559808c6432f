"""From a SQLite file to PostgreSQL: every row of every table, or none, and a sentence that says why."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, nullcontext
from datetime import UTC, datetime

import pytest
from moving import ROWS, copy, everything, is_empty, spoil, visiting
from sqlalchemy import create_engine, insert
from typer.testing import CliRunner

from salesbot.cli import db as db_cli
from salesbot.errors import StoreError
from salesbot.store import Base, Store, erasures, urls
from salesbot.store.copying import compare
from salesbot.store.copying.source import Source
from salesbot.store.copying.values import Fitting
from salesbot.store.lock import hold
from salesbot.tips import queries as tips

NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)


async def test_every_row_of_every_table_arrives(source, bare_target):
    """Whatever SQLite holds, in all kinds of columns, reads the same from PostgreSQL; ids go on; tips are found."""
    spoil(source, "DELETE FROM copies WHERE id = 12")
    before = hashlib.sha256(urls.file_of(urls.parse(source)).read_bytes()).digest()
    copied = await copy(source, bare_target)
    assert hashlib.sha256(urls.file_of(urls.parse(source)).read_bytes()).digest() == before
    here, there = await everything(source), await everything(bare_target)
    assert {name: len(rows) for name, rows in there.items() if not rows} == {}
    assert there == here
    assert copied.rows == sum(map(len, here.values()))
    assert copied.nuls > 0
    async with visiting(bare_target) as visitor:
        assert await visitor.fetchval("SELECT nextval('copies_id_seq')") == ROWS + 1
    assert await _found(source) == await _found(bare_target) != []


async def _found(url):
    store = await Store.open(url)
    async with store.read() as db:
        found = [await tips.found(db, f"T{group:07}", ["lef"], most=9) for group in range(ROWS)]
    await store.close()
    return [one for some in found for one in some]


@pytest.mark.parametrize("kind", ["running", "old", "astray", "nothing", "other", "gone", "postgresql"])
async def test_what_cannot_be_copied_is_refused(kind, source, file, target):
    """Each reason is told in words that say what to do, and nothing is copied."""
    words = {
        "running": "Stop that one first", "old": "salesbot db upgrade", "astray": "is damaged.*db restore",
        "nothing": "not a database of salesbot", "other": "does not know.*coffee", "gone": "is not there.*--from",
        "postgresql": "pg_dump",
    }  # fmt: skip
    if kind == "old":
        spoil(source, "UPDATE alembic_version SET version_num = '0003'")
    elif kind == "astray":
        spoil(source, "UPDATE drafts SET ask_id = 99 WHERE id = 1")
    elif kind == "nothing":
        spoil(source, "DROP TABLE alembic_version")
    elif kind == "other":
        spoil(source, "CREATE TABLE coffee AS SELECT 1 AS cup")
    elif kind == "gone":
        file.unlink()
    held = hold(source) if kind == "running" else nullcontext()
    with held, pytest.raises(StoreError, match=f"(?s){words[kind]}"):
        await copy(target if kind == "postgresql" else source, target)
    assert await is_empty(target)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("CREATE TABLE coffee (cup integer)", "not salesbot's.*coffee.*createdb"),
        ("INSERT INTO processes VALUES ('T1', 'a', 1, now())", "not empty.*processes.*createdb"),
        ("UPDATE alembic_version SET version_num = '9999'", "newer salesbot"),
    ],
)
async def test_a_target_in_use_is_refused(statement, words, source, target):
    """Nothing that somebody else keeps is mixed with ours, and no newer salesbot's database is filled."""
    async with visiting(target) as visitor:
        await visitor.execute(statement)
        with pytest.raises(StoreError, match=f"(?s){words}"):
            await copy(source, target)


async def test_a_target_that_somebody_writes_to_is_refused(source, target, monkeypatch):
    """A salesbot that runs on the target holds its rows, and is not waited for long."""
    monkeypatch.setattr("salesbot.store.copying.target._WAIT", "100ms")
    async with visiting(target) as visitor, visitor.transaction():
        await visitor.execute("LOCK TABLE members IN ROW EXCLUSIVE MODE")
        with pytest.raises(StoreError, match="Stop the salesbot that runs on it"):
            await copy(source, target)


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("sqlite:////tmp/other.db", "db backup"), ("mysql://x/y", "not mysql"),
        ("postgresql://ana:sesame@127.0.0.1:1/sales", r"\*\*\*@127.0.0.1.*Is PostgreSQL up"),
    ],
)  # fmt: skip
async def test_a_target_that_is_none_is_refused(target, words, source):
    """The password is not repeated."""
    with pytest.raises(StoreError, match=f"(?s){words}") as refused:
        await copy(source, target)
    assert "sesame" not in str(refused.value)


UNFIT = {
    "id": (3_000_000_000, "the row id=3000000000 holds 3000000000, which is beyond"),
    "uses": ("many", "id=3 holds what is no integer in uses"),
    "posted": (7, "id=3 holds what is no boolean in posted"),
    "shared_at": ("yesterday", "id=3 holds what is no datetime in shared_at"),
    "text": (b"\x00", "id=3 holds what is no text in text"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_postgresql_does_not_take_is_named(name, file):
    """SQLite takes anything in any column; the row and the column are told."""
    value, words = UNFIT[name]
    table = Base.metadata.tables["tips"]
    with closing(sqlite3.connect(file)) as database:
        database.row_factory = sqlite3.Row
        row = dict(database.execute("SELECT * FROM tips WHERE id = 3").fetchone())
    names = [column.name for column in table.columns]
    rows = [tuple(one[column] for column in names) for one in (row, row | {name: value})]
    with pytest.raises(StoreError, match=f"{words}.*Mend or delete"):
        Fitting(table)(rows)


async def test_a_key_with_a_nul_is_refused(source, target):
    """Without it, it might be another row's; nothing is copied."""
    spoil(source, "UPDATE tip_words SET word = 'a' || char(0) WHERE tips = 2")
    with pytest.raises(StoreError, match=r"tip_words: .* holds a NUL character.* in word"):
        await copy(source, target)
    assert await is_empty(target)


def test_a_row_too_many_is_found():
    """Whatever stands on one side only is named, at the beginning, in the middle and at the end."""
    table = Base.metadata.tables["processes"]
    a, b, c = [("T1", name, 1, None) for name in "abc"]
    for left, right, words in [
        ([a, c], [a, b, c], "id=b is in PostgreSQL and not"), ([a, b], [b], "id=a is not in PostgreSQL"),
        ([a], [a, b], "id=b is in PostgreSQL and not"), ([b], [a, b], "id=a is in PostgreSQL and not"),
        ([a, b], [a], "id=b is not in PostgreSQL"), ([a], [(*a[:2], 2, None)], "connections is not the same: 1 in"),
    ]:  # fmt: skip
        assert words in compare.difference(table, left, right)


async def test_the_source_is_read_as_it_was(source, file):
    """What a tool writes while it is read comes into neither pass."""
    table = Base.metadata.tables["processes"]
    async with Source.open(file) as opened:
        engine = create_engine(source)
        with engine.begin() as db:
            db.execute(insert(table).values(workspace_id="T9", id="late", connections=1, seen_at=NOW))
        engine.dispose()
        assert (await opened.counts([table]))["processes"] == ROWS
        assert sum([len(some) async for some in opened.batches(table)]) == ROWS


def test_the_command_says_how_far_it_is_and_what_comes_next(source, file, target, monkeypatch):
    """Lines for a log, the next steps, and no password; who was forgotten is known to the new database's file too."""
    monkeypatch.setenv("SALESBOT_DATABASE_URL", source)
    monkeypatch.setenv("XDG_DATA_HOME", str(file.parent / "data"))
    file.with_suffix(".key").write_text("a key")
    erasures.add(erasures.place(source), [erasures.Noted("a1", "T1", "U1", NOW.isoformat())])
    said = CliRunner().invoke(db_cli.app, ["copy", target], catch_exceptions=False)
    assert said.exit_code == 0
    assert said.stderr.startswith(f"Looking through {file}.\nCopying: ")
    assert said.stderr.count("\nComparing: ") == 11
    assert "and compared each of them" in said.stdout
    assert "left out of" in said.stdout
    assert f"SALESBOT_KEY_FILE={file.with_suffix('.key')}" in said.stdout
    assert f"Keep {file}" in said.stdout
    assert [one.id for one in erasures.read(erasures.place(target))] == ["a1"]
