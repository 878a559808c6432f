"""Thousands of hostile requests at every door: each is answered or logged, and none does what its sender may not."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import psutil
import pytest
from openings import openings_of
from siege import TABLES, siege_of
from waves import KINDS

if TYPE_CHECKING:
    from siege import Siege

# What fits into ten seconds, over HTTP and by socket; the other thousands are `make chaos`. The share of PostgreSQL
# meets each kind of attack, and in each run other doors: a world of its own takes most of its time.
SHORT = {"sqlite": (300, 40), "postgresql": (90, 20)}
LONG, LONG_BY_SOCKET = 9_000, 1_000
MOST_MEMORY = 150 * 2**20  # bytes: the largest body is 1.5 MB, and the local Slack beside it keeps what it saw


@pytest.fixture
def randomly(request: pytest.FixtureRequest) -> int:
    """The seed of this run, which pytest prints at its top; 20260303 without random order."""
    seed = request.config.getoption("randomly_seed", default=20260303)
    return seed if isinstance(seed, int) else 20260303


@pytest.fixture
def besieged(kind: str, request: pytest.FixtureRequest) -> str:
    """The database of this kind."""
    return str(request.getfixturevalue(f"{kind}_url"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_no_hostile_request_breaks_anything_or_gets_what_it_should_not(kind, besieged, randomly):
    """Every kind of attack at the doors of the app: no 5xx, no error logged, nothing unseen, nothing changed."""
    number, by_socket = SHORT[kind]
    async with siege_of(besieged) as siege:
        await siege.lay(seed=randomly, number=number, by_socket=by_socket)
        doors = {one.name for one in openings_of(siege.world.house.doors)}
    TABLES.append(f"{kind}: {siege.outcomes.total()} hostile requests at {len(siege.doors)} doors, seed {randomly}")
    assert not siege.wrong, _told(siege, randomly)
    assert siege.doors == doors or number < len(doors), "a door that nobody attacked"
    assert {kind for kind, _ in siege.outcomes} == set(KINDS)


@pytest.mark.chaos
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_ten_thousand_hostile_requests(kind, besieged, randomly):
    """The same ten thousand times, and salesbot is no larger for it."""
    async with siege_of(besieged) as siege:
        await siege.lay(seed=randomly, number=500, by_socket=50)
        before = psutil.Process().memory_info().rss
        await siege.lay(seed=randomly + 1, number=LONG - 500, by_socket=LONG_BY_SOCKET - 50)
        grown = psutil.Process().memory_info().rss - before
    TABLES.append(f"{kind}\n{_table(siege)}\n{grown / 2**20:.0f} MB more memory, seed {randomly}")
    assert not siege.wrong, _told(siege, randomly)
    assert grown < MOST_MEMORY


def _told(siege: Siege, seed: int) -> str:
    many = f"{len(siege.wrong)} went wrong with seed {seed}"
    return "\n".join([many, *(one[:1500] for one in siege.wrong[:25])])


def _table(siege: Siege) -> str:
    names = sorted({name for _, name in siege.outcomes})
    lines = [f"{'':24}" + "".join(f"{name:>22}" for name in names)]
    lines += [f"{kind:24}" + "".join(f"{siege.outcomes[kind, name]:22}" for name in names) for kind in KINDS]
    sums: Counter[str] = Counter()
    for (_, name), number in siege.outcomes.items():
        sums[name] += number
    return "\n".join([*lines, f"{sums.total():<24}" + "".join(f"{sums[name]:22}" for name in names)])
