"""Time that only passes when nobody has anything to do: an event loop without waiting, and salesbot's clocks on it."""

from __future__ import annotations

import asyncio
import selectors
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from salesbot import clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class NothingComesError(RuntimeError):
    """Everybody waits, and nothing is due at any time: a deadlock."""


class _Selector(selectors.DefaultSelector):
    """Looks at real sockets without waiting, and lets virtual time jump to the next timer instead."""

    def __init__(self, loop: VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        """Return what is ready; while a real server is asked something, wait for it and let no time pass."""
        if self._loop.asking:
            return super().select(timeout if timeout == 0 else 5)
        ready = super().select(0)
        if ready or timeout == 0:
            return ready
        if timeout is None:
            raise NothingComesError("everybody waits for somebody else")
        self._loop.pass_time(timeout)
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose `time()` is seconds since the story began. What would run in threads runs at once."""

    def __init__(self) -> None:
        self._seconds = 0.0
        self.asking = 0  # how many sessions with a real database server are open
        super().__init__(_Selector(self))
        self._clock_resolution = 1e-6

    def time(self) -> float:
        """Seconds of machine time since the story began."""
        return self._seconds

    def pass_time(self, seconds: float) -> None:
        """Let this much time pass at once."""
        self._seconds += max(seconds, 0.0)

    def hush(self) -> None:
        """Forget every timer, such as the doors' pulse: nobody knocks in a story, and it would count every 0.2 s."""
        for timer in list(self._scheduled):
            timer.cancel()

    def begin_again(self) -> None:
        """Begin another story."""
        self.hush()
        self._seconds = 0.0

    def run_in_executor(self, _executor: object, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:
        """Do at once what would go to a thread: threads take turns as they like, and no seed repeats that."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001  as an executor does
            done.set_exception(error)
        return done


class Clocks:
    """salesbot's clocks in a story: both follow the loop. `skew` sets both wrong, `jump` the calendar alone.

    Slack's history is searched by machine time; a machine that is wrong by hours cannot look there (a known limit).
    """

    def __init__(self, loop: VirtualLoop, *, start: datetime) -> None:
        self.loop = loop
        self.start = start
        self.skew = self.jump = timedelta(0)

    def begin_again(self, start: datetime) -> None:
        """Begin another story, with clocks that go right."""
        self.loop.begin_again()
        self.start, self.skew, self.jump = start, timedelta(0), timedelta(0)

    def true(self) -> datetime:
        """What Slack's clock says."""
        return self.start + timedelta(seconds=self.loop.time())

    def real(self) -> datetime:
        """What the clock of salesbot's machine says."""
        return self.true() + self.skew

    def now(self) -> datetime:
        """What salesbot takes the calendar to be."""
        return self.real() + self.jump

    @contextmanager
    def rule(self) -> Iterator[None]:
        """Let salesbot read these clocks."""
        kept = clock.now, clock.real, clock.monotonic
        clock.now, clock.real, clock.monotonic = self.now, self.real, self.loop.time
        try:
            yield
        finally:
            clock.now, clock.real, clock.monotonic = kept


def utc(text: str) -> datetime:
    """Read an instant such as 2026-03-03T08:00."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
