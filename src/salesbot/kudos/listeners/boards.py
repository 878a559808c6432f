"""The buttons of a team's board, and the form in which its managers edit its values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.kudos import blocks, service
from salesbot.kudos.blocks.board import RANKING
from salesbot.kudos.blocks.values import FORM
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House, Message

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(re.compile(r"^kudos\.board\.\d+$"))(doors.chosen)
    app.action(RANKING)(doors.rank)
    app.action(re.compile(r"^kudos\.values\.\d+$"))(doors.values)
    app.view(FORM)(doors.values_sent)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def chosen(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """Which team's board was meant."""
        await _shown(respond, await self._board(body, id_of(body)))
        await ack()

    async def rank(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """A manager turned the ranking on or off."""
        team_id, _, turn = reading.value(body).partition("/")
        async with self._house.store.begin(once=identity(body)) as db:
            await service.rank(
                db, number(team_id), on=turn == "on", workspace_id=reading.workspace_of(body),
                member_id=reading.user_of(body), now=clock.now(),
            )  # fmt: skip
        await _shown(respond, await self._board(body, number(team_id)))
        await ack()

    async def _board(self, body: Body, team_id: int) -> Message:
        async with self._house.store.read() as db:
            what = await service.board(
                db, reading.workspace_of(body), team_id, to=reading.user_of(body), now=clock.now()
            )
        return blocks.board(what, typed=self._house.command("kudos"))

    async def values(self, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
        """The values of a team: their form for managers, the list for everybody else in it."""
        async with self._house.store.read() as db:
            team, values, version = await service.values_for(
                db, reading.workspace_of(body), id_of(body), reading.user_of(body)
            )
        if version is None:
            await _shown(respond, blocks.values_list(team, values))
        else:
            view = blocks.values_form(team, values, version=version)
            await client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def values_sent(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The managers' form was sent."""
        team_id, _, version = str(view.get("private_metadata") or "").partition("/")
        async with self._house.store.begin(once=identity(body)) as db:
            team, values = await service.change_values(
                db, number(team_id), reading.values(view).get("values", ""), version=number(version),
                workspace_id=reading.workspace_of(body), member_id=reading.user_of(body), now=clock.now(),
            )  # fmt: skip
            answer = {"response_action": "update", "view": blocks.kept(team, values)}
            self._house.store.remember(db, answer)
        await ack(answer)


async def _shown(respond: AsyncRespond, message: Message) -> None:
    await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
