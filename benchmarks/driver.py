"""The load, a process of its own: posts ready-made requests, so many at once, and tells how long each took."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

import aiohttp
import uvloop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_LINE = 2**27


class Driver:
    """The process, seen from the measuring one."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def post(
        self, url: str | list[str], requests: list[tuple[dict[str, str], str]], *, at_once: int = 0, rate: float = 0.0
    ) -> Load:
        """Post all these, to several addresses by turns: so many at once, or at this rate (a second) whatever comes."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        urls = [url] if isinstance(url, str) else url
        task = json.dumps({"urls": urls, "requests": requests, "at_once": at_once, "rate": rate})
        self._process.stdin.write(task.encode() + b"\n")
        await self._process.stdin.drain()
        return Load(**json.loads(await self._process.stdout.readline()))


class Load:
    """What came of it: seconds in all, seconds of each that was acknowledged, and which were not."""

    def __init__(self, *, seconds: float, each: list[float], refused: list[int]) -> None:
        self.seconds = seconds
        self.each = sorted(each)
        self.refused = refused

    def percentile(self, share: float) -> float:
        """Return the time within which this share was answered."""
        return self.each[min(len(self.each) - 1, int(share * len(self.each)))]

    @property
    def a_second(self) -> float:
        """How many were acknowledged in a second."""
        return len(self.each) / self.seconds


@asynccontextmanager
async def driver() -> AsyncIterator[Driver]:
    """Start the process, and end it."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.driver", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        limit=_LINE,
    )  # fmt: skip
    try:
        yield Driver(process)
    finally:
        process.terminate()
        await process.wait()


async def _serve() -> None:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        while line := await asyncio.to_thread(sys.stdin.readline):
            sys.stdout.write(json.dumps(await _load(session, json.loads(line))) + "\n")
            sys.stdout.flush()


async def _load(session: aiohttp.ClientSession, task: dict[str, Any]) -> dict[str, Any]:
    left = iter(enumerate(task["requests"]))
    each: list[float] = []
    refused: list[int] = []
    began = perf_counter()
    urls, rate = task["urls"], task["rate"]
    if rate:
        due = [began + number / rate for number in range(len(task["requests"]))]
        await asyncio.gather(
            *(_at(when, session, urls, one, each, refused) for when, one in zip(due, left, strict=True))
        )
    else:
        await asyncio.gather(*(_one_by_one(session, urls, left, each, refused) for _ in range(task["at_once"])))
    return {"seconds": perf_counter() - began, "each": each, "refused": refused}


async def _at(
    when: float, session: aiohttp.ClientSession, urls: list[str], one: Any, each: list[float], refused: list[int]
) -> None:
    await asyncio.sleep(when - perf_counter())
    await _post(session, urls, one, each, refused)


async def _one_by_one(
    session: aiohttp.ClientSession, urls: list[str], left: Iterator[Any], each: list[float], refused: list[int]
) -> None:
    for one in left:
        await _post(session, urls, one, each, refused)


async def _post(
    session: aiohttp.ClientSession, urls: list[str], one: Any, each: list[float], refused: list[int]
) -> None:
    number, (headers, body) = one
    began = perf_counter()
    async with session.post(urls[number % len(urls)], data=body.encode(), headers=headers) as answer:
        good = (answer.status, await answer.text()) == (200, "")  # an empty body: the form closes
    if good:
        each.append(perf_counter() - began)
    else:
        refused.append(number)


if __name__ == "__main__":
    uvloop.run(_serve())
