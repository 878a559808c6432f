"""The socket door: two connections at least, each replaced before it goes, so that no payload finds nobody there."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import aiohttp
import structlog
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError, SlackClientError

from salesbot.errors import WrongSetting
from salesbot.slack import shapes
from salesbot.slack.socket import refusals
from salesbot.slack.socket.line import Ack, End, Envelope, Line
from salesbot.slack.socket.pace import Pace

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from datetime import datetime

    from slack_bolt.response import BoltResponse

    from salesbot.config import Settings
    from salesbot.slack.client import Clients
    from salesbot.slack.doors import Doors

log = structlog.get_logger(__name__)

LINES = 2  # connections that a process keeps open, so that a refresh or a deploy leaves no gap
_TROUBLES = (SlackApiError, SlackClientError, aiohttp.ClientError, OSError, TimeoutError)


class SocketDoor:
    """Keeps `lines` connections open and brings what comes through them to the doors.

    `on_reconnect(since)` is called after a connection was lost without notice: what people typed since then may not
    have arrived. `others()` is how many connections all other live processes hold.
    """

    def __init__(
        self,
        app: Doors,
        settings: Settings,
        *,
        clients: Clients,
        on_reconnect: Callable[[datetime], Awaitable[None]] | None = None,
        others: Callable[[], int] = lambda: 0,
        lines: int = LINES,
        pace: Pace | None = None,
    ) -> None:
        self._app = app
        self._settings = settings
        self._clients = clients
        self._on_reconnect = on_reconnect
        self._others = others
        self._count = lines
        self._pace = pace or Pace()
        self._lines: set[Line] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()  # one at a time, so that a greeting's count can be understood
        self._ghosts = 0
        self._session: aiohttp.ClientSession | None = None
        self._stopping = False

    async def start(self) -> None:
        """Connect. Raises WrongSetting for a token that never will; while Slack is away it goes on trying."""
        if self._settings.app_token is None:
            raise WrongSetting("SALESBOT_APP_TOKEN is not set; Socket Mode needs an app-level token (xapp-…).")
        self._session = aiohttp.ClientSession()
        first = await self._first()
        for number in range(self._count):
            self._spawn(self._keep(first if number == 0 else None))

    async def _first(self) -> Line | None:
        try:
            return await self._open()
        except _TROUBLES as error:
            if refusals.is_final(error):
                await self.stop()
                raise WrongSetting(refusals.in_words(refusals.code_of(error))) from error
            self._complain(error, failures=1)
            return None

    async def _keep(self, line: Line | None) -> None:
        """Hold one connection open for good."""
        while not self._stopping:
            line = line or await self._insist()
            end = await asyncio.shield(line.leaving)
            line = await self._succeed(line, end)

    async def _succeed(self, line: Line, end: End) -> Line:
        """Open the next line, then let the old one go."""
        refused = end in (End.DISABLED, End.TOO_MANY)
        if refused:
            log.error("socket_refused", words=refusals.in_words(end))
            self._spawn(self._retire(line, seconds=0))
            await asyncio.sleep(self._pace.longest_wait)
        successor = await self._insist()
        if not refused:
            self._spawn(self._retire(line, seconds=self._pace.retire))
        if end in (End.LOST, End.DISABLED) and self._on_reconnect is not None:
            self._spawn(self._catch_up(line.heard_at))
        return successor

    async def _insist(self) -> Line:
        failures = 0
        while True:
            try:
                return await self._open()
            except _TROUBLES as error:
                failures += 1
                self._complain(error, failures=failures)
                await asyncio.sleep(max(self._pace.wait(failures), refusals.retry_after(error)))

    def _complain(self, error: BaseException, *, failures: int) -> None:
        tell = log.error if refusals.is_final(error) or failures >= 5 else log.warning  # noqa: PLR2004  by then it stays
        tell("socket_not_connected", words=refusals.in_words(refusals.code_of(error)), failures=failures)

    async def _open(self) -> Line:
        async with self._opening, asyncio.timeout(self._settings.send_timeout + self._pace.hello):
            line = Line(await self._connect(), self._answer, pace=self._pace)
            self._lines.add(line)
            try:
                self._count_ghosts(line, await _greeting(line))
            except BaseException:
                self._lines.discard(line)
                await line.close(0)
                raise
            return line

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        assert self._session is not None  # noqa: S101  start() opened it
        assert self._settings.app_token is not None  # noqa: S101  start() looked
        token = self._settings.app_token.get_secret_value()
        ticket = await self._clients.posting.apps_connections_open(app_token=token)
        return await self._session.ws_connect(
            str(ticket["url"]),
            autoping=False,
            proxy=self._clients.posting.proxy or None,
            timeout=aiohttp.ClientWSTimeout(ws_close=2.0),
        )

    def _count_ghosts(self, line: Line, counted: int) -> None:
        """Slack sends payloads to half-open connections too (python-slack-sdk issue 1940): renew, and warn."""
        expected = sum(each.is_open for each in self._lines) + self._others()
        if counted <= expected:
            self._ghosts = 0
            return
        self._ghosts += 1
        log.warning("socket_ghosts", counted=counted, expected=expected)
        self._spawn(self._renew(line, after=self._pace.ghost * 2 ** min(self._ghosts - 1, 4)))

    async def _renew(self, line: Line, *, after: float) -> None:
        await asyncio.sleep(after)
        line.leave(End.GHOST)

    async def _retire(self, line: Line, *, seconds: float) -> None:
        await line.retire(seconds)
        self._lines.discard(line)

    async def _catch_up(self, since: datetime) -> None:
        assert self._on_reconnect is not None  # noqa: S101  whoever calls this looked
        try:
            await self._on_reconnect(since)
        except Exception as error:
            log.error("catch_up_failed", exc_info=error)  # noqa: TRY400  the traceback goes through exc_info

    async def _answer(self, envelope: Envelope) -> Ack | None:
        headers: dict[str, str | Sequence[str]] = (
            {} if envelope.attempt is None else {"x-slack-retry-num": str(envelope.attempt)}
        )
        body = shapes.fit(envelope.payload)
        if body is None:
            return None
        request = AsyncBoltRequest(mode="socket_mode", body=body, headers=headers)
        return _ack(await self._app.async_dispatch(request))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def count(self) -> int:
        """Return how many connections stand."""
        return sum(line.is_open for line in self._lines)

    async def connected(self) -> bool:
        """Whether at least one connection stands and shows life."""
        return any(line.is_open for line in self._lines) and not self._stopping

    async def stop(self, seconds: float = 5.0) -> None:
        """Take nothing new, let answers under way out within `seconds`, and close all connections."""
        self._stopping = True
        tasks = set(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*(line.close(seconds) for line in self._lines), *tasks, return_exceptions=True)
        await self._app.drain(seconds)  # words that no ack could carry
        self._lines.clear()
        if self._session is not None:
            await self._session.close()


async def _greeting(line: Line) -> int:
    counted = await line.hello
    if counted is None:
        raise refusals.NoGreetingError(str(line.leaving.result()))
    return counted


def _ack(response: BoltResponse) -> Ack | None:
    if response.status != 200:  # noqa: PLR2004  only a 200 is an ack; the error handler gives words in one
        return None
    if not response.body:
        return Ack()
    kind = (response.headers.get("content-type") or [""])[0]
    return Ack(json.loads(response.body) if kind.startswith("application/json") else {"text": response.body})
