"""How much of the machine the processes of a storm hold: memory, descriptors, connections to the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Sequence

    from lives import Bot
    from roads import Roads

# Within these everything counts as back where it was. A pool that a crowd filled stays: 20 connections to PostgreSQL
# and the bell, 9 to SQLite with two or three descriptors each. One descriptor a blow kept for good is found by 50.
MORE_MEMORY = 1.25, 24.0  # times as much, and so many MB, a process
MORE_DESCRIPTORS = 24  # a process
CONNECTIONS = {"postgresql": 21, "sqlite": 9}  # a process, at most


@dataclass(frozen=True)
class Held:
    """What all processes hold together."""

    memory: float  # MB
    descriptors: int
    connections: int

    def back(self, before: Held, *, processes: int, home: str) -> list[str]:
        """What is not back where it was, in words."""
        times, more = MORE_MEMORY
        bounds = {
            "memory": (self.memory, before.memory * times + more * processes),
            "descriptors": (self.descriptors, before.descriptors + MORE_DESCRIPTORS * processes),
            "connections": (self.connections, CONNECTIONS[home] * processes),
        }
        return [f"{name}: {now:.0f}, at most {most:.0f}" for name, (now, most) in bounds.items() if now > most]


def held(bots: Sequence[Bot], roads: Roads, file: str) -> Held:
    """What the processes hold at this moment; on SQLite `file` is the database's."""
    alive = [psutil.Process(bot.process.pid) for bot in bots if bot.process is not None]
    if roads.to_database is not None:
        connections = roads.to_database.connections
    else:
        connections = sum(one.path == file for process in alive for one in process.open_files())
    return Held(
        memory=round(sum(one.memory_info().rss for one in alive) / 2**20, 1),
        descriptors=sum(one.num_fds() for one in alive),
        connections=connections,
    )
