"""Answers that go wrong: refused, slow, cut off, not JSON."""

from __future__ import annotations

import asyncio
import json
import math
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from salesbot.playground.faults import Fault

CUTS = {"reset", "reset_after", "truncated"}
_HTML = "<!DOCTYPE html><html><head><title>Slack</title></head><body><h1>Something went wrong</h1></body></html>"


async def instead(request: web.Request, fault: Fault) -> web.Response | None:
    """What the caller gets instead of being served; None when the call goes on (it was only slow)."""
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
        return None
    if fault.kind == "reset":
        return cut(request)
    if fault.kind == "ratelimited":
        headers = {"Retry-After": str(max(1, math.ceil(fault.seconds)))}
        return _json({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    return _wrong(fault)


async def spoiled(request: web.Request, answer: web.Response, fault: Fault) -> web.StreamResponse:
    """What becomes of the answer to a call that was carried out."""
    if fault.kind == "slow_after":
        await asyncio.sleep(fault.seconds)
        return answer
    if fault.kind == "reset_after":
        return cut(request)
    if fault.kind == "truncated":
        return await _broken_off(request, answer)
    if fault.kind == "garbled":
        text = answer.text or ""
        return web.Response(text=text[: len(text) // 2], content_type="application/json", headers=_kept(answer))
    if fault.kind == "empty":
        return web.Response(text="", content_type="application/json")
    return _wrong(fault)


def cut(request: web.Request) -> web.Response:
    """Break the connection; nothing of the answer leaves."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)


def _wrong(fault: Fault) -> web.Response:
    if fault.kind.startswith("html"):
        return web.Response(status=fault.status, text=_HTML, content_type="text/html")
    if fault.kind.startswith("text"):
        return web.Response(status=fault.status, text="upstream request timeout", content_type="text/plain")
    if fault.kind.startswith("error"):
        return _json({"ok": False, "error": fault.error}, status=200)
    return _json({"ok": False, "error": fault.error}, status=fault.status)


async def _broken_off(request: web.Request, answer: web.Response) -> web.StreamResponse:
    whole = (answer.text or "").encode()
    part = web.StreamResponse(headers={"Content-Type": "application/json; charset=utf-8"})
    part.content_length = len(whole)
    await part.prepare(request)
    await part.write(whole[: len(whole) // 2])
    if request.transport is not None:
        request.transport.close()
    return part


def _json(told: dict[str, object], *, status: int, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(text=json.dumps(told), status=status, content_type="application/json", headers=headers)


def _kept(answer: web.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("X-")}
