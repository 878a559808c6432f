"""What stands in a SQLite file, as PostgreSQL takes it and gives it back: one form of each value for both."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, BigInteger, Boolean, Date, DateTime, Double, Integer, LargeBinary, String, Time
from sqlalchemy.types import TypeDecorator

from salesbot.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, Table

Row = tuple[Any, ...]
Fit = Callable[[Any], Any]
_NUL = "\0"
_SMALL, _BIG = 2**31, 2**63


class Unfit(Exception):
    """A value that its column on PostgreSQL does not take; the words say what it is."""


class Fitting:
    """Brings the rows of one table into PostgreSQL's form.

    NUL, which no text of PostgreSQL can hold, is left out; `nuls` is in how many texts. In a key it is refused.
    """

    def __init__(self, table: Table) -> None:
        self.table = table
        self.nuls = 0
        self.keys = [number for number, column in enumerate(table.columns) if column.primary_key]
        self._fits = [self._of(column) for column in table.columns]

    def __call__(self, rows: Sequence[Row]) -> list[Row]:
        """Return these rows. Raises StoreError, naming the row and the column, for what cannot be copied."""
        try:
            return [self._row(row) for row in rows]
        except (Unfit, ValueError, TypeError):
            for row in rows:
                self._look_at(row)
            raise

    def _row(self, row: Row) -> Row:
        pairs = zip(self._fits, row, strict=True)
        return tuple([None if value is None else fit(value) for fit, value in pairs])

    def _look_at(self, row: Row) -> None:
        for column, fit, value in zip(self.table.columns, self._fits, row, strict=True):
            try:
                _ = value is None or fit(value)
            except (Unfit, ValueError, TypeError) as error:
                why = str(error) if isinstance(error, Unfit) else f"what is no {_called(column)}"
                raise StoreError(
                    f"{self.table.name}: the row {named(self.table, row)} holds {why} in {column.name}, and cannot be "
                    "copied. Mend or delete that row in the SQLite file, after a backup, and copy again."
                ) from None

    def _of(self, column: Column[Any]) -> Fit:
        kind = _kind(column)
        if isinstance(kind, JSON):
            return _json
        if isinstance(kind, String):
            return _key if column.primary_key else self._text
        for one, fit in _FITS.items():
            if isinstance(kind, one):
                return fit
        raise StoreError(f"{column}: salesbot does not know how to copy {kind!r}.")

    def _text(self, value: Any) -> str:
        if _NUL in value:
            self.nuls += 1
            return str(value).replace(_NUL, "")
        return _only(str, value)  # type: ignore[no-any-return]  # what a driver gave has no type, and was looked at


def named(table: Table, row: Row) -> str:
    """Return a row's key as people read it: `id=17`."""
    pairs = zip(table.columns, row, strict=True)
    return ", ".join(f"{column.name}={value}" for column, value in pairs if column.primary_key)


def _kind(column: Column[Any]) -> Any:
    kind: Any = column.type
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, DateTime) and not kind.timezone:
        return _Naive()
    return kind


class _Naive:
    """An instant without a zone, as a library's own tables may have it."""


def _called(column: Column[Any]) -> str:
    return type(_kind(column)).__name__.lower()


def _only(kind: type, value: Any) -> Any:
    """SQLite takes anything in any column; PostgreSQL does not."""
    if type(value) is not kind:
        raise TypeError
    return value


def _key(value: Any) -> str:
    if _NUL in value:
        raise Unfit("a NUL character, which PostgreSQL does not take,")
    return _only(str, value)  # type: ignore[no-any-return]  # what a driver gave has no type, and was looked at


def _json(value: Any) -> str:
    """Return the very text: PostgreSQL keeps it as it is. SQLite makes a number of a text that is nothing else."""
    return value if type(value) is str else json.dumps(value)


def _truth(value: Any) -> bool:
    if value not in (0, 1):
        raise TypeError
    return bool(value)


def _small(value: Any) -> int:
    if not -_SMALL <= _only(int, value) < _SMALL:
        raise Unfit(f"{value}, which is beyond PostgreSQL's integers ({_SMALL - 1} at most),")
    return value  # type: ignore[no-any-return]  # what a driver gave has no type, and was looked at


def _big(value: Any) -> int:
    return _only(int, value)  # type: ignore[no-any-return]  # SQLite's own end where PostgreSQL's bigint does


def _instant(value: Any) -> datetime:
    found = datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


# In this order: a big integer is an integer too.
_FITS: dict[type, Fit] = {
    Boolean: _truth,
    BigInteger: _big,
    Integer: _small,
    Double: lambda value: _only(float, value),
    _Naive: datetime.fromisoformat,
    DateTime: _instant,
    Date: date.fromisoformat,
    Time: time.fromisoformat,
    LargeBinary: lambda value: _only(bytes, value),
}
