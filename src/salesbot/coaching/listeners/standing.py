"""`/coach` bare, and `/coach counts`: what somebody may see of coaching, told to them alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.coaching import blocks, queries, service
from salesbot.coaching.blocks.pending import alone, beside
from salesbot.coaching.blocks.standing import COUNTS
from salesbot.coaching.service.pending import pending
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.slack import reading
from salesbot.slack.ids import id_of

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.room import House, Message

Body = dict[str, Any]
_NOT_YOURS = "How a team's prompts are used is for its managers to read."


def register(app: AsyncApp, house: House) -> None:
    """Open the door of the buttons that say whose prompts to count."""

    @app.action(re.compile(rf"^{re.escape(COUNTS)}\.\d+$"))
    async def which(ack: AsyncAck, body: Body, respond: AsyncRespond) -> None:
        message = await _counted(house, reading.workspace_of(body), id_of(body), by=reading.user_of(body))
        await respond(text=message.text, blocks=list(message.blocks), replace_original=True)
        await ack()


async def standing(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach`: where somebody stands."""
    del rest, client
    return await page(house, command["team_id"], command["user_id"])


async def page(house: House, workspace_id: str, member_id: str, *, anew: bool = False) -> Message:
    """Where somebody stands; whoever is not coached has what is open all the same. Raises Refusal where nothing is.

    `anew`: they have the page before them, and get the next one whatever it says.
    """
    async with house.store.read() as db:
        what = await pending(db, workspace_id, member_id)
        if (what or anew) and not await queries.places(db, workspace_id, [member_id]):
            return alone(what)
        found = await service.standing(house, db, workspace_id, member_id, now=clock.now())
    return beside(blocks.standing(found, typed=house.command("coach")), what)


async def counts(house: House, command: Body, rest: str, client: AsyncWebClient) -> Message | None:
    """`/coach counts`: in a team's channel that team's; else the only one that they manage, or a chooser."""
    del rest, client
    workspace_id, member_id = command["team_id"], command["user_id"]
    async with house.store.read() as db:
        here = await people.team_in(db, workspace_id, command["channel_id"])
        if here is None or not await people.may_manage(db, workspace_id, here.id, member_id):
            managed = [
                team for team, role in await people.teams_of(db, workspace_id, member_id) if role is Role.MANAGER
            ]
        else:
            managed = [here]
    if not managed:
        raise Refusal(_NOT_YOURS)
    if len(managed) > 1:
        return blocks.choose_team(managed)
    return await _counted(house, workspace_id, managed[0].id, by=member_id)


async def _counted(house: House, workspace_id: str, team_id: int, *, by: str) -> Message:
    async with house.store.read() as db:
        team = await people.team(db, workspace_id, team_id)
        if team is None or team.archived_at is not None:
            raise Refusal(_NOT_YOURS)
        return blocks.counts(await service.counts(house, db, workspace_id, team, by=by, now=clock.now()))
