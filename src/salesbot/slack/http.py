"""The web door: Slack's requests over HTTP, guarded, with the health pages beside them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from binascii import a2b_qp
from typing import TYPE_CHECKING, Any, cast

import structlog
import uvicorn
from slack_bolt.adapter.asgi.async_handler import AsyncSlackRequestHandler
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from salesbot.errors import WrongSetting
from salesbot.slack import shapes
from salesbot.slack.guard import Asgi, First, Guard, Receive, Scope, Send, answer
from salesbot.slack.health import PATHS, cannot_listen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from slack_bolt.adapter.asgi.http_request import AsgiHttpRequest

    from salesbot.config import Settings
    from salesbot.slack.doors import Doors
    from salesbot.slack.health import Health

log = structlog.get_logger(__name__)

PATH = "/slack/events"
_START_SECONDS = 10.0


class WebDoor:
    """A web server in this process that brings Slack's requests to the doors."""

    def __init__(
        self, app: Doors, settings: Settings, *, health: Health, pages: Mapping[str, Asgi] | None = None,
        first: First | None = None,
    ) -> None:  # fmt: skip
        """`pages` stand beside the doors, by their paths; nobody signs what comes to them. `first` is the guard's."""
        self._app = app
        self._settings = settings
        self._health = health
        self._pages = pages or {}
        self._first = first
        self._server: _Server | None = None
        self._serving: asyncio.Task[None] | None = None

    async def start(self) -> int:
        """Listen, and return the port. Raises WrongSetting without a signing secret or where the port is taken."""
        if self._settings.signing_secret is None:
            raise WrongSetting("SALESBOT_SIGNING_SECRET is not set; HTTP needs your Slack app's signing secret.")
        secret = self._settings.signing_secret.get_secret_value()
        listening = _listen(self._settings.host, self._settings.port)
        self._server = _Server(
            _config(site(self._app, secret=secret, health=self._health, pages=self._pages, first=self._first))
        )
        self._serving = asyncio.create_task(self._server.serve(sockets=[listening]))
        async with asyncio.timeout(_START_SECONDS):
            await self._server.up.wait()
        return int(listening.getsockname()[1])

    async def stop(self, seconds: float = 5.0) -> None:
        """Take nothing new, finish what is under way within `seconds`, and close."""
        if self._server is None or self._serving is None:
            return
        self._server.should_exit = True
        self._server.config.timeout_graceful_shutdown = max(1, round(seconds))
        await self._app.drain(seconds)
        await asyncio.wait({self._serving}, timeout=seconds + 1)
        self._serving.cancel()

    async def connected(self) -> bool:
        """Whether requests are taken."""
        return self._server is not None and self._server.started and not self._server.should_exit


def site(
    app: Doors, *, secret: str, health: Health, pages: Mapping[str, Asgi] | None = None, first: First | None = None
) -> Asgi:
    """Return the whole site as one ASGI application: the guarded doors, the health pages, and other `pages` by path."""
    others = pages or {}
    doors = Guard(cast("Asgi", _Adapter(app, path=PATH)), secret=secret, first=first)

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        path, method = scope["path"], scope["method"]
        if path == PATH and method == "POST":
            await doors(scope, receive, send)
        elif path in others:
            await others[path](scope, receive, send)
        elif path in PATHS and method in ("GET", "HEAD"):
            status, text = await health.page(path)
            await answer(send, status, text if method == "GET" else "", content_type="application/json")
        else:
            await answer(send, 404, "There is nothing here.")

    return whole


class _Adapter(AsyncSlackRequestHandler):
    """Bolt's ASGI adapter, for which a body it cannot read is the sender's fault."""

    async def dispatch(self, request: AsgiHttpRequest) -> BoltResponse:
        try:
            raw = await request.get_raw_body()
            payload = AsyncBoltRequest(body=unwrapped(raw), query=request.query_string, headers=_one_each(request))
        except Exception as error:  # noqa: BLE001  whatever bolt stumbles over, it is the body
            log.warning("request_unreadable", error=type(error).__name__)
            return BoltResponse(status=400, body="This is nothing that Slack sends.")
        body = shapes.fit(payload.body)
        if body is None:
            return BoltResponse(status=400, body="This is nothing that Slack sends.")
        payload.body = body
        return await self.app.async_dispatch(payload)


def unwrapped(raw: str) -> str:
    """Return the JSON in the one field of a form that clicks and submissions come as; anything else as it is.

    Bolt would decode the form escape by escape, which takes longer than all else that it does. Quoted-printable's
    escapes are those of a form with another sign, and the standard library reads them at once. A valid escape makes
    three characters one; where any did not, bolt shall see for itself.
    """
    name, _, said = raw.partition("=")
    if name != "payload" or not said.isascii() or any(sign in said for sign in "&=\r\n"):
        return raw
    found = a2b_qp(said.replace("+", " ").replace("%", "="))
    if len(found) != len(said) - 2 * said.count("%"):
        return raw
    text = found.decode("utf-8", "replace")
    return text if text.startswith("{") else raw  # by this bolt knows JSON


def _one_each(request: AsgiHttpRequest) -> dict[str, Any]:
    """Return the headers without bolt's own switches, which are not for anybody outside."""
    return {key: value for key, value in request.get_headers().items() if not key.lower().startswith("x-slack-bolt")}


def _listen(host: str, port: int) -> socket.socket:
    try:
        listening = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=512
        )
    except OSError as error:
        raise WrongSetting(cannot_listen(host, port, error)) from error
    # asyncio leaves this out for a socket that it did not make, and each answer then waits 40 ms for its own header.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


def _config(asgi: Asgi) -> uvicorn.Config:
    return uvicorn.Config(
        asgi,
        log_config=None,  # uvicorn's access lines hold addresses, and our logs have one shape
        access_log=False,
        lifespan="off",
        ws="none",
        server_header=False,
        timeout_keep_alive=15,
    )


class _Server(uvicorn.Server):
    """Uvicorn inside a bigger program, which handles its signals itself; `up` is set when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.up.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
