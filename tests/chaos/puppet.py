"""`salesbot run` on a machine whose clock and whose SQLite file somebody outside moves: one order a line, on stdin.

The clock is moved below Python (time_machine), so that salesbot, APScheduler and the HTTP server read the same wrong
time; monotonic time is nobody's to move. A read-only file is told to SQLite itself.
"""

from __future__ import annotations

import sys
import threading
from datetime import timedelta
from typing import Any

import time_machine
from sqlalchemy import Engine, event

from salesbot import clock
from salesbot.cli import main

_TOLD = "puppet.read_only"


class Strings:
    """What the hand outside holds: how far the clock is off (seconds), and whether the file may be written."""

    def __init__(self) -> None:
        self._away: time_machine.travel | None = None
        self._read_only = False

    def clock(self, seconds: float) -> None:
        """Set the wall clock wrong by so much; 0 sets it right."""
        if self._away is not None:
            self._away.stop()
            self._away = None
        if seconds:
            self._away = time_machine.travel(clock.real() + timedelta(seconds=seconds), tick=True)
            self._away.start()

    def read_only(self, on: float) -> None:
        """Let SQLite refuse every write from the next transaction on, or take them again."""
        self._read_only = bool(on)

    def told_to(self, connection: Any) -> None:
        """Tell SQLite at the beginning of a transaction."""
        if connection.info.get(_TOLD, False) is not self._read_only and _writes(connection):
            connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if self._read_only else 'OFF'}")
            connection.info[_TOLD] = self._read_only

    def obey(self) -> None:
        """Do what is said, until nobody says anything any more."""
        for line in sys.stdin:
            order, _, value = line.partition(" ")
            {"clock": self.clock, "read_only": self.read_only}[order](float(value))
            print(f"puppet {line.strip()}", flush=True)  # noqa: T201  whoever pulls waits for it


def _writes(connection: Any) -> bool:
    """Whether this is SQLite's one writing connection: the others may never write."""
    return connection.dialect.name == "sqlite" and connection.engine.pool.size() == 1


if __name__ == "__main__":
    strings = Strings()
    event.listen(Engine, "begin", strings.told_to)
    threading.Thread(target=strings.obey, daemon=True).start()
    sys.argv[0] = "salesbot"
    main()
