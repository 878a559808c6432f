"""`python -m benchmarks [ack modals …] [--quick]`: measure, print one table, and end with 1 where a goal was missed."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING

import uvloop

from benchmarks.places import Place, servers
from benchmarks.table import Row, shown
from salesbot import log

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    Bench = Callable[[Place], Awaitable[Iterable[Row]]]

# name: whether how slow Slack is can matter to it
BENCHES = {
    "ack": True, "modals": True, "questions": True, "reports": True, "growth": False, "due": True, "start": True,
    "page": False, "search": False, "digest": False, "coaching": False, "copying": False,
    "processes": False, "crowd": False,
}  # fmt: skip
DATABASES = ("sqlite", "postgresql")
LATENCIES = (0.0, 0.08)


def main() -> int:
    """Read the command line and measure."""
    reader = argparse.ArgumentParser(prog="benchmarks", description="salesbot, measured.")
    reader.add_argument("bench", nargs="*", default=list(BENCHES), help=", ".join(BENCHES))
    reader.add_argument("--quick", action="store_true", help="fewer of everything: to see that it runs")
    reader.add_argument("--database", action="append", choices=DATABASES)
    asked = reader.parse_args()
    if unknown := set(asked.bench) - BENCHES.keys():
        reader.error(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(BENCHES)}")
    log.configure("CRITICAL", as_json=False)  # what is late is counted, not told
    began = perf_counter()
    rows = _run(asked.bench, asked.database or list(DATABASES), quick=asked.quick)
    print(f"\n{shown(rows)}\n\n{perf_counter() - began:.0f} s in all.")
    return 1 if any(row.good is False for row in rows) else 0


def _run(names: list[str], databases: list[str], *, quick: bool) -> list[Row]:
    rows: list[Row] = []
    with servers(databases) as found:
        for name in names:
            for database in databases:
                for latency in LATENCIES if BENCHES[name] else LATENCIES[:1]:
                    place = Place(database, found[database], latency, quick)
                    rows += _measured(name, place)
    return rows


def _measured(name: str, place: Place) -> list[Row]:
    began = perf_counter()
    bench: Bench = getattr(import_module(f"benchmarks.{name}"), name)

    async def measure() -> list[Row]:
        return list(await bench(place))

    rows = uvloop.run(measure())
    told = f"{name} on {place.database}, Slack +{place.latency * 1000:.0f} ms: {perf_counter() - began:.1f} s"
    print(told, file=sys.stderr, flush=True)
    for row in rows:
        print("   ", *row.cells(), file=sys.stderr, flush=True)
    return rows


if __name__ == "__main__":
    sys.exit(main())
