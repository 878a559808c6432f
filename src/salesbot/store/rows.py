"""Many rows at once, in the words that SQLite and PostgreSQL share."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import inspect
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Executable, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.store.base import Base

T = TypeVar("T")
S = TypeVar("S", bound="Select[Any]")


async def insert(
    db: AsyncSession, model: type[Base], rows: Sequence[Mapping[str, Any]], *, ignore: Sequence[str] = ()
) -> list[Any]:
    """Insert rows (all with the same columns), except those that are there already by the columns in `ignore`.

    Returns the ids of those inserted (the last column of the primary key), in no promised order. `ignore` names the
    columns of one unique key; empty means any key.
    """
    if not rows:
        return []
    statement = _insert(model, tuple(ignore), is_postgresql(db))
    return list((await db.execute(statement, [dict(row) for row in rows])).scalars())


@lru_cache(maxsize=256)
def _insert(model: type[Base], ignore: tuple[str, ...], on_postgresql: bool) -> Executable:
    """Make the statement once; below the mapper, whose bookkeeping a door need not pay for."""
    mapper = inspect(model)
    make = postgresql.insert if on_postgresql else sqlite.insert
    statement = make(mapper.local_table)  # type: ignore[arg-type]  # a mapped class has a table
    return statement.on_conflict_do_nothing(index_elements=list(ignore) or None).returning(mapper.primary_key[-1])


async def upsert(
    db: AsyncSession, model: type[Base], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str],
    change: Mapping[str, Any], where: ColumnElement[bool],
) -> None:  # fmt: skip
    """Insert rows (all with the same columns); where one with this unique key stands and `where` holds, change that."""
    if not rows:
        return
    make = postgresql.insert if is_postgresql(db) else sqlite.insert
    statement = make(inspect(model).local_table)  # type: ignore[arg-type]  # a mapped class has a table
    changed = statement.on_conflict_do_update(index_elements=list(key), set_=dict(change), where=where)
    await db.execute(changed, [dict(row) for row in rows])


def skip_locked(statement: S, db: AsyncSession) -> S:
    """Lock what is selected and pass by what others hold. On SQLite the only writer has locked it all already."""
    return statement.with_for_update(skip_locked=True) if is_postgresql(db) else statement


def is_postgresql(db: AsyncSession) -> bool:
    """Whether this session speaks to PostgreSQL."""
    return db.get_bind().dialect.name == "postgresql"


def chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut into lists of at most `size`, for `IN (…)` and for transactions of bounded length."""
    left = iter(things)
    while chunk := list(islice(left, size)):
        yield chunk
