"""How fast Slack may be called: the arithmetic of one lane (the generic cell rate algorithm)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

SLOWEST_MS = 4000.0  # a quarter of a message a second
_EASING = 1.1  # ten per cent a minute
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Rate:
    """A long-run interval between two calls, and how many may come at once after a rest."""

    interval_ms: float
    burst: int


WORKSPACE = "workspace"  # the name of a workspace's own lane, which all its posts share

# About one message a second and channel, short bursts pass (Slack's page "Rate limits"); tiers: each method's page.
CHANNEL = Rate(1000.0, 3)
METHODS = {
    "chat.update": Rate(60_000 / 50, 10),
    "chat.delete": Rate(60_000 / 50, 10),
    "conversations.history": Rate(60_000 / 50, 10),
}


@dataclass(frozen=True)
class Pace:
    """Where a lane stands. `free_at` is the theoretical arrival time: when it will be wholly rested."""

    free_at: datetime
    interval_ms: float
    burst: int
    blocked_until: datetime | None = None
    tuned_at: datetime | None = None


def workspace(messages_per_second: float) -> Rate:
    """The first pace of a whole workspace: one second's messages may come at once."""
    return Rate(1000 / messages_per_second, max(1, round(messages_per_second)))


def rested(rate: Rate, *, at: datetime) -> Pace:
    """A lane that nobody used yet."""
    return Pace(at, rate.interval_ms, rate.burst)


def allowance(pace: Pace, *, at: datetime) -> int:
    """How many calls may start at this instant."""
    if pace.blocked_until is not None and pace.blocked_until > at:
        return 0
    ahead = (max(pace.free_at, at) - at) / timedelta(milliseconds=pace.interval_ms)
    return max(0, int(pace.burst - ahead + 1e-6))


def take(pace: Pace, count: int, *, at: datetime) -> Pace:
    """The lane after so many calls."""
    return replace(pace, free_at=max(pace.free_at, at) + count * timedelta(milliseconds=pace.interval_ms))


def next_at(pace: Pace, *, at: datetime) -> datetime:
    """When the next call may start."""
    opens = pace.free_at - (pace.burst - 1) * timedelta(milliseconds=pace.interval_ms)
    return max(at, opens, pace.blocked_until or at)


def slowed(pace: Pace, *, retry_after: timedelta, at: datetime, halve: bool) -> Pace:
    """The lane after Slack said "too fast": nothing until then, and half the pace (once for each such time)."""
    until = max(at + retry_after, pace.blocked_until or at)
    already = pace.blocked_until is not None and pace.blocked_until > at
    slower = min(pace.interval_ms * 2, max(SLOWEST_MS, pace.interval_ms))
    interval = pace.interval_ms if already or not halve else slower
    return replace(pace, blocked_until=until, interval_ms=interval, tuned_at=at)


def eased(pace: Pace, rate: Rate, *, at: datetime) -> Pace:
    """The lane growing back to its first pace, ten per cent for each whole minute without trouble."""
    if pace.tuned_at is None or pace.interval_ms <= rate.interval_ms:
        return pace
    minutes = (at - max(pace.tuned_at, pace.blocked_until or pace.tuned_at)) // _MINUTE
    if minutes < 1:
        return pace
    interval = max(rate.interval_ms, pace.interval_ms / _EASING ** min(minutes, 100))
    return replace(pace, interval_ms=interval, tuned_at=at)


def full_at(rate: Rate, *, at: datetime) -> datetime:
    """A lane of this rate whose `free_at` is later than this has no room at that instant."""
    return at + (rate.burst - 1) * timedelta(milliseconds=rate.interval_ms)
