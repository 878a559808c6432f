"""The demo's calendar: time that stands where it is put, and lets happen what comes due on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from salesbot import clock
from salesbot.schedule import queries

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from salesbot.app import House

PATIENCE = 20.0  # seconds in which all that is due must have reached the local Slack


class Calendar:
    """The clock on the page: it goes on ticking, and jumps forward to what is due next."""

    def __init__(self, house: House) -> None:
        self._house = house

    def now(self) -> datetime:
        """Calendar time, aware UTC."""
        return clock.now()

    def now_in(self, zone: str) -> datetime:
        """Calendar time on the wall there."""
        return clock.now().astimezone(ZoneInfo(zone))

    async def next_event(self) -> datetime | None:
        """Go to the next thing due and let it happen; None where nothing is due any more."""
        at = await self._next()
        if at is not None:
            await self.go(at)
        return at

    async def forward(self, delta: timedelta) -> datetime:
        """Go forward by that much, and let each thing happen at its own time on the way."""
        until = clock.now() + delta
        await self.through(until)
        return until

    async def through(self, until: datetime) -> None:
        """Let everything happen that is due by then, one after the other, and stand there."""
        before = None
        while (at := await self._next()) is not None and at <= until and at != before:
            await self.go(at)
            before = at
        await self.go(until)

    async def go(self, at: datetime) -> None:
        """Stand at that time (never earlier than now), do what is due, and deliver it."""
        if at > clock.now():
            clock.set_calendar(at)
        await self.settle()

    async def settle(self) -> None:
        """Do what is due by now, and wait until all of it has reached the local Slack."""
        await self._house.beat(clock.now())
        self._house.sender.nudge()
        await self._house.sender.drain(PATIENCE)

    async def _next(self) -> datetime | None:
        async with self._house.store.read() as db:
            return await queries.next_at(db)
