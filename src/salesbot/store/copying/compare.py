"""Row by row, both sides of a copy: the first that is not the same is named."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from salesbot.errors import StoreError
from salesbot.store.copying.values import named

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from sqlalchemy import Table

    from salesbot.store.copying.values import Row


async def same(table: Table, here: AsyncIterator[list[Row]], there: AsyncIterator[list[Row]]) -> AsyncIterator[int]:
    """Compare both sides, which come in the order of the key; tells how many rows were the same, batch by batch.

    Raises StoreError for the first row that is not.
    """
    nothing: list[Row] = []
    while True:
        left, right = await anext(here, nothing), await anext(there, nothing)
        if left != right:
            raise StoreError(difference(table, left, right))
        if not left:
            return
        yield len(left)


def difference(table: Table, left: Sequence[Row], right: Sequence[Row]) -> str:
    """Say which row is the first that differs, and in which column; what people wrote is not repeated."""
    one, other = next(pair for pair in zip_longest(left, right) if pair[0] != pair[1])
    mine, others = (_key(table, row) for row in (one, other))
    if other is None or (one is not None and mine < others):
        return f"{table.name}: the row {named(table, one)} is not in PostgreSQL."
    if one is None or others < mine:
        return f"{table.name}: the row {named(table, other)} is in PostgreSQL and not in the SQLite file."
    column, here, there = next(found for found in zip(table.columns, one, other, strict=True) if found[1] != found[2])
    return f"{table.name}: of the row {named(table, one)}, {column.name} is not the same: {_told(here, there)}."


def _key(table: Table, row: Row | None) -> Row:
    pairs = zip(table.columns, row or (), strict=False)
    return tuple(value for column, value in pairs if column.primary_key)


def _told(here: Any, there: Any) -> str:
    return f"{_shown(here)} in the SQLite file, {_shown(there)} in PostgreSQL"


def _shown(value: Any) -> str:
    if isinstance(value, (str, bytes)):
        return f"{len(value)} {'characters' if isinstance(value, str) else 'bytes'}"
    return "nothing" if value is None else str(value)
