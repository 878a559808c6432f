"""Leaving no trace of what was deleted: not in the search indexes, and not in the file that SQLite writes ahead."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import structlog

from salesbot.store import files, urls

if TYPE_CHECKING:
    from pathlib import Path

_log = structlog.get_logger(__name__)
_INDEXES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'create virtual table%using fts5%'"
_WAIT_SECONDS = 2.0
_PATIENCE_MS = 5_000


async def scrub(url: str, *, tries: int = 10) -> bool:
    """Merge search indexes and empty the write-ahead file; False where others were at work all the time.

    What stands in the main file is overwritten as it is deleted (secure_delete). PostgreSQL does its own part: dead
    rows go with its next vacuum.
    """
    file = urls.file_of(urls.parse(url))
    if file is None:
        return True
    for left in reversed(range(tries)):
        try:
            if await asyncio.to_thread(_scrub, file):
                return True
        except sqlite3.Error as error:
            _log.warning("store.not_scrubbed", error=type(error).__name__)
        if left:
            await asyncio.sleep(_WAIT_SECONDS)
    return False


def _scrub(file: Path) -> bool:
    with closing(files.opened(file)) as database:
        database.execute("PRAGMA secure_delete = ON")
        database.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
        for (name,) in database.execute(_INDEXES).fetchall():
            database.execute(f'INSERT INTO "{name}"("{name}") VALUES (\'optimize\')')  # noqa: S608  a table of our own
        busy, _, _ = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy
