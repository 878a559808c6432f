"""Keeping a copy while people go on writing, and coming back to it."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.engine import make_url

from salesbot import clock
from salesbot.errors import StoreError
from salesbot.store import Store, backup, files, insert, migrate
from salesbot.store.lock import hold
from salesbot.store.receipts import Receipt

SERVER = "postgresql://ana:secret@db.example:5432/sales"


@pytest.fixture
async def url(tmp_path) -> str:
    """A database in use, at our version."""
    address = f"sqlite:///{tmp_path}/salesbot.db"
    await migrate.upgrade(address)
    return address


async def keep(url: str, key: str) -> None:
    store = await Store.open(url)
    await keep_in(store, key)
    await store.close()


async def keep_in(store, *keys: str) -> None:
    async with store.begin() as db:
        rows = [{"workspace_id": "T1", "key": key, "answer": None, "received_at": clock.real()} for key in keys]
        await insert(db, Receipt, rows)


async def kept(url: str) -> int:
    store = await Store.open(url)
    async with store.read() as db:
        count = (await db.execute(select(func.count()).select_from(Receipt))).scalar_one()
    await store.close()
    return count


async def test_a_backup_while_a_writer_writes_is_whole(url, tmp_path):
    """The copy holds all that was committed before it began, no half of a pair, and the writer loses nothing."""
    store = await Store.open(url)
    pairs = 0
    copying = None
    while copying is None or not copying.done():
        await keep_in(store, f"{pairs}.left", f"{pairs}.right")
        pairs += 1
        if pairs == 20:
            copying = asyncio.create_task(backup.backup(url, tmp_path / "copy.db"))
    await copying
    await store.close()

    assert files.faults(tmp_path / "copy.db") == []
    in_copy = await kept(f"sqlite:///{tmp_path}/copy.db")
    assert in_copy % 2 == 0
    assert 40 <= in_copy <= 2 * pairs
    assert await kept(url) == 2 * pairs


async def test_a_backup_never_overwrites(url, tmp_path):
    """A name that is taken is refused, and what is there stays as it is."""
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreError, match="not overwritten"):
        await backup.backup(url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "precious"
    assert list(tmp_path.glob("*.part")) == []


async def test_a_backup_into_no_folder_says_so(url, tmp_path):
    """A path that cannot be written is refused in words."""
    with pytest.raises(StoreError, match="could not be copied"):
        await backup.backup(url, tmp_path / "nowhere" / "copy.db")


async def test_a_copy_is_nobody_elses_to_read(url, tmp_path):
    """A backup may be read by those who may read the database."""
    await backup.backup(url, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o777 == 0o600


async def test_restoring_comes_back_to_the_copy(url, tmp_path):
    """What was written after the backup is gone from the database and still in the old file beside it."""
    await keep(url, "before")
    await backup.backup(url, tmp_path / "copy.db")
    await keep(url, "after")
    old = await backup.restore(url, tmp_path / "copy.db")
    assert await kept(url) == 1
    assert await kept(f"sqlite:///{old}") == 2
    assert (tmp_path / "copy.db").exists()


async def test_what_was_only_in_the_log_is_kept_with_the_old_file(url, tmp_path):
    """A database that was killed before SQLite put its log into the file is set aside together with that log."""
    await backup.backup(url, tmp_path / "copy.db")
    store = await Store.open(url)
    await keep_in(store, "only in the log")
    old = await backup.restore(url, tmp_path / "copy.db")  # the open store stands for one that never closed
    await store.close()
    assert await kept(f"sqlite:///{old}") == 1
    assert await kept(url) == 0


async def test_restoring_where_nothing_was(url, tmp_path):
    """A backup makes a database on a new machine."""
    await backup.backup(url, tmp_path / "copy.db")
    assert await backup.restore(f"sqlite:///{tmp_path}/new/salesbot.db", tmp_path / "copy.db") is None
    assert await migrate.pending(f"sqlite:///{tmp_path}/new/salesbot.db") == []


@pytest.mark.parametrize("is_there", [True, False], ids=["over the old one", "where nothing was"])
async def test_what_is_restored_is_nobody_elses_to_read(url, tmp_path, is_there):
    """A backup that travelled, by mail or by scp, is often open to everybody; the database that it becomes is not."""
    await backup.backup(url, tmp_path / "copy.db")
    (tmp_path / "copy.db").chmod(0o644)
    if not is_there:
        url = f"sqlite:///{tmp_path}/new/salesbot.db"
    await backup.restore(url, tmp_path / "copy.db")
    assert _mode(url) == 0o600


def _mode(url):
    return Path(make_url(url).database).stat().st_mode & 0o777


@pytest.mark.skipif(sys.platform != "linux", reason="a folder in which nobody, root neither, makes a file")
async def test_a_backup_is_only_read(url, tmp_path):
    """It may lie where salesbot makes no files, such as a disk of backups that is mounted to be read."""
    await keep(url, "kept")
    await backup.backup(url, tmp_path / "copy.db")
    with (tmp_path / "copy.db").open("rb") as handle:
        await backup.restore(url, Path(f"/proc/self/fd/{handle.fileno()}"))
    assert await kept(url) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root makes files for others")
async def test_what_root_restores_belongs_to_whose_database_it_is(url, tmp_path):
    """Restored by root, the service that runs as a user of its own goes on with its file."""
    await backup.backup(url, tmp_path / "copy.db")
    file = Path(make_url(url).database)
    os.chown(file, 12345, 12345)
    await backup.restore(url, tmp_path / "copy.db")
    assert (os.stat(file).st_uid, os.stat(file).st_gid) == (12345, 12345)  # noqa: PTH116  a look takes no time


async def test_a_disk_that_knows_no_hard_links_takes_a_backup(url, tmp_path, monkeypatch):
    """A USB stick, or a share: an older backup of that name is not written over there either."""

    def no_links(_from, _to):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    await keep(url, "kept")
    await backup.backup(url, tmp_path / "copy.db")
    with pytest.raises(StoreError, match="already"):
        await backup.backup(url, tmp_path / "copy.db")
    await backup.restore(url, tmp_path / "copy.db")
    assert await kept(url) == 1


async def test_restoring_under_a_running_salesbot_is_refused(url, tmp_path):
    """While salesbot runs, its file is not taken away from under it."""
    await backup.backup(url, tmp_path / "copy.db")
    with hold(url), pytest.raises(StoreError, match="Stop that one first"):
        await backup.restore(url, tmp_path / "copy.db")


def damage(file: Path) -> None:
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])


def make_newer(file: Path) -> None:
    change(file, "UPDATE alembic_version SET version_num = '9999'")


def make_another_programs(file: Path) -> None:
    change(file, "DROP TABLE alembic_version")


def change(file: Path, statement: str) -> None:
    """Change a file behind salesbot's back."""
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute(statement)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (damage, "damaged|malformed"),
        (make_newer, "newer salesbot"),
        (make_another_programs, "not a database of salesbot"),
    ],
)
async def test_what_could_not_be_used_is_not_restored(url, tmp_path, spoil, words):
    """A damaged, newer or foreign file is refused, and the database stays as it is."""
    await keep(url, "before")
    await backup.backup(url, tmp_path / "copy.db")
    spoil(tmp_path / "copy.db")
    with pytest.raises(StoreError, match=words):
        await backup.restore(url, tmp_path / "copy.db")
    assert await kept(url) == 1


