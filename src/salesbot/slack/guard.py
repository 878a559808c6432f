"""The guard before the doors on the web: only what Slack signed, lately and once, comes through."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import structlog

from salesbot import clock, metrics

Scope = MutableMapping[str, Any]
Event = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Event]]
Send = Callable[[Event], Awaitable[None]]
Asgi = Callable[[Scope, Receive, Send], Awaitable[None]]
First = Callable[[str], Awaitable[bool]]

log = structlog.get_logger(__name__)

LARGEST_BODY = 1_000_000
WINDOW = 300  # seconds; docs.slack.dev, Verifying requests from Slack
REMEMBERED = 600  # seconds: a stamp may be five minutes ahead, and is then good for ten
MOST_REMEMBERED = 500_000
BODY_SECONDS = 5.0
_STAMP = re.compile(rb"[0-9]{10}")
_SIGNATURE = re.compile(rb"v0=[0-9a-f]{64}")
_COMMAND = re.compile(rb"(?:^|&)command=")


class Refused(Exception):
    """A request that does not come through; `status` is HTTP's."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class Guard:
    """An ASGI application that lets a request through to `inner` only when Slack signed it."""

    def __init__(self, inner: Asgi, *, secret: str, first: First | None = None) -> None:
        """`first` says whether a request came to none of all processes before; left out, this is the only one.

        It is asked about slash commands only. All else that stores something is known by its identity in the
        transaction that stores it, and shall not wait for another.
        """
        self._inner = inner
        self._first = first
        self._secret = secret.encode()
        self._seen: OrderedDict[bytes, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request; answer it here when it is not good."""
        try:
            stamp, signature = _headers(scope)
            body = await _body(scope, receive)
            self._verify(body, stamp=stamp, signature=signature)
        except Refused as refused:
            log.warning("request_refused", why=refused.why)
            metrics.REFUSED.labels(str(refused.status)).inc()
            await answer(send, refused.status, refused.why)
            return
        if self._is_repeat(signature) or not await self._is_first(body, signature):
            log.warning("request_repeated")
            await answer(send, 200, "")
            return
        await self._through(scope, body, send, signature=signature)

    def _verify(self, body: bytes, *, stamp: bytes, signature: bytes) -> None:
        if abs(clock.real().timestamp() - int(stamp)) > WINDOW:
            raise Refused(401, "The time stamp is more than five minutes off.")
        expected = b"v0=" + hmac.digest(self._secret, b"v0:" + stamp + b":" + body, "sha256").hex().encode()
        if not hmac.compare_digest(expected, signature):
            raise Refused(401, "The signature is not right.")

    def _is_repeat(self, signature: bytes) -> bool:
        now = clock.real().timestamp()
        while self._seen and (len(self._seen) > MOST_REMEMBERED or next(iter(self._seen.values())) < now - REMEMBERED):
            self._seen.popitem(last=False)
        if signature in self._seen:
            return True
        self._seen[signature] = now
        return False

    async def _is_first(self, body: bytes, signature: bytes) -> bool:
        return self._first is None or _COMMAND.search(body) is None or await self._first(signature.decode())

    async def _through(self, scope: Scope, body: bytes, send: Send, *, signature: bytes) -> None:
        async def receive() -> Event:
            return {"type": "http.request", "body": body, "more_body": False}

        async def forward(event: Event) -> None:
            if event["type"] == "http.response.start" and event["status"] >= 500:  # noqa: PLR2004  HTTP's own number
                self._seen.pop(signature, None)  # not done: whoever sends it again is welcome
            await send(event)

        await self._inner(scope, receive, forward)


def _headers(scope: Scope) -> tuple[bytes, bytes]:
    stamp = _only(scope, b"x-slack-request-timestamp")
    signature = _only(scope, b"x-slack-signature")
    if not _STAMP.fullmatch(stamp) or not _SIGNATURE.fullmatch(signature):
        raise Refused(401, "The request is not signed as Slack signs.")
    return stamp, signature


def _only(scope: Scope, name: bytes) -> bytes:
    found = [value for key, value in scope["headers"] if key.lower() == name]
    return found[0] if len(found) == 1 else b""


async def _body(scope: Scope, receive: Receive) -> bytes:
    said = _only(scope, b"content-length")
    if said.isdigit() and int(said[:20]) > LARGEST_BODY:
        raise Refused(413, "The request is larger than anything Slack sends.")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _collect(receive)
    except TimeoutError:
        raise Refused(408, "The request did not end.") from None


async def _collect(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        event = await receive()
        if event["type"] != "http.request":
            raise Refused(400, "The request broke off.")
        body += event.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise Refused(413, "The request is larger than anything Slack sends.")
        if not event.get("more_body"):
            return bytes(body)


async def answer(send: Send, status: int, text: str, *, content_type: str = "text/plain; charset=utf-8") -> None:
    """Send one whole answer."""
    body = text.encode()
    headers = [(b"content-type", content_type.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
