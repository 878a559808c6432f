"""The editor's questions: added, changed, moved, followed up, removed."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from salesbot.checkins.blocks import editor as blocks
from salesbot.checkins.listeners.editor.desk import keep, opened, place
from salesbot.checkins.rules import editing
from salesbot.checkins.rules.sketch import Item, moved, refuse_more, removed
from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.ids import number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.checkins.rules.sketch import Sketch
    from salesbot.checkins.service.proposal import Making
    from salesbot.room import House

Body = dict[str, Any]
_CHANGES = {
    "up": lambda sketch, item: moved(sketch, item, by=-1),
    "down": lambda sketch, item: moved(sketch, item, by=1),
    "remove": removed,
}


def register(app: AsyncApp, house: House) -> None:
    """Open the questions' doors."""
    doors = _Doors(house)
    app.action(blocks.ADD)(doors.add)
    app.action(re.compile(rf"^{re.escape(blocks.QUESTION)}\.\d+$"))(doors.chosen)
    app.action(blocks.KIND)(doors.kind)
    app.view(blocks.QUESTION_PAGE)(doors.kept)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def add(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Add a question was pressed."""
        await self._open(body, client, await opened(self._house, body), Item(0, ""))
        await ack()

    async def chosen(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Something was chosen from a question's menu."""
        verb, _, which = reading.value(body).partition(".")
        if verb not in {*_CHANGES, "edit", "follow"}:
            raise Refusal("This menu is from before I changed. Please close the editor and open it again.")
        if verb in _CHANGES:
            await keep(self._house, body, client, lambda mine: _CHANGES[verb](mine.sketch, number(which)))
        else:
            mine = await opened(self._house, body)
            item = mine.sketch.item(number(which))
            await self._open(body, client, mine, item if verb == "edit" else Item(0, "", follows=item.id))
        await ack()

    async def _open(self, body: Body, client: AsyncWebClient, mine: Making, item: Item) -> None:
        if item.id == 0:
            refuse_more(mine.sketch)
        await client.views_push(trigger_id=body["trigger_id"], view=blocks.question_page(mine, item))

    async def kind(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Another kind of answer was chosen: draw its fields, and keep what was typed."""
        mine, view = await opened(self._house, body), body["view"]
        said = {**reading.chosen(view), "kind": [reading.value(body)]}
        half = editing.half_written(_item(mine.sketch, view), said)
        await client.views_update(view_id=view["id"], view=blocks.question_page(mine, half))
        await ack()

    async def kept(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """A question's page was sent."""
        said = reading.chosen(view)
        await keep(
            self._house,
            body,
            client,
            lambda mine: editing.with_question(mine.sketch, _item(mine.sketch, view), said),
        )
        await ack()


def _item(sketch: Sketch, view: Body) -> Item:
    """Return the question that a page is about; a new one has the number 0."""
    item, follows = (number(one) for one in place(view, adds=2)[2:4])
    return sketch.item(item) if item else replace(Item(0, ""), follows=follows or None)
