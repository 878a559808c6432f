"""The schedule's own pace in tests: from one instant at which something is due to the next, in March 2026."""

from __future__ import annotations

from datetime import UTC, datetime

from salesbot.schedule import queries
from salesbot.schedule.beat import beat

JOB = "checkin.ask"


def utc(day, hour, minute=0):
    """An instant in March 2026."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


async def step(store, diary, until):
    """Beat at each instant at which something is due, up to and with `until`."""
    for _ in range(1000):
        async with store.read() as db:
            at = await queries.next_at(db)
        if at is None or at > until:
            return
        await beat(store, {JOB: diary}, now=at)
    raise AssertionError("the schedule never comes to rest")
