"""The doors of reflections: write one, read one's own, list them, let them go, and read what was shared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import reflecting as blocks
from salesbot.coaching.blocks.prompt import NOTE, REFLECT
from salesbot.coaching.service import reflecting, sharing
from salesbot.slack import reading
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, id_on

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.coaching.service.reflecting import Page
    from salesbot.room import Block, House, Message

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(REFLECT)(doors.begin)
    app.view(REFLECT)(doors.write)
    app.action(NOTE)(doors.open)
    app.action(re.compile(rf"^{re.escape(blocks.NOTES)}(\.newer|\.older)?$"))(doors.turn)
    app.action(blocks.KEEP)(doors.keep)
    app.action(blocks.DELETE)(doors.delete)
    app.action(blocks.READ)(doors.read)


async def notes(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:  # noqa: ARG001  as every word of `/coach`
    """`/coach notes`: one's own, in a window of their own."""
    view = await _notes(house, command["team_id"], command["user_id"], 0)
    await client.views_open(trigger_id=command["trigger_id"], view=view)
    return None


async def _notes(house: House, workspace_id: str, me: str, number: int) -> Block:
    async with house.store.read() as db:
        found = await reflecting.notes(house, db, workspace_id=workspace_id, by=me, number=number)
    entries = [(one.reflection, one.prompt, one.text) for one in found.pages]
    return blocks.notes(entries, number=found.number, more=found.more)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def begin(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Reflect, or Edit, was pressed."""
        async with self._house.store.read() as db:
            blank = await reflecting.blank(self._house, db, id_of(body), **who(body))
        view = blocks.form(blank.prompt, about=blank.shown.id, text=blank.text, readers=blank.readers)
        await show(client, body, view)
        await ack()

    async def write(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The form was sent. The answer that is remembered for a repeat holds no word of it."""
        text = reading.values(view).get("text", "")
        async with self._house.store.begin(once=identity(body)) as db:
            page = await reflecting.reflect(
                self._house, db, id_on(view), text, now=clock.now(), **who(body)
            )  # fmt: skip
            kept = blocks.kept(page.reflection, page.thought.readers, page.could_read)
            answer = {"response_action": "update", "view": kept}
            self._house.store.remember(db, answer)
        await ack(answer)

    async def open(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """One's own note was asked for."""
        async with self._house.store.read() as db:
            page = await reflecting.page(self._house, db, id_of(body), **who(body))
        await show(client, body, drawn(page))
        await ack()

    async def turn(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Another page of one's notes was asked for."""
        me = who(body)
        await show(client, body, await _notes(self._house, me["workspace_id"], me["by"], id_of(body)))
        await ack()

    async def keep(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """They keep it to themselves: nothing changes, and they are told so."""
        await show(client, body, blocks.said("Kept. Only you can read it."))
        await ack()

    async def delete(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Delete was pressed and confirmed."""
        async with self._house.store.begin(once=identity(body)) as db:
            await sharing.let_go(db, id_of(body), **who(body))
        await show(client, body, blocks.said("Deleted, for good."))
        await ack()

    async def read(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """A manager reads what was shared with them."""
        async with self._house.store.read() as db:
            page, author = await reflecting.shared(self._house, db, id_of(body), **who(body))
        await show(client, body, blocks.shared(author, prompt=page.prompt, text=page.text))
        await ack()


def drawn(page: Page) -> Block:
    """One's own note as they read it."""
    return blocks.page(
        page.reflection, prompt=page.prompt, text=page.text, readers=page.thought.readers, could_read=page.could_read
    )


def who(body: Body) -> dict[str, str]:
    """Whose click it is."""
    return {"workspace_id": reading.workspace_of(body), "by": reading.user_of(body)}


async def show(client: AsyncWebClient, body: Body, view: Block) -> None:
    """Show a window, in the place of the one in which the button stands if it stands in one."""
    if (body.get("view") or {}).get("type") == "modal":
        await client.views_update(view_id=body["view"]["id"], view=view)
    else:
        await client.views_open(trigger_id=body["trigger_id"], view=view)
