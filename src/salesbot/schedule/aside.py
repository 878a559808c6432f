"""Seats that cannot be read: a broken one holds up no other. The log says so, and it is tried again later."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from salesbot import clock
from salesbot.schedule.trying import where

if TYPE_CHECKING:
    from collections.abc import Sequence

_log = structlog.get_logger(__name__)
_AGAIN = 600.0  # seconds
_ADVICE = (
    "One row of the table seats, or its appointment, plan or member, cannot be read: nothing happens by itself for it. "
    "Save what it belongs to once more, or mend the row; it is tried again every ten minutes."
)


class Aside:
    """Seats that one process leaves out for now. Their rows stay as they are: once mended, they tell what was due."""

    def __init__(self) -> None:
        self._until: dict[int, float] = {}

    def ids(self) -> Sequence[int]:
        """Return the seats that are not tried just now."""
        now = clock.monotonic()
        self._until = {seat_id: until for seat_id, until in self._until.items() if now < until}
        return sorted(self._until)

    def put(self, seat_id: int, error: Exception) -> None:
        """Leave a seat out for ten minutes, since this is what it raises."""
        self._until[seat_id] = clock.monotonic() + _AGAIN
        broken(seat_id, error)


def broken(seat_id: int, error: Exception) -> None:
    """Tell in the log of a seat that cannot be read, and what to do."""
    _log.error("schedule.seat_broken", seat=seat_id, error=type(error).__name__, at=where(error), advice=_ADVICE)
