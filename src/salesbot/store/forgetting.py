"""Forgetting what is long over, in small steps, so that no door waits for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, inspect, select, tuple_

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from salesbot.store.base import Base
    from salesbot.store.engine import Store


async def forget(store: Store, model: type[Base], *old: ColumnElement[bool]) -> int:
    """Delete the rows for which all this holds; returns how many. No writer waits while they are looked for."""
    keys = inspect(model).primary_key
    forgotten = 0
    while True:
        async with store.read() as db:
            found = (await db.execute(select(*keys).where(*old).limit(store.batch))).all()
        if not found:
            return forgotten
        async with store.begin() as db:
            await db.execute(delete(model).where(tuple_(*keys).in_([tuple(row) for row in found])))
        forgotten += len(found)
