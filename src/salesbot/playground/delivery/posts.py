"""Payloads by HTTP, signed; pages "Verifying requests from Slack" and "Using HTTP Request URLs"."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from salesbot.playground.delivery.acks import Ack

if TYPE_CHECKING:
    from salesbot.playground.state import App, World

_OK = 200


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """`v0=` and the HMAC-SHA256 of `v0:timestamp:body`."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


def signed(world: World, app: App, body: bytes, content_type: str) -> dict[str, str]:
    """The headers that prove a request comes from Slack, now."""
    timestamp = str(world.now_ts())
    return {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signature(app.signing_secret, timestamp, body),
    }


def encoded(kind: str, payload: dict[str, Any]) -> tuple[bytes, str]:
    """Body and content type: events are JSON, commands a form, interactions a form with one field `payload`."""
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


class Posts:
    """The client side of HTTP delivery: one session for all apps, made at its first use."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._session: aiohttp.ClientSession | None = None

    async def send(self, app: App, url: str, *, kind: str, payload: dict[str, Any], retry: dict[str, str]) -> Ack:
        """Post one payload and read the answer, 3 s at most."""
        body, content_type = encoded(kind, payload)
        headers = signed(self._world, app, body, content_type) | retry
        patience = aiohttp.ClientTimeout(total=self._world.settings.ack_within)
        try:
            async with self._client().post(url, data=body, headers=headers, timeout=patience) as answer:
                text = await answer.text(errors="replace")
                no_retry = answer.headers.get("X-Slack-No-Retry") == "1"
                if answer.status != _OK:
                    return Ack(ok=False, body=text, status=answer.status, failure="http_error", no_retry=no_retry)
                return Ack(ok=True, body=parsed(text), status=answer.status)
        except TimeoutError:
            return Ack(ok=False, failure="timeout")
        except aiohttp.ClientError:
            return Ack(ok=False, failure="connection_failed")

    async def verify(self, app: App, url: str) -> bool:
        """Whether the URL answers the challenge; page "url_verification"."""
        challenge = self._world.ids.secret()
        payload = {"type": "url_verification", "challenge": challenge, "token": app.verification_token}
        ack = await self.send(app, url, kind="events_api", payload=payload, retry={})
        echoed = ack.body.get("challenge") if isinstance(ack.body, dict) else ack.body
        return ack.ok and echoed == challenge

    async def close(self) -> None:
        """The end."""
        if self._session is not None:
            await self._session.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session


def parsed(text: str) -> Any:
    """An answer's JSON, its text if it is none, None if it is empty."""
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text
