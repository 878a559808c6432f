"""The roads of a storm: from salesbot to Slack, from Slack to salesbot, and from salesbot to PostgreSQL."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from proxy import Proxy
from sqlalchemy.engine import URL, make_url

if TYPE_CHECKING:
    from proxy import Address


class Roads(AsyncExitStack):
    """Roads that are open for as long as this is."""

    def __init__(self, *, seed: int) -> None:
        super().__init__()
        self.of_slack: list[Proxy] = []  # to it, and from it over HTTP
        self.to_database: Proxy | None = None  # SQLite has none
        self._seed = seed

    async def pave(self, api: str, database_url: str, request_url: str | None) -> tuple[str, str, str | None]:
        """Open the roads; return the three addresses as they are at the near end."""
        api = await self._around(api)
        if request_url is not None:
            request_url = await self._around(request_url)
        url = make_url(database_url)
        if url.get_backend_name() == "postgresql":
            self.to_database = await self._to(server_of(url))
            url = url.set(host="127.0.0.1", port=self.to_database.port, query={})
            database_url = url.render_as_string(hide_password=False)
        return api, database_url, request_url

    async def _around(self, address: str) -> str:
        parts = urlsplit(address)
        assert parts.hostname is not None
        assert parts.port is not None
        road = await self._to((parts.hostname, parts.port))
        self.of_slack.append(road)
        return parts._replace(netloc=f"127.0.0.1:{road.port}").geturl()

    async def _to(self, there: Address) -> Proxy:
        return await self.enter_async_context(Proxy.to(there, seed=self._seed))


def server_of(url: URL) -> Address:
    """Where PostgreSQL listens: a host with its port, or the socket in a folder."""
    host = url.query.get("host") or url.host or "127.0.0.1"
    assert isinstance(host, str)
    port = url.port or 5432
    return f"{host}/.s.PGSQL.{port}" if host.startswith("/") else (host, port)
