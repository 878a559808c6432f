"""A salesbot for many workspaces beside a local Slack, and somebody's browser that installs it."""

from __future__ import annotations

import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
from pydantic import SecretStr

from salesbot import clock
from salesbot.app.house import House
from salesbot.app.serving import Service
from salesbot.config import Settings, Transport
from salesbot.installing.web import COOKIE
from salesbot.playground import Playground
from salesbot.slack.pulse import Pulse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

KEY = "c2FsZXNib3QtdGVzdHMtc2FsZXNib3QtdGVzdHMtc2E="


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@dataclass
class Shown:
    """What a browser shows after a click."""

    status: int
    text: str
    to: str = ""
    headers: Any = None

    @property
    def asked(self) -> dict[str, str]:
        """What the address holds to which it is sent."""
        return {name: values[0] for name, values in parse_qs(urlsplit(self.to).query).items()}


@dataclass
class Browser:
    """A browser that keeps cookies by name and follows no address by itself."""

    site: str
    cookies: dict[str, str] = field(default_factory=dict)

    async def get(self, path: str, **query: str) -> Shown:
        """Open a page of salesbot's, or any address."""
        return await self._ask("GET", path, params=query)

    async def post(self, path: str, **fields: str) -> Shown:
        """Send a form."""
        return await self._ask("POST", path, data=fields)

    async def _ask(self, method: str, path: str, **more: Any) -> Shown:
        address = path if path.startswith("http") else self.site + path
        said = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": said} if said and address.startswith(self.site) else {}
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(method, address, headers=headers, allow_redirects=False, **more) as answer,
        ):
            for name, morsel in answer.cookies.items():
                self.cookies[name] = morsel.value
            return Shown(answer.status, await answer.text(), answer.headers.get("Location", ""), answer.headers)

    async def begin(self) -> Shown:
        """Press Add to Slack; what is shown is the way to Slack."""
        return await self.post("/slack/install")

    async def decide(self, begun: Shown, *, place: str = "", decision: str = "allow") -> Shown:
        """Press Allow or Cancel on Slack's page; what is shown is the way back."""
        return await self.post(begun.to.partition("?")[0], **begun.asked, decision=decision, place=place)

    async def install(self, place: str) -> Shown:
        """Go the whole way."""
        back = await self.decide(await self.begin(), place=place)
        return await self.get(back.to)

    @property
    def state(self) -> str:
        """What the cookie holds."""
        return self.cookies[COOKIE]


@dataclass
class Lobby:
    """Acme and Globex may install salesbot; Ana works at Acme, Gus at Globex."""

    slack: Any
    app: Any
    house: House
    service: Service
    ana: Any
    gus: Any

    def browser(self) -> Browser:
        """Somebody's browser, without any cookie."""
        return Browser(f"http://127.0.0.1:{self.house.settings.port}")

    @property
    def tokens(self) -> Any:
        """What the house knows of tokens."""
        return self.house.tenants.tokens

    def at(self, workspace_id: str) -> Any:
        """The install in a workspace, as Slack has it."""
        return self.slack.world.workspaces[workspace_id].installs[self.app.id]

    def calls(self, method: str) -> list[Any]:
        """Every call of that method which Slack saw."""
        return [one for one in self.slack.calls if one.method == method]

    async def settle(self) -> None:
        """Do and deliver what is due now."""
        await self._arrived()
        await self.house.beat(clock.now())
        await self.house.sender.drain(15.0)
        await self._arrived()

    async def _arrived(self) -> None:
        """Nothing is on its way any more, and no door is at work on what has come."""
        await self.slack.settled(quiet=0.01, within=15.0)
        await self.house.doors.drain(15.0)


def settings_for(slack: Any, app: Any, *, database_url: str, port: int, **more: Any) -> Settings:
    """Settings of a salesbot for many workspaces."""
    values: dict[str, Any] = {
        "client_id": app.client_id, "client_secret": SecretStr(app.client_secret),
        "signing_secret": SecretStr(app.signing_secret), "transport": Transport.HTTP, "slack_api_url": slack.url,
        "database_url": database_url, "port": port, "limiter": False, "send_timeout": 2.0, "board_seconds": 0.0,
        "door_deadline": 10.0, "keys": SecretStr(KEY),
    }  # fmt: skip
    return Settings.model_construct(**{**Settings().model_dump(), **values, **more})


async def opened(settings: Settings) -> tuple[House, Service]:
    """A house with those settings, its door not yet open."""
    house = await House.open(settings)
    house.doors.pulse = Pulse(still=30.0)
    return house, Service(house)


@asynccontextmanager
async def lobby_of(database_url: str, *, rotates: bool = False, **more: Any) -> AsyncIterator[Lobby]:
    """Open the door of a salesbot that nobody has installed yet."""
    async with Playground.serve() as slack:
        slack.settings.strict_rates = False
        slack.settings.ack_within = slack.settings.trigger_life = 12.0
        port = free_port()
        site = f"http://127.0.0.1:{port}"
        acme, globex = slack.workspace("TACME", name="Acme"), slack.workspace("TGLOBEX", name="Globex")
        app = slack.app(
            request_url=f"{site}/slack/events", redirect_urls=[f"{site}/slack/oauth_redirect"], rotates=rotates
        )
        ana = slack.user("Ana", id="UANA", workspace=acme, is_admin=True)
        gus = slack.user("Gus", id="UGUS", workspace=globex, is_admin=True)
        house, service = await opened(settings_for(slack, app, database_url=database_url, port=port, **more))
        await service.door.start()
        lobby = Lobby(slack, app, house, service, ana, gus)
        try:
            yield lobby
        finally:
            await lobby.service.door.stop()
            await lobby.house.close()
