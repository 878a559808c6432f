"""What the editor's doors share: whose page it is, the first page drawn anew, and keeping what a page said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.checkins.blocks import editor as blocks
from salesbot.checkins.listeners.buttons import who
from salesbot.checkins.service import proposal as proposals
from salesbot.checkins.service.ahead import rounds_made
from salesbot.errors import Refusal
from salesbot.slack.doors import identity
from salesbot.slack.ids import is_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.rules.sketch import Sketch
    from salesbot.checkins.service.proposal import Making
    from salesbot.room import Block, House

Body = dict[str, Any]


def place(view: Body, *, adds: int = 0) -> list[str]:
    """Return where a page belongs: the proposal's number, its state, and what the page adds, so much at least.

    Raises Refusal where it carries something else.
    """
    parts = str(view.get("private_metadata", "")).split(".")
    if len(parts) < 2 + adds or not all(is_number(one) for one in parts[:2]):
        raise Refusal("This page is from before I changed. Please close it and begin anew.")
    return parts


async def opened(house: House, body: Body) -> Making:
    """Return what the page of this click belongs to. Raises Refusal for whoever may not change it."""
    async with house.store.read() as db:
        return await proposals.making(db, int(place(body["view"])[0]), lock=False, **who(body))


async def drawn(db: AsyncSession, making: Making) -> Block:
    """Draw the first page."""
    asked, ahead = await rounds_made(db, making, now=clock.now())
    return blocks.overview(making, asked=asked, ahead=ahead)


async def keep(house: House, body: Body, client: AsyncWebClient, change: Callable[[Making], Sketch]) -> None:
    """Keep what a page or a click says, commit, and draw the first page anew below it."""
    async with house.store.begin(once=identity(body)) as db:
        mine = await proposals.making(db, int(place(body["view"])[0]), lock=True, **who(body))
        kept = await proposals.keep(db, mine, change(mine), now=clock.now())
        view = await drawn(db, kept)
    await client.views_update(view_id=body["view"]["root_view_id"], view=view)


def updated(view: Block) -> dict[str, Any]:
    """The answer of a submission that shows another page in its place."""
    return {"response_action": "update", "view": view}
