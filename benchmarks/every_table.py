"""Rows in every table that there is, made from what the tables say of themselves, and hostile."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Boolean, Date, DateTime, Double, Integer, LargeBinary, String, Time, create_engine
from sqlalchemy.types import TypeDecorator

from salesbot.store import Base
from salesbot.tips.rules import findable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Column, Engine, Table

IN_A_WORKSPACE = 4  # rows of each table
_AT_ONCE = 2_000
_WORDS = (
    "", "Zoë said “no” & left", "\U0001d49c\U0001d11e\U0001f9d1\U0001f3fd\u200d\U0001f680", "\u202eright to left\u202c",
    "e\u0301 is é", "\\N", "\\.\n", "a\tb\r\nc\x01\x7f", "'; DROP TABLE tips; --", '{"not": "json"}', "\ufffe\uffff",
    "NULL", " spaces  ", "ﷺ" * 40,
)  # fmt: skip
_LONG = "All that they said, word by word. 🎉 " * 3_000  # 100 KB
_INSTANTS = (
    datetime(2026, 3, 3, 8, tzinfo=UTC), datetime(1, 1, 1, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC), datetime(9999, 12, 30, 23, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, 0, 500_000, tzinfo=UTC),
)  # fmt: skip
_DAYS = (date(2026, 3, 3), date(1, 1, 1), date(9999, 12, 30), date(2024, 2, 29), date(1582, 10, 10))
_WALLS = (time(9, 15), time(0), time(23, 59, 59, 999_999), time(2, 30, 0, 1))
_FLOATS = (0.1, -1.7976931348623157e308, 5e-324, 1 / 3, 0.0, 1e16, float("inf"))
_JSONS: tuple[Any, ...] = (
    {"text": "Zoë \0 🎉", "deep": [[[{"a": None}]]], "long": "x" * 5_000}, [], {}, "text",
    12345678901234567890, 1.5, True, {"b": 1, "a": [1.0, 1e100, -0.0]}, [None],
)  # fmt: skip

_VALUES: dict[type, Sequence[Any]] = {
    JSON: _JSONS, Boolean: (True, False), Double: _FLOATS, Date: _DAYS, Time: _WALLS,
    LargeBinary: (b"", bytes(range(256)) * 9),
}  # fmt: skip


def fill(url: str, rows: int, *, nuls: bool = False) -> dict[str, int]:
    """Put so many rows (or a few more) into every table of a SQLite database; returns how many each table got.

    Row by row each table refers to the same row of the others. `nuls`: some texts hold a NUL character.
    """
    rows = -(-rows // IN_A_WORKSPACE) * IN_A_WORKSPACE
    engine = create_engine(url)
    counts = {table.name: _filled(engine, table, rows, nuls=nuls) for table in Base.metadata.sorted_tables}
    engine.dispose()
    return counts


def _filled(engine: Engine, table: Table, rows: int, *, nuls: bool) -> int:
    many = -(-rows // IN_A_WORKSPACE) if table.name == "workspaces" else rows
    with engine.begin() as db:
        for first in range(0, many, _AT_ONCE):
            some = range(first, min(many, first + _AT_ONCE))
            db.execute(table.insert(), [_row(table, number, nuls=nuls) for number in some])
    return many


def _row(table: Table, number: int, *, nuls: bool) -> dict[str, Any]:
    row = {column.name: _value(column, number, nuls=nuls) for column in table.columns}
    if "folded" in row and "tags" in row:
        row["folded"] = findable(row["text"])  # of a tip: words as the search has them
    return row


def _value(column: Column[Any], number: int, *, nuls: bool) -> Any:
    if column.name == "workspace_id" or str(column) == "workspaces.id":
        group = number if str(column) == "workspaces.id" else number // IN_A_WORKSPACE
        return f"T{group:07}"
    for key in column.foreign_keys:
        return None if column.nullable and number % 5 == 0 else _of_parent(column, key.column, number, nuls=nuls)
    if column.nullable and number % 5 == 0:
        return None
    return _plain(column, number, nuls=nuls)


def _of_parent(column: Column[Any], parent: Column[Any], number: int, *, nuls: bool) -> Any:
    if parent.table is column.table:  # to one that comes later as well
        number ^= 1
    return _value(parent, number, nuls=nuls)


def _plain(column: Column[Any], number: int, *, nuls: bool) -> Any:
    kind: Any = column.type
    while isinstance(kind, TypeDecorator):
        kind = kind.impl_instance
    if isinstance(kind, String):
        return _text(column, number, nuls=nuls)
    if isinstance(kind, Integer):
        return _integer(column, number)
    if isinstance(kind, DateTime):
        instant = _INSTANTS[number % len(_INSTANTS)] + timedelta(microseconds=number)
        return instant if kind.timezone else instant.replace(tzinfo=None)
    values = next(values for one, values in _VALUES.items() if isinstance(kind, one))
    return values[number % len(values)]


def _integer(column: Column[Any], number: int) -> int:
    if column.primary_key:
        return number + 1
    ends = (2**31 - 1 - number, -(2**31) + number, number, -number)
    return ends[number % len(ends)]


def _text(column: Column[Any], number: int, *, nuls: bool) -> str:
    """Each text is another, and no key is long or holds a NUL."""
    words = f"{number:07}{_WORDS[number % len(_WORDS)]}"
    if column.primary_key or _is_indexed(column):
        return words
    if nuls and number % 3 == 0:
        words = f"\0{words}\0"
    return words + _LONG if number % 5_000 == 3 and not column.name.endswith("_id") else words


def _is_indexed(column: Column[Any]) -> bool:
    table: Any = column.table
    return any(column.name in one.columns for one in (*table.indexes, *table.constraints))
