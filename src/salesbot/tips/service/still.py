"""A tip that nobody confirmed for a season goes back to its author, or to a manager, who say whether it still holds.

Each team has one appointment for it, made with its first tip: Wednesdays at 11:00 on everybody's own wall. Whoever has
a tip in the team has a seat; whoever has none left gives it back. What is due is judged when its Wednesday comes, from
what the database says then.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.attention import service as attention
from salesbot.attention.rules import Verdict
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.people.model import Team
from salesbot.people.rules import Role
from salesbot.schedule import service as schedule
from salesbot.schedule.model import Appointment
from salesbot.schedule.rules import Plan
from salesbot.tips import queries, rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Run, SeatsChanged
    from salesbot.tips.model import Tip

STILL = "tips.still"  # the job, its appointment, and the message
NOTHING = "no tip to look at again"
A_MESSAGE = 3  # tips that one message asks about; the rest a week later
_LATEST = timedelta(hours=7)
PLAN = Plan(wall=rules.LOOKING_AT, weekdays="3", grace_minutes=int(_LATEST.total_seconds() // 60))


@dataclass(frozen=True)
class Shelf:
    """The tips of teams that wait for somebody's word, and who is to be asked: by (team, member)."""

    due: Mapping[tuple[int, str], Sequence[Tip]] = field(default_factory=dict)
    keep: frozenset[tuple[int, str]] = frozenset()  # whoever will be asked one day


async def look_later(db: AsyncSession, team: Team, member_id: str, *, now: datetime) -> None:
    """Give an author a seat in their team's look at old tips."""
    appointment = await _appointment(db, team.workspace_id, team.id) or await _appoint(db, team, now=now)
    if not await queries.is_seated(db, appointment.id, member_id):
        await schedule.seat(db, appointment, [member_id], now=now)


async def _appointment(db: AsyncSession, workspace_id: str, team_id: int) -> Appointment | None:
    mine = Appointment.workspace_id == workspace_id, Appointment.job == STILL, Appointment.subject == str(team_id)
    return await db.scalar(select(Appointment).where(*mine, Appointment.ended_at.is_(None)).limit(1))


async def _appoint(db: AsyncSession, team: Team, *, now: datetime) -> Appointment:
    """Make a team's appointment. Of two first tips at once the second waits, and finds the first one's."""
    await db.execute(select(Team.id).where(Team.id == team.id).with_for_update(key_share=True))
    return await _appointment(db, team.workspace_id, team.id) or await schedule.appoint(
        db, PLAN, workspace_id=team.workspace_id, job=STILL, subject=str(team.id), team_id=team.id, now=now
    )


async def ask_again(house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Offer each member a look at their old tips; who has none left gives the seat back. Returns skipped runs."""
    skipped: dict[str, str] = {}
    for workspace_id in sorted({run.workspace_id for run in runs}):
        mine = [run for run in runs if run.workspace_id == workspace_id]
        shelf = await shelf_of(db, workspace_id, {int(run.subject) for run in mine}, now=mine[0].now)
        due = {run.key: shelf.due.get(_place(run), ())[:A_MESSAGE] for run in mine}
        asked = await _offer(house, db, [(run, due[run.key]) for run in mine if due[run.key]])
        skipped |= {run.key: "not offered" if due[run.key] else NOTHING for run in mine if run.key not in asked}
        await _unseat(db, [run for run in mine if _place(run) not in shelf.keep])
    return skipped


def _place(run: Run) -> tuple[int, str]:
    return int(run.subject), str(run.member_id)


async def _unseat(db: AsyncSession, runs: Sequence[Run]) -> None:
    for run in runs:
        appointment = await db.get_one(Appointment, run.appointment_id)
        await schedule.unseat(db, appointment, [str(run.member_id)], now=run.now)


async def _offer(house: House, db: AsyncSession, due: Sequence[tuple[Run, Sequence[Tip]]]) -> set[str]:
    """Offer these; return the keys of the runs of which something comes."""
    if not due:
        return set()
    reasons = {run.key: _reason(run, tips) for run, tips in due}
    boards, now = [_board(run, tips) for run, tips in due], due[0][0].now
    made = await attention.offer_all(db, boards, house=house, reason=lambda item: reasons[item.key], now=now)
    asked = {key for key, verdict in made.items() if verdict is not Verdict.DROPPED}
    for run, tips in due:
        for tip in tips if run.key in asked else ():
            tip.asked_at, tip.asked_in = run.now, run.key
    return asked


def _board(run: Run, tips: Sequence[Tip]) -> Board:
    return Board(
        workspace_id=run.workspace_id, key=run.key, kind=STILL, subject=",".join(str(tip.id) for tip in tips),
        to=str(run.member_id), due_at=run.due_at, expires_at=run.due_at + _LATEST, member_id=run.member_id,
    )  # fmt: skip


def _reason(run: Run, tips: Sequence[Tip]) -> str:
    whose = "a tip of yours" if all(tip.member_id == run.member_id for tip in tips) else "a tip of your team"
    return f"nobody has confirmed {whose} for {rules.STALE.days} days"


async def shelf_of(db: AsyncSession, workspace_id: str, team_ids: set[int], *, now: datetime) -> Shelf:
    """Look up which tips of these teams wait for whose word at that time."""
    due: defaultdict[tuple[int, str], list[Tip]] = defaultdict(list)
    keep: set[tuple[int, str]] = set()
    whom = {team_id: await _whom(db, workspace_id, team_id) for team_id in team_ids}
    for team_id, authors in (await queries.authors(db, workspace_id, team_ids)).items():
        keep |= {(team_id, whom[team_id].asked(author)) for author in authors}
    for tip in await queries.stale(db, workspace_id, team_ids, before=now - rules.STALE):
        if rules.due(confirmed_at=tip.confirmed_at, asked_at=tip.asked_at, now=now):
            due[tip.team_id, whom[tip.team_id].asked(tip.member_id)].append(tip)
    return Shelf(due, frozenset(keep))


@dataclass(frozen=True)
class _Whom:
    """Who is asked in a team: each author who is still in it; of all others' tips the first of its managers."""

    here: frozenset[str]
    heir: str

    def asked(self, author: str) -> str:
        return author if author in self.here else self.heir


async def _whom(db: AsyncSession, workspace_id: str, team_id: int) -> _Whom:
    places = [place for place in await people.roster(db, workspace_id, team_id) if place.member.active]
    managers = sorted(place.member.id for place in places if place.role is Role.MANAGER)
    return _Whom(frozenset(place.member.id for place in places), managers[0] if managers else "")


async def follow_seats(db: AsyncSession, change: SeatsChanged) -> None:
    """Somebody joined or left: a leaver is asked no more, a manager looks after what they shared."""
    appointment = await _appointment(db, change.workspace_id, change.team_id)
    if appointment is None:
        return
    if change.left:
        await schedule.unseat(db, appointment, change.left, now=change.now)
    await db.flush()
    shelf = await shelf_of(db, change.workspace_id, {change.team_id}, now=change.now)
    here = [member for _, member in sorted(shelf.keep) if member]
    await schedule.seat(db, appointment, here, now=change.now)


async def stop_looking(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> None:
    """A team has ended: nobody is asked about what was shared in it."""
    appointment = await _appointment(db, workspace_id, team_id)
    if appointment is not None:
        await schedule.end(db, appointment, now=now)
