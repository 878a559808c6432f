"""The buttons of a post and of the giver's confirmation: me too, and undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.kudos import blocks, service
from salesbot.kudos.blocks.answers import UNDO
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""

    @app.action(UNDO)
    async def undo(ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
        async with house.store.begin(once=identity(body)) as db:
            act = await service.undo(
                db, id_of(body), workspace_id=reading.workspace_of(body), member_id=reading.user_of(body),
                now=clock.now(),
            )  # fmt: skip
        message = blocks.taken_back(act)
        if body.get("view"):
            await client.views_update(view_id=body["view"]["id"], view=blocks.confirmed(message))
        else:
            await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()
