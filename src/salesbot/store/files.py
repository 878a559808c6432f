"""A SQLite file as a file: copied while it is in use, looked through, and kept from being lost."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.errors import StoreError
from salesbot.store import urls

if TYPE_CHECKING:
    from pathlib import Path

COPIES_KEPT = 3  # of those made before the tables are brought up to date


async def copy_before(file: Path, version: str) -> Path:
    """Copy the file beside itself before `version` is applied, and let go of the oldest such copies."""
    copy = file.with_name(f"{file.name}.before-{version}-{stamp()}")
    await copied(file, copy)
    for old in sorted(file.parent.glob(f"{file.name}.before-*"), key=lambda path: path.stat().st_mtime)[:-COPIES_KEPT]:
        old.unlink()
    return copy


async def copied(file: Path, to: Path) -> None:
    """Copy a SQLite file, which may be in use, to a new file that is whole or not there.

    Writers wait meanwhile; on 91 MB that was measured as 72 ms at most. Raises StoreError.
    """
    await asyncio.to_thread(copy, file, to)


def copy(file: Path, to: Path) -> None:
    """Copy at once, see `copied`."""
    if to.is_dir():
        raise StoreError(f"{to} is a folder. Give the name of a file that is not there yet.")
    part = to.with_name(f"{to.name}.part")
    part.unlink(missing_ok=True)
    try:
        part.touch(mode=0o600)  # nobody else reads it while it grows either
        with closing(opened(file)) as database:
            database.execute("VACUUM INTO ?", [str(part)])
        if faults(part):
            raise StoreError(
                f"The copy of {file} came out damaged: {faults(part)[0]}. The database itself may be damaged."
            )
        part.chmod(file.stat().st_mode & 0o777)
        _settle(part, to)
    except FileExistsError:
        raise StoreError(f"{to} is there already and is not overwritten. Give another name.") from None
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{file} could not be copied to {to}: {error}.") from error
    finally:
        part.unlink(missing_ok=True)


def _settle(part: Path, to: Path) -> None:
    """Put the file on the disk for good, then give it its name, unless the name is taken."""
    _sync(part)
    try:
        os.link(part, to)
    except FileExistsError:
        raise
    except OSError:  # a USB stick or a share that knows no hard links
        to.touch(mode=0o600, exist_ok=False)  # the name is ours, or somebody else's
        part.replace(to)
    _sync(to.parent)


def _sync(path: Path) -> None:
    """Wait until the disk has it; SQLite does not for what VACUUM INTO writes."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def faults(file: Path) -> list[str]:
    """Return what SQLite finds wrong inside the file and between its rows; nothing if all is well."""
    try:
        return _faults(file)
    except sqlite3.OperationalError as error:  # somebody holds it, another user's, a failing disk: not the file's fault
        raise StoreError(f"{file} cannot be looked through: {error}. May this user read and write it?") from error
    except sqlite3.DatabaseError as error:  # too damaged to be looked through
        return [str(error)]


def _faults(file: Path) -> list[str]:
    with closing(opened(file)) as database:
        words = [row[0] for row in database.execute("PRAGMA integrity_check(5)")]
        astray = [
            f"a row of {row[0]} refers to nothing in {row[2]}" for row in database.execute("PRAGMA foreign_key_check")
        ]
    return [word for word in words if word != "ok"] + astray[:5]


def version_of(file: Path) -> str | None:
    """Return the version of the tables in a file; None where the file is not salesbot's. Raises StoreError."""
    try:
        with closing(opened(file)) as database:
            row = database.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    except sqlite3.Error as error:
        raise StoreError(f"{file} is not a SQLite database: {error}.") from error
    return None if row is None else str(row[0])


def opened(file: Path) -> sqlite3.Connection:
    """Open a file that is there; SQLite would make one that is not. Raises StoreError."""
    if not file.is_file():
        raise StoreError(f"{file} is not there.")
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, timeout=30, isolation_level=None)


def stamp() -> str:
    """Return this second for a file's name."""
    return clock.real().strftime("%Y%m%dT%H%M%SZ")


def replace(file: Path, source: Path) -> Path | None:
    """Put a copy of `source` in the place of `file`; returns where the old file now is, None if there was none.

    It is read by whom the old one was, or by nobody else: a backup that travelled is often open to everybody.
    """
    fresh = file.with_name(f"{file.name}.restored-{stamp()}")
    urls.make_room(file)
    copy(source, fresh)
    fresh.chmod(file.stat().st_mode & 0o777 if file.exists() else 0o600)
    _belong(fresh, like=file if file.exists() else file.parent)
    aside = _put_aside(file) if file.exists() else None
    fresh.rename(file)
    _sync(file.parent)
    return aside


def _belong(path: Path, *, like: Path) -> None:
    """Root gives what it made to whose database it is; anybody else only makes their own."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        about = like.stat()
        os.chown(path, about.st_uid, about.st_gid)


def _put_aside(file: Path) -> Path:
    """Rename a database and what SQLite keeps beside it, so that it can still be opened as it was."""
    aside = file.with_name(f"{file.name}.replaced-{stamp()}")
    for tail in ("", "-wal", "-shm"):
        part = file.with_name(file.name + tail)
        if part.exists():
            part.rename(aside.with_name(aside.name + tail))
    return aside
