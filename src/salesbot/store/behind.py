"""Second looks: what two processes did in one moment, neither seeing what the other did, is looked for once more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from salesbot.store.giving_way import giving_way
from salesbot.store.rows import is_postgresql

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.room import StoreLike

Look = Callable[[AsyncSession], Awaitable[None]]

_PATIENCE = 5.0  # seconds; a stop has thirty
_LOOKS = "salesbot.behind"
_log = structlog.get_logger(__name__)


def behind(db: AsyncSession, look: Look) -> None:
    """Do this in a transaction of its own behind the commit of this one, where other processes may write (PostgreSQL).

    Nobody waits for it, and a rollback forgets it. What it asks for behind itself is not done: once is enough, since
    whatever comes after our commit has seen what we wrote.
    """
    if is_postgresql(db):
        db.info.setdefault(_LOOKS, []).append(look)


class Behind:
    """The second looks of one process, beside its doors."""

    def __init__(self, store: StoreLike) -> None:
        self._store = store
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, db: AsyncSession) -> None:
        """Begin what was asked for in this transaction, which is committed."""
        looks = db.info.pop(_LOOKS, None)
        if looks:
            task = asyncio.create_task(self._look(looks), name="salesbot.behind")
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _look(self, looks: Sequence[Look]) -> None:
        async def all_of_them(db: AsyncSession) -> None:
            for look in looks:
                await look(db)
            db.info.pop(_LOOKS, None)

        try:
            await giving_way(self._store, all_of_them)
        except Exception as error:  # noqa: BLE001  nobody waits for this task
            _log.warning("store.not_looked_again", error=type(error).__name__)

    async def finish(self) -> None:
        """Wait for those that have begun, and not long: what cannot be done now is not done."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_PATIENCE)
            for task in late:
                task.cancel()
