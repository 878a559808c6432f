"""When a tip has to be looked at again: nobody has confirmed it for a season."""

from __future__ import annotations

from datetime import datetime, time, timedelta

STALE = timedelta(days=90)  # without anybody's word that it holds
AGAIN = timedelta(days=30)  # after a question that was not answered
LOOKING_AT = time(11)  # on the wall of whoever is asked: the morning's check-in is behind them


def due(*, confirmed_at: datetime, asked_at: datetime | None, now: datetime) -> bool:
    """Whether to ask now if a tip still holds."""
    asked = asked_at is not None and now - asked_at < AGAIN
    return now - confirmed_at >= STALE and not asked
