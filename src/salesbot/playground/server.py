"""The playground's doors: one that shuts as if Slack were down, and one for whoever is in charge, always open."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from collections.abc import Callable

_LIMIT = 8 * 2**20  # bytes of a request's body


class Server:
    """One aiohttp application behind two loopback ports: Slack's, and the control's."""

    def __init__(self, application: web.Application) -> None:
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        self._front: web.TCPSite | None = None
        self.host = "127.0.0.1"
        self.port = 0
        self.control_port = 0

    async def start(self, host: str, port: int, control_port: int) -> None:
        """Open both doors; port 0 takes a free one, which is kept for as long as the playground lives."""
        self.host = host
        await self._runner.setup()
        self._front = await self._open(port)
        self.port = self._newest()
        await self._open(control_port)
        self.control_port = self._newest()

    async def shut(self, break_off: Callable[[], None]) -> None:
        """Slack is down: nobody gets in, and whoever is inside is thrown out."""
        if self._front is not None:
            await self._front.stop()
            self._front = None
        break_off()
        for connection in list(getattr(self._runner.server, "connections", ())):
            transport = connection.transport
            if transport is not None and transport.get_extra_info("sockname")[1] == self.port:
                transport.abort()
        await asyncio.sleep(0.01)  # long enough for clients to notice: their next call finds no connection to reuse

    async def reopen(self) -> None:
        """Slack is back, at the same address."""
        if self._front is None:
            self._front = await self._open(self.port)

    async def stop(self) -> None:
        """Close everything."""
        await self._runner.cleanup()

    def _newest(self) -> int:
        """The port of the door that was opened last; aiohttp lists doors in the order of their opening."""
        port: int = self._runner.addresses[-1][1]
        return port

    async def _open(self, port: int) -> web.TCPSite:
        site = web.TCPSite(self._runner, self.host, port, reuse_address=True, backlog=1024)
        await site.start()
        return site


def application(routes: list[web.RouteDef]) -> web.Application:
    """The aiohttp application with these routes."""
    made = web.Application(client_max_size=_LIMIT)
    made.add_routes(routes)
    return made
