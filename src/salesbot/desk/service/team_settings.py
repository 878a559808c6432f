"""What a manager changes about a team itself: its name, its zone, how it follows its channel, and its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.audit.rules import Verb
from salesbot.desk.service.setup import managed
from salesbot.people import announce
from salesbot.people import service as verbs
from salesbot.people.service import noting
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import House


@dataclass(frozen=True)
class Wanted:
    """A team's settings as a manager filled them in."""

    name: str
    zone: str
    everyone: bool


async def keep(
    db: AsyncSession, wanted: Wanted, *, workspace_id: str, team_id: int, by: str, now: datetime
) -> tuple[Team, bool]:
    """Keep what a manager chose; return the team, and whether its channel is to be looked at from now on."""
    team = await managed(db, workspace_id, team_id, by=by)
    before = (team.name, team.zone)
    await verbs.change_team(db, team, name=wanted.name, zone=wanted.zone)
    if (team.name, team.zone) != before:
        await noting.of_team(db, team, Verb.TEAM_CHANGED, by=by, now=now)
    if team.zone != before[1]:
        await schedule.team_moved(db, workspace_id=workspace_id, team_id=team_id, now=now)
    other = await verbs.set_everyone(db, team, everyone=wanted.everyone)
    if other:
        verb = Verb.TEAM_FOLLOWS if wanted.everyone else Verb.TEAM_FOLLOWS_NOT
        await noting.of_team(db, team, verb, by=by, now=now)
    return team, other and wanted.everyone


async def archive(
    db: AsyncSession, house: House, *, workspace_id: str, team_id: int, by: str, now: datetime
) -> tuple[Team, int]:
    """End a team: everybody leaves it, its check-ins end, what was answered stays. Returns how many were in it."""
    team = await managed(db, workspace_id, team_id, by=by)
    left = await verbs.archive(db, team, by=by, now=now)
    await announce.seats(db, house, workspace_id, team_id, left=left, now=now)
    await announce.archived(db, house, workspace_id, team_id, now=now)
    return team, len(left)
