"""The doors by which a reflection is shared with the managers of its team, and kept to oneself again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import reflecting as blocks
from salesbot.coaching.listeners.reflecting import drawn, show, who
from salesbot.coaching.service import reflecting, sharing
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of, number

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action(blocks.SHARE)(doors.ask)
    app.view(blocks.SHARE)(doors.share)
    app.action(blocks.UNSHARE)(doors.unshare)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def ask(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Share with my manager was pressed: who would read it is said first."""
        async with self._house.store.read() as db:
            me = who(body)
            found = await reflecting.thought(db, id_of(body), workspace_id=me["workspace_id"], by=me["by"])
            readers = await sharing.could_read(db, found)
        await show(client, body, blocks.ask_to_share(found.reflection.id, readers))
        await ack()

    async def share(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """They said yes. Where others manage the team by now, it is asked once more, with their names."""
        about, _, named = str(view.get("private_metadata") or "").partition("/")
        async with self._house.store.begin(once=identity(body)) as db:
            done, readers = await sharing.share(db, number(about), named=named.split(","), now=clock.now(), **who(body))
            words = f"Shared with {blocks.names(readers)}."
            shown = blocks.said(words) if done else blocks.ask_to_share(number(about), readers, anew=True)
            answer = {"response_action": "update", "view": shown}
            self._house.store.remember(db, answer)
        await ack(answer)

    async def unshare(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Stop sharing was pressed."""
        async with self._house.store.begin(once=identity(body)) as db:
            await sharing.unshare(db, id_of(body), **who(body))
        async with self._house.store.read() as db:
            page = await reflecting.page(self._house, db, id_of(body), **who(body))
        await show(client, body, drawn(page))
        await ack()
