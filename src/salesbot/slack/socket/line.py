"""One Socket Mode connection: it greets, brings payloads, takes answers, and says when it is about to go."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import structlog
from aiohttp import ClientWebSocketResponse, WSMessage, WSMsgType

from salesbot import clock

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.slack.socket.pace import Pace

log = structlog.get_logger(__name__)


class End(StrEnum):
    """Why a connection is over, or soon will be."""

    REFRESH = "refresh"
    LOST = "lost"
    DISABLED = "link_disabled"
    TOO_MANY = "too_many_websockets"
    GHOST = "ghost"


@dataclass(frozen=True)
class Envelope:
    """A payload with its id, by which it is acknowledged."""

    id: str
    payload: dict[str, Any]
    attempt: int | None
    reason: str | None
    may_answer: bool


@dataclass(frozen=True)
class Ack:
    """An answer to an envelope; an event takes none but the ack itself."""

    body: dict[str, Any] | None = None


# None: no ack, so that Slack sends an event again.
Answer = Callable[[Envelope], Awaitable[Ack | None]]


class Line:
    """One connection. It is read from its creation until it closes, also while it is being replaced.

    `hello` tells how many connections Slack counts, None where it ended before a greeting; `leaving` tells when a
    successor is needed and why.
    """

    def __init__(self, socket: ClientWebSocketResponse, answer: Answer, *, pace: Pace) -> None:
        loop = asyncio.get_running_loop()
        self.hello: asyncio.Future[int | None] = loop.create_future()
        self.leaving: asyncio.Future[End] = loop.create_future()
        self.heard_at: datetime = clock.real()
        self._heard = clock.monotonic()
        self._socket = socket
        self._answer = answer
        self._pace = pace
        self._taking = True
        self._answers: set[asyncio.Task[None]] = set()
        self._reader = asyncio.create_task(self._read())
        self._pinger = asyncio.create_task(self._ping())

    @property
    def is_open(self) -> bool:
        """Whether it can still carry anything."""
        return not self._reader.done() and not self._socket.closed

    def leave(self, end: End) -> None:
        """Say that this line needs a successor; only the first reason counts."""
        if not self.leaving.done():
            self.leaving.set_result(end)

    async def _read(self) -> None:
        try:
            while True:
                message = await self._socket.receive()
                self.heard_at, self._heard = clock.real(), clock.monotonic()
                if not await self._take(message):
                    break
        except (OSError, RuntimeError) as error:
            log.info("socket_broke", error=type(error).__name__)
        finally:
            self._give_up()
            self.leave(End.LOST)
            if not self.hello.done():
                self.hello.set_result(None)

    def _give_up(self) -> None:
        """Stop what no ack can answer any more: whoever sent it reads so, and may send newer words another way.

        Stored after those, an older form would stand in place of one that got its yes. Slack sends events again.
        """
        for task in tuple(self._answers):
            task.cancel()

    async def _take(self, message: WSMessage) -> bool:
        """Take one frame; say whether there can be more."""
        if message.type is WSMsgType.PING:
            await self._socket.pong(message.data)
        elif message.type is WSMsgType.TEXT:
            self._understand(str(message.data))
        return message.type not in (WSMsgType.CLOSE, WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR)

    def _understand(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return  # Slack may chat; what matters is JSON
        match said.get("type") if isinstance(said, dict) else None:
            case "hello" if not self.hello.done():
                self.hello.set_result(int(said.get("num_connections") or 1))
            case "disconnect":
                self._told_to_go(str(said.get("reason")))
            case str() if self._taking and isinstance(said.get("payload"), dict) and "envelope_id" in said:
                self._begin(_envelope(said))

    def _told_to_go(self, reason: str) -> None:
        log.info("socket_leaves", reason=reason)
        self.leave(End(reason) if reason in list(End) else End.REFRESH)

    def _begin(self, envelope: Envelope) -> None:
        task = asyncio.create_task(self._serve(envelope))
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _serve(self, envelope: Envelope) -> None:
        ack = await self._answer(envelope)
        if ack is None:
            return
        body = {"payload": ack.body} if ack.body is not None and envelope.may_answer else {}
        try:
            await self._socket.send_str(json.dumps({"envelope_id": envelope.id} | body))
        except (OSError, RuntimeError) as error:  # aiohttp's connection errors are OSErrors
            log.warning("ack_not_sent", error=type(error).__name__)

    async def _ping(self) -> None:
        """Ask for a sign of life; a line without any is given up. Slack pings too, so silence means the network."""
        while self.is_open:
            await asyncio.sleep(self._pace.ping)
            if clock.monotonic() - self._heard > self._pace.silence:
                log.warning("socket_silent", seconds=self._pace.silence)
                self._reader.cancel()
                self._drop()
                return
            with contextlib.suppress(OSError, RuntimeError):
                await self._socket.ping()

    def _drop(self) -> None:
        """Cut a dead connection: a closing handshake would wait for an answer that never comes."""
        self._socket._response.close()  # noqa: SLF001  aiohttp has no public way to cut

    async def retire(self, seconds: float) -> None:
        """Close at the first moment when no answer is under way, after `seconds` at the latest.

        Waiting for Slack to close would be worse: a payload that comes just before cannot be answered any more.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self._answers and self.is_open:
                    await asyncio.wait(set(self._answers))
        await self.close(0)

    async def close(self, seconds: float) -> None:
        """Take nothing new, let the answers under way out within `seconds`, and close."""
        self._taking = False
        if self._answers:
            await asyncio.wait(set(self._answers), timeout=seconds)
        for task in (self._pinger, self._reader, *self._answers):
            task.cancel()
        with contextlib.suppress(OSError, RuntimeError, TimeoutError):
            await self._socket.close()
        await asyncio.wait({self._pinger, self._reader})


def _envelope(said: dict[str, Any]) -> Envelope:
    return Envelope(
        id=str(said["envelope_id"]),
        payload=said["payload"],
        attempt=said.get("retry_attempt"),
        reason=said.get("retry_reason"),
        may_answer=bool(said.get("accepts_response_payload", True)),
    )
