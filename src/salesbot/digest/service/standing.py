"""When things come by themselves: the appointment of a team's week, of its briefs, and of everybody's own week."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from salesbot.digest import queries, rules
from salesbot.digest.queries import BRIEF, OWN, WEEK
from salesbot.schedule import queries as planned
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from datetime import datetime, time

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.digest.rules import Rhythm
    from salesbot.room import TeamMade
    from salesbot.schedule.model import Appointment


async def begin(db: AsyncSession, made: TeamMade) -> None:
    """A team was set up: its week is told on Fridays."""
    await ensure(db, made.workspace_id, made.team_id, now=made.now)


async def ensure(db: AsyncSession, workspace_id: str, team_id: int, *, now: datetime) -> Appointment:
    """Return the appointment of a team's week; made now where the team is older than its digest."""
    await queries.lock_team(db, workspace_id, team_id)
    found = await queries.appointment(db, workspace_id, WEEK, str(team_id))
    if found is None:
        found = await schedule.appoint(
            db, rules.WEEKLY, workspace_id=workspace_id, job=WEEK, subject=str(team_id), team_id=team_id, now=now
        )
        await schedule.seat_team(db, found, now=now)
    return found


async def set_digest(
    db: AsyncSession, workspace_id: str, team_id: int, *, weekday: str, wall: time, on: bool, now: datetime
) -> None:
    """Tell a team's week on another day or at another hour, or not at all."""
    one = await ensure(db, workspace_id, team_id, now=now)
    plan = await planned.plan(db, one)
    if (plan.weekdays, plan.wall) != (weekday, wall):
        await schedule.change(db, one, replace(plan, weekdays=weekday, wall=wall), now=now)
    if on:
        await schedule.resume(db, one, now=now)
    else:
        await schedule.pause(db, one, now=now)


async def set_brief(
    db: AsyncSession, workspace_id: str, team_id: int, member_id: str, *, rhythm: Rhythm, now: datetime
) -> None:
    """Give a manager the brief of a team as often as they want it."""
    for each in rules.BRIEFS:
        known = await queries.appointment(db, workspace_id, BRIEF, queries.subject(team_id, each))
        if each is rhythm:
            await schedule.seat(db, known or await _briefs(db, workspace_id, team_id, each, now=now), [member_id],
                                now=now)  # fmt: skip
        elif known is not None:
            await schedule.unseat(db, known, [member_id], now=now)


async def _briefs(db: AsyncSession, workspace_id: str, team_id: int, rhythm: Rhythm, *, now: datetime) -> Appointment:
    """Make the appointment of a team's briefs; of two first wishes at once the second finds what the first made."""
    await queries.lock_team(db, workspace_id, team_id)
    name = queries.subject(team_id, rhythm)
    return await queries.appointment(db, workspace_id, BRIEF, name) or await schedule.appoint(
        db, rules.BRIEFS[rhythm], workspace_id=workspace_id, job=BRIEF, subject=name, team_id=team_id, now=now
    )


async def set_own_week(db: AsyncSession, workspace_id: str, member_id: str, *, on: bool, now: datetime) -> None:
    """Give somebody their own week on Fridays, or no more."""
    known = await queries.appointment(db, workspace_id, OWN, OWN)
    if on:
        await schedule.seat(db, known or await _own_weeks(db, workspace_id, now=now), [member_id], now=now)
    elif known is not None:
        await schedule.unseat(db, known, [member_id], now=now)


async def _own_weeks(db: AsyncSession, workspace_id: str, *, now: datetime) -> Appointment:
    """Make the workspace's appointment of own weeks, as `_briefs` does with a team's briefs."""
    await queries.lock_workspace(db, workspace_id)
    return await queries.appointment(db, workspace_id, OWN, OWN) or await schedule.appoint(
        db, rules.OWN, workspace_id=workspace_id, job=OWN, subject=OWN, team_id=None, now=now
    )
