"""The bell: a commit wakes whoever waits for it in this process; `wire` has one that other processes hear."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable


class Bell(Protocol):
    """What a store needs of a bell."""

    async def start(self) -> None:
        """Begin to listen to other processes."""

    async def stop(self) -> None:
        """Stop listening."""

    def ring(self, names: Iterable[str]) -> None:
        """Wake the waiters of these names."""

    def signal(self, name: str) -> asyncio.Event:
        """Return what a ring of this name sets."""


class LoneBell:
    """A bell for one process."""

    def __init__(self) -> None:
        self._signals: dict[str, asyncio.Event] = {}

    async def start(self) -> None:
        """Begin: nobody else is there to listen to."""

    async def stop(self) -> None:
        """Stop: nothing runs."""

    def ring(self, names: Iterable[str]) -> None:
        """Wake the waiters of these names."""
        for name in names:
            self.signal(name).set()

    def signal(self, name: str) -> asyncio.Event:
        """Return what a ring of this name sets."""
        return self._signals.setdefault(name, asyncio.Event())
