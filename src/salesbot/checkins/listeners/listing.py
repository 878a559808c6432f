"""`/checkin list`: somebody's check-ins, with the buttons that change them for who may."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.checkins import blocks, queries, service
from salesbot.people import queries as people
from salesbot.people import teamless
from salesbot.slack.answers import only_you

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncAck
    from slack_sdk.web.async_client import AsyncWebClient
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import House, Message


async def listed(house: House, ack: AsyncAck, command: dict[str, Any], _client: AsyncWebClient, _rest: str) -> None:
    """Answer with what there is: of the channel's team, else of all teams of whoever asks."""
    async with house.store.read() as db:
        message = await _listing(db, command, setup=f"{house.command('salesbot')} setup")
    await ack(only_you(message))


async def _listing(db: AsyncSession, command: dict[str, Any], *, setup: str) -> Message:
    workspace_id, me = command["team_id"], command["user_id"]
    teams = await _teams(db, command)
    if not teams:
        raise await teamless.alone(db, workspace_id, setup=setup)
    may = {team.id for team in teams if await people.may_manage(db, workspace_id, team.id, me)}
    standing = await queries.standing(db, [team.id for team in teams], workspace_id=workspace_id)
    mine = await queries.lived(db, workspace_id, me, standing)
    parts = await service.current(db, me, workspace_id=workspace_id)
    open_now = {part.checkin.id: part for part in reversed(parts)}
    found = []
    for one in standing:
        own = mine.get(one.appointment.id)
        is_asked = own is not None and own.asks is not None
        shown = own if own is not None and is_asked else one  # whoever is asked reads their own days and hour
        found.append(blocks.Listed(shown, is_asked, one.team.id in may, open_now.get(one.checkin.id)))
    return blocks.listing(found)


async def _teams(db: AsyncSession, command: dict[str, Any]) -> list[Team]:
    workspace_id, me = command["team_id"], command["user_id"]
    mine = [team for team, _ in await people.teams_of(db, workspace_id, me)]
    here = await people.team_in(db, workspace_id, command["channel_id"])
    if here is None:
        return mine
    concerned = here.id in {team.id for team in mine} or await people.may_manage(db, workspace_id, here.id, me)
    return [here] if concerned else mine
