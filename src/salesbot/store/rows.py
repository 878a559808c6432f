"""Many rows at once, in the words that SQLite and PostgreSQL share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import bindparam, column, func, inspect, select
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Executable, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.store.base import Base

_MOST_EVEN = 1024
_READ = "read_{}"  # a column of the row once more, for what is worked out of it (SQLite)

T = TypeVar("T")
S = TypeVar("S", bound="Select[Any]")


@dataclass(frozen=True)
class WorkedOut:
    """A column that the database works out as it writes a row: `how` gets the columns that it `reads` of that row.

    Saves the statement that would look first, and sees what is so when the row is written.
    """

    name: str
    reads: tuple[str, ...]
    how: Callable[..., ColumnElement[Any]]

    def of(self, given: Callable[[str], ColumnElement[Any]]) -> ColumnElement[Any]:
        """Return it for one row."""
        return self.how(*(given(name) for name in self.reads))


async def insert(
    db: AsyncSession, model: type[Base], rows: Sequence[Mapping[str, Any]], *,
    ignore: Sequence[str] = (), also: WorkedOut | None = None,
) -> list[Any]:  # fmt: skip
    """Insert rows (all with the same columns), except those that are there already by the columns in `ignore`.

    Returns the ids of those inserted (the last column of the primary key), in no promised order. `ignore` names the
    columns of one unique key; empty means any key.
    """
    if not rows:
        return []
    names = tuple(rows[0])
    statement = _insert(model, names, tuple(ignore), also, is_postgresql(db))
    return list((await db.execute(statement, _given(names, rows, also, db))).scalars())


@lru_cache(maxsize=256)
def _insert(
    model: type[Base], names: tuple[str, ...], ignore: tuple[str, ...], also: WorkedOut | None, on_postgresql: bool
) -> Executable:
    """Make the statement once; below the mapper, whose bookkeeping a door need not pay for."""
    into = _into(model, names, also, on_postgresql).on_conflict_do_nothing(index_elements=list(ignore) or None)
    made: Executable = into.returning(inspect(model).primary_key[-1])
    return made


def _into(model: type[Base], names: tuple[str, ...], also: WorkedOut | None, on_postgresql: bool) -> Any:
    """Begin an INSERT. On PostgreSQL each column comes as one array: any number of rows is the same statement there.

    With a row in VALUES for each, every number of them would have to be parsed and prepared anew, in a trip of its own.
    """
    table: Any = inspect(model).local_table
    if not on_postgresql:
        into = sqlite.insert(table)
        given = lambda name: bindparam(_READ.format(name), type_=table.c[name].type)  # noqa: E731  of this table
        return into.values({also.name: also.of(given)}) if also else into
    # One dimension: a list in a column of JSON is one value, not another array.
    kinds = {name: postgresql.ARRAY(table.c[name].type, dimensions=1) for name in names}
    arrays = [bindparam(f"all_{name}", type_=kinds[name]) for name in names]
    shape = [column(name, table.c[name].type) for name in names]
    rows = func.unnest(*arrays).table_valued(*shape, name="given").render_derived()
    values = {name: rows.c[name] for name in names} | ({also.name: also.of(rows.c.__getitem__)} if also else {})
    return postgresql.insert(table).from_select(list(values), select(*values.values()))


def _given(names: Sequence[str], rows: Sequence[Mapping[str, Any]], also: WorkedOut | None, db: AsyncSession) -> Any:
    if is_postgresql(db):
        return {f"all_{name}": [row[name] for row in rows] for name in names}
    read = {_READ.format(name): name for name in also.reads} if also else {}
    return [dict(row) | {given: row[name] for given, name in read.items()} for row in rows]


async def add(db: AsyncSession, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows (all with the same columns) below the mapper, which takes twice as long; defaults hold.

    Raises IntegrityError where one is there already.
    """
    table: Any = inspect(model).local_table
    await db.execute(table.insert(), rows)


async def upsert(
    db: AsyncSession, model: type[Base], rows: Sequence[Mapping[str, Any]], *, key: Sequence[str],
    change: Mapping[str, Any], where: ColumnElement[bool], also: WorkedOut | None = None,
) -> None:  # fmt: skip
    """Insert rows (all with the same columns); where one with this unique key stands and `where` holds, change that.

    No two of the rows may have the same key.
    """
    if not rows:
        return
    names = tuple(rows[0])
    statement = _upsert(model, names, tuple(key), tuple(change.items()), where, also, is_postgresql(db))
    await db.execute(statement, _given(names, rows, also, db))


@lru_cache(maxsize=64)
def _upsert(
    model: type[Base], names: tuple[str, ...], key: tuple[str, ...], change: tuple[tuple[str, Any], ...],
    where: ColumnElement[bool], also: WorkedOut | None, on_postgresql: bool,
) -> Executable:  # fmt: skip
    """Make the statement once: `change` and `where` are a module's own, always the same."""
    into = _into(model, names, also, on_postgresql)
    made: Executable = into.on_conflict_do_update(index_elements=list(key), set_=dict(change), where=where)
    return made


def skip_locked(statement: S, db: AsyncSession) -> S:
    """Lock what is selected and pass by what others hold. On SQLite the only writer has locked it all already."""
    return statement.with_for_update(skip_locked=True) if is_postgresql(db) else statement


def is_postgresql(db: AsyncSession) -> bool:
    """Whether this session speaks to PostgreSQL."""
    return db.get_bind().dialect.name == "postgresql"


def even(things: Iterable[T]) -> list[T]:
    """Repeat the last, so that there are 1, 4, 16, 64 … of them: `IN (…)` is then one of a few statements.

    Each of those is parsed and prepared once a connection, in a trip of its own; any other number would be anew.
    More than a thousand are left as they are: a database takes only so many.
    """
    found = list(things)
    if len(found) > _MOST_EVEN:
        return found
    size = 1
    while size < len(found):
        size *= 4
    return found + found[-1:] * (size - len(found))


def chunks(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Cut into lists of at most `size`, for `IN (…)` and for transactions of bounded length."""
    left = iter(things)
    while chunk := list(islice(left, size)):
        yield chunk
