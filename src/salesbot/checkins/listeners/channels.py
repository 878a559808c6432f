"""The doors around a check-in's own channel that another company reads: a manager confirms it by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins import blocks, service
from salesbot.checkins.blocks.channels import CONFIRM, CONFIRMED
from salesbot.checkins.listeners.buttons import who
from salesbot.checkins.rules.places import NAME_FIELD
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""

    @app.action(CONFIRM)
    async def confirm(ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        async with house.store.read() as db:
            checkin = await service.to_confirm(db, id_of(body), **who(body))
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.confirm_channel(checkin))
        await ack()

    @app.view(CONFIRMED)
    async def confirmed(ack: AsyncAck, body: Body, view: Body) -> None:
        typed, now = reading.values(view).get(NAME_FIELD, ""), clock.now()
        async with house.store.begin(once=identity(body)) as db:
            checkin = await service.confirm_channel(db, id_on(view), typed=typed, now=now, **who(body))
            answer: dict[str, Any] = {"response_action": "update", "view": blocks.channel_confirmed(checkin)}
            house.store.remember(db, answer)
        await ack(**answer)
