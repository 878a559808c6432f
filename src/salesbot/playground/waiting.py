"""Waiting for something to happen in the local Slack, or for nothing to happen any more."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesbot.playground.delivery import Courier
    from salesbot.playground.state import Install, World
    from salesbot.playground.web_api import WebApi


class Patience:
    """The part of a playground that waits."""

    world: World
    courier: Courier
    web_api: WebApi

    async def wait_for(self, look: Callable[[], Any], *, within: float = 15.0) -> Any:
        """What `look()` gives once it is true; it looks at every change. Raises AssertionError if not `within` s."""
        try:
            async with asyncio.timeout(within):
                while not (found := look()):
                    await self.world.bell()
        except TimeoutError:
            raise AssertionError(f"not within {within} s: {look}") from None
        return found

    async def settled(self, *, quiet: float = 0.05, within: float = 15.0) -> None:
        """Wait until nothing is under way (no call, no delivery) and nothing has happened for `quiet` seconds.

        Retries of events that wait for their minute do not count. Raises AssertionError after `within` seconds.
        """
        try:
            async with asyncio.timeout(within):
                seen = -1
                while seen != self.world.version or self.courier.busy or self.web_api.busy:
                    seen = self.world.version
                    await asyncio.sleep(quiet)
        except TimeoutError:
            raise AssertionError(f"still busy after {within} s") from None

    async def connected(self, install: Install, *, links: int = 1, within: float = 15.0) -> None:
        """Wait until the app has that many sockets open."""
        await self.wait_for(lambda: len(self.courier.links.of(install.app)) >= links, within=within)
