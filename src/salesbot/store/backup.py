"""Keeping a copy and coming back to it: backup of a database in use, restore, and a look through it."""

from __future__ import annotations

import asyncio
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from salesbot.errors import StoreError
from salesbot.store import files, migrate, urls
from salesbot.store.lock import hold
from salesbot.store.setup import alone

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy.engine import URL


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: well, or in words what is wrong and what to do."""

    well: bool
    words: str


async def backup(url: str, to: Path) -> None:
    """Copy a SQLite database, which may be in use, to a new file. Never overwrites.

    Raises StoreError; for PostgreSQL it says which command to run.
    """
    address = urls.parse(url)
    file = urls.file_of(address)
    if file is None:
        arguments = ("--format=custom", f"--file={to}")
        raise StoreError(
            f"PostgreSQL is backed up by its own tool. Run: {_tool('pg_dump', *arguments, address=address)}"
        )
    await files.copied(file, to)


async def restore(url: str, from_: Path) -> Path | None:
    """Put a backup in the place of the SQLite database; returns where the old one now is, None if there was none.

    Raises StoreError while salesbot runs, for a file that is not a whole salesbot database, or one of a newer salesbot;
    for PostgreSQL it says which command to run.
    """
    address = urls.parse(url)
    file = urls.file_of(address)
    if file is None:
        arguments = ("--clean", "--if-exists", "--single-transaction")
        told = _tool("pg_restore", *arguments, address=address)
        raise StoreError(
            f"PostgreSQL is restored by its own tool. Stop salesbot, then run: {told} {shlex.quote(str(from_))}"
        )
    with hold(url):
        await _look_at(from_)
        return await asyncio.to_thread(files.replace, file, from_)


async def _look_at(source: Path) -> None:
    """Refuse what could not be used afterwards. The backup is only read: its folder may be one where nobody writes."""
    version = await asyncio.to_thread(files.version_of, source)
    if version is None:
        raise StoreError(f"{source} is not a database of salesbot.")
    faults = await asyncio.to_thread(files.faults, source)
    if faults:
        raise StoreError(f"{source} is damaged: {faults[0]}. Take another backup.")
    migrate.since(version)  # refuses one that is newer


async def check(url: str) -> list[Finding]:
    """Look a database through: reachable, whole, at this salesbot's version."""
    address = urls.parse(url)
    try:
        inside = await _inside(address)
        lacking = await migrate.pending(url)
    except StoreError as no:
        return [Finding(well=False, words=str(no))]
    if lacking:
        words = f"The tables lack {len(lacking)} version(s), up to {lacking[-1]}. Run `salesbot db upgrade`."
        return [*inside, Finding(well=False, words=words)]
    return [*inside, Finding(well=True, words="The tables are at this salesbot's version.")]


async def _inside(address: URL) -> list[Finding]:
    file = urls.file_of(address)
    if file is None:
        return [Finding(well=True, words=f"{urls.shown(address)} answers: PostgreSQL {await _server(address)}.")]
    faults = await asyncio.to_thread(files.faults, file)
    advice = "Stop salesbot and restore a backup with `salesbot db restore`."
    return [Finding(well=False, words=f"{file}: {fault}. {advice}") for fault in faults] or [
        Finding(well=True, words=f"{file} is whole, and every reference in it leads somewhere.")
    ]


async def _server(address: URL) -> str:
    engine = alone(address)
    try:
        async with engine.connect() as connection:
            return str((await connection.execute(text("SHOW server_version"))).scalar_one())
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"{urls.shown(address)} does not answer: {urls.reason(error)}. Is PostgreSQL up?") from error
    finally:
        await engine.dispose()


def _tool(name: str, *arguments: str, address: URL) -> str:
    """Return a command of PostgreSQL for this database. The password is left out: the tool asks, or reads ~/.pgpass."""
    told = urls.in_libpq(address)._replace(password=None).render_as_string()
    return shlex.join([name, *arguments, f"--dbname={told}"])
