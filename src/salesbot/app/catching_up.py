"""What people typed while no connection was open: found in the history of their direct messages, and taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from slack_sdk.errors import SlackApiError
from sqlalchemy import select

from salesbot import clock
from salesbot.desk import offers as desk
from salesbot.outbox.model import Delivery
from salesbot.slack import reading

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.app.house import House

_log = structlog.get_logger(__name__)

MOST = 200  # direct messages looked at; conversations.history allows 50 calls a minute


async def catch_up(house: House, *, since: datetime) -> int:
    """Take what was typed since then (machine time); return how many messages were looked at.

    Slack repeats events for about six minutes only. Each message is known by its ts: what
    was taken already is not taken again.
    """
    bot = await house.authority.bot()
    found = 0
    for member_id, channel in await _channels(house, bot.workspace_id):
        for message in await _typed(house, channel, member_id, since=since):
            await _take(house, message, workspace_id=bot.workspace_id, member_id=member_id)
            found += 1
    _log.info("typed.caught_up", messages=found)
    return found


async def _take(house: House, message: dict[str, str], *, workspace_id: str, member_id: str) -> None:
    await desk.typed(
        house, workspace_id=workspace_id, member_id=member_id, text=reading.typed(message["text"]), ts=message["ts"],
        now=clock.now(),
    )  # fmt: skip


async def _channels(house: House, workspace_id: str) -> list[tuple[str, str]]:
    """The direct messages in which salesbot wrote last: (member, D…)."""
    query = (
        select(Delivery.member_id, Delivery.channel)
        .where(Delivery.workspace_id == workspace_id, Delivery.member_id.is_not(None), Delivery.channel.like("D%"))
        .group_by(Delivery.member_id, Delivery.channel)
        .limit(MOST)
    )
    async with house.store.read() as db:
        return [(str(member_id), str(channel)) for member_id, channel in await db.execute(query)]


async def _typed(house: House, channel: str, member_id: str, *, since: datetime) -> list[dict[str, str]]:
    try:
        answer = await house.clients.reading.conversations_history(
            channel=channel, oldest=f"{since.timestamp():.6f}", limit=100
        )
    except SlackApiError as error:
        _log.warning("catch_up.unread", error=str(error.response.get("error")))
        return []
    found = [m for m in answer["messages"] if m.get("user") == member_id and not m.get("subtype") and m.get("text")]
    return sorted(found, key=lambda message: str(message["ts"]))
