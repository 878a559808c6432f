"""What a turn of the heartbeat does in a running process: first all seats are read anew, then it beats."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.app.house import House

_READING = 10.0  # seconds that one turn reads seats; /healthz allows the heartbeat a silence of 30


class Turning:
    """The turns of one process, from its start on.

    While salesbot was off the rules of a zone may have changed, so each start computes anew when everything is due.
    With 10,000 seats that takes 1 to 2 s, in which whoever comes to the door is answered all the same; with a million
    it takes several turns, since a heart that is silent for so long would be taken for dead.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._unread: int | None = 0 if house.settings.role.works else None  # the seat after which they are to be read

    async def turn(self, now: datetime) -> None:
        """Do what is due by `now` (calendar time), once all seats are read; a process without work does nothing."""
        await self._read(now)
        if self._unread is None and self._house.settings.role.works:
            await self._house.beat(now)

    async def _read(self, now: datetime) -> None:
        end, store = clock.monotonic() + _READING, self._house.store
        while self._unread is not None and clock.monotonic() < end:
            async with store.begin() as db:
                after = await schedule.refresh(db, now=now, after=self._unread, limit=store.batch)
            self._unread = after  # committed; if that failed, the next turn goes on from there
            await asyncio.sleep(0)  # doors first
