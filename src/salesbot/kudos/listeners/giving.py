"""What the command and the form share: get to know whom somebody thanks, then give, in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.kudos import service
from salesbot.kudos.looking import meet_all, unknown
from salesbot.slack.doors import identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.kudos.service import Given, Praise
    from salesbot.room import House

Body = dict[str, Any]


async def give(
    house: House, body: Body, client: AsyncWebClient, praise: Praise, *, answer: Callable[[Given], Body]
) -> Body:
    """Give once, however often Slack repeats it; return what `answer` says of it."""
    now = clock.now()
    async with house.store.read() as db:
        service.refuse_shared(await service.placed(db, praise.workspace_id, praise.team_id, praise.giver_id))
        new = await unknown(db, praise.workspace_id, praise.receivers)
    users = await meet_all(client, new, workspace_id=praise.workspace_id)
    async with house.store.begin(once=identity(body)) as db:
        await service.meet(db, users, workspace_id=praise.workspace_id, now=now)
        said = answer(await service.give(db, praise, now=now))
        house.store.remember(db, said)
    return said
