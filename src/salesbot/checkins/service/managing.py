"""Who may change a team's check-ins: its managers and Slack's admins, looked up anew at every door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.described import plain_name
from salesbot.people.rules import zone_or

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Standing
    from salesbot.people.model import Team


async def managed(db: AsyncSession, team_id: int, *, workspace_id: str, member_id: str) -> Team:
    """Return the team for somebody who may change its check-ins. Raises Refusal for everybody else."""
    team = await people.team(db, workspace_id, team_id)
    if team is None or team.archived_at is not None:
        raise Refusal("This team is no longer there.")
    if not await people.may_manage(db, workspace_id, team_id, member_id):
        names = [plain_name(one.name) for one in await people.managers(db, workspace_id, team_id)]
        whom = f" Please ask {' or '.join(names[:3])}." if names else ""
        raise Refusal(f"Only managers of {team.name} can change its check-ins.{whom}")
    return team


def today_of(team: Team, *, now: datetime) -> date:
    """Return the date on the team's own wall: what is made today counts its weeks from this one."""
    return now.astimezone(zone_or(team.zone)).date()


async def managed_checkin(db: AsyncSession, checkin_id: int, *, workspace_id: str, member_id: str) -> Standing:
    """Return a check-in that has not ended, for somebody who may change it. Raises Refusal in words."""
    found = (await queries.checkins(db, [checkin_id])).get(checkin_id)
    if found is None or found[0].workspace_id != workspace_id:
        raise Refusal("This check-in is no longer there.")
    team = await managed(db, found[1].id, workspace_id=workspace_id, member_id=member_id)
    standing = await queries.standing(db, [team.id], workspace_id=workspace_id)
    one = next((one for one in standing if one.checkin.id == checkin_id), None)
    if one is None:
        raise Refusal(f"{found[0].name} has ended; what was answered in it stays.")
    return one


async def teams_meant(db: AsyncSession, *, workspace_id: str, member_id: str, channel_id: str) -> list[Team]:
    """Return which teams somebody may mean who wants to change check-ins here, all of which they may change.

    The team of this channel; else those that they manage (of an admin: all). Raises Refusal where there is none.
    """
    here = await people.team_in(db, workspace_id, channel_id)
    if here is not None:
        return [await managed(db, here.id, workspace_id=workspace_id, member_id=member_id)]
    mine = [team for team, _ in await people.teams_of(db, workspace_id, member_id)]
    managing = [team for team in mine if await people.may_manage(db, workspace_id, team.id, member_id)]
    if not managing:
        managing = await _as_admin(db, workspace_id, member_id)
    if not managing and mine:
        await managed(db, mine[0].id, workspace_id=workspace_id, member_id=member_id)
    return managing


async def _as_admin(db: AsyncSession, workspace_id: str, member_id: str) -> list[Team]:
    me = await people.member(db, workspace_id, member_id)
    return await people.teams(db, workspace_id) if me is not None and me.is_admin and me.active else []


async def checkins_meant(db: AsyncSession, teams: Sequence[Team], *, named: str) -> list[Standing]:
    """Return the check-ins of these teams, or those whose name has these words where somebody typed some."""
    if not teams:
        return []
    standing = await queries.standing(db, [team.id for team in teams], workspace_id=teams[0].workspace_id)
    fitting = [one for one in standing if named.strip().casefold() in one.checkin.name.casefold()]
    return fitting or standing
