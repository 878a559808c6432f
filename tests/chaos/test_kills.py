"""kill -9, at random and at named points, while salesbot asks, sends and receives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import figures
import pytest
from storm import Plan, Storm, storm

from salesbot.config import Transport

if TYPE_CHECKING:
    from pathlib import Path

SHORT = {
    "sqlite": Plan(kills=4),
    "postgresql": Plan(transport=Transport.SOCKET, processes=2, kills=4),
}
# A thousand kills in all, and 4,000 occurrences in each of the four.
MANY = {"kills": 250, "questions": 4000, "members": 60, "every": 12.0, "reminder_minutes": 1, "thorough": True}
LONG = {
    "sqlite, one": Plan(**MANY),
    "postgresql, one": Plan(transport=Transport.SOCKET, **MANY),
    "postgresql, two": Plan(transport=Transport.SOCKET, processes=2, **MANY),
    "postgresql, three": Plan(transport=Transport.SOCKET, processes=3, **MANY),
}


@pytest.mark.timeout(300)
async def test_nothing_is_lost_or_doubled_by_kills(empty_url, tmp_path, seed):
    """At rest every message owed stands in Slack exactly once, and every acknowledged answer is stored."""
    kind = empty_url.partition(":")[0]
    await _kill(SHORT[kind], kind, empty_url, tmp_path, seed)


@pytest.mark.chaos
@pytest.mark.timeout(0)
@pytest.mark.parametrize("processes", LONG)
async def test_a_thousand_kills(processes: str, kill_url: str, tmp_path, seed):
    """The long runs of the same, over one, two and three processes, whose figures stand in RELIABILITY.md."""
    raging, row = await _kill(LONG[processes], processes, kill_url, tmp_path, seed)
    assert raging.ends.total() >= MANY["kills"]
    assert row["questions"] >= MANY["questions"]
    figures.FIGURES.keep(row)


@pytest.fixture
def kill_url(processes: str, request) -> str:
    """A fresh database of the kind that these processes are on."""
    return str(request.getfixturevalue(f"fresh_{processes.partition(',')[0]}_url"))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("empty_url", [pytest.param("sqlite", marks=pytest.mark.chaos), "postgresql"], indirect=True)
async def test_a_kill_while_a_channel_is_paused_loses_nothing(empty_url, tmp_path, seed):
    """It dies as it writes that the channel is archived; once the channel is back, its report stands there once."""
    plan = Plan(members=4, transport=SHORT[empty_url.partition(":")[0]].transport)
    async with storm(plan, database_url=empty_url, folder=tmp_path, seed=seed) as raging:
        await raging.pause_and_kill()
        await figures.judged("paused", raging)


async def _kill(plan: Plan, name: str, url: str, folder: Path, seed: int) -> tuple[Storm, figures.Row]:
    async with storm(plan, database_url=url, folder=folder, seed=seed) as raging:
        await raging.rage(raging.kill_again_and_again)
        return raging, await figures.judged(f"kills-{name.replace(', ', '-')}", raging)
