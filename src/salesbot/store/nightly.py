"""A copy of the SQLite file a day, looked through before it counts; the last seven days and four weeks are kept."""

from __future__ import annotations

import asyncio
import re
import shutil
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import structlog

from salesbot.errors import StoreError
from salesbot.store import files, urls

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_log = structlog.get_logger(__name__)

DAYS, WEEKS = 7, 4  # of which the last copy is kept
_ROOM = 1.1  # of the file's size: SQLite writes the copy as a whole before the old ones go
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Copy:
    """One copy and when it was made, by the machine's clock."""

    file: Path
    made_at: datetime
    size: int  # bytes


@dataclass(frozen=True)
class Kept:
    """The copies in their folder, the newest first, how big the database is, and how much room is left (bytes)."""

    folder: Path
    copies: tuple[Copy, ...]
    size: int
    free: int

    @property
    def newest(self) -> Copy | None:
        """The one that would be restored."""
        return self.copies[0] if self.copies else None


async def make(url: str, *, today: date) -> Path | None:
    """Make today's copy in a folder `backups` beside the SQLite file, look it through, and let go of old ones.

    Returns None where there is nothing to do: today's is there already, or it is PostgreSQL. Raises StoreError where
    no copy came about; no old one is let go then.
    """
    file = urls.file_of(urls.parse(url))
    return None if file is None else await asyncio.to_thread(_make, file, today)


def _make(file: Path, today: date) -> Path | None:
    folder = file.parent / "backups"
    to = folder / f"{file.stem}-{today.isoformat()}{file.suffix}"
    if to.exists():
        return None
    _make_room(file, folder)
    for broken in folder.glob(f"{file.stem}-????-??-??{file.suffix}.part"):  # by a process that was killed at it
        broken.unlink()
    rows = _copied(file, to)
    for old in to_let_go(_days(file, folder)):
        (folder / f"{file.stem}-{old.isoformat()}{file.suffix}").unlink()
    _log.info("backup.made", file=str(to), bytes=to.stat().st_size, rows=sum(rows.values()), tables=len(rows))
    return to


def _make_room(file: Path, folder: Path) -> None:
    """Refuse to begin what cannot end: a full disk stops the database too."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise StoreError(f"No backup can be made in {folder}: {error.strerror}.") from error
    needed = int(size_of(file) * _ROOM)
    if free < needed:
        raise StoreError(
            f"No backup was made: {folder} has {free // 10**6} MB left and {needed // 10**6} MB are needed. "
            "Make room; the older backups are still there."
        )


def to_let_go(days: Iterable[date]) -> list[date]:
    """Return which days' copies go: all but the last days, and the last copy of each of the weeks up to then."""
    ordered = sorted(days, reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    for day in ordered:
        weeks.setdefault(day.isocalendar()[:2], day)
    stay = {*ordered[:DAYS], *list(weeks.values())[:WEEKS]}
    return [day for day in ordered if day not in stay]


def kept(url: str) -> Kept | None:
    """Return which copies there are; None for PostgreSQL, whose backups salesbot does not see, or without a file."""
    file = urls.file_of(urls.parse(url))
    if file is None or not file.exists():
        return None
    folder = file.parent / "backups"
    copies = [_copy(folder / f"{file.stem}-{day.isoformat()}{file.suffix}") for day in _days(file, folder)]
    newest_first = tuple(sorted(copies, key=lambda one: one.file.name, reverse=True))
    return Kept(folder, newest_first, size_of(file), shutil.disk_usage(file.parent).free)


def size_of(file: Path) -> int:
    """Return what a database takes on the disk, the log of what is not yet in the file included (bytes)."""
    parts = (file, file.with_name(f"{file.name}-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())


def _days(file: Path, folder: Path) -> list[date]:
    named = (path.stem.removeprefix(f"{file.stem}-") for path in folder.glob(f"{file.stem}-????-??-??{file.suffix}"))
    return [date.fromisoformat(day) for day in named if _DAY.fullmatch(day)]


def _copy(file: Path) -> Copy:
    about = file.stat()
    return Copy(file, datetime.fromtimestamp(about.st_mtime, UTC), about.st_size)


def _copied(file: Path, to: Path) -> Mapping[str, int]:
    """Copy, and count the rows; where nobody wrote meanwhile, the database must have as many in every table."""
    with closing(files.opened(file)) as watching:
        before = _version(watching)
        files.copy(file, to)
        copied, there = rows_of(to), rows_of(file)
        if _version(watching) == before and copied != there:
            to.unlink()
            raise StoreError(f"The backup {to} had other rows than {file} and was deleted. Run `salesbot db check`.")
    return copied


def _version(database: sqlite3.Connection) -> int:
    """Return a number that changes whenever another connection has written (sqlite.org, PRAGMA data_version)."""
    return int(database.execute("PRAGMA data_version").fetchone()[0])


def rows_of(file: Path) -> dict[str, int]:
    """Return how many rows each table has."""
    with closing(files.opened(file)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: _count(database, name) for name in names if not name.startswith("sqlite_")}


def _count(database: sqlite3.Connection, name: str) -> int:
    quoted = name.replace('"', '""')
    return int(database.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])  # noqa: S608  a name of our own schema
