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
    "sqlite": Plan(kills=6),
    "postgresql": Plan(transport=Transport.SOCKET, processes=2, kills=6),
}
LONG = {
    "sqlite": Plan(kills=200, members=40, every=15.0, reminder_minutes=1, thorough=True),
    "postgresql": Plan(
        transport=Transport.SOCKET, processes=2, kills=200, members=40, every=15.0, reminder_minutes=1, thorough=True
    ),
}


@pytest.mark.timeout(300)
async def test_nothing_is_lost_or_doubled_by_kills(empty_url, tmp_path, seed):
    """At rest every message owed stands in Slack exactly once, and every acknowledged answer is stored."""
    await _kill(SHORT, empty_url, tmp_path, seed)


@pytest.mark.chaos
@pytest.mark.timeout(0)
async def test_two_hundred_kills(empty_url, tmp_path, seed):
    """The long run of the same, whose figures stand in RELIABILITY.md."""
    raging = await _kill(LONG, empty_url, tmp_path, seed)
    assert raging.ends.total() >= 200


@pytest.mark.timeout(300)
@pytest.mark.parametrize("empty_url", [pytest.param("sqlite", marks=pytest.mark.chaos), "postgresql"], indirect=True)
async def test_a_kill_while_a_channel_is_paused_loses_nothing(empty_url, tmp_path, seed):
    """It dies as it writes that the channel is archived; once the channel is back, its report stands there once."""
    plan = Plan(members=4, transport=SHORT[empty_url.partition(":")[0]].transport)
    async with storm(plan, database_url=empty_url, folder=tmp_path, seed=seed) as raging:
        await raging.pause_and_kill()
        await figures.judged("paused", raging)


async def _kill(plans: dict[str, Plan], url: str, folder: Path, seed: int) -> Storm:
    kind = url.partition(":")[0]
    async with storm(plans[kind], database_url=url, folder=folder, seed=seed) as raging:
        await raging.rage(raging.kill_again_and_again)
        row = await figures.judged(f"kills-{kind}", raging)
        if plans is LONG:
            figures.keep(row)
        return raging
