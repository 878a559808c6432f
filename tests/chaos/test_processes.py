"""Several processes with roles on one PostgreSQL: restarted one after the other under load, and nobody notices."""

from __future__ import annotations

import asyncio
import signal
from typing import TYPE_CHECKING

import aiohttp
import figures
import pytest
from sqlalchemy import func, select
from storm import Plan, Storm, storm

from salesbot import clock
from salesbot.config import Transport
from salesbot.outbox.model import Delivery
from salesbot.playground.delivery.posts import signature

if TYPE_CHECKING:
    from lives import Bot

DRAIN = 30.0  # seconds after which whoever watches a process would kill it
PATIENCE = 120.0  # seconds for a start, on a machine that is busy with other tests
ROLES = ("web", "worker", "worker")
SHORT = Plan(transport=Transport.HTTP, processes=3, members=6, every=1.0)
LONG = Plan(transport=Transport.HTTP, processes=3, members=40, every=10.0, thorough=True)


@pytest.mark.chaos
@pytest.mark.timeout(300)
async def test_rolling_restarts_cost_nothing(fresh_postgresql_url, tmp_path, seed):
    """A door and two workers, each told to stop and started anew under load: all end in order, nothing is lost."""
    await _roll(SHORT, fresh_postgresql_url, tmp_path, seed, rounds=1)


@pytest.mark.chaos
@pytest.mark.timeout(0)
async def test_a_hundred_rolling_restarts(fresh_postgresql_url, tmp_path, seed):
    """The long run of the same, whose figures stand in RELIABILITY.md."""
    figures.FIGURES.keep(await _roll(LONG, fresh_postgresql_url, tmp_path, seed, rounds=34))


async def _roll(plan: Plan, url: str, folder, seed: int, *, rounds: int) -> figures.Row:
    async with storm(plan, database_url=url, folder=folder, seed=seed) as raging:
        for bot, role in zip(raging.bots, ROLES, strict=True):
            bot.env["SALESBOT_ROLE"] = role
            await bot.start()
        assert all([await bot.up(PATIENCE) for bot in raging.bots]), f"seed {seed}"
        assert [await _page(bot, "healthz") for bot in raging.bots] == [200] * 3
        assert [await _page(bot, "readyz") for bot in raging.bots] == [200] * 3
        assert [await _knock(bot) for bot in raging.bots] == [200, 404, 404]  # a worker has no door
        await raging.rage(lambda bot: _restart(raging, bot, rounds))
        return await figures.judged("rolling-postgresql", raging)


async def _restart(raging: Storm, bot: Bot, rounds: int) -> None:
    """Stop and start one bot again and again; their turns come one after the other."""
    for number in range(rounds):
        await asyncio.sleep(1.0 + 1.5 * raging.bots.index(bot) if number == 0 else 4.0)
        began = clock.monotonic()
        bot.send_signal(signal.SIGTERM)
        assert await bot.dies_within(DRAIN), f"{bot.name} did not stop; seed {raging.seed}"
        assert bot.process.returncode == 0, f"{bot.name} ended with {bot.process.returncode}; seed {raging.seed}"
        raging.took["longest drain"] = max(raging.took.get("longest drain", 0.0), clock.monotonic() - began)
        raging.ends[f"{bot.env['SALESBOT_ROLE']} restarted"] += 1
        await bot.start()
        assert await bot.up(PATIENCE), f"{bot.name} does not come up; seed {raging.seed}"


async def test_what_is_on_its_way_is_settled_and_the_rest_let_go(fresh_postgresql_url, tmp_path, seed):
    """A worker is told to stop while its slots are full: what was begun settles, nothing more begins, nobody waits."""
    plan = Plan(transport=Transport.HTTP, processes=1, members=40)
    async with storm(plan, database_url=fresh_postgresql_url, folder=tmp_path, seed=seed) as calm:
        [bot] = calm.bots
        bot.env |= {"SALESBOT_ROLE": "worker", "SALESBOT_SEND_TIMEOUT": "4"}
        await calm.town.slack.fault(method="chat.postMessage", kind="slow", seconds=1.0, times=None)
        await bot.start()
        assert await bot.up(PATIENCE)
        await calm.town.one_more()
        await _until_full(calm, slots=8)
        began = clock.monotonic()
        bot.send_signal(signal.SIGTERM)
        assert await bot.dies_within(DRAIN)
        assert bot.process.returncode == 0
        assert clock.monotonic() - began < 10
        assert await _count(calm, "claimed") == 0
        assert await _count(calm, "waiting") > 0


async def _until_full(calm: Storm, *, slots: int) -> None:
    async with asyncio.timeout(60):
        while await _count(calm, "claimed") < slots:  # noqa: ASYNC110  another process claims them
            await asyncio.sleep(0.05)


async def _count(calm: Storm, state: str) -> int:
    async with calm.town.store.read() as db:
        wanted = select(func.count()).select_from(Delivery).where(Delivery.state == state)
        return int(await db.scalar(wanted) or 0)


async def _page(bot: Bot, name: str) -> int:
    address = f"http://127.0.0.1:{bot.env['SALESBOT_PORT']}/{name}"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status


async def _knock(bot: Bot) -> int:
    """Come to the door as Slack does."""
    body, stamp = b"ssl_check=1", str(int(clock.real().timestamp()))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(bot.env["SALESBOT_SIGNING_SECRET"], stamp, body),
    }  # fmt: skip
    address = f"http://127.0.0.1:{bot.env['SALESBOT_PORT']}/slack/events"
    async with aiohttp.ClientSession() as session, session.post(address, data=body, headers=headers) as answer:
        return answer.status
