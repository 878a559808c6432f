"""Who looks at a team's silent blockers in the morning: their owners and the managers, while there is something to see.

Each team has one appointment for it, made with its first blocker, at 10:00 on everybody's own wall. After a word about
a blocker its owner and the managers get a seat; whoever finds nothing left to be told of, one morning, gives it back.
So the ledger holds a line a day for as long as somebody waits for a word, and none otherwise. A door only marks its
blocker: seating takes more statements than all else that an answer does, and nobody is told of a silence before the
next working day is over. The next beat seats them, once for all words since the last one. One-shots
planned by each word would need to be found and planned again at every move, holiday and time away; a seat follows the
wall by itself, its day off is judged by the beat, and what is silent is judged only when its morning comes, from what
the database says then: a crash, a journey or a changed calendar can neither lose a reminder nor double it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, tuple_, update

from salesbot.blockers import queries, rules
from salesbot.blockers.model import Blocker
from salesbot.blockers.queries import REMIND
from salesbot.blockers.service.announce import announced_key
from salesbot.outbox import service as outbox
from salesbot.people.model import Team
from salesbot.people.rules import Role
from salesbot.schedule import service as schedule
from salesbot.schedule.model import Appointment
from salesbot.schedule.rules import Plan

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import SeatsChanged, StoreLike

_AT_ONCE = 200  # words whose seats are given in one transaction
# Every day of the week: who works on which is judged for each person (`days_off`).
PLAN = Plan(wall=rules.LOOKING_AT, weekdays="1234567", grace_minutes=int(rules.LATEST.total_seconds() // 60))


async def watch_new(store: StoreLike, now: datetime) -> None:
    """See who looks at the blockers that there was a word about since the last beat; any number of processes may."""
    while True:
        async with store.read() as db:  # a beat with nothing to do keeps no door waiting
            if not await queries.any_unwatched(db):
                return
        async with store.begin() as db:
            words = await queries.unwatched(db, limit=_AT_ONCE)
            teams = {(one.workspace_id, one.team_id) for one in words if one.resolved_at is None}
            if teams:
                await watch(db, teams, now=now)
            for one in words:
                one.unwatched_at = None
        if len(words) < _AT_ONCE:
            return  # another process may have the rest in hand


async def watch(db: AsyncSession, teams: Collection[tuple[str, int]], *, now: datetime) -> None:
    """Seat whoever may have to be told of these teams' open blockers: as many statements for all teams as for one."""
    await db.flush()
    known = await queries.appointments(db, teams)
    wanted = await _wanted(db, teams)
    new = sorted(wanted.keys() - known.keys())
    if new:
        known |= await _appoint(db, new, now=now)
    await queries.lock_appointments(db, [known[one].id for one in wanted])  # whoever gives a seat back just now is gone
    there = await queries.seated(db, [known[one].id for one in wanted]) if wanted else set()
    missing = [
        (known[team], sorted(who for who in wanted[team] if (known[team].id, who) not in there))
        for team in sorted(wanted)
    ]
    await schedule.seat_all(db, missing, now=now)


async def _wanted(db: AsyncSession, teams: Collection[tuple[str, int]]) -> dict[tuple[str, int], set[str]]:
    """The owners of open blockers who are in their team, and its managers; of teams in which any is open."""
    wanted: dict[tuple[str, int], set[str]] = {}
    for workspace_id in sorted({one for one, _ in teams}):
        owners = await queries.blocked(db, workspace_id, {team_id for one, team_id in teams if one == workspace_id})
        roles = await queries.roles(db, workspace_id, owners.keys()) if owners else {}
        wanted |= {(workspace_id, team_id): set() for team_id in owners}
        for (team_id, member_id), role in roles.items():
            if member_id in owners[team_id] or role is Role.MANAGER:
                wanted[workspace_id, team_id].add(member_id)
    return {team: them for team, them in wanted.items() if them}


async def _appoint(
    db: AsyncSession, teams: Sequence[tuple[str, int]], *, now: datetime
) -> dict[tuple[str, int], Appointment]:
    """Make the teams' appointments. Two first blockers at once: the second waits, and finds the first one's."""
    mine = select(Team.id).where(tuple_(Team.workspace_id, Team.id).in_(teams)).order_by(Team.id)
    await db.execute(mine.with_for_update(key_share=True))
    found = await queries.appointments(db, teams)
    new = [
        Appointment(workspace_id=workspace_id, team_id=team_id, job=REMIND, subject=str(team_id), created_at=now)
        for workspace_id, team_id in teams
        if (workspace_id, team_id) not in found
    ]
    await schedule.appoint_all(db, PLAN, new, now=now)
    return found | {(one.workspace_id, int(one.subject)): one for one in new}


async def follow_seats(db: AsyncSession, change: SeatsChanged) -> None:
    """Somebody joined or left: a new manager will hear of what is silent, the managers of what a leaver leaves open.

    What was announced in the channel names those who manage the team now, and what managers were told by direct
    message is read by those alone.
    """
    team = (change.workspace_id, change.team_id)
    appointment = (await queries.appointments(db, [team])).get(team)
    if appointment is not None and change.left:
        await schedule.unseat(db, appointment, change.left, now=change.now)
    left_open = await queries.open_in(db, change.workspace_id, [change.team_id])
    if appointment is not None or left_open:
        await watch(db, {team}, now=change.now)
    told = await queries.told_to(db, change.workspace_id, change.team_id, {*change.joined, *change.left})
    await outbox.dirty(db, change.workspace_id, [*told, *(announced_key(one) for one in left_open)])


async def stop_watching(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> None:
    """A team has ended: nobody is reminded of what was open in it."""
    mine = Blocker.workspace_id == workspace_id, Blocker.team_id == team_id, Blocker.unwatched_at.is_not(None)
    await db.execute(update(Blocker).where(*mine).values(unwatched_at=None))
    appointment = (await queries.appointments(db, [(workspace_id, team_id)])).get((workspace_id, team_id))
    if appointment is not None:
        await schedule.end(db, appointment, now=now)
