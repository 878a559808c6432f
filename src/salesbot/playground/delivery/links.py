"""Socket Mode; page "Using Socket Mode": up to ten sockets an app, each payload goes to one of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from salesbot.playground.delivery.acks import Ack

if TYPE_CHECKING:
    from salesbot.playground.state import App, World

_HOST = "applink-playground"


class Link:
    """One open socket of an app, and the payloads whose acks it owes. A ghost has no socket and never answers."""

    def __init__(self, app: App, socket: web.WebSocketResponse | None, transport: asyncio.Transport | None) -> None:
        self.app = app
        self.socket = socket
        self.transport = transport
        self.owed: dict[str, asyncio.Future[Any]] = {}
        self.leaving = False

    async def tell(self, message: dict[str, Any]) -> None:
        """Send one message; a broken socket is found out by its reader."""
        if self.socket is not None:
            with contextlib.suppress(ConnectionError):
                await self.socket.send_str(json.dumps(message))

    def heard(self, text: str) -> None:
        """Take an ack: `{"envelope_id": …, "payload": …}`."""
        try:
            ack = json.loads(text)
        except ValueError:
            return
        owed = self.owed.pop(ack.get("envelope_id", ""), None) if isinstance(ack, dict) else None
        if owed is not None and not owed.done():
            owed.set_result(ack.get("payload"))

    def give_up(self) -> None:
        """The socket is gone: what it owes will never come."""
        for owed in self.owed.values():
            if not owed.done():
                owed.cancel()
        self.owed.clear()

    def cut(self) -> None:
        """Break the connection without a word."""
        if self.transport is not None:
            self.transport.abort()


class Links:
    """All sockets of all apps."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._open: dict[str, list[Link]] = {}
        self._turn: dict[str, int] = {}

    def of(self, app: App) -> list[Link]:
        """The app's open sockets, ghosts included."""
        return self._open.setdefault(app.id, [])

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """The door at /link/: hello, then acks until it closes."""
        app = self._world.apps.get(request.query.get("app_id", ""))
        if app is None or not request.query.get("ticket"):
            raise web.HTTPForbidden(text="invalid ticket")
        socket = web.WebSocketResponse(heartbeat=self._world.settings.ping_every)
        await socket.prepare(request)
        link = Link(app, socket, request.transport)
        if len(self.of(app)) >= self._world.settings.links_per_app:
            await link.tell({"type": "disconnect", "reason": "too_many_websockets", "debug_info": {"host": _HOST}})
            await socket.close()
            return socket
        await self._listen(link, socket)
        return socket

    async def _listen(self, link: Link, socket: web.WebSocketResponse) -> None:
        self.of(link.app).append(link)
        self._world.changed("link", link)
        try:
            await link.tell(self._hello(link.app))
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    link.heard(message.data)
        finally:
            self._forget(link)

    def _hello(self, app: App) -> dict[str, Any]:
        return {
            "type": "hello", "num_connections": len(self.of(app)), "connection_info": {"app_id": app.id},
            "debug_info": {"host": _HOST, "build_number": 1, "approximate_connection_time": 18060},
        }  # fmt: skip

    def _forget(self, link: Link) -> None:
        if link in self.of(link.app):
            self.of(link.app).remove(link)
        link.give_up()
        self._world.changed("link", link)

    async def send(self, app: App, envelope: dict[str, Any]) -> Ack:
        """Give an envelope to one of the app's sockets and wait for its ack, 3 s at most."""
        link = self._next(app)
        if link is None:
            return Ack(ok=False, failure="no_connection")
        owed = asyncio.get_running_loop().create_future()
        link.owed[envelope["envelope_id"]] = owed
        try:
            async with asyncio.timeout(self._world.settings.ack_within):
                await link.tell(envelope)
                return Ack(ok=True, body=await asyncio.shield(owed))
        except TimeoutError:
            return Ack(ok=False, failure="timeout")
        except asyncio.CancelledError:
            if not owed.cancelled():  # it is the caller who was cancelled, not the socket that closed
                raise
            return Ack(ok=False, failure="timeout")
        finally:
            link.owed.pop(envelope["envelope_id"], None)

    def _next(self, app: App) -> Link | None:
        usable = [link for link in self.of(app) if not link.leaving]
        if not usable:
            return None
        self._turn[app.id] = self._turn.get(app.id, -1) + 1
        return usable[self._turn[app.id] % len(usable)]

    async def refresh(self, app: App) -> None:
        """Slack renews its sockets now and then: a warning, a word, and it closes."""
        for link in [link for link in self.of(app) if link.socket is not None]:
            await link.tell({"type": "disconnect", "reason": "warning", "debug_info": {"host": _HOST}})
            await asyncio.sleep(self._world.settings.refresh_warning)
            link.leaving = True
            await link.tell({"type": "disconnect", "reason": "refresh_requested", "debug_info": {"host": _HOST}})
            if link.socket is not None and not link.socket.closed:
                await link.socket.close()

    def ghost(self, app: App) -> Link:
        """A half-open socket that nobody serves, to which payloads go all the same (python-slack-sdk issue 1940)."""
        link = Link(app, None, None)
        self.of(app).append(link)
        return link

    def drop(self, link: Link) -> None:
        """End a ghost."""
        self._forget(link)

    def cut(self, app: App | None = None) -> None:
        """Break every connection (of that app) without closing it properly."""
        for links in [self.of(app)] if app else list(self._open.values()):
            for link in list(links):
                link.cut()

    async def close(self) -> None:
        """The end: close all sockets."""
        for link in [link for links in self._open.values() for link in links]:
            link.give_up()
            if link.socket is not None:
                with contextlib.suppress(ConnectionError, TimeoutError):
                    await link.socket.close()
