"""Ten thousand questions due at the same moment: the doors stay open while they are written."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from benchmarks.office import ASKED, office, running
from benchmarks.table import Row
from salesbot import clock

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.places import Place

STEP = 0.005  # seconds between two looks at the clock


async def due(place: Place) -> list[Row]:
    """Measure the longest time for which the loop did nothing else, and the whole beat."""
    many = place.few(10_000, 2_000)
    async with office(place) as here:
        await here.hire(many, team_size=100, known=400)
        await here.slack.settings(latency=place.latency)
        clock.set_calendar(ASKED)
        async with running(here.house), lag() as seen:
            began = perf_counter()
            done = await here.house.beat(clock.now())
            seconds = perf_counter() - began
        assert done.done == many, done
    longest = max(seen)
    return [
        Row(
            f"{many:,} due at once: longest block of the loop", place.database, place.latency,
            f"{longest * 1000:.0f} ms", goal="<= 200 ms", good=longest <= 0.2,
        ),
        Row(f"{many:,} due at once: all written", place.database, place.latency, f"{seconds:.1f} s"),
    ]  # fmt: skip


@asynccontextmanager
async def lag() -> AsyncIterator[list[float]]:
    """Look at the clock every few milliseconds; by how much each look was too late, in seconds."""
    late: list[float] = [0.0]

    async def look() -> None:
        while True:
            before = perf_counter()
            await asyncio.sleep(STEP)
            late.append(perf_counter() - before - STEP)

    task = asyncio.create_task(look())
    try:
        yield late
    finally:
        task.cancel()
