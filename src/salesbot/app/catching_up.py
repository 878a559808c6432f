"""What people typed while no connection was open: found in the history of their direct messages, and taken."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import func, select

from salesbot import clock, trace
from salesbot.desk import offers as desk
from salesbot.outbox import rules
from salesbot.outbox.calls import CallFailed, call
from salesbot.outbox.model import Delivery
from salesbot.outbox.permits import permit
from salesbot.outbox.rules import Verdict
from salesbot.slack import reading

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from salesbot.app.house import House
    from salesbot.slack.client import Clients

_log = structlog.get_logger(__name__)

TRIES = (0.0, 5.0, 30.0, 120.0)  # seconds before each look at what is still unread
PATIENCE = 60.0  # seconds for one conversation; Slack may ask the reading client to wait in between
MOST = 200  # direct messages looked at; conversations.history allows 50 calls a minute
PAGE = 200  # messages; Slack's page "conversations.history" recommends no more
PAGES = 10  # of one conversation
_PASSING = {Verdict.NOT_PROCESSED, Verdict.AMBIGUOUS}


async def catch_up(house: House, *, since: datetime, tries: Sequence[float] = TRIES) -> int:
    """Take what was typed since then (machine time); return how many messages were looked at.

    Slack repeats events for about six minutes only. Each message is known by its ts: what was taken already is not
    taken again. Where Slack was away, or said "too fast", it is read again after the next of `tries` (seconds).
    """
    found = 0

    async def one(workspace_id: str) -> None:
        nonlocal found
        found += await _catch_up(house, workspace_id, since=since, tries=tries)

    await house.tenants.each(one)
    return found


async def _catch_up(house: House, workspace_id: str, *, since: datetime, tries: Sequence[float]) -> int:
    found, left = 0, await _channels(house, workspace_id)
    for wait in tries:
        if left:
            await asyncio.sleep(wait)
            read, left = await _read(house, left, workspace_id=workspace_id, since=since)
            found += read
    _log.info("typed.caught_up", workspace_id=workspace_id, messages=found, unread=len(left))
    return found


async def _read(
    house: House, places: Sequence[tuple[str, str]], *, workspace_id: str, since: datetime
) -> tuple[int, list[tuple[str, str]]]:
    """Read these conversations; return how many messages they held, and those that could not be read just now."""
    found, unread = 0, []
    for member_id, channel in places:
        await permit(house.store, house.settings, workspace_id, "conversations.history")
        try:
            messages = await _typed(house.clients_of(workspace_id), channel, member_id, since=since)
        except CallFailed:
            unread.append((member_id, channel))
        else:
            for message in messages:
                await _take(house, message, workspace_id=workspace_id, member_id=member_id)
            found += len(messages)
    return found, unread


async def _take(house: House, message: dict[str, str], *, workspace_id: str, member_id: str) -> None:
    with trace.begun("request"):
        await desk.typed(
            house, workspace_id=workspace_id, member_id=member_id, text=reading.typed(message["text"]),
            ts=message["ts"], now=clock.now(),
        )  # fmt: skip


async def _channels(house: House, workspace_id: str) -> list[tuple[str, str]]:
    """The direct messages in which salesbot wrote last: (member, D…)."""
    query = (
        select(Delivery.member_id, Delivery.channel)
        .where(Delivery.workspace_id == workspace_id, Delivery.member_id.is_not(None), Delivery.channel.like("D%"))
        .group_by(Delivery.member_id, Delivery.channel)
        .order_by(func.max(Delivery.id).desc())
        .limit(MOST)
    )
    async with house.store.read() as db:
        return [(str(member_id), str(channel)) for member_id, channel in await db.execute(query)]


async def _typed(clients: Clients, channel: str, member_id: str, *, since: datetime) -> list[dict[str, str]]:
    """What this person typed there since then, oldest first; salesbot's own messages may be many in between."""
    found, cursor = [], ""
    for _ in range(PAGES):
        page = await _page(clients, channel, since=since, cursor=cursor)
        said = page.get("messages", [])
        found += [m for m in said if m.get("user") == member_id and not m.get("subtype") and m.get("text")]
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return sorted(found, key=lambda message: str(message["ts"]))


async def _page(clients: Clients, channel: str, *, since: datetime, cursor: str) -> dict[str, Any]:
    """One page of a conversation; an empty one where Slack will not let us read it, now or later."""
    more: dict[str, Any] = {"cursor": cursor} if cursor else {}
    asked = clients.reading.conversations_history(
        channel=channel, oldest=f"{since.timestamp():.6f}", limit=PAGE, **more
    )
    try:
        return await call(asked, seconds=PATIENCE)
    except CallFailed as error:
        if rules.classify(error.failure) in _PASSING:
            raise
        _log.warning("catch_up.unread", error=error.failure.code)
        return {}
