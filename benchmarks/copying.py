"""`salesbot db copy`: a million rows in every kind of column from a SQLite file to PostgreSQL, each compared."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import psutil
from sqlalchemy.engine import make_url

from benchmarks.every_table import fill
from benchmarks.table import Row
from salesbot.store import Base, migrate
from salesbot.store.migrations.tables import know_all_tables

if TYPE_CHECKING:
    from benchmarks.places import Place

MEMORY_GOAL = 300  # megabytes, however many rows there are: most of it is Python and what it imports
_LOOK = 0.1  # seconds


async def copying(place: Place) -> list[Row]:
    """Copy with the command that hosts type, and watch its memory; only a PostgreSQL can be copied to."""
    if place.database != "postgresql":
        return []
    know_all_tables()
    each = -(-place.few(1_000_000, 20_000) // (len(Base.metadata.tables) - 1))  # of workspaces there are fewer
    with tempfile.TemporaryDirectory() as folder:
        source = f"sqlite:///{folder}/salesbot.db"
        await migrate.upgrade(source)
        rows = sum((await asyncio.to_thread(fill, source, each)).values())
        size = (await asyncio.to_thread(Path(folder, "salesbot.db").stat)).st_size / 1e6
        async with place.fresh(tables=False) as target:
            seconds, memory = await _copied(source, target)
    told = f"{rows:,} rows ({size:,.0f} MB) in {seconds:.0f} s, {rows / seconds:,.0f} a second"
    peak = f"at most {memory:.0f} MB of memory"
    goal = f"{MEMORY_GOAL} MB"
    return [
        Row("db copy, each row compared", place.database, place.latency, told),
        Row("… its memory", place.database, place.latency, peak, goal=goal, good=memory <= MEMORY_GOAL),
    ]


async def _copied(source: str, target: str) -> tuple[float, float]:
    """Return the seconds that it took, and the most memory that its process had (MB)."""
    words = ("db", "copy", "--from", source, make_url(target).render_as_string(hide_password=False))
    command = (sys.executable, "-c", "from salesbot.cli import main; main()", *words)
    began, most = perf_counter(), 0.0
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    running = asyncio.create_task(process.wait())
    while not running.done():
        try:
            most = max(most, psutil.Process(process.pid).memory_info().rss / 1e6)
        except psutil.Error:
            break  # it has just ended
        await asyncio.wait({running}, timeout=_LOOK)
    assert await running == 0, "the copy was refused"
    return perf_counter() - began, most
