"""Notes of one-to-ones, for the manager who writes them; and what was agreed, for whoever does it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import agreed as agreed_blocks
from salesbot.coaching.blocks import talks as blocks
from salesbot.coaching.blocks.agreed import SETTLE
from salesbot.coaching.blocks.briefing import NOTE
from salesbot.coaching.listeners.naming import named, person, place
from salesbot.coaching.listeners.pages import page, show
from salesbot.coaching.service import talks as service
from salesbot.coaching.service.managing import bonded
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on, number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House, Message

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(NOTE)(doors.open)
    app.view(NOTE)(doors.sent)
    app.action(blocks.EDIT)(doors.open_again)
    app.view(blocks.EDIT)(doors.changed)
    app.action(blocks.DELETE)(doors.delete)
    app.action(re.compile(rf"^{re.escape(blocks.LIST)}\.\w+$"))(doors.turn)
    app.action(re.compile(rf"^{re.escape(SETTLE)}\.\w+$"))(doors.settle)


async def listed(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach talks [@ben]`: one's own notes."""
    del rest, client
    who, _ = named(command)
    return await _listing(house, command["team_id"], command["user_id"], who, 0)


async def _listing(house: House, workspace_id: str, me: str, who: str, at: int) -> Message:
    async with house.store.read() as db:
        found = await service.listing(db, house.seals, workspace_id=workspace_id, me=me, of=who, page=at)
    return blocks.listing(found)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def open(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """*Write notes*: the empty form."""
        who = person(reading.value(body))
        async with self._house.store.read() as db:
            bond = await bonded(db, reading.workspace_of(body), reading.user_of(body), who)
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.form(bond.member))
        await ack()

    async def sent(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The form was sent for the first time."""
        said, who = reading.values(view), person(str(view.get("private_metadata")))
        async with self._house.store.begin(once=identity(body)) as db:
            noted = await service.note(
                db, self._house.seals, said, workspace_id=reading.workspace_of(body), by=reading.user_of(body),
                member_id=who, now=clock.now(),
            )  # fmt: skip
            answer = {"response_action": "update", "view": blocks.kept(noted)}
            self._house.store.remember(db, answer)
        await ack(answer)

    async def open_again(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """*Read and edit*: the form with one's own notes."""
        async with self._house.store.read() as db:
            found = await service.opened(
                db, self._house.seals, id_of(body), workspace_id=reading.workspace_of(body), by=reading.user_of(body)
            )
        await client.views_open(trigger_id=body["trigger_id"], view=blocks.edit(found))
        await ack()

    async def changed(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The form was sent again."""
        async with self._house.store.begin(once=identity(body)) as db:
            noted = await service.change(
                db, self._house.seals, id_on(view), reading.values(view), workspace_id=reading.workspace_of(body),
                by=reading.user_of(body), now=clock.now(),
            )  # fmt: skip
            answer = {"response_action": "update", "view": blocks.kept(noted)}
            self._house.store.remember(db, answer)
        await ack(answer)

    async def delete(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """*Delete*, confirmed: the notes go, and the page that they stood on follows."""
        talk_id, _, where = reading.value(body).partition("/")
        async with self._house.store.begin(once=identity(body)) as db:
            await service.delete_talk(
                db, number(talk_id), workspace_id=reading.workspace_of(body), by=reading.user_of(body)
            )
        await self._redraw(body, where, respond)
        await ack()

    async def _redraw(self, body: Body, where: str, respond: AsyncRespond) -> Message | None:
        shown = await page(self._house, body, where) if where else None
        if shown is not None:
            await show(respond, shown)
        return shown

    async def turn(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """Another page of the list."""
        who, at = place(reading.value(body))
        message = await _listing(
            self._house, reading.workspace_of(body), reading.user_of(body), who and person(who), at
        )
        await show(respond, message)
        await ack()

    async def settle(self, ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        """*Done* or *Drop*, wherever the action is shown; the note to its owner follows by itself."""
        action_id, _, where = reading.value(body).partition("/")
        state = reading.action_of(body).rpartition(".")[2]
        async with self._house.store.begin(once=identity(body)) as db:
            found = await service.settle(
                db, number(action_id), state=state, workspace_id=reading.workspace_of(body), by=reading.user_of(body),
                now=clock.now(),
            )  # fmt: skip
        if await self._redraw(body, where, respond) is None and reading.is_ephemeral(body):
            await show(respond, agreed_blocks.said(found))
        await ack()
