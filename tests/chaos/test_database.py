"""What the database does to a running salesbot: sessions end, the server restarts, and one file takes one salesbot."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING

import figures
import pytest
from lives import free_port
from storm import Plan, storm

from salesbot.config import Transport

if TYPE_CHECKING:
    from collections.abc import Callable

SHORT = Plan(transport=Transport.SOCKET, processes=2, cuts=8)
LONG = Plan(transport=Transport.SOCKET, processes=2, cuts=200, members=60, every=10.0, thorough=True)
FEW = Plan(transport=Transport.SOCKET, processes=2, restarts=3, members=6)
MANY = Plan(transport=Transport.SOCKET, processes=2, restarts=100, members=60, every=10.0, thorough=True)


@pytest.mark.timeout(300)
async def test_ended_sessions_cost_nothing(fresh_postgresql_url, tmp_path, seed):
    """All sessions end again and again under load: both processes live on, nothing is lost or doubled."""
    await _cut(SHORT, fresh_postgresql_url, tmp_path, seed)


@pytest.mark.chaos
@pytest.mark.timeout(0)
async def test_two_hundred_times_all_sessions_end(fresh_postgresql_url, tmp_path, seed):
    """The long run of the same, whose figures stand in RELIABILITY.md."""
    figures.FIGURES.keep(await _cut(LONG, fresh_postgresql_url, tmp_path, seed))


async def _cut(plan: Plan, url: str, folder, seed: int) -> figures.Row:
    async with storm(plan, database_url=url, folder=folder, seed=seed) as raging:
        await raging.rage(raging.cut_again_and_again)
        return await figures.judged("sessions-postgresql", raging)


@pytest.mark.chaos
@pytest.mark.timeout(600)
async def test_a_crashing_server_costs_nothing(own_postgresql, tmp_path, seed):
    """The server stops as in a crash and comes back, again and again: nothing acknowledged is lost, nothing doubled."""
    await _crash(FEW, own_postgresql, tmp_path, seed)


@pytest.mark.chaos
@pytest.mark.timeout(0)
async def test_a_hundred_times_the_server_crashes(own_postgresql, tmp_path, seed):
    """The long run of the same, whose figures stand in RELIABILITY.md."""
    figures.FIGURES.keep(await _crash(MANY, own_postgresql, tmp_path, seed))


async def _crash(plan: Plan, own: tuple[str, Callable[[], None]], folder, seed: int) -> figures.Row:
    url, restart = own
    async with storm(plan, database_url=url, folder=folder, seed=seed) as raging:
        await raging.rage(partial(raging.restart_again_and_again, restart=restart))
        return await figures.judged("restarts-postgresql", raging)


async def test_a_second_salesbot_on_one_file_is_refused(fresh_sqlite_url, tmp_path, seed):
    """It ends with a sentence that names the file and the process that has it; the first goes on."""
    async with storm(Plan(members=2), database_url=fresh_sqlite_url, folder=tmp_path, seed=seed) as calm:
        [first] = calm.bots
        second = dataclasses.replace(
            first, name="second", env={**first.env, "SALESBOT_PORT": str(free_port())}, process=None
        )
        await first.start()
        assert await first.up()
        await second.start()
        assert await second.dies_within(20)
        said = second.log.read_text(encoding="utf-8")
        assert f"is in use by another salesbot (process {first.process.pid})" in said
        assert "Traceback" not in said
        assert second.process.returncode not in (0, None)
        assert first.alive
        await first.stop()
