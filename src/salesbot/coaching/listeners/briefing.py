"""`/coach brief @ben` and its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import briefing as blocks
from salesbot.coaching.listeners.naming import named, person, place
from salesbot.coaching.listeners.pages import show
from salesbot.coaching.service import briefing as service
from salesbot.coaching.service.managing import leading
from salesbot.slack import reading

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House, Message

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the door of the buttons that turn its pages, and of the menu that asks whose."""

    @app.action(re.compile(rf"^{re.escape(blocks.TURN)}\.\w+$"))
    async def turn(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        who, page = place(reading.value(body))
        message = await _page(house, reading.workspace_of(body), reading.user_of(body), person(who), page=page)
        await show(respond, message)
        await ack()


async def brief(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach brief @ben`; without a name it asks whose."""
    del rest, client
    workspace_id, me = command["team_id"], command["user_id"]
    who, _ = named(command)
    if who:
        return await _page(house, workspace_id, me, who)
    async with house.store.read() as db:
        await leading(db, workspace_id, me)
    return blocks.whose()


async def _page(house: House, workspace_id: str, me: str, who: str, *, page: int = 0) -> Message:
    async with house.store.read() as db:
        found = await service.brief(house, db, workspace_id=workspace_id, by=me, of=who, now=clock.now())
    return blocks.brief(found, page=page)
