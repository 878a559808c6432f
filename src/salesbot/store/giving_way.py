"""One long transaction beside many short ones: it gives way to whoever waits for it, and begins anew."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from salesbot.store.rows import is_postgresql

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Once, StoreLike

T = TypeVar("T")
_log = structlog.get_logger(__name__)

TRIES = 8
_PAUSE = 0.2  # seconds
# Below PostgreSQL's deadlock_timeout (1 s): of two that wait for each other it is always the long one that gives up.
_LONGEST_WAIT = "SET LOCAL lock_timeout = '500ms'"
# PostgreSQL, "Error Codes": lock not available, deadlock; a row that refers to one deleted here, or has the same key.
_CROSSED = frozenset({"55P03", "40P01", "23503", "23505"})


async def giving_way(
    store: StoreLike, do: Callable[[AsyncSession], Awaitable[T]], *, once: Once | None = None, tries: int = TRIES
) -> T:
    """Do something that touches rows in an order of its own, in one transaction; crossed by another, do it anew.

    Raises what `do` raises, AlreadyDone where `once` was stored before, and the last error where none came through.
    """
    while True:
        tries -= 1
        try:
            async with store.begin(once=once) as db:
                if is_postgresql(db):  # SQLite has one writer at a time: nobody crosses it
                    await db.execute(text(_LONGEST_WAIT))
                return await do(db)
        except DBAPIError as error:
            code = getattr(error.orig, "sqlstate", None)
            if not tries or code not in _CROSSED:
                raise
            _log.info("store.gave_way", code=code, tries_left=tries)
        await asyncio.sleep(_PAUSE)
