"""The page that a Prometheus server reads: what this process counted, and how the house stands, a few seconds old."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from salesbot import clock, metrics
from salesbot.checkins import queries as checkins
from salesbot.outbox import queries as outbox
from salesbot.people import queries as people
from salesbot.store import nightly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from salesbot.app.house import House

_log = structlog.get_logger(__name__)

FRESH = 10.0  # seconds for which the database is not asked again, however often the page is read
PATIENCE = 2.0  # seconds that its answers may take


@dataclass(frozen=True)
class Standing:
    """How the house stands by its database; nothing but `up` is known where that does not answer."""

    up: bool = False
    deliveries: Mapping[str, int] = field(default_factory=dict)
    oldest: float = 0.0  # seconds
    workspaces: Mapping[str, int] = field(default_factory=dict)
    paused: int = 0
    rounds: int = 0
    size: int = 0  # bytes


class Measures(Collector):
    """Asks the database at most every ten seconds, and all else when the page is read.

    `tick_age` is None in a process without a heartbeat, `connections` in one without Socket Mode.
    """

    def __init__(
        self,
        house: House,
        *,
        tick_age: Callable[[], float] | None = None,
        connections: Callable[[], int] | None = None,
    ) -> None:
        self._house = house
        self._tick_age = tick_age
        self._connections = connections
        self._registry = CollectorRegistry()
        self._registry.register(self)
        self._standing = Standing()
        self._asked_at = -FRESH
        self._asking = asyncio.Lock()

    async def page(self) -> bytes:
        """Return everything in Prometheus' words."""
        async with self._asking:
            if clock.monotonic() - self._asked_at >= FRESH:
                self._standing = await self._ask()
                self._asked_at = clock.monotonic()
        return generate_latest(metrics.REGISTRY) + generate_latest(self._registry)

    async def _ask(self) -> Standing:
        try:
            async with asyncio.timeout(PATIENCE):
                return await standing(self._house)
        except Exception as error:  # noqa: BLE001  a page about health is never itself ill
            _log.warning("metrics.no_database", error=type(error).__name__)
            return Standing()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield every gauge of which anything is known; Prometheus' client calls this."""
        found = self._standing
        yield _one("salesbot_database_up", "Whether the database answered.", found.up)
        if found.up:
            yield from _of_database(found)
        in_use = self._house.store.in_use()
        yield _many("salesbot_database_connections_in_use", "Connections at work.", "pool", in_use)
        if self._tick_age is not None:
            yield _one("salesbot_tick_age_seconds", "Since the last beat came through.", self._tick_age())
        if self._connections is not None:
            yield _one("salesbot_socket_connections", "Open connections of Socket Mode.", self._connections())
        yield from _of_disk(self._house)


async def standing(house: House) -> Standing:
    """Ask the database, in one reading transaction that keeps nobody waiting."""
    now = clock.now()
    async with house.store.read() as db:
        oldest = await outbox.oldest_due(db, now=now)
        return Standing(
            up=True,
            deliveries=await outbox.counted(db),
            oldest=(now - oldest).total_seconds() if oldest is not None else 0.0,
            workspaces=await people.counted(db),
            paused=len(await outbox.paused(db)),
            rounds=await checkins.open_now(db, now=now),
            size=await house.store.size(db),
        )


def _of_database(found: Standing) -> Iterator[GaugeMetricFamily]:
    yield _many("salesbot_outbox_deliveries", "Deliveries not at rest.", "state", found.deliveries)
    yield _one("salesbot_outbox_oldest_due_seconds", "Since the longest due message was due, 0 for none.", found.oldest)
    yield _one("salesbot_outbox_paused_targets", "Channels and people that cannot be reached.", found.paused)
    yield _many(
        "salesbot_workspaces", "Workspaces; Slack refuses the token of a stopped one.", "state", found.workspaces
    )
    yield _one("salesbot_rounds_open", "Rounds in which somebody may still answer in time.", found.rounds)
    yield _one("salesbot_database_size_bytes", "What the database takes.", found.size)


def _of_disk(house: House) -> Iterator[GaugeMetricFamily]:
    kept = nightly.kept(house.settings.database_url)
    if kept is None:
        return
    if kept.newest is not None:
        age = (clock.real() - kept.newest.made_at).total_seconds()
        yield _one("salesbot_backup_age_seconds", "Since the newest backup of the night was made.", age)
    yield _one("salesbot_disk_free_bytes", "Free where the database is.", kept.free)


def _one(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, words, value=float(value))


def _many(name: str, words: str, label: str, values: Mapping[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for which, value in values.items():
        family.add_metric([which], float(value))
    return family
