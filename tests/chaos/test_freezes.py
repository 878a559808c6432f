"""SIGSTOP past the lease: whoever wakes up after somebody else took over leaves nothing behind."""

from __future__ import annotations

import figures
import pytest
from storm import Plan, Storm, storm

from salesbot.config import Transport

SHORT = Plan(transport=Transport.SOCKET, processes=2, freezes=2)
LONG = Plan(transport=Transport.SOCKET, processes=2, freezes=150, members=60, every=10.0, thorough=True)


@pytest.mark.timeout(300)
async def test_a_frozen_process_leaves_no_second_copy(fresh_postgresql_url, tmp_path, seed):
    """Frozen past its lease, at random and at named points: at rest nothing is doubled, lost or forgotten."""
    await _freeze(SHORT, fresh_postgresql_url, tmp_path, seed)


@pytest.mark.chaos
@pytest.mark.timeout(0)
async def test_a_hundred_and_fifty_freezes(fresh_postgresql_url, tmp_path, seed):
    """The long run of the same, whose figures stand in RELIABILITY.md."""
    raging = await _freeze(LONG, fresh_postgresql_url, tmp_path, seed)
    assert raging.ends.total() >= 150


async def _freeze(plan: Plan, url: str, folder, seed: int) -> Storm:
    async with storm(plan, database_url=url, folder=folder, seed=seed) as raging:
        await raging.rage(raging.freeze_again_and_again)
        row = await figures.judged("freezes-postgresql", raging)
        if plan is LONG:
            figures.FIGURES.keep(row)
        return raging
