"""The two clocks, and their only reader: calendar time, which a demo may set, and machine time, which nobody may."""

from __future__ import annotations

import time
import zoneinfo
from datetime import UTC, datetime, timedelta

# Every process takes its rules from the tzdata wheel, never from the machine: two machines with different system
# files would else disagree about the same wall time. It must happen before the first zone is read, hence here.
zoneinfo.reset_tzpath(())

SET = 1.0  # seconds in one go: less is what NTP does to a clock that it keeps right
_shift = timedelta(0)
_held: datetime | None = None


def now() -> datetime:
    """Calendar time, aware UTC: schedules, what is due, lateness, ages. The demo and tests may set it."""
    return _held or datetime.now(UTC) + _shift


def real() -> datetime:
    """Machine time, aware UTC: leases, back-off, limits, trigger ids, signatures, dedupe. Never set."""
    return datetime.now(UTC)


def monotonic() -> float:
    """Seconds that only grow, whatever happens to the wall clock: the watchdog's measure."""
    return time.monotonic()


class Skew:
    """By how much somebody set this machine's clock, as far as nobody has seen to it yet."""

    def __init__(self) -> None:
        self._known = _skew()

    def take(self) -> timedelta:
        """Return what the clock was set on (or back, below zero) since it was last asked; it is the caller's now."""
        jump = _skew() - self._known
        if abs(jump) < SET:
            return timedelta(0)
        self._known += jump
        return timedelta(seconds=jump)

    def give_back(self, jump: timedelta) -> None:
        """Nothing came of it: whoever asks next gets it."""
        self._known -= jump.total_seconds()


def _skew() -> float:
    return real().timestamp() - monotonic()


def set_calendar(at: datetime) -> None:
    """Make calendar time `at` (aware) from now on; it goes on ticking unless held. For the demo and for tests only."""
    global _shift, _held  # noqa: PLW0603  one process has one calendar
    _shift = at - datetime.now(UTC)
    _held = _held and at


def hold_calendar() -> None:
    """Let calendar time stand still, and move only where it is set: a story told twice then reads the same."""
    global _held  # noqa: PLW0603  one process has one calendar
    _held = now()


def reset_calendar() -> None:
    """Let calendar time be machine time again."""
    global _shift, _held
    _shift, _held = timedelta(0), None