async def test_a_file_that_is_not_there_is_not_restored(url, tmp_path):
    """A wrong name is refused in words and makes no file."""
    with pytest.raises(StoreError, match="is not there"):
        await backup.restore(url, tmp_path / "copy.db")
    assert not (tmp_path / "copy.db").exists()


async def test_postgresql_is_told_its_own_tools():
    """For PostgreSQL the command to run is said, without the password."""
    with pytest.raises(StoreError, match="Run: pg_dump --format=custom") as no:
        await backup.backup(SERVER, Path("sales.dump"))
    with pytest.raises(StoreError, match="then run: pg_restore --clean") as either:
        await backup.restore(SERVER, Path("sales.dump"))
    for told in (str(no.value), str(either.value)):
        assert "--dbname=postgresql://ana@db.example:5432/sales" in told
        assert "sales.dump" in told
        assert "secret" not in told


async def test_a_healthy_database_is_well(empty_url):
    """Every line of the check is ok at our version, on either database."""
    await migrate.upgrade(empty_url)
    findings = await backup.check(empty_url)
    assert len(findings) == 2
    assert all(finding.well for finding in findings)


async def test_a_check_says_what_to_do(empty_url):
    """Tables that are behind are named, with the command that brings them up to date."""
    store = await Store.open(empty_url)
    await store.close()
    findings = await backup.check(empty_url)
    assert not findings[-1].well
    assert "salesbot db upgrade" in findings[-1].words


async def test_a_row_that_points_nowhere_is_found(url):
    """A reference that leads nowhere is told with the way out."""
    change(Path(make_url(url).database), "INSERT INTO lanes VALUES ('T404', 'x', '2026-03-03', 1.0, NULL, NULL)")
    findings = await backup.check(url)
    assert any("lanes" in finding.words and "restore" in finding.words for finding in findings if not finding.well)


async def test_a_server_that_is_away_is_told():
    """A database that does not answer is one line with what to look at, without its password."""
    (finding,) = await backup.check("postgresql://ana:secret@127.0.0.1:1/sales")
    assert not finding.well
    assert "does not answer" in finding.words
    assert "secret" not in finding.words


@pytest.mark.parametrize("folder", [".", "/"])
async def test_a_folder_is_no_name_for_a_copy(url, folder):
    """Whoever names a folder is told so, even one whose name is empty."""
    with pytest.raises(StoreError, match="is a folder"):
        await backup.backup(url, Path(folder))
