"""Who looks at a team's silent blockers in the morning: their owners and the managers, while there is something to see.

Each team has one appointment for it, made with its first blocker, at 10:00 on everybody's own wall. A word about a
blocker gives its owner and the managers a seat; whoever finds nothing left to be told of, one morning, gives it back.
So the ledger holds a line a day for as long as somebody waits for a word, and none otherwise. Doors only ever add
seats: a beat that holds one at ten o'clock and a door that holds an answer never wait for each other. One-shots
planned by each word would need to be found and planned again at every move, holiday and time away; a seat follows the
wall by itself, its day off is judged by the beat, and what is silent is judged only when its morning comes, from what
the database says then: a crash, a journey or a changed calendar can neither lose a reminder nor double it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.blockers import queries, rules
from salesbot.blockers.queries import REMIND
from salesbot.people.model import Team
from salesbot.people.rules import Role
from salesbot.schedule import service as schedule
from salesbot.schedule.rules import Plan

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import SeatsChanged
    from salesbot.schedule.model import Appointment

# Every day of the week: who works on which is judged for each person (`days_off`).
PLAN = Plan(wall=rules.LOOKING_AT, weekdays="1234567", grace_minutes=int(rules.LATEST.total_seconds() // 60))


async def watch(db: AsyncSession, teams: Collection[tuple[str, int]], *, now: datetime) -> None:
    """Seat whoever may have to be told of these teams' open blockers."""
    await db.flush()
    known = await queries.appointments(db, teams)
    for workspace_id, team_id in sorted(teams):
        wanted = await _wanted(db, workspace_id, team_id)
        appointment = known.get((workspace_id, team_id))
        if appointment is None and wanted:
            appointment = await _appoint(db, workspace_id, team_id, now=now)
        if appointment is not None:
            await _seat(db, appointment, wanted, now=now)


async def _wanted(db: AsyncSession, workspace_id: str, team_id: int) -> set[str]:
    """The owners of open blockers who are in the team, and its managers, if any is open."""
    owners = {one.member_id for one in await queries.open_in(db, workspace_id, [team_id])}
    if not owners:
        return set()
    roles = await queries.roles(db, workspace_id, [team_id])
    return {member_id for (_, member_id), role in roles.items() if member_id in owners or role is Role.MANAGER}


async def _appoint(db: AsyncSession, workspace_id: str, team_id: int, *, now: datetime) -> Appointment:
    """Make the team's appointment. Two first blockers at once: the second waits, and finds the first one's."""
    mine = select(Team.id).where(Team.workspace_id == workspace_id, Team.id == team_id)
    await db.execute(mine.with_for_update(key_share=True))
    found = (await queries.appointments(db, [(workspace_id, team_id)])).get((workspace_id, team_id))
    return found or await schedule.appoint(
        db, PLAN, workspace_id=workspace_id, job=REMIND, subject=str(team_id), team_id=team_id, now=now
    )


async def _seat(db: AsyncSession, appointment: Appointment, wanted: set[str], *, now: datetime) -> None:
    there = {who for _, who in await queries.seated(db, [appointment.id])}
    if wanted - there:
        await schedule.seat(db, appointment, sorted(wanted - there), now=now)


async def follow_seats(db: AsyncSession, change: SeatsChanged) -> None:
    """Somebody joined or left: a new manager will hear of what is silent, the managers of what a leaver leaves open."""
    team = (change.workspace_id, change.team_id)
    appointment = (await queries.appointments(db, [team])).get(team)
    if appointment is not None and change.left:
        await schedule.unseat(db, appointment, change.left, now=change.now)
    if appointment is not None or await queries.count_open(db, *team):
        await watch(db, {team}, now=change.now)


async def stop_watching(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> None:
    """A team has ended: nobody is reminded of what was open in it."""
    appointment = (await queries.appointments(db, [(workspace_id, team_id)])).get((workspace_id, team_id))
    if appointment is not None:
        await schedule.end(db, appointment, now=now)
