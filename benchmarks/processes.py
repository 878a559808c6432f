"""Three salesbots on one PostgreSQL beside one: what they send, how they answer, and whom a slow workspace delays."""

from __future__ import annotations

import asyncio
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.ack import TEAM_SIZE, Request, _signed, _submissions
from benchmarks.city import city
from benchmarks.driver import driver
from benchmarks.office import free_port, office
from benchmarks.process import salesbots
from benchmarks.table import Row
from salesbot import clock

if TYPE_CHECKING:
    from benchmarks.city import City
    from benchmarks.driver import Driver, Load
    from benchmarks.office import Office
    from benchmarks.places import Place

MANY = 3
WORKSPACES = 6
_WARM = 90  # submissions after which each process has asked all its statements once


async def processes(place: Place) -> list[Row]:
    """Measure one and three by turns, in one run; SQLite takes one process."""
    if place.database == "sqlite":
        return []
    return [*await _sending(place), *await _answering(place)]


async def _sending(place: Place) -> list[Row]:
    count = place.few(2_000, 400)
    async with city(place) as here:
        await here.found(WORKSPACES, members=place.few(100, 20))
        await here.slack.settings(latency=place.latency)
        one = [await _sends(here, f"one.{n}", 1, count) for n in range(2)]
        three = [await _sends(here, f"three.{n}", MANY, count) for n in range(2)]
        calm, slowed = await _delays(here, place)
    ratio = max(three) / max(one)
    return [
        Row(
            "notes sent, three processes beside one", place.database, place.latency, f"{max(three):.0f} /s",
            f"{max(one):.0f} /s", ratio, ">= 1.0 with cores to spare",
        ),
        Row(
            "delay of others beside a workspace under 429", place.database, place.latency,
            f"p50 {median(slowed) * 1000:.0f} p95 {_late(slowed) * 1000:.0f} ms",
            f"p50 {median(calm) * 1000:.0f} p95 {_late(calm) * 1000:.0f} ms",
            median(slowed) / median(calm), "<= 1.5", median(slowed) <= 1.5 * median(calm),
        ),
    ]  # fmt: skip


def _late(delays: list[float]) -> float:
    return delays[int(0.95 * (len(delays) - 1))]


async def _sends(here: City, kind: str, processes: int, count: int) -> float:
    """Notes a second, from the first promise to the last that Slack took; to everybody, with the limiter open."""
    async with here.running(*["all"] * processes, limiter=False):
        promising = asyncio.create_task(here.promise(kind, count, to=list(here.bots)))
        seconds = await here.until_sent(kind, count)
        await promising
    return count / seconds


async def _delays(here: City, place: Place) -> tuple[list[float], list[float]]:
    """How long notes of the other workspaces take, while all is well and while Slack takes nothing of the first."""
    slow, *others = here.bots
    async with here.running(*["all"] * MANY, limiter=False):
        await _now_and_then(here, "warm", others, place.few(40, 20))
        calm = await _now_and_then(here, "calm", others, place.few(150, 40))
        await here.slack.fault(method="chat.postMessage", kind="ratelimited", seconds=1.0, times=None, team=slow)
        await here.promise("slow", 500, to=[slow])
        slowed = await _now_and_then(here, "slowed", others, place.few(150, 40))
        assert await here.sent("slow") == 0
        await here.slack.behave()
    return calm, slowed


async def _now_and_then(here: City, kind: str, to: list[str], count: int) -> list[float]:
    for number in range(count):
        await here.promise(f"{kind}.{number}", 1, to=[to[number % len(to)]])
        await asyncio.sleep(0.05)
    found = []
    for number in range(count):
        await here.until_sent(f"{kind}.{number}", 1, within=60)
        found += await here.delays(f"{kind}.{number}")
    return sorted(found)


async def _answering(place: Place) -> list[Row]:
    """Signed submissions at one process and at three behind one balancer, 16 at once."""
    crowd = place.few(480, 128)
    async with office(place, limiter=False) as here, driver() as load:
        await here.hire(2 * crowd + 2 * _WARM, team_size=TEAM_SIZE)
        await here.ask()
        await here.deliver()
        await here.slack.settings(latency=place.latency)
        requests = [_signed(one, here.bot["signing_secret"]) for one in await _submissions(here)]
        one, three = await _by_turns(here, load, requests, crowd)
    return [
        Row(
            "ack of stored answers, three processes beside one, 16 at once", place.database, place.latency,
            f"{three.a_second:.0f} /s (p99 {three.percentile(0.99) * 1000:.0f} ms)",
            f"{one.a_second:.0f} /s (p99 {one.percentile(0.99) * 1000:.0f} ms)", three.a_second / one.a_second,
            f">= 1.0 with cores to spare; {len(one.refused)} and {len(three.refused)} not in time",
        )
    ]  # fmt: skip


async def _by_turns(here: Office, load: Driver, requests: list[Request], crowd: int) -> tuple[Load, Load]:
    settings = here.house.settings
    secrets = {
        name: getattr(settings, name).get_secret_value() for name in ("bot_token", "app_token", "signing_secret")
    }
    values = secrets | {
        "transport": "http", "slack_api_url": settings.slack_api_url, "database_url": settings.database_url,
        "log_level": "ERROR",
    }  # fmt: skip
    ports = [free_port() for _ in range(MANY)]
    left, found = iter(requests), []
    for count in (1, MANY):
        tokens = {"T_ACME": secrets["bot_token"]}
        async with salesbots(
            ["all"] * count, settings=values, tokens=tokens, ports=ports, calendar=clock.now()
        ) as running:
            urls = [one.url for one in running]
            await load.post(urls, [next(left) for _ in range(_WARM)], at_once=6)
            found.append(await load.post(urls, [next(left) for _ in range(crowd)], at_once=16))
    return found[0], found[1]
