"""The control door: JSON verbs for other processes and for the page, and a stream of what changes.

`POST /control/{verb}` with a JSON object of arguments answers `{"ok": true, "result": …}` or
`{"ok": false, "error": "sentence"}`. People are named by id or handle, channels by id or #name, messages by channel and
ts, views by id. `GET /control/stream` sends server-sent events.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from aiohttp import web

from salesbot.playground import verbs

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from salesbot.playground.playground import Playground

    Verb = Callable[[Playground, dict[str, Any]], Awaitable[Any]]


class Control:
    """Carries out verbs on a playground. `extra` holds verbs that others add, such as a demo's clock."""

    def __init__(self, slack: Playground) -> None:
        self._slack = slack
        self.extra: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = slack.extra_verbs

    def routes(self) -> list[web.RouteDef]:
        """Its places in the application."""
        return [web.post("/control/{verb}", self._do), web.get("/control/stream", self._stream)]

    async def _do(self, request: web.Request) -> web.Response:
        if request.content_type != "application/json":  # no web page of another site can send that unasked
            raise web.HTTPUnsupportedMediaType(text="Send a JSON object as application/json.")
        try:
            args = json.loads(await request.text() or "{}")
            result = await self._verb(request.match_info["verb"], args)
        except (LookupError, ValueError, TypeError, AttributeError, PermissionError, AssertionError) as error:
            told = {"ok": False, "error": f"{type(error).__name__}: {error}"}
            return web.json_response(told, status=400)
        return web.json_response({"ok": True, "result": result}, dumps=_dumps)

    async def _verb(self, name: str, args: dict[str, Any]) -> Any:
        if name in self.extra:
            return await self.extra[name](args)
        if name not in verbs.VERBS:
            raise LookupError(f"no verb {name!r}; there are {', '.join(sorted({*verbs.VERBS, *self.extra}))}")
        return await verbs.VERBS[name](self._slack, args)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """One line for each change: what changed and, for messages, where."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        changes: asyncio.Queue[dict[str, Any]] = asyncio.Queue(1000)

        def watch(what: str, about: Any) -> None:
            if not changes.full():
                changes.put_nowait(
                    {"what": what, "channel": getattr(about, "channel", None), "id": getattr(about, "id", None)}
                )

        self._slack.world.watchers.append(watch)
        try:
            await response.write(b": open\n\n")
            while True:
                await response.write(f"data: {_dumps(await changes.get())}\n\n".encode())
        except ConnectionError:
            return response
        finally:
            self._slack.world.watchers.remove(watch)


def _dumps(value: Any) -> str:
    return json.dumps(value, default=str)
