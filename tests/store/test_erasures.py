"""Who was forgotten is remembered beside the database, and what was deleted leaves no trace in its files."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from salesbot.errors import StoreError
from salesbot.store import erasures
from salesbot.store.erasures import Noted
from salesbot.store.scrub import scrub

if TYPE_CHECKING:
    from pathlib import Path

BEN = Noted("a1", "T_ACME", "UBEN", "2026-03-03T08:00:00+00:00")
CLEO = Noted("b2", "T_ACME", "UCLEO", "2026-03-03T09:00:00+00:00")


def test_notes_are_kept_once_and_survive_a_cut_line(tmp_path):
    """The same note twice is one; a crash in the middle of a line loses no other."""
    file = tmp_path / "notes" / "salesbot.db.forgotten"
    assert erasures.add(file, [BEN]) == 1
    assert erasures.add(file, [BEN]) == 0
    with file.open("a") as torn:
        torn.write('{"id": "c3", "workspace": "T_AC')
    assert erasures.add(file, [CLEO, BEN]) == 1
    assert erasures.read(file) == [BEN, CLEO]
    assert file.stat().st_mode & 0o077 == 0
    assert BEN.instant.hour == 8


def test_the_file_lies_beside_sqlite_and_where_a_setting_says(tmp_path):
    """PostgreSQL's is in the data folder, one for each database; no password is in its name."""
    assert erasures.place(f"sqlite:///{tmp_path}/salesbot.db") == tmp_path / "salesbot.db.forgotten"
    assert erasures.place("postgresql://u:secret@h/one", str(tmp_path / "here")) == tmp_path / "here"
    one, other = (erasures.place(f"postgresql://u:secret@h/{name}") for name in ("one", "other"))
    assert one != other
    assert "secret" not in str(one)


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    """Better to say so than to bring somebody back silently."""
    with pytest.raises(StoreError, match="who was forgotten, cannot be"):
        erasures.add(tmp_path, [BEN])


def test_what_a_database_says_itself_is_read_before_it_is_put_aside(tmp_path):
    """Of a file without the table, or of none, there is nothing."""
    file = tmp_path / "salesbot.db"
    assert erasures.inside(file) == []
    with closing(sqlite3.connect(file)) as database:
        assert erasures.inside(file) == []
        database.execute("CREATE TABLE forgotten (id, workspace_id, member_id, forgotten_at)")
        database.execute("INSERT INTO forgotten VALUES ('a1', 'T_ACME', 'UBEN', '2026-03-03 08:00:00.000000')")
        database.commit()
    (noted,) = erasures.inside(file)
    assert (noted.id, noted.member, noted.instant) == ("a1", "UBEN", BEN.instant)


async def test_search_indexes_and_the_file_ahead_forget_what_was_deleted(tmp_path):
    """A word that was deleted stands in no byte of the files, though another connection has the database open."""
    file = tmp_path / "salesbot.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA secure_delete = ON")
        database.execute("CREATE VIRTUAL TABLE words USING fts5(said)")
        database.execute("INSERT INTO words(rowid, said) VALUES (1, 'quokkaword'), (2, 'wombat')")
        database.execute("DELETE FROM words WHERE rowid = 1")
        assert b"quokkaword" in _bytes(file)
        assert await scrub(f"sqlite:///{file}", tries=1)
        assert b"quokkaword" not in _bytes(file)
        assert database.execute("SELECT rowid FROM words WHERE words MATCH 'wombat'").fetchall() == [(2,)]


async def test_while_somebody_reads_the_sweeping_says_that_it_is_not_done(tmp_path):
    """A reader in the middle of a transaction keeps the old pages; it is not told as done."""
    file = tmp_path / "salesbot.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("CREATE TABLE one (a)")
        with closing(sqlite3.connect(file, isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT * FROM one").fetchall()
            writer.execute("INSERT INTO one VALUES (1)")
            assert not await scrub(f"sqlite:///{file}", tries=1)
    assert await scrub(f"sqlite:///{file}", tries=1)


def _bytes(file: Path) -> bytes:
    """All that the database has on the disk."""
    parts = [file, file.with_name(f"{file.name}-wal")]
    return b"".join(one.read_bytes() for one in parts if one.exists())
