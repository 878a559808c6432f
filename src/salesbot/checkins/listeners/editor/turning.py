"""`/checkin pause`, and the buttons that pause a check-in, let it go on, or end it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins.blocks import editor as blocks
from salesbot.checkins.listeners.buttons import who
from salesbot.checkins.listeners.editor.beginning import meant
from salesbot.checkins.service import pausing
from salesbot.slack import reading
from salesbot.slack.answers import only_you
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Listen to the buttons; each carries the check-in's number, never a right."""
    words = f"{pausing.PAUSE}|{pausing.RESUME}|{pausing.END}"

    @app.action(re.compile(rf"^checkin\.({words})\.\d+$"))
    async def turn(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        verb = reading.action_of(body).split(".")[1]
        async with house.store.begin(once=identity(body)) as db:
            one = await pausing.turn(db, id_of(body), verb, now=clock.now(), **who(body))
            message = blocks.turned(one)
        await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()


async def pause(house: House, ack: AsyncAck, command: Body, _client: AsyncWebClient, rest: str) -> None:
    """Show what can be paused, resumed or ended."""
    async with house.store.read() as db:
        standing = await meant(house, db, command, named=rest)
    await ack(only_you(blocks.choose_turn(standing)))
