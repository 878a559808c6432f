"""Whoever watches the server is told whether salesbot lives and serves."""

from __future__ import annotations

import asyncio
import json
import socket

import aiohttp
import pytest

from salesbot.errors import WrongSetting
from salesbot.slack.health import Health, HealthPages


async def yes():
    return True


async def no():
    return False


async def broken():
    raise RuntimeError("away")


async def hanging():
    await asyncio.sleep(60)
    return True


async def get(port, path):
    async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
        return answer.status, json.loads(await answer.text())


@pytest.fixture
async def served():
    """Health pages on a port of their own, as in Socket Mode."""
    opened = []

    async def serve(health):
        pages = HealthPages(health, host="127.0.0.1", port=0)
        opened.append(pages)
        return await pages.start()

    yield serve
    for pages in opened:
        await pages.stop()


@pytest.mark.parametrize(("age", "status"), [(0.0, 200), (29.9, 200), (30.1, 503)])
async def test_salesbot_lives_while_it_ticks(served, age, status):
    """Without a tick for thirty seconds nothing is sent any more."""
    assert await get(await served(Health(tick_age=lambda: age)), "/healthz") == (
        status,
        {"ok": status == 200, "tick": status == 200, "tick_age": age},
    )


@pytest.mark.parametrize(("check", "status"), [(yes, 200), (no, 503), (broken, 503)])
async def test_salesbot_is_ready_when_every_check_passes(served, check, status):
    """A failing check is named; one that breaks counts as failing."""
    port = await served(Health(tick_age=lambda: 0.0, checks={"database": check, "slack": yes}))
    assert await get(port, "/readyz") == (status, {"ok": status == 200, "database": status == 200, "slack": True})


async def test_a_check_that_hangs_does_not_hang_the_page(served, monkeypatch):
    """A database that does not answer makes a clear no in time."""
    monkeypatch.setattr("salesbot.slack.health.PATIENCE", 0.05)
    port = await served(Health(tick_age=lambda: 0.0, checks={"database": hanging}))
    assert (await get(port, "/readyz"))[0] == 503


async def test_the_pages_stand_beside_the_doors_on_the_web(web, bot):
    """In HTTP mode one port serves both."""
    port = int(bot.app.request_url.split(":")[2].split("/")[0])
    assert await get(port, "/healthz") == (200, {"ok": True, "tick": True, "tick_age": 0.5})


async def test_a_taken_port_ends_the_start_with_a_sentence():
    """The sentence names the settings and what was read."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(WrongSetting, match=f"SALESBOT_PORT are 127.0.0.1 and {port}"):
            await HealthPages(Health(tick_age=lambda: 0.0), host="127.0.0.1", port=port).start()


async def test_a_taken_address_of_the_metrics_names_their_setting():
    """Whoever reads the sentence looks at the setting that gave the address, and at no other."""
    pages = HealthPages(Health(tick_age=lambda: 0.0), host="127.0.0.1", port=0)
    port = await pages.start()
    try:
        with pytest.raises(WrongSetting, match=f"^SALESBOT_METRICS_ADDRESS has 127.0.0.1 and {port}, "):
            await HealthPages.of_metrics(Health(tick_age=lambda: 0.0), f"127.0.0.1:{port}", _no_metrics).start()
    finally:
        await pages.stop()


async def _no_metrics():
    return b""
