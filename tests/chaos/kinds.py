"""Every kind of bad day that the chaos suite knows: how it strikes and how it heals, as one table."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import blows
from proxy import Mood
from storm import LEASE, SEND_TIMEOUT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from field import Field

    # It strikes when it is entered, and heals when it is left.
    Blow = Callable[[Field], AbstractAsyncContextManager[None]]

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = (SQLITE, POSTGRESQL)
PUPPET, OWN_SERVER, SMALL_DISK = "puppet", "own server", "small disk"


@dataclass(frozen=True)
class Kind:
    """One kind of bad day.

    `homes`: where it can happen; one process with HTTP on SQLite, two with sockets on PostgreSQL. `lasts`: seconds, at
    least and at most. `needs`: what must be prepared for it.
    """

    name: str
    blow: Blow
    homes: tuple[str, ...] = BOTH
    lasts: tuple[float, float] = (0.5, 2.0)
    needs: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """Its name for `-k`."""
        return self.name.replace(" ", "-").replace(",", "")


def spoiled(*faults: dict[str, Any]) -> Blow:
    """All calls of the Web API go wrong in one of these ways, by turns of chance."""

    @asynccontextmanager
    async def blow(field: Field) -> AsyncIterator[None]:
        for number, fault in enumerate(faults):
            await field.slack.fault(**{"method": "*", "times": None, "chance": 1 / (len(faults) - number)} | fault)
        yield
        await field.slack.behave()

    return blow


def bad_road(mood: Mood) -> Blow:
    """The roads between salesbot and Slack are like that, both ways."""

    @asynccontextmanager
    async def blow(field: Field) -> AsyncIterator[None]:
        with field.all_bad(field.roads.of_slack, mood):
            yield

    return blow


def bad_road_to_database(mood: Mood) -> Blow:
    """The road between salesbot and PostgreSQL is like that."""

    @asynccontextmanager
    async def blow(field: Field) -> AsyncIterator[None]:
        assert field.roads.to_database is not None
        with field.all_bad([field.roads.to_database], mood):
            yield

    return blow


@asynccontextmanager
async def roads_shut(field: Field) -> AsyncIterator[None]:
    """Slack refuses every connection, and nobody reaches salesbot."""
    async with AsyncExitStack() as shut:
        for road in field.roads.of_slack:
            await shut.enter_async_context(road.shut())
        yield


KINDS = (
    Kind("kill -9", blows.killed, lasts=(0.1, 0.5)),
    Kind("frozen past the lease", blows.frozen, lasts=(1.1 * LEASE, 1.6 * LEASE)),
    # -- the way to Slack and back
    Kind("reset at the door", bad_road(Mood(reset="at the door"))),
    Kind("reset before Slack heard", bad_road(Mood(reset="before"))),
    Kind("reset after Slack heard", bad_road(Mood(reset="after", chance=0.7))),
    Kind("Slack refuses connections", roads_shut),
    Kind("a black hole before Slack", bad_road(Mood(hole=True)), lasts=(SEND_TIMEOUT, 5 * SEND_TIMEOUT)),
    Kind("a slow way to Slack", bad_road(Mood(delay=0.6 * SEND_TIMEOUT))),
    # -- what Slack answers
    Kind("429 storm", spoiled({"kind": "ratelimited", "seconds": 1})),
    Kind("5xx", spoiled({"kind": "status", "status": 503}, {"kind": "status_after", "status": 500})),
    Kind(
        "HTML in place of JSON",
        spoiled({"kind": "html", "status": 200}, {"kind": "html_after", "status": 200}, {"kind": "html_after"}),
    ),
    Kind("truncated JSON", spoiled({"kind": "truncated"}, {"kind": "garbled"}, {"kind": "empty"})),
    Kind(
        "slow answers",
        spoiled({"kind": "slow", "seconds": 2 * SEND_TIMEOUT}, {"kind": "slow_after", "seconds": 2 * SEND_TIMEOUT}),
    ),
    # -- what Slack sends
    Kind("events twice and out of order", blows.events_in_disorder),
    Kind("socket refresh storm", blows.refreshes, homes=(POSTGRESQL,), lasts=(3.0, 5.0)),
    Kind("sockets cut", blows.sockets_cut, homes=(POSTGRESQL,)),
    # -- the database
    Kind("database restarted, immediate", blows.restarted, homes=(POSTGRESQL,), needs=frozenset({OWN_SERVER})),
    Kind("sessions terminated", blows.sessions_terminated, homes=(POSTGRESQL,)),
    Kind("read-only for a while", blows.read_only, homes=(POSTGRESQL,)),
    Kind("a file read-only for a while", blows.read_only_file, homes=(SQLITE,), needs=frozenset({PUPPET})),
    Kind("disk full", blows.disk_full, lasts=(1.0, 3.0), needs=frozenset({SMALL_DISK})),
    Kind("database locked", blows.locked, lasts=(1.0, 5.0)),
    Kind(
        "database connections reset", bad_road_to_database(Mood(reset="after", chance=0.2)), homes=(POSTGRESQL,)
    ),
    Kind("a black hole before the database", bad_road_to_database(Mood(hole=True)), homes=(POSTGRESQL,), lasts=(1, 4)),
    Kind("a slow way to the database", bad_road_to_database(Mood(delay=0.05)), homes=(POSTGRESQL,)),
    # -- time
    Kind("clock wrong by minutes", blows.clock_wrong_by_minutes, needs=frozenset({PUPPET})),
    Kind("clock wrong by hours", blows.clock_wrong_by_hours, needs=frozenset({PUPPET})),
)  # fmt: skip
