"""Managers look at what lies ahead of their team."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from salesbot.desk.ahead import Window, look_ahead
from salesbot.desk.service.teams import meant
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.schedule.foresee import Scope

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.desk.ahead import Ahead
    from salesbot.people.model import Team
    from salesbot.room import House

WEEK = 7  # days on a page


async def team_ahead(
    db: AsyncSession, workspace_id: str, member_id: str, channel_id: str, *, typed: str
) -> Team | list[Team]:
    """Return the team that is meant; several, where somebody manages several. Raises Refusal for everybody else."""
    found = await meant(db, workspace_id, member_id, channel_id, setup=f"{typed} setup")
    teams = found if isinstance(found, list) else [found]
    mine = [team for team in teams if await people.may_manage(db, workspace_id, team.id, member_id)]
    if not mine:
        raise Refusal(f"Only a team's managers look ahead for it. {typed} why says what comes next for you.")
    return mine[0] if len(mine) == 1 else mine


async def managed(db: AsyncSession, workspace_id: str, team_id: int, *, by: str, typed: str) -> Team:
    """Return the team behind a button, for whoever may still manage it. Raises Refusal for everybody else."""
    team = await people.team(db, workspace_id, team_id)
    if team is None or team.archived_at is not None:
        raise Refusal("That team is gone.")
    if not await people.may_manage(db, workspace_id, team_id, by):
        raise Refusal(f"Only a team's managers look ahead for it. {typed} why says what comes next for you.")
    return team


async def week_ahead(db: AsyncSession, house: House, team: Team, *, page: int, now: datetime) -> Ahead:
    """Return one week of what lies ahead of a team; `page` counts weeks from now on."""
    first = now.astimezone(UTC).date() + timedelta(days=WEEK * page) if page else None
    window = Window.of(WEEK, now=now, first=first)
    return await look_ahead(
        db,
        Scope(team.workspace_id, team_id=team.id),
        window,
        foretell=house.offers("foretell"),
        called=house.offers("called"),
    )
