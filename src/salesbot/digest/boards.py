"""The renderers of digests: each asks the rooms what is true of its days, and says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot import clock
from salesbot.digest import blocks, queries, service
from salesbot.digest.queries import BRIEF, OWN, SHARED, WEEK
from salesbot.digest.rules import TOLD, days_told
from salesbot.digest.service.telling import unpacked
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.room import HELD

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Message


async def week(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a team's week; `subject` is the digest."""
    found = await queries.digest(db, workspace_id, int(subject))
    team = await people.team(db, workspace_id, found.team_id) if found is not None else None
    if found is None or team is None or not team.may_publish:
        return HELD
    days = days_told(found.since_at, found.until_at, found.zone)
    span = service.span_of(team, days, zone=found.zone, now=min(found.until_at, clock.now()))
    return blocks.week(service.Week(team, span, await service.week(house, db, span)), settings=True)


async def brief(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw a manager's brief; nothing stays of it where they manage the team no more."""
    team_id, member_id, zone, stretch = unpacked(subject)
    team = await people.team(db, workspace_id, team_id)
    member = await people.member(db, workspace_id, member_id)
    role = await people.role_in(db, workspace_id, team_id, member_id)
    if team is None or member is None or role is not Role.MANAGER:
        return None
    span = service.span_of(team, stretch, zone=zone, now=stretch.until)
    return blocks.brief(service.Week(team, span, await service.brief(house, db, span, member_id)), member)


async def own_week(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw somebody's own week, of all their teams."""
    _, member_id, zone, stretch = unpacked(subject)
    member = await people.member(db, workspace_id, member_id)
    if member is None:
        return None
    weeks = []
    for team, role in await people.teams_of(db, workspace_id, member_id):
        if role in TOLD:
            span = service.span_of(team, stretch, zone=zone, now=stretch.until)
            weeks.append(service.Week(team, span, await service.own_week(house, db, span, member_id)))
    return blocks.own_week(weeks, member, last=stretch.last)


async def shared(house: House, db: AsyncSession, workspace_id: str, subject: str) -> Message | None:
    """Draw the note that a team's week waits, since another company reads its channel."""
    team = await people.team(db, workspace_id, int(subject))
    return blocks.shared(team, typed=house.command("digest")) if team is not None else None


BOARDS = {WEEK: week, BRIEF: brief, OWN: own_week, SHARED: shared}
