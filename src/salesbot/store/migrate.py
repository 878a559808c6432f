"""Bringing the tables up to date: under a lock, after a copy, in one transaction that a lost row takes back."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import func, inspect, select, table, text
from sqlalchemy.exc import SQLAlchemyError

from salesbot.errors import StoreError
from salesbot.store import files, urls
from salesbot.store.away import kind_of
from salesbot.store.lock import locked_patiently
from salesbot.store.migrations import tables
from salesbot.store.setup import alone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy.engine import Connection
    from sqlalchemy.ext.asyncio import AsyncEngine

_log = structlog.get_logger(__name__)
_VERSIONS = tables.VERSIONS
_ADVISORY_LOCK = 0x5A1E5B07  # "salesbot", as near as hexadecimal gets
_WAIT_SECONDS = 60
FOLDER = Path(__file__).parent / "migrations" / "versions"


async def pending(url: str) -> list[str]:
    """Return the versions that the database still lacks, oldest first; raises StoreError when it is newer."""
    file = urls.file_of(urls.parse(url))
    if file is not None and not file.exists():  # to connect would make it
        return versions()
    async with _engine(url, "could not be looked at") as engine, engine.connect() as connection:
        return await connection.run_sync(_lacking, [FOLDER])


async def upgrade(url: str, *, also: Path | None = None) -> list[str]:
    """Bring the tables up to date and return the versions applied. Any number of processes may call it at once.

    `also` is one more folder of versions. Raises StoreError in words; the database is then as it was before.
    """
    file, folders = urls.file_of(urls.parse(url)), [FOLDER, *([also] if also else [])]
    if file is None:
        return await _upgrade(url, folders, file=None)
    refusal = "Another process{who} is bringing it up to date."
    async with locked_patiently(file, "upgrade", wait_seconds=_WAIT_SECONDS, refusal=refusal):
        return await _upgrade(url, folders, file=file)


async def _upgrade(url: str, folders: Sequence[Path], *, file: Path | None) -> list[str]:
    async with _engine(url) as engine:
        async with engine.connect() as connection:
            lacking = await connection.run_sync(_lacking, folders)
            is_new = not await connection.run_sync(_tables)
        if lacking and file is not None and not is_new:
            await files.copy_before(file, lacking[0])
        if lacking:
            async with engine.begin() as connection:
                lacking = await connection.run_sync(_apply, folders)
    return lacking


def _apply(connection: Connection, folders: Sequence[Path]) -> list[str]:
    """Apply what is lacking now that nobody else can; another process may have been quicker."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT_SECONDS}s'"))
        connection.execute(select(func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
    lacking = _lacking(connection, folders)
    if folders == [FOLDER] and lacking == versions() and not _tables(connection):
        tables.make(connection, version=lacking[-1])
    elif lacking:
        _change(connection, folders)
    if lacking:
        _log.info("store.upgraded", versions=lacking)
    return lacking


def _change(connection: Connection, folders: Sequence[Path]) -> None:
    # Alembic takes 11 MB and a tenth of a start: only a start that changes tables pays for it.
    from salesbot.store.migrations import applying

    before = _counts(connection)
    applying.upgrade(connection, folders)
    _guard(connection, before)


def _lacking(connection: Connection, folders: Sequence[Path]) -> list[str]:
    """Return the versions that are lacking. Raises StoreError for a file in which another program keeps its tables."""
    current = _current(connection)
    if current is None and connection.dialect.name == "sqlite" and (others := _tables(connection)):
        raise StoreError(
            f"{connection.engine.url.database} is not a database of salesbot: it has the table {others[0]}, and no "
            "version of ours. Nothing was changed. Name another file in SALESBOT_DATABASE_URL."
        )
    return since(current, folders)


def since(current: str | None, folders: Sequence[Path] = (FOLDER,)) -> list[str]:
    """Return the versions that tables at this one lack, oldest first. Raises StoreError where it is a newer one."""
    known = versions(folders)
    if current is None:
        return known
    if current not in known:
        raise StoreError(
            f"The database was written by a newer salesbot (it is at version {current}, this salesbot knows "
            f"{known[-1]}). Install that salesbot, or restore a backup from before."
        )
    return known[known.index(current) + 1 :]


def _current(connection: Connection) -> str | None:
    """The version that the tables are at; None where there are none."""
    if not inspect(connection).has_table(_VERSIONS.name):
        return None
    current: str | None = connection.scalar(select(_VERSIONS.c.version_num))
    return current


def versions(folders: Sequence[Path] = (FOLDER,)) -> list[str]:
    """Return the versions that this salesbot knows, oldest first: a file is named by its own, one follows the other."""
    return sorted(file.name.partition("_")[0] for folder in folders for file in folder.glob("[0-9]*_*.py"))


def _guard(connection: Connection, before: dict[str, int]) -> None:
    """Raise when a row is gone or points nowhere; the transaction is then rolled back."""
    after = _counts(connection)
    lost = [name for name, rows in before.items() if name in after and after[name] < rows]
    if lost:
        told = ", ".join(f"{name} ({before[name]} rows, then {after[name]})" for name in lost)
        raise StoreError(f"Bringing the database up to date would have lost rows of {told}. Nothing was changed.")
    if connection.dialect.name == "sqlite":
        astray = connection.execute(text("PRAGMA foreign_key_check")).first()
        if astray is not None:
            raise StoreError(
                f"A row of {astray[0]} refers to a row of {astray[2]} that is not there. Nothing was changed."
            )


def _counts(connection: Connection) -> dict[str, int]:
    count = func.count()
    return {
        name: connection.execute(select(count).select_from(table(name))).scalar_one() for name in _tables(connection)
    }


def _tables(connection: Connection) -> list[str]:
    return [name for name in inspect(connection).get_table_names() if name != _VERSIONS.name]


@asynccontextmanager
async def _engine(url: str, failing: str = "could not be brought up to date") -> AsyncIterator[AsyncEngine]:
    """Open an engine of its own, on which SQLite does not follow references; what the database says becomes words."""
    address = urls.parse(url)
    engine = alone(address)
    try:
        yield engine
    except (SQLAlchemyError, OSError) as error:
        raise kind_of(error, address)(
            f"The database {urls.shown(address)} {failing}: {urls.reason(error)}. Nothing was changed."
        ) from error
    finally:
        await engine.dispose()
