"""Identifiers and timestamps that look like Slack's and never repeat, not even in the next playground."""

from __future__ import annotations

import secrets
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Ids:
    """One counter for all ids of a world, started at a random place, and one strictly rising clock for `ts`."""

    def __init__(self, real: Callable[[], datetime]) -> None:
        self._real = real
        self._count = count(secrets.randbelow(36**6) * 36**3)
        self._last = 0

    def new(self, prefix: str) -> str:
        """An id such as `U0A1B2C3D4E`: the prefix tells the kind, as in Slack."""
        return prefix + base36(next(self._count)).rjust(10, "0")

    def ts(self) -> str:
        """A message's `ts`: machine time in microseconds, unique and rising even within one microsecond."""
        self._last = max(self._last + 1, int(self._real().timestamp() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def seconds(self) -> float:
        """Machine time as seconds since 1970."""
        return self._real().timestamp()

    @staticmethod
    def secret(size: int = 12) -> str:
        """Random hexadecimal characters, for tickets and hashes."""
        return secrets.token_hex(size)


def base36(number: int) -> str:
    """The number in capitals and digits."""
    text = ""
    while number:
        number, rest = divmod(number, 36)
        text = _DIGITS[rest] + text
    return text or "0"
