"""The calendar behind the page's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime, timedelta


class Clock(Protocol):
    """The calendar behind the page's clock; the demo gives one that also beats and delivers."""

    def now(self) -> datetime:
        """Calendar time, aware."""

    async def next_event(self) -> datetime | None:
        """Set the calendar to the next thing due and let it happen; None when nothing is due."""

    async def forward(self, delta: timedelta) -> datetime:
        """Set the calendar forward and let happen what became due on the way."""
