"""The copy itself: refused unless it can be whole, one transaction, and a look at every row before it stands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from salesbot.errors import StoreError
from salesbot.store import erasures, files, migrate, urls
from salesbot.store.base import Base
from salesbot.store.copying import compare
from salesbot.store.copying.source import Source
from salesbot.store.copying.target import Target
from salesbot.store.lock import hold

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence
    from pathlib import Path

    from sqlalchemy import Table

    from salesbot.store.copying.values import Row

_OTHER = "Give a PostgreSQL database of its own: `createdb salesbot` makes one."

FINISHING = "Finishing"  # the step that ends with the commit


class Progress(Protocol):
    """Whoever watches: a step begins, and goes on by so many rows."""

    def begin(self, step: str, rows: int) -> None:
        """A step of so many rows begins; 0 where nobody can count them."""

    def on(self, rows: int) -> None:
        """So many more are done."""


@dataclass(frozen=True)
class Copied:
    """What was copied: tables with rows in them, rows, and texts out of which a NUL was left."""

    tables: int
    rows: int
    nuls: int


async def copy(source: str, target: str, *, progress: Progress, forgotten: str = "") -> Copied:
    """Copy a SQLite database into an empty PostgreSQL one and compare every row; the tables must be known.

    All of it is one transaction: where it ends early, for whatever reason, the target has no row and the source is as
    it was. `forgotten`: the file of who was forgotten, where the settings name one. Raises StoreError.
    """
    file = _file(source, target)
    tables = Base.metadata.sorted_tables
    with hold(source):
        progress.begin(f"Looking through {file}", 0)
        await _look_at(source, file)
        await _make_ready(target, tables)
        async with Source.open(file) as left, Target.open(urls.parse(target)) as right:
            if not forgotten:
                await asyncio.to_thread(_remember, source, target)
            return await _copy(left, right, tables, progress)


def _file(source: str, target: str) -> Path:
    """Return the file to copy. Raises StoreError for any other pair of databases."""
    file = urls.file_of(urls.parse(source))
    if file is None:
        raise StoreError(
            "Only a SQLite file can be copied; from one PostgreSQL to another use pg_dump and pg_restore "
            "(`salesbot db backup` says how)."
        )
    if urls.file_of(urls.parse(target)) is not None:
        raise StoreError(f"A copy goes to PostgreSQL, and a file is copied by `salesbot db backup`. {_OTHER}")
    if not file.is_file():
        raise StoreError(f"{file} is not there. Give the database that you want to copy with --from.")
    return file


async def _look_at(source: str, file: Path) -> None:
    if await asyncio.to_thread(files.version_of, file) is None:
        raise StoreError(f"{file} is not a database of salesbot.")
    if lacking := await migrate.pending(source):
        raise StoreError(f"{file} lacks versions up to {lacking[-1]}. Run `salesbot db upgrade` first.")
    if faults := await asyncio.to_thread(files.faults, file):
        raise StoreError(
            f"{file} is damaged: {faults[0]}. Nothing was copied. Restore a backup with `salesbot db restore` first."
        )


async def _make_ready(target: str, tables: Sequence[Table]) -> None:
    """Bring an empty database's tables up to date. What is not ours alone, or not empty, is left untouched."""
    async with Target.open(urls.parse(target)) as right:
        there = await right.tables()
        strange = sorted(there - {table.name for table in tables} - {"alembic_version"})
        if strange:
            raise StoreError(f"The target holds tables that are not salesbot's ({', '.join(strange[:5])}). {_OTHER}")
        await _refuse_rows(right, sorted(there - {"alembic_version"}))
    await migrate.upgrade(target)


async def _refuse_rows(right: Target, names: Sequence[str]) -> None:
    if filled := await right.filled(names):
        raise StoreError(f"The target is not empty: there are rows in {', '.join(filled[:5])}. {_OTHER}")


async def _copy(left: Source, right: Target, tables: Sequence[Table], progress: Progress) -> Copied:
    if strange := await left.strangers(tables):
        raise StoreError(f"{left.file} holds tables that this salesbot does not know ({', '.join(strange[:5])}).")
    counts = await left.counts(tables)
    rows = sum(counts.values())
    async with right.alone(tables):
        await _refuse_rows(right, [table.name for table in tables])
        progress.begin("Copying", rows)
        for table in tables:
            await right.fill(table, _watched(left.batches(table), progress))
        nuls = left.nuls
        progress.begin("Comparing", rows)
        for table in tables:
            async for some in compare.same(table, left.batches(table), right.batches(table)):
                progress.on(some)
        progress.begin(FINISHING, 0)
        await right.count_on(await left.numbers(), tables)
        await right.settle(tables)
    return Copied(tables=sum(map(bool, counts.values())), rows=rows, nuls=nuls)


async def _watched(batches: AsyncIterator[list[Row]], progress: Progress) -> AsyncIterator[list[Row]]:
    async for batch in batches:
        yield batch
        progress.on(len(batch))


def _remember(source: str, target: str) -> None:
    """Whoever was forgotten stays so: the new database's file knows all that the old one's does."""
    erasures.add(erasures.place(target), erasures.read(erasures.place(source)))
