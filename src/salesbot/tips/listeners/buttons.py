"""The buttons of a tip wherever it stands: open it, find it useful, delete it, or say that it still holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.slack import reading
from salesbot.slack.answers import words_only
from salesbot.slack.doors import identity
from salesbot.slack.ids import id_of
from salesbot.tips import blocks, service
from salesbot.tips.listeners.listing import setup_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import Block, House

Body = dict[str, Any]
_DELETED = "Deleted. Nobody finds it any more."


def register(app: AsyncApp, house: House) -> None:
    """Open the doors."""
    doors = _Doors(house)
    app.action("tips.show")(doors.show)
    app.action("tips.useful")(doors.useful)
    app.action("tips.delete")(doors.delete)
    app.action("tips.still")(doors.still)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def show(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """All of it was asked for."""
        await open_view(client, body, await self._whole(body))
        await ack()

    async def _whole(self, body: Body) -> Block:
        async with self._house.store.read() as db:
            found = await service.whole(
                db, id_of(body), workspace_id=reading.workspace_of(body), to=reading.user_of(body),
                setup=setup_of(self._house),
            )  # fmt: skip
        return blocks.whole(found)

    async def useful(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Useful was pressed, or pressed again."""
        async with self._house.store.begin(once=identity(body)) as db:
            await service.toggle(db, id_of(body), now=clock.now(), **who(body))
        if in_modal(body):
            await client.views_update(view_id=body["view"]["id"], view=await self._whole(body))
        await ack()

    async def delete(self, ack: AsyncAck, body: Body, client: AsyncWebClient, respond: AsyncRespond) -> None:
        """Delete, or retire, was pressed and confirmed."""
        async with self._house.store.begin(once=identity(body)) as db:
            await service.withdraw(db, id_of(body), now=clock.now(), **who(body))
        if in_modal(body):
            await client.views_update(view_id=body["view"]["id"], view=words_only(_DELETED, title="A tip"))
        elif reading.is_ephemeral(body):
            await respond(text=_DELETED, replace_original=True)
        await ack()

    async def still(self, ack: AsyncAck, body: Body) -> None:
        """It still holds."""
        async with self._house.store.begin(once=identity(body)) as db:
            await service.confirm(db, id_of(body), now=clock.now(), **who(body))
        await ack()


def who(body: Body) -> dict[str, str]:
    """Whose click it is."""
    return {"workspace_id": reading.workspace_of(body), "by": reading.user_of(body)}


def in_modal(body: Body) -> bool:
    """Whether a button stands in a form."""
    return (body.get("view") or {}).get("type") == "modal"


async def open_view(client: AsyncWebClient, body: Body, view: Block) -> None:
    """Open a form, on top of the one in which the button stands if it stands in one."""
    opened = client.views_push if in_modal(body) else client.views_open
    await opened(trigger_id=body["trigger_id"], view=view)
