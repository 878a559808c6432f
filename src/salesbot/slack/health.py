"""Whether salesbot lives (/healthz) and is ready to serve (/readyz), for whoever watches the server."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import structlog
from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from salesbot.errors import WrongSetting

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

log = structlog.get_logger(__name__)

STALE = 30.0  # seconds since the last tick after which nothing is sent any more
PATIENCE = 2.0  # seconds a check may take
PATHS = ("/healthz", "/readyz")
METRICS = "/metrics"


@dataclass(frozen=True)
class Health:
    """What the pages ask: seconds since the last tick, and checks by name (`database`, `slack`)."""

    tick_age: Callable[[], float]
    checks: Mapping[str, Callable[[], Awaitable[bool]]] = field(default_factory=dict)

    async def page(self, path: str) -> tuple[int, str]:
        """Return the HTTP status and the JSON of `/healthz` or `/readyz`."""
        if path == "/healthz":
            age = self.tick_age()
            return _page({"tick": age < STALE}, tick_age=round(age, 1))
        names = list(self.checks)
        found = await asyncio.gather(*(_passes(name, self.checks[name]) for name in names))
        return _page(dict(zip(names, found, strict=True)))


def _page(found: Mapping[str, bool], **more: float) -> tuple[int, str]:
    return 200 if all(found.values()) else 503, json.dumps({"ok": all(found.values()), **found, **more})


async def _passes(name: str, check: Callable[[], Awaitable[bool]]) -> bool:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except Exception as error:  # noqa: BLE001  a page about health is never itself ill
        log.warning("check_failed", check=name, error=type(error).__name__)
        return False


class HealthPages:
    """The two pages on an address of their own: in Socket Mode nothing else listens. `metrics` is one page more."""

    def __init__(
        self, health: Health, *, host: str, port: int, metrics: Callable[[], Awaitable[bytes]] | None = None
    ) -> None:
        self._health = health
        self._metrics = metrics
        self._host = host
        self._port = port
        self._named = "SALESBOT_HOST and SALESBOT_PORT are"
        self._runner: web.AppRunner | None = None

    @classmethod
    def of_metrics(cls, health: Health, address: str, metrics: Callable[[], Awaitable[bytes]]) -> Self:
        """Return the pages at the address of the metrics, as the settings give it: host:port."""
        host, _, port = address.rpartition(":")
        pages = cls(health, host=host.strip("[]"), port=int(port), metrics=metrics)
        pages._named = "SALESBOT_METRICS_ADDRESS has"
        return pages

    async def start(self) -> int:
        """Listen, and return the port. Raises WrongSetting where the port is taken."""
        site = web.Application()
        for path in PATHS:
            site.router.add_get(path, self._answer)
        if self._metrics is not None:
            site.router.add_get(METRICS, self._count)
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._host, self._port).start()
        except OSError as error:
            await runner.cleanup()
            raise WrongSetting(cannot_listen(self._host, self._port, error, named=self._named)) from error
        self._runner = runner
        return int(runner.addresses[0][1])

    async def _answer(self, request: web.Request) -> web.Response:
        status, text = await self._health.page(request.path)
        return web.Response(status=status, text=text, content_type="application/json")

    async def _count(self, _request: web.Request) -> web.Response:
        assert self._metrics is not None  # noqa: S101  start() looked
        return web.Response(body=await self._metrics(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def stop(self) -> None:
        """Stop listening."""
        if self._runner is not None:
            await self._runner.cleanup()


def cannot_listen(host: str, port: int, error: OSError, *, named: str = "SALESBOT_HOST and SALESBOT_PORT are") -> str:
    """Return the sentence for an address that cannot be had; `named` begins it with the setting."""
    why = error.strerror or type(error).__name__
    return f"{named} {host} and {port}, and salesbot cannot listen there: {why}."
