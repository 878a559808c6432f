"""Carrying one parcel to Slack, outside any transaction: look where it may have arrived; post, update or delete."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import structlog

from salesbot import clock
from salesbot.outbox import files, look, points, rules
from salesbot.outbox.calls import CallFailed, call
from salesbot.outbox.parcel import Did, During, Outcome
from salesbot.outbox.rules import Failure, Verdict
from salesbot.room import HELD
from salesbot.store.away import is_away

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.outbox.drawing import Drawing
    from salesbot.outbox.parcel import Parcel
    from salesbot.room import Message
    from salesbot.slack.client import Clients

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Lease:
    """How long a claim may still be used, by two clocks of this machine: one may stand still while it sleeps."""

    monotonic: float
    real: float

    @classmethod
    def of(cls, seconds: float) -> Lease:
        """A lease that begins now; taken before the claim is written, so that it never outlasts the written one."""
        return cls(clock.monotonic() + seconds, clock.real().timestamp() + seconds)

    def has(self, seconds: float) -> bool:
        """Whether at least so much of it is left."""
        return clock.monotonic() + seconds <= self.monotonic and clock.real().timestamp() + seconds <= self.real


class _Stopped(Exception):
    pass


class _Failed(Exception):
    def __init__(self, failure: Failure, during: During) -> None:
        super().__init__(failure.code)
        self.failure = failure
        self.during = during


@dataclass(frozen=True)
class Carrier:
    """Whoever carries parcels: the clients of each workspace, what draws their boards, the time-out of one call."""

    clients: Callable[[str], Clients]
    draw: Drawing
    seconds: float

    async def carry(self, parcel: Parcel, lease: Lease) -> Outcome:
        """Do what the parcel needs, and say what became of it; never raises but when cancelled."""
        try:
            return await self._carry(parcel, lease)
        except _Stopped:
            return Outcome(parcel, Did.NOT_STARTED)
        except _Failed as failed:
            return Outcome(parcel, Did.FAILED, failure=failed.failure, during=failed.during)
        except Exception as error:  # noqa: BLE001  a room's renderer may raise anything
            if not is_away(error):
                return _not_rendered(parcel, error)
            _log.warning("outbox.database_away", key=parcel.key, error=type(error).__name__)
            return Outcome(parcel, Did.NOT_STARTED)

    async def _carry(self, parcel: Parcel, lease: Lease) -> Outcome:
        if parcel.ts is None and parcel.maybe_sent:
            found = await self._look(parcel, lease)
            if found is not None:
                return found
        if parcel.removing:
            return await self._delete(parcel) if parcel.ts else Outcome(parcel, Did.NOTHING)
        message = await self._message(parcel)
        if message is None or message is HELD:
            gone = message is None and parcel.ts is not None
            return await self._delete(parcel) if gone else _as_it_stands(parcel)
        if parcel.ts is not None:
            return await self._update(parcel, message)
        if parcel.late:
            return Outcome(parcel, Did.TOO_LATE)
        return await self._post(parcel, message, lease)

    async def _look(self, parcel: Parcel, lease: Lease) -> Outcome | None:
        """Find what an earlier attempt left; None where there is nothing."""
        self._begin(lease)
        points.at("carry.before_look")
        try:
            channel, found = await self.copies(parcel)
        except CallFailed as error:
            if rules.classify(error.failure) is Verdict.NO_SCOPE or error.failure.code == "too_many_messages":
                return Outcome(parcel, Did.UNSURE, failure=error.failure, during=During.LOOK)
            raise _Failed(error.failure, During.LOOK) from error
        points.at("carry.after_look")
        return Outcome(parcel, Did.FOUND, channel, found[0], extra=tuple(found[1:])) if found else None

    async def copies(self, parcel: Parcel) -> tuple[str, list[str]]:
        """Return the channel and every ts in it that carries this delivery's id. Raises CallFailed."""
        client = self._client(parcel)
        channel = parcel.channel or await look.channel_of(client, parcel.target, seconds=self.seconds)
        return channel, await look.copies(
            client,
            delivery_id=parcel.delivery_id,
            channel=channel,
            thread_ts=parcel.thread_ts,
            since=parcel.first_try_at,
            seconds=self.seconds,
        )

    async def _message(self, parcel: Parcel) -> Message | None:
        """What to say: a note's own words, or what the board's room says now."""
        if not parcel.board:
            return rules.plain(parcel.message) if parcel.plain and parcel.message else parcel.message
        points.at("carry.before_render")
        if not self.draw.knows(parcel.kind):
            raise _Failed(Failure("no_renderer"), During.RENDER)
        message = await self.draw(parcel)
        return rules.plain(message) if parcel.plain and message and message is not HELD else message

    async def _post(self, parcel: Parcel, message: Message, lease: Lease) -> Outcome:
        self._begin(lease)
        points.at("carry.before_post")
        client = self._client(parcel)
        if message.file is not None:
            return await self._send_file(parcel, message, lease)
        request = client.chat_postMessage(
            channel=parcel.channel or parcel.target,
            thread_ts=parcel.thread_ts,
            client_msg_id=parcel.delivery_id,  # Slack's error list knows it; a second belt only
            unfurl_links=False,
            unfurl_media=False,
            **_looks(parcel, message),
        )
        answer = await self._call(request, During.POST)
        points.at("carry.after_post")
        if not answer.get("ts") or not answer.get("channel"):
            raise _Failed(Failure("not_json"), During.POST)
        return Outcome(parcel, Did.POSTED, answer["channel"], answer["ts"], rules.fingerprint(message))

    async def _send_file(self, parcel: Parcel, message: Message, lease: Lease) -> Outcome:
        client, begin = self._client(parcel), partial(self._begin, lease)  # three slow calls may outlast a lease
        try:
            channel, file_id = await files.send(client, parcel, message, seconds=self.seconds, begin=begin)
        except CallFailed as error:
            raise _Failed(error.failure, During.POST) from error
        return Outcome(parcel, Did.POSTED, channel, file_id, rules.fingerprint(message))

    async def _update(self, parcel: Parcel, message: Message) -> Outcome:
        fingerprint = rules.fingerprint(message)
        if fingerprint == parcel.shown_hash or message.file is not None:
            return Outcome(parcel, Did.UNCHANGED, parcel.channel, parcel.ts, fingerprint)
        points.at("carry.before_update")
        client = self._client(parcel)
        request = client.chat_update(channel=str(parcel.channel), ts=str(parcel.ts), **_looks(parcel, message))
        await self._call(request, During.UPDATE)
        points.at("carry.after_update")
        return Outcome(parcel, Did.UPDATED, parcel.channel, parcel.ts, fingerprint)

    async def _delete(self, parcel: Parcel) -> Outcome:
        points.at("carry.before_delete")
        client = self._client(parcel)
        if files.is_one(parcel.ts):
            await self._delete_file(client, parcel)
        else:
            await self._call(client.chat_delete(channel=str(parcel.channel), ts=str(parcel.ts)), During.DELETE)
        points.at("carry.after_delete")
        return Outcome(parcel, Did.DELETED, parcel.channel, parcel.ts)

    async def _delete_file(self, client: AsyncWebClient, parcel: Parcel) -> None:
        try:
            await files.delete(client, str(parcel.ts), seconds=self.seconds)
        except CallFailed as error:
            raise _Failed(error.failure, During.DELETE) from error

    def _begin(self, lease: Lease) -> None:
        """Start nothing that could still run when somebody else may begin."""
        if not lease.has(self.seconds):
            raise _Stopped

    def _client(self, parcel: Parcel) -> AsyncWebClient:
        """Return the client that posts once; the outbox owns retries, of updates as well, and so hears of every 429."""
        try:
            return self.clients(parcel.workspace_id).posting
        except LookupError as error:
            raise _Failed(Failure("no_token_here", reached=False), During.POST) from error

    async def _call(self, request: Any, during: During) -> dict[str, Any]:
        try:
            return await call(request, seconds=self.seconds)
        except CallFailed as error:
            raise _Failed(error.failure, during) from error


def _as_it_stands(parcel: Parcel) -> Outcome:
    did = Did.UNCHANGED if parcel.ts else Did.NOTHING
    return Outcome(parcel, did, parcel.channel, parcel.ts, parcel.shown_hash)


def _not_rendered(parcel: Parcel, error: Exception) -> Outcome:
    _log.error("outbox.carry_failed", key=parcel.key, kind=parcel.kind, exc_info=error)
    return Outcome(parcel, Did.FAILED, failure=Failure(type(error).__name__), during=During.RENDER)


def _looks(parcel: Parcel, message: Message) -> dict[str, Any]:
    """The message itself: nothing in it is guessed into a link, a name or a preview; it carries its delivery's id."""
    return {
        "text": message.text,
        "blocks": list(message.blocks),
        "link_names": False,
        "parse": "none",
        "metadata": {"event_type": rules.METADATA, "event_payload": {"id": parcel.delivery_id}},
    }
