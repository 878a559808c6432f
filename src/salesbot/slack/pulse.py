"""Noticing that this process stood still: what came in meanwhile has been given up by Slack, and perhaps done again."""

from __future__ import annotations

import asyncio
import contextlib

from salesbot import clock

EVERY = 0.2  # seconds between two beats
STILL = 2.0  # seconds without a beat: Slack waits 3 s for an ack ("Handling user interaction")
DOUBT = 1.0  # seconds afterwards in which what comes in may be old


class Pulse:
    """A beat of the event loop, and how long it is since one was missing.

    A process that slept (SIGSTOP, a paused machine) wakes up with payloads that waited. Their authors read that it did
    not work, and may have sent newer words since, to another process: the old ones must not be stored over them.
    """

    def __init__(self, *, still: float = STILL, doubt: float = DOUBT) -> None:
        self._still = still
        self._doubt = doubt
        self._awake_at = clock.monotonic() - doubt
        self._last = clock.monotonic()
        self._beating = False
        with contextlib.suppress(RuntimeError):  # no loop yet: it begins with the first payload
            self._begin()

    def just_woke(self) -> bool:
        """Whether what comes in now may have waited while this process stood still."""
        if not self._beating:
            self._begin()
        self._look()
        return clock.monotonic() - self._awake_at < self._doubt

    def _begin(self) -> None:
        self._later()
        self._beating, self._last = True, clock.monotonic()

    def _later(self) -> None:
        asyncio.get_running_loop().call_later(EVERY, self._beat)

    def _beat(self) -> None:
        self._look()
        self._later()

    def _look(self) -> None:
        now = clock.monotonic()
        if now - self._last > self._still:
            self._awake_at = now
        self._last = now
