"""How long `salesbot run` takes until it is ready, and how much memory it holds, seen from outside."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import aiohttp
import psutil

from benchmarks.local_slack import local_slack, people
from benchmarks.office import WORKSPACE, free_port
from benchmarks.table import Row

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.places import Place

MEGABYTE = 1_000_000
SETTLED = 3.0  # seconds after which the first sync and the first beats are over


async def start(place: Place) -> list[Row]:
    """Measure the first start, which makes the tables, and the next ones."""
    async with local_slack() as (slack, api), place.fresh(tables=False) as url:
        bot = await slack.install(workspace=WORKSPACE)
        await people(slack, [f"U{number:06}" for number in range(200)])
        await slack.settings(latency=place.latency)
        environment = _environment(bot, api, url)
        first, _ = await _once(environment)
        again = [await _once(environment) for _ in range(place.few(3, 1))]
    seconds, memory = min(again)[0], max(memory for _, memory in again)
    return [
        _row("start, on a new database", place, first),
        _row("start", place, seconds),
        Row(
            "memory of salesbot run", place.database, place.latency, f"{memory / MEGABYTE:.0f} MB",
            goal="<= 130 MB", good=memory <= 130 * MEGABYTE,
        ),
    ]  # fmt: skip


def _row(name: str, place: Place, seconds: float) -> Row:
    return Row(name, place.database, place.latency, f"{seconds:.2f} s", goal="<= 2.50 s", good=seconds <= 2.5)


def _environment(bot: dict[str, Any], api: str, url: str) -> dict[str, str]:
    ours = {
        "bot_token": bot["bot_token"], "app_token": bot["app_token"], "signing_secret": bot["signing_secret"],
        "transport": "socket", "slack_api_url": api, "database_url": url, "log_level": "ERROR",
    }  # fmt: skip
    return {**os.environ, **{f"SALESBOT_{name.upper()}": value for name, value in ours.items()}}  # noqa: TID251  handed on to a process, not read


async def _once(environment: dict[str, str]) -> tuple[float, int]:
    """Start it, wait until it is ready, and end it; seconds and bytes."""
    port = free_port()
    began = perf_counter()
    async with _process(environment | {"SALESBOT_PORT": str(port)}) as process:
        await _ready(f"http://127.0.0.1:{port}/readyz", process)
        seconds = perf_counter() - began
        await asyncio.sleep(SETTLED)
        return seconds, psutil.Process(process.pid).memory_info().rss


@asynccontextmanager
async def _process(environment: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    command = [str(Path(sys.executable).with_name("salesbot")), "run"]
    process = await asyncio.create_subprocess_exec(*command, env=environment)
    try:
        yield process
    finally:
        with suppress(ProcessLookupError):  # it may have ended by itself
            process.terminate()
        await process.wait()


async def _ready(url: str, process: asyncio.subprocess.Process) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(30):
        while process.returncode is None:
            try:
                async with session.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientError:
                pass
            await asyncio.sleep(0.01)
    raise RuntimeError(f"salesbot run ended with {process.returncode}")
