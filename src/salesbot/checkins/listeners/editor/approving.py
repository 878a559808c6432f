"""The editor's first page: approved, cancelled, or gone on with after somebody else was quicker."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins import queries
from salesbot.checkins.blocks import editor as blocks
from salesbot.checkins.listeners.buttons import who
from salesbot.checkins.listeners.editor.desk import drawn, place, updated
from salesbot.checkins.listeners.editor.pages import look_again
from salesbot.checkins.service import proposal as proposals
from salesbot.checkins.service.ahead import rounds_of
from salesbot.checkins.service.proposal import Approved, Making
from salesbot.slack.doors import identity

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Block, House

Body = dict[str, Any]


def register(app: AsyncApp, house: House) -> None:
    """Open the first page's doors."""
    doors = _Doors(house)
    app.view(blocks.EDITOR)(doors.approved)
    app.view_closed(blocks.EDITOR)(doors.cancelled)
    app.action(blocks.MINE)(doors.mine)
    app.action(blocks.THEIRS)(doors.theirs)


class _Doors:
    def __init__(self, house: House) -> None:
        self._house = house

    async def approved(self, ack: AsyncAck, body: Body, view: Body, client: AsyncWebClient) -> None:
        """Begin, or Change it, was pressed: look at a new channel once more before anything changes."""
        number, version = (int(one) for one in place(view)[:2])
        async with self._house.store.read() as db:
            new = await proposals.new_channel(db, number, **who(body))
        channel = await look_again(client, new) if new else None
        async with self._house.store.begin(once=identity(body)) as db:
            came = await proposals.approve(db, number, version=version, channel=channel, now=clock.now(), **who(body))
            answer = updated(await _shown(db, came))
            self._house.store.remember(db, answer)
        await ack(**answer)

    async def cancelled(self, ack: AsyncAck, body: Body, view: Body) -> None:
        """The editor was closed: everything stays as it was."""
        async with self._house.store.begin(once=identity(body)) as db:
            await proposals.cancel(db, int(place(view)[0]), now=clock.now(), **who(body))
        await ack()

    async def mine(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Somebody else was quicker: put one's own over it, knowing that."""
        await self._rebase(body, client, theirs=False)
        await ack()

    async def theirs(self, ack: AsyncAck, body: Body, client: AsyncWebClient) -> None:
        """Somebody else was quicker: begin from what they made of it."""
        await self._rebase(body, client, theirs=True)
        await ack()

    async def _rebase(self, body: Body, client: AsyncWebClient, *, theirs: bool) -> None:
        async with self._house.store.begin(once=identity(body)) as db:
            making = await proposals.making(db, int(place(body["view"])[0]), lock=True, **who(body))
            view = await drawn(db, await proposals.rebase(db, making, theirs=theirs, now=clock.now()))
        await client.views_update(view_id=body["view"]["id"], view=view)


async def _shown(db: AsyncSession, came: Making | Approved) -> Block:
    if isinstance(came, Making):
        return await drawn(db, came)
    standing = await queries.standing(db, [came.team.id], workspace_id=came.team.workspace_id)
    one = next(one for one in standing if one.checkin.id == came.checkin.id)
    return blocks.done(came, ahead=await rounds_of(db, one, now=clock.now()))
