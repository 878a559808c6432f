"""Every question that digests ask the database."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, union_all

from salesbot.digest.model import Digest
from salesbot.outbox import queries as outbox
from salesbot.outbox.model import Delivery
from salesbot.people.model import Membership, Workspace
from salesbot.people.model import Team as TeamRow
from salesbot.people.rules import Role
from salesbot.schedule.model import Appointment, PlanVersion, Seat

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

WEEK, BRIEF, OWN = "digest.week", "digest.brief", "digest.own_week"  # jobs, appointments and kinds of messages
SHARED = "digest.shared"
_NEVER_CAME = frozenset({"expired", "withdrawn", "dead"})


# ---- what was told ----


async def digest(db: AsyncSession, workspace_id: str, digest_id: int) -> Digest | None:
    """Return one digest."""
    return await db.scalar(select(Digest).where(Digest.workspace_id == workspace_id, Digest.id == digest_id))


async def told_until(db: AsyncSession, workspace_id: str, team_id: int, *, before: datetime) -> datetime | None:
    """Until when a team's weeks have been told by then; what never came was not told. None where nothing was."""
    mine = Digest.workspace_id == workspace_id, Digest.team_id == team_id, Digest.until_at < before
    lately = (await db.scalars(select(Digest).where(*mine).order_by(Digest.until_at.desc()).limit(3))).all()
    fates = await outbox.fate(db, workspace_id, [one.key for one in lately])
    for one in lately:
        if one.key not in fates or fates[one.key].state not in _NEVER_CAME:
            return one.until_at
    return lately[-1].since_at if lately else None


async def keys_of_teams(db: AsyncSession, workspace_id: str, team_ids: Collection[int]) -> list[str]:
    """The messages in which these teams' weeks stand, in channels and in their managers' briefs."""
    mine = Digest.workspace_id == workspace_id, Digest.team_id.in_(team_ids)
    keys = list(await db.scalars(select(Digest.key).where(*mine)))
    for team_id in team_ids:
        brief = Delivery.workspace_id == workspace_id, Delivery.kind == BRIEF, Delivery.subject.like(f"{team_id}/%")
        keys += await db.scalars(select(Delivery.key).where(*brief))
    return keys


async def keys_since(
    db: AsyncSession, workspace_id: str, team_id: int, member_id: str, *, since: datetime
) -> list[str]:
    """The messages since then in which somebody may be quoted: their team's weeks and briefs, and their own weeks."""
    told = Digest.workspace_id == workspace_id, Digest.team_id == team_id, Digest.until_at >= since
    here = Membership.workspace_id == workspace_id, Membership.team_id == team_id, Membership.role == Role.MANAGER
    sent = Delivery.workspace_id == workspace_id, Delivery.due_at >= since
    brief = Delivery.kind == BRIEF, Delivery.target.in_(select(Membership.member_id).where(*here))
    own = Delivery.kind == OWN, Delivery.target == member_id
    weeks = select(Digest.key).where(*told)
    briefs = select(Delivery.key).where(*sent, *brief, Delivery.subject.like(f"{team_id}/%"))
    return list(await db.scalars(union_all(weeks, briefs, select(Delivery.key).where(*sent, *own))))


async def keys_of_weeks(db: AsyncSession, workspace_id: str, team_id: int) -> list[str]:
    """The messages of a team's last weeks, the newest first."""
    mine = Digest.workspace_id == workspace_id, Digest.team_id == team_id
    return list(await db.scalars(select(Digest.key).where(*mine).order_by(Digest.until_at.desc()).limit(2)))


async def teams_ever(db: AsyncSession, workspace_id: str, member_id: str) -> list[int]:
    """The teams in which somebody is or was."""
    theirs = Membership.workspace_id == workspace_id, Membership.member_id == member_id
    return list(await db.scalars(select(Membership.team_id).where(*theirs).distinct()))


def long_over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """What was told before then."""
    return (Digest.until_at < before,)


# ---- when it comes ----


def subject(team_id: int, rhythm: str) -> str:
    """What the appointment of a team's briefs is called."""
    return f"{team_id}.{rhythm}"


async def appointment(db: AsyncSession, workspace_id: str, job: str, subject: str) -> Appointment | None:
    """Return the appointment of this kind that has not ended."""
    mine = Appointment.workspace_id == workspace_id, Appointment.job == job, Appointment.subject == subject
    query = select(Appointment).where(*mine, Appointment.ended_at.is_(None)).order_by(Appointment.id).limit(1)
    return await db.scalar(query)


async def plan(db: AsyncSession, appointment_id: int) -> PlanVersion | None:
    """Return the plan that was made last."""
    query = select(PlanVersion).where(PlanVersion.appointment_id == appointment_id)
    return await db.scalar(query.order_by(PlanVersion.from_day.desc()).limit(1))


async def chosen(db: AsyncSession, workspace_id: str, member_id: str) -> Sequence[tuple[str, str]]:
    """What somebody asked for: (job, subject) of each brief, and of their own week."""
    query = (
        select(Appointment.job, Appointment.subject)
        .join(Seat, Seat.appointment_id == Appointment.id)
        .where(Seat.workspace_id == workspace_id, Seat.member_id == member_id)
        .where(Appointment.job.in_([BRIEF, OWN]), Appointment.ended_at.is_(None))
    )
    return [(job, subject) for job, subject in await db.execute(query.order_by(Appointment.id))]


async def asked_for(db: AsyncSession, workspace_id: str, member_id: str) -> list[Appointment]:
    """The appointments in which somebody has a seat for a brief or their own week."""
    seated = select(Seat.appointment_id).where(Seat.workspace_id == workspace_id, Seat.member_id == member_id)
    mine = Appointment.job.in_([BRIEF, OWN]), Appointment.id.in_(seated)
    return list(await db.scalars(select(Appointment).where(*mine).order_by(Appointment.id)))


async def lock_team(db: AsyncSession, workspace_id: str, team_id: int) -> None:
    """Wait for everybody else who changes when this team is told something (PostgreSQL)."""
    one = TeamRow.workspace_id == workspace_id, TeamRow.id == team_id
    await db.execute(select(TeamRow.id).where(*one).with_for_update(key_share=True))


async def lock_workspace(db: AsyncSession, workspace_id: str) -> None:
    """Wait for everybody else who asks for their own week for the first time (PostgreSQL)."""
    await db.execute(select(Workspace.id).where(Workspace.id == workspace_id).with_for_update(key_share=True))
