"""A morning's look at a team's open blockers: who is told of which, once for each silence."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import delete, tuple_

from salesbot.attention import service as attention
from salesbot.blockers import queries, rules
from salesbot.blockers.model import Blocker, Told
from salesbot.blockers.service.announce import tell, told
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.people.rules import Calendar, Role
from salesbot.schedule import service as schedule
from salesbot.schedule.model import Appointment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Run

    Due = Sequence[tuple[Blocker, str]]  # what a member is told of, and why

REMINDED = "blocker.reminded"
NOTHING = "nothing silent"
_LOST = Calendar("UTC", active=False)


@dataclass
class Floor:
    """What a batch of runs has to know: open blockers by team, roles, owners' days, and who was told of what."""

    open: Mapping[int, Sequence[Blocker]]
    roles: Mapping[tuple[int, str], Role]
    calendars: Mapping[str, Calendar]
    told: set[tuple[int, str, str, object]] = field(default_factory=set)

    def mine(self, run: Run) -> list[tuple[Blocker, str]]:
        """What this member is to be told of, sooner or later, and why: their own, and as a manager the team's."""
        role = self.roles.get((int(run.subject), str(run.member_id)))
        if role is None:
            return []
        found = []
        for one in self.open.get(int(run.subject), ()):
            here = (one.team_id, one.member_id) in self.roles and self.calendars.get(one.member_id, _LOST).active
            if one.member_id == run.member_id or (role is Role.MANAGER and one.report_key is not None):
                found.append((one, "silent" if here else "left"))
        return [(one, why) for one, why in found if not self._knows(one, run, why)]

    def _knows(self, one: Blocker, run: Run, why: str) -> bool:
        return (one.id, str(run.member_id), why, one.said_at if why == "silent" else one.raised_at) in self.told

    def due(self, one: Blocker, why: str, run: Run) -> bool:
        """Whether it is time."""
        return why == "left" or rules.silent(self.calendars.get(one.member_id, _LOST), one.said_at, now=run.now)


async def look(db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Tell each member of what is silent; who waits for nothing more gives the seat back. Returns skipped runs."""
    skipped: dict[str, str] = {}
    await queries.lock_appointments(db, {run.appointment_id for run in runs})  # before it is read what is open
    for workspace_id in sorted({run.workspace_id for run in runs}):
        mine = [run for run in runs if run.workspace_id == workspace_id]
        floor = await floor_of(db, workspace_id, {int(run.subject) for run in mine})
        waiting = {run.key: floor.mine(run) for run in mine}
        due = {run.key: [one for one in waiting[run.key] if floor.due(*one, run)] for run in mine}
        await _unseat(db, [run for run in mine if not waiting[run.key]])
        await _tell(db, [(run, due[run.key]) for run in mine if due[run.key]])
        skipped |= {run.key: NOTHING for run in mine if not due[run.key]}
    return skipped


async def floor_of(db: AsyncSession, workspace_id: str, team_ids: set[int]) -> Floor:
    """Look up all that runs of these teams have to know."""
    by_team = defaultdict(list)
    for one in await queries.open_in(db, workspace_id, team_ids):
        by_team[one.team_id].append(one)
    everything = [one for some in by_team.values() for one in some]
    calendars = await people.calendars(db, workspace_id, {one.member_id for one in everything})
    notes = await queries.told_of(db, [one.id for one in everything])
    known: set[tuple[int, str, str, object]] = {(one.blocker_id, one.member_id, one.why, one.since_at) for one in notes}
    return Floor(by_team, await queries.roles(db, workspace_id, team_ids), calendars, known)


async def _unseat(db: AsyncSession, runs: Sequence[Run]) -> None:
    """Whoever waits for nothing more gives the seat back."""
    for appointment_id in sorted({run.appointment_id for run in runs}):
        appointment = await db.get_one(Appointment, appointment_id)
        members = [str(run.member_id) for run in runs if run.appointment_id == appointment_id]
        await schedule.unseat(db, appointment, members, now=runs[0].now)


async def _tell(db: AsyncSession, due: Sequence[tuple[Run, Due]]) -> None:
    """Tell each member what is due for them. It writes no blocker: a door may hold one."""
    if not due:
        return
    notes = [told(one, str(run.member_id), why=why, key=run.key, now=run.now) for run, some in due for one, why in some]
    await _forget_lapsed(db, notes)
    await tell(db, notes)
    reasons = {run.key: _reason(some, run) for run, some in due}
    boards = [_board(run) for run, _ in due]
    await attention.promise(db, *boards, reason=lambda item: reasons[item.key], light=True, now=due[0][0].now)


async def _forget_lapsed(db: AsyncSession, notes: Sequence[Told]) -> None:
    """What could not be sent in time last time is told now: its note makes way."""
    same = tuple_(Told.blocker_id, Told.member_id, Told.why, Told.since_at)
    await db.execute(
        delete(Told).where(same.in_([(one.blocker_id, one.member_id, one.why, one.since_at) for one in notes]))
    )


def _board(run: Run) -> Board:
    return Board(
        workspace_id=run.workspace_id, key=run.key, kind=REMINDED, subject=run.key, to=str(run.member_id),
        due_at=run.due_at, expires_at=run.due_at + rules.LATEST, member_id=run.member_id,
    )  # fmt: skip


def _reason(due: Due, run: Run) -> str:
    """Why this message comes, as `/salesbot why` tells it."""
    if all(one.member_id == run.member_id for one, _ in due):
        return "a working day had gone by without a word about what blocks you"
    if all(why == "left" for _, why in due):
        return "somebody left your team with a blocker still open"
    return "a working day had gone by without a word about a blocker in your team"
