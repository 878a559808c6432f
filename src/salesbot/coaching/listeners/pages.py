"""Drawing anew the page that a button stands on, for the one person who sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching.blocks import briefing as brief_blocks
from salesbot.coaching.blocks import talks as talk_blocks
from salesbot.coaching.blocks.pending import HOME
from salesbot.coaching.listeners import standing
from salesbot.coaching.listeners.naming import place
from salesbot.coaching.service import briefing, talks
from salesbot.slack import reading

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncRespond

    from salesbot.room import House, Message

Body = dict[str, Any]


async def page(house: House, body: Body, where: str) -> Message | None:
    """Return the page as it is now: `brief/UBEN/0`, `talks/UBEN/0`, `home`; None for any other place."""
    kind, _, rest = where.partition("/")
    workspace_id, me = reading.workspace_of(body), reading.user_of(body)
    if kind == HOME:
        return await standing.page(house, workspace_id, me, anew=True)
    if kind not in {"brief", "talks"}:
        return None
    who, number = place(rest)
    async with house.store.read() as db:
        if kind == "brief":
            found = await briefing.brief(house, db, workspace_id=workspace_id, by=me, of=who, now=clock.now())
            return brief_blocks.brief(found, page=number)
        listed = await talks.listing(db, house.seals, workspace_id=workspace_id, me=me, of=who, page=number)
    return talk_blocks.listing(listed)


async def show(respond: AsyncRespond, message: Message) -> None:
    """Put this in the place of what only they see."""
    await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
