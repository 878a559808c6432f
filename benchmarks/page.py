"""The page of the local Slack in a big workspace, beside the same page in a small one; by HTTP, and in a browser."""

from __future__ import annotations

import shutil
from contextlib import asynccontextmanager
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import aiohttp

from benchmarks.table import Row
from salesbot.playground import Playground

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from benchmarks.places import Place

SMALL = (6, 2, 120)  # people, channels, messages
BIG = (200, 50, 20_000)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Seat(NamedTuple):
    """One workspace, and somebody in it who goes from channel to channel."""

    slack: Playground
    team: str
    member: str
    places: list[str]

    def address(self, at: int, path: str = "/", **more: str) -> str:
        """The address of the page, or of its pieces, at one of the channels."""
        asked = {"team": self.team, "as": self.member, "in": self.places[at % len(self.places)], **more}
        return f"{self.slack.address}{path}?" + "&".join(f"{name}={value}" for name, value in asked.items())


async def page(place: Place) -> list[Row]:
    """Measure the first paint and the switch to another channel; the page knows no database, so one is enough."""
    if place.database != "sqlite":
        return []
    turns = place.few(60, 12)
    async with _seat(SMALL) as small, _seat(BIG) as big:
        rows = [
            _row(place, "page, answered by the server", await _paired(small, big, _first, turns)),
            _row(place, "page, switch answered by the server", await _paired(small, big, _switch, turns)),
        ]
        return rows + (await _in_browser(place, small, big) if CHROMIUM else [])


@asynccontextmanager
async def _seat(size: tuple[int, int, int]) -> AsyncIterator[Seat]:
    people, channels, messages = size
    async with Playground.serve() as slack:
        everybody = [slack.user(f"Person {at}") for at in range(people)]
        rooms = [slack.channel(f"room-{at}", members=everybody) for at in range(channels)]
        for at in range(messages):
            slack.world.post(rooms[at % channels], everybody[at % people].id, f"Message {at}, *bold* and `code`")
        yield Seat(slack, everybody[0].team_id, everybody[0].id, [room.id for room in rooms])


async def _first(seat: Seat, http: aiohttp.ClientSession, at: int) -> None:
    async with http.get(seat.address(at)) as answer:
        await answer.read()


async def _switch(seat: Seat, http: aiohttp.ClientSession, at: int) -> None:
    async with http.get(seat.address(at, "/page/parts", arriving="yes", count="60")) as answer:
        await answer.read()


async def _paired(
    small: Seat, big: Seat, measure: Callable[[Seat, aiohttp.ClientSession, int], Awaitable[None]], turns: int
) -> tuple[float, float]:
    """The median seconds in the small and in the big workspace, taken in turns so that both have the same machine."""
    times: tuple[list[float], list[float]] = ([], [])
    async with aiohttp.ClientSession() as http:
        for at in range(turns):
            for kept, seat in zip(times, (small, big), strict=True):
                began = perf_counter()
                await measure(seat, http, at)
                kept.append(perf_counter() - began)
    return median(times[0]), median(times[1])


def _row(place: Place, name: str, times: tuple[float, float]) -> Row:
    bare, ours = times
    told = f"{ours * 1000:.0f} ms", f"{bare * 1000:.0f} ms"
    return Row(name, "none", place.latency, *told, ours / bare, "<= 2.50", ours / bare <= 2.5)


async def _in_browser(place: Place, small: Seat, big: Seat) -> list[Row]:
    """What a person waits for: the first paint, and from the click on a channel until its messages stand there."""
    from playwright.async_api import async_playwright

    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        times: dict[str, list[list[float]]] = {"first paint": [[], []], "switch": [[], []]}
        for _ in range(place.few(5, 2)):
            for which, seat in enumerate((small, big)):
                tab = await browser.new_page()
                await tab.goto(seat.address(0))
                await tab.locator(".message").first.wait_for()
                times["first paint"][which].append(await tab.evaluate(_PAINTED) / 1000)
                times["switch"][which].append(await tab.evaluate(_SWITCHED, seat.places[1]) / 1000)
                await tab.close()
        await browser.close()
    return [_row(place, f"page in a browser, {name}", (median(a), median(b))) for name, (a, b) in times.items()]


_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
_SWITCHED = """async (place) => {
  await new Promise((done) => setTimeout(done, 300));
  const before = document.querySelector('.message').id;
  const link = [...document.querySelectorAll('#sidebar a')].find((one) => one.href.includes(`in=${place}`));
  const began = performance.now();
  link.click();
  while (document.querySelector('.message')?.id === before) await new Promise(requestAnimationFrame);
  return performance.now() - began;
}"""
