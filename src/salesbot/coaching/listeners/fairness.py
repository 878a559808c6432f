"""`/coach fair`: when a manager last had time for each of their people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import fairness as blocks
from salesbot.coaching.listeners.naming import place
from salesbot.coaching.listeners.pages import show
from salesbot.coaching.queries import fairness as queries
from salesbot.coaching.rules.fairness import longest
from salesbot.coaching.service.managing import leading
from salesbot.people import queries as people
from salesbot.slack import reading

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House, Message

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the door of the buttons that turn its pages."""

    @app.action(re.compile(rf"^{re.escape(blocks.TURN)}\.\w+$"))
    async def turn(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        _, page = place(reading.value(body))
        await show(respond, await _page(house, reading.workspace_of(body), reading.user_of(body), page=page))
        await ack()


async def fair(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach fair`: a line a person, for their manager alone."""
    del rest, client
    return await _page(house, command["team_id"], command["user_id"])


async def _page(house: House, workspace_id: str, me: str, *, page: int = 0) -> Message:
    now = clock.now()
    async with house.store.read() as db:
        await leading(db, workspace_id, me)
        found = await queries.contacts(db, workspace_id, me)
        member = await people.member(db, workspace_id, me)
    zone = member.zone if member is not None else "UTC"
    return blocks.fairness(found, longest(found, now=now, zone=zone), now=now, zone=zone, page=page)
