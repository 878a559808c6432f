"""Who is coached, how they chose to be, and which seats they have."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.coaching.model import Coachee, TeamCoaching
from salesbot.people.model import Member, Membership, Team, Workspace
from salesbot.people.rules import Role
from salesbot.schedule.model import Appointment, Seat
from salesbot.store import chunks, even

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.ext.asyncio import AsyncSession

PROMPT, AGAIN, WEEKLY = "coaching.prompt", "coaching.again", "coaching.weekly"  # jobs, appointments, messages
COACHED = (Role.MANAGER, Role.REP)
_AT_ONCE = 500


@dataclass(frozen=True)
class Place:
    """Somebody's place in a team that is coached."""

    team_id: int
    role: Role


async def places(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> dict[str, list[Place]]:
    """Where these people are managers or reps now; whoever is neither anywhere, or gone from Slack, is left out."""
    found: dict[str, list[Place]] = defaultdict(list)
    standing = Membership.until_at.is_(None), Team.archived_at.is_(None), Membership.role.in_(COACHED)
    there = Member.active.is_(True), Member.is_bot.is_(False)
    query = (
        select(Membership.member_id, Membership.team_id, Membership.role)
        .join(Team, Team.id == Membership.team_id)
        .join(Member, (Member.workspace_id == Membership.workspace_id) & (Member.id == Membership.member_id))
        .where(Membership.workspace_id == workspace_id, *standing, *there)
        .order_by(Membership.team_id)
    )
    for some in chunks(sorted(member_ids), _AT_ONCE):
        for member_id, team_id, role in await db.execute(query.where(Membership.member_id.in_(even(some)))):
            found[member_id].append(Place(team_id, Role(role)))
    return found


async def coachees(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> dict[str, Coachee]:
    """What these people chose; those who chose nothing are left out."""
    found: dict[str, Coachee] = {}
    for some in chunks(sorted(member_ids), _AT_ONCE):
        mine = Coachee.workspace_id == workspace_id, Coachee.member_id.in_(even(some))
        found |= {one.member_id: one for one in await db.scalars(select(Coachee).where(*mine))}
    return found


async def teams(db: AsyncSession, workspace_id: str, team_ids: Collection[int]) -> dict[int, TeamCoaching]:
    """What was chosen for these teams; those for which nothing was are left out."""
    found: dict[int, TeamCoaching] = {}
    for some in chunks(sorted(team_ids), _AT_ONCE):
        mine = TeamCoaching.workspace_id == workspace_id, TeamCoaching.team_id.in_(even(some))
        found |= {one.team_id: one for one in await db.scalars(select(TeamCoaching).where(*mine))}
    return found


# ---- appointments and seats ----


async def seats(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str]
) -> dict[str, list[tuple[Appointment, Seat]]]:
    """The seats of these people among the appointments of prompts."""
    found: dict[str, list[tuple[Appointment, Seat]]] = defaultdict(list)
    query = select(Appointment, Seat).join(Seat, Seat.appointment_id == Appointment.id)
    mine = Appointment.workspace_id == workspace_id, Appointment.job == PROMPT, Appointment.ended_at.is_(None)
    for some in chunks(sorted(member_ids), _AT_ONCE):
        for appointment, seat in await db.execute(query.where(*mine, Seat.member_id.in_(even(some)))):
            found[seat.who].append((appointment, seat))
    return found


async def appointment(db: AsyncSession, workspace_id: str, job: str, subject: str) -> Appointment | None:
    """The appointment of this kind that has not ended."""
    mine = Appointment.workspace_id == workspace_id, Appointment.job == job, Appointment.subject == subject
    return await db.scalar(select(Appointment).where(*mine, Appointment.ended_at.is_(None)).limit(1))


async def lock_workspace(db: AsyncSession, workspace_id: str) -> None:
    """Wait for everybody else who makes an appointment of prompts for the first time (PostgreSQL)."""
    await db.execute(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(key_share=True))


async def lock_team(db: AsyncSession, workspace_id: str, team_id: int) -> None:
    """Wait for everybody else who changes what a team gets (PostgreSQL)."""
    one = Team.workspace_id == workspace_id, Team.id == team_id
    await db.execute(select(Team.id).where(*one).with_for_update(key_share=True))
