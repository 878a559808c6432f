"""What a browser does not know yet: it says what it has, waits, and gets the pieces that differ."""

from __future__ import annotations

import asyncio
from hashlib import blake2s
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from salesbot.playground.page.inspector import Inspector
    from salesbot.playground.state import World

PATIENCE = 15.0  # seconds that a browser's question for news stays open; the clock on the page is never older
_WATCHED = 1.0  # the same while the inspector is open: requests make no change of their own
_GATHER = 0.02  # seconds: what changes together is drawn together


async def wait(
    world: World, draw: Callable[[], dict[str, str]], *, since: str, have: Mapping[str, str], closing: asyncio.Event,
    watched: bool,
) -> dict[str, Any]:  # fmt: skip
    """The pieces that differ from what the browser has: at once, unless it has seen this version (`since`)."""
    loop = asyncio.get_running_loop()
    until = loop.time() + (_WATCHED if watched else PATIENCE)
    while since == str(world.version) and loop.time() < until and not closing.is_set():
        await _change(world, closing, until - loop.time())
        if since != str(world.version):
            await asyncio.sleep(_GATHER)
            since = str(world.version)
            told = _told(world, draw(), have)
            if told["parts"]:
                return told
    return _told(world, draw(), have)


def _told(world: World, parts: Mapping[str, str], have: Mapping[str, str]) -> dict[str, Any]:
    found = {name: mark(html) for name, html in parts.items()}
    fresh = [name for name in parts if have.get(name) != found[name]]
    return {
        "version": world.version,
        "parts": {name: parts[name] for name in fresh},
        "marks": {name: found[name] for name in fresh},
    }


async def _change(world: World, closing: asyncio.Event, seconds: float) -> None:
    waiting = {asyncio.ensure_future(one) for one in (world.bell(), closing.wait())}
    await asyncio.wait(waiting, timeout=max(0.0, seconds), return_when=asyncio.FIRST_COMPLETED)
    for one in waiting:
        one.cancel()


def mark(html: str) -> str:
    """What tells one drawing of a piece from another."""
    return blake2s(html.encode(), digest_size=6).hexdigest()


def marks(told: str) -> dict[str, str]:
    """What a browser says it has: `sidebar:1f2e3d4c5b6a,head:…`."""
    return {name: found for name, _, found in (one.partition(":") for one in told.split(","))}


def troubles(inspector: Inspector | None, told: str) -> list[dict[str, str]]:
    """Requests that failed since the one that the browser heard of last; `told` is its id, "" only begins to listen."""
    if inspector is None:
        return []
    lines = inspector.lines()
    ids = [str(one.id) for one in lines]
    fresh = lines[ids.index(told) + 1 :] if told in ids else lines[-1:]
    failed = [one for one in fresh if told in ids and not one.well]
    named = [{"id": str(one.id), "words": f"{one.method} failed: {one.status}"} for one in failed]
    return named + ([{"id": ids[-1], "words": ""}] if ids else [])
