"""A copy a day that is looked through, kept for days and weeks, and never at the cost of an older one."""

from __future__ import annotations

import asyncio
import sys
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from salesbot import clock
from salesbot.errors import StoreError
from salesbot.store import Store, files, insert, nightly
from salesbot.store.receipts import Receipt


async def _keep(url, *keys):
    store = await Store.open(url)
    async with store.begin() as db:
        rows = [{"workspace_id": "T1", "key": key, "answer": None, "received_at": clock.real()} for key in keys]
        await insert(db, Receipt, rows)
    await store.close()


async def test_one_copy_a_day_with_all_that_is_there(sqlite_url, now, tmp_path):
    """The first call of a day makes the copy, whole and with every row; the second has nothing to do."""
    await _keep(sqlite_url, "one", "two")
    made = await nightly.make(sqlite_url, today=now.date())
    assert made == tmp_path / "backups" / "salesbot-2026-03-03.db"
    assert files.faults(made) == []
    assert nightly.rows_of(made) == nightly.rows_of(tmp_path / "salesbot.db")
    assert nightly.rows_of(made)["receipts"] == 2
    assert await nightly.make(sqlite_url, today=now.date()) is None


async def test_what_is_kept_is_the_last_week_and_four_weeks(sqlite_url, tmp_path):
    """After sixty days there are the last seven, and the last of each of the four weeks up to now."""
    first = date(2026, 1, 1)
    (tmp_path / "backups").mkdir()
    for number in range(59):
        (tmp_path / "backups" / f"salesbot-{first + timedelta(days=number)}.db").touch()
    await nightly.make(sqlite_url, today=date(2026, 3, 3))
    days = [one.file.stem.removeprefix("salesbot-") for one in nightly.kept(sqlite_url).copies]
    assert days == [
        "2026-03-03", "2026-02-28", "2026-02-27", "2026-02-26", "2026-02-25", "2026-02-24", "2026-02-23",
        "2026-02-22", "2026-02-15",
    ]  # fmt: skip


def test_a_day_by_day_rotation_never_keeps_more_than_eleven():
    """However long it runs: seven days and four weeks, of which the newest is always among the days."""
    there: list[date] = []
    for number in range(400):
        there.append(date(2026, 1, 1) + timedelta(days=number))
        gone = nightly.to_let_go(there)
        assert there[-1] not in gone
        there = [day for day in there if day not in gone]
        assert len(there) <= nightly.DAYS + nightly.WEEKS
    assert there[0] >= there[-1] - timedelta(weeks=4)


async def test_a_full_disk_costs_no_older_copy(sqlite_url, now, tmp_path, monkeypatch):
    """Where the copy has no room nothing is begun, nothing is let go, and the words say how much is needed."""
    await nightly.make(sqlite_url, today=now.date())
    monkeypatch.setattr("shutil.disk_usage", lambda _folder: SimpleNamespace(free=0))
    with pytest.raises(StoreError, match="Make room"):
        await nightly.make(sqlite_url, today=now.date() + timedelta(days=1))
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["salesbot-2026-03-03.db"]


_SMALL = """
import asyncio, resource, sys
from datetime import date
resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
from salesbot.errors import StoreError
from salesbot.store import nightly
try:
    asyncio.run(nightly.make(sys.argv[1], today=date(2026, 3, 4)))
except StoreError as no:
    print(no)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits of a process are Unix's")
async def test_a_disk_that_fills_up_on_the_way_leaves_no_half_copy(sqlite_url, now, tmp_path):
    """A process that may write no more in mid copy says so, and what is in the folder is as it was."""
    await nightly.make(sqlite_url, today=now.date())
    pipe = asyncio.subprocess.PIPE
    done = await asyncio.create_subprocess_exec(sys.executable, "-c", _SMALL, sqlite_url, stdout=pipe)
    said, _ = await done.communicate()
    assert b"could not be copied" in said
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["salesbot-2026-03-03.db"]


async def test_what_a_killed_process_left_is_cleared_away(sqlite_url, now, tmp_path):
    """Half a copy of an earlier night does not stay for good."""
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "salesbot-2026-03-01.db.part").write_text("half")
    await nightly.make(sqlite_url, today=now.date())
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["salesbot-2026-03-03.db"]


async def test_postgresql_is_left_to_its_own_tools(now):
    """Of PostgreSQL salesbot makes no copy and knows of none."""
    assert await nightly.make("postgresql://ana@db.example/sales", today=now.date()) is None
    assert nightly.kept("postgresql://ana@db.example/sales") is None
