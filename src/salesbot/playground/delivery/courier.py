"""Brings one payload to an app, the way the app chose, and keeps a record of it."""

from __future__ import annotations

import asyncio
import uuid
from typing import TYPE_CHECKING, Any

from salesbot.playground.delivery.acks import Ack
from salesbot.playground.delivery.links import Links
from salesbot.playground.delivery.posts import Posts
from salesbot.playground.log import Delivered, Exchange, Log

if TYPE_CHECKING:
    from salesbot.playground.faults import Faults
    from salesbot.playground.state import App, World


class Courier:
    """Delivers slash commands, interactions and events. `busy` counts what is on its way this moment."""

    def __init__(self, world: World, faults: Faults, log: Log) -> None:
        self._world = world
        self._faults = faults
        self._log = log
        self.links = Links(world)
        self.posts = Posts(world)
        self.busy = 0

    async def send(self, app: App, kind: str, payload: dict[str, Any], *, attempt: int = 0, reason: str = "") -> Ack:
        """Deliver and wait 3 s for the ack; `kind` is slash_commands, interactive, options or events_api."""
        self.busy += 1
        began = self._world.ids.seconds()
        try:
            ack = await self._spoiled(app, kind, payload, attempt, reason)
        finally:
            self.busy -= 1
        took = self._world.ids.seconds() - began
        self._log.delivery(
            Delivered(
                kind, named(payload), began, took, ack.ok, ack.failure, attempt, payload.get("event_id", ""),
                app.delivery,
            )
        )  # fmt: skip
        self._log.exchange(
            Exchange(
                "to app", f"{kind} {named(payload)}", began, payload, ack.body, ack.status, took, ack.failure
            )
        )  # fmt: skip
        self._world.changed("delivery", ack)
        return ack

    async def _spoiled(self, app: App, kind: str, payload: dict[str, Any], attempt: int, reason: str) -> Ack:
        fault = self._faults.take(kind, delivery=True)
        if fault is None:
            return await self._carry(app, kind, payload, attempt, reason)
        if fault.kind == "lost":
            return Ack(ok=False, failure="timeout")
        if fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        ack = await self._carry(app, kind, payload, attempt, reason)
        if fault.kind == "repeat":
            for _ in range(fault.copies):
                await self._carry(app, kind, payload, attempt + 1, "http_timeout")
        return Ack(ok=False, failure="timeout") if fault.kind == "ack_lost" else ack

    async def _carry(self, app: App, kind: str, payload: dict[str, Any], attempt: int, reason: str) -> Ack:
        if app.delivery == "socket":
            return await self.links.send(app, _envelope(kind, payload, attempt, reason))
        url = app.url_for(kind, payload.get("command", ""))
        if url is None:
            return Ack(ok=False, failure="connection_failed")
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason} if attempt else {}
        return await self.posts.send(app, url, kind=kind, payload=payload, retry=retry)

    async def close(self) -> None:
        """The end."""
        await self.links.close()
        await self.posts.close()


def named(payload: dict[str, Any]) -> str:
    """What a payload is, in a word: its command, event or interaction type."""
    event = payload.get("event")
    return str(payload.get("command") or (event or payload).get("type", ""))


def _envelope(kind: str, payload: dict[str, Any], attempt: int, reason: str) -> dict[str, Any]:
    told = {
        "envelope_id": str(uuid.uuid4()),
        "payload": payload,
        "type": "interactive" if kind == "options" else kind,
        "accepts_response_payload": kind != "events_api",
    }
    return told | ({"retry_attempt": attempt, "retry_reason": reason} if kind == "events_api" else {})
