"""The look at everybody, which the processes of one workspace share."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.people import service as workspaces
from salesbot.store import leases
from salesbot.store.away import is_away

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime, timedelta

    from salesbot.store import Store


class SharedLook:
    """One process's part in it: a look that was taken counts for all, for `share`."""

    def __init__(self, store: Store, *, share: timedelta) -> None:
        self._store = store
        self._share = share
        self._since = clock.now()
        self._looked: datetime | None = None

    @asynccontextmanager
    async def at(self, workspace_id: str, *, now: datetime) -> AsyncIterator[bool]:
        """Whether to look: yes, unless another process took that upon itself since this one began, and just now.

        So each start looks (nobody listened before it), and whoever asks again here gets one again; but the hourly look
        is one for all processes. One that fails is left to whoever asks next; so is one whose process died over it,
        once its lease is over (`left`).
        """
        if not self._store.shared:
            yield True
        elif not await self._take(workspace_id, now=now):
            yield False
        else:
            async with self._at_work(workspace_id, now=now):
                yield True

    async def left(self, workspace_id: str) -> bool:
        """Whether another process died while it looked."""
        if not self._store.shared:
            return False
        async with self._store.read() as db:
            return await workspaces.look_left(db, workspace_id, at_work=await self._store.machine_now(db))

    async def _take(self, workspace_id: str, *, now: datetime) -> bool:
        async with self._store.begin() as db:
            taken = await workspaces.take_look(
                db, workspace_id, began=self._since, mine=self._looked, share=self._share, now=now,
                at_work=await self._store.machine_now(db),
            )  # fmt: skip
        self._looked = now if taken else self._looked
        return taken

    @asynccontextmanager
    async def _at_work(self, workspace_id: str, *, now: datetime) -> AsyncIterator[None]:
        """Say that this process looks, for as long as it does; who is stopped meanwhile is as good as dead."""
        telling = asyncio.create_task(self._keep(workspace_id), name="look")
        try:
            yield
        except Exception:
            telling.cancel()
            await self._end(workspace_id, failed=now)
            raise
        finally:
            telling.cancel()
        await self._end(workspace_id)

    async def _keep(self, workspace_id: str) -> None:
        while True:
            await asyncio.sleep(leases.RENEWED.total_seconds())
            try:
                async with self._store.begin() as db:
                    await workspaces.keep_look(db, workspace_id, at_work=await self._store.machine_now(db))
            except Exception as error:  # a look does not outlive a database that stays away
                if not is_away(error):
                    raise

    async def _end(self, workspace_id: str, *, failed: datetime | None = None) -> None:
        async with self._store.begin() as db:
            await workspaces.end_look(db, workspace_id, failed=failed)
