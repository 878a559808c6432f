"""A team's check-ins: when they ask, and of whom."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from salesbot.checkins.model import Checkin, Invited, Proposal
from salesbot.checkins.queries.sets import question_sets
from salesbot.checkins.rules.ahead import narrowed
from salesbot.checkins.rules.followups import EVERY_DAY, days_asked
from salesbot.people.model import Membership, Team
from salesbot.schedule.facts import versions as plans_through_time
from salesbot.schedule.model import Appointment, PlanVersion, Seat
from salesbot.schedule.queries import still_comes
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime, time

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.schedule.rules import Plan


async def checkins_of(db: AsyncSession, team_id: int, *, workspace_id: str, ended: bool = False) -> list[Checkin]:
    """A team's check-ins, oldest first; those that ended only where they are wanted too."""
    query = select(Checkin).where(Checkin.workspace_id == workspace_id, Checkin.team_id == team_id)
    if not ended:
        query = query.join(Appointment, _its_appointment()).where(Appointment.ended_at.is_(None))
    return list((await db.scalars(query.order_by(Checkin.id))).all())


def _its_appointment() -> ColumnElement[bool]:
    return and_(Appointment.id == Checkin.appointment_id, Appointment.workspace_id == Checkin.workspace_id)


@dataclass(frozen=True)
class Standing:
    """A check-in with its team, its appointment and the plan made last.

    `weekdays` are the ISO ones on which something in it is for somebody.
    """

    checkin: Checkin
    team: Team
    appointment: Appointment
    plan: Plan
    weekdays: str = EVERY_DAY

    @property
    def asks(self) -> Plan | None:
        """The plan on the days on which it asks somebody something; None where there are none."""
        return narrowed(self.plan, self.weekdays)


async def standing(db: AsyncSession, team_ids: Collection[int], *, workspace_id: str) -> list[Standing]:
    """What these teams have that has not ended, by the team's name, oldest first."""
    query = (
        select(Checkin, Team, Appointment)
        .join(Team, and_(Team.id == Checkin.team_id, Team.workspace_id == Checkin.workspace_id))
        .join(Appointment, _its_appointment())
        .where(Checkin.workspace_id == workspace_id, Checkin.team_id.in_(team_ids), Appointment.ended_at.is_(None))
        .order_by(Team.name, Team.id, Checkin.id)
    )
    rows = [(checkin, team, appointment) for checkin, team, appointment in await db.execute(query)]
    versions = await plans_through_time(db, {appointment.id for _, _, appointment in rows})
    weekdays = await _weekdays(db, [checkin for checkin, _, _ in rows])
    return [
        Standing(checkin, team, one, versions[one.id][max(versions[one.id])], weekdays[checkin.id])
        for checkin, team, one in rows
        if versions[one.id]
    ]


async def _weekdays(db: AsyncSession, checkins: Collection[Checkin]) -> dict[int, str]:
    """On which weekdays each of these has a question for any of those who are asked in it."""
    query = (
        select(Checkin.id, Membership.role)
        .join(Seat, Seat.appointment_id == Checkin.appointment_id)
        .join(Membership, and_(Membership.team_id == Checkin.team_id, Membership.member_id == Seat.member_id))
        .where(Checkin.id.in_(even({one.id for one in checkins})), Membership.until_at.is_(None))
        .distinct()
    )
    roles: dict[int, list[str]] = defaultdict(list)
    for number, role in await db.execute(query) if checkins else ():
        roles[number].append(role)
    sets = await question_sets(db, {(one.id, one.question_set) for one in checkins})
    return {
        one.id: "".join(
            {day for role in roles[one.id] for day in days_asked(sets[one.id, one.question_set], role=role)}
        )
        for one in checkins
    }


async def appointment_of(db: AsyncSession, checkin: Checkin) -> Appointment:
    """The appointment of a check-in, ended or not."""
    return (await db.scalars(select(Appointment).where(Appointment.id == checkin.appointment_id))).one()


async def invited(db: AsyncSession, checkin_id: int) -> list[str]:
    """Who is asked in a check-in by name, as they were named."""
    query = select(Invited.member_id).where(Invited.checkin_id == checkin_id)
    return list(await db.scalars(query.order_by(Invited.id)))


async def lock_team(db: AsyncSession, team_id: int) -> None:
    """Wait for everybody else who changes this team, its people or its check-ins just now (PostgreSQL)."""
    await db.execute(select(Team.id).where(Team.id == team_id).with_for_update(key_share=True))


async def locked(db: AsyncSession, checkin_id: int, *, workspace_id: str) -> Checkin | None:
    """A check-in that nobody else changes until this transaction ends."""
    query = select(Checkin).where(Checkin.workspace_id == workspace_id, Checkin.id == checkin_id)
    return await db.scalar(query.with_for_update(key_share=True).execution_options(populate_existing=True))


async def proposal(db: AsyncSession, proposal_id: int, *, workspace_id: str, lock: bool = False) -> Proposal | None:
    """A check-in that is being made or changed; `lock` lets two pages of it wait for each other (PostgreSQL)."""
    query = select(Proposal).where(Proposal.workspace_id == workspace_id, Proposal.id == proposal_id)
    return await db.scalar(query.with_for_update() if lock else query)


async def unfinished(
    db: AsyncSession, team_id: int, *, checkin_id: int | None, member_id: str, since: datetime
) -> Proposal | None:
    """What this member was making (of this check-in, or a new one) and neither approved nor cancelled, if lately."""
    query = select(Proposal).where(
        Proposal.team_id == team_id,
        Proposal.member_id == member_id,
        Proposal.settled_at.is_(None),
        Proposal.touched_at >= since,
        Proposal.checkin_id.is_(None) if checkin_id is None else Proposal.checkin_id == checkin_id,
    )
    return (await db.scalars(query.order_by(Proposal.touched_at.desc(), Proposal.id.desc()).limit(1))).first()


async def last_approved(db: AsyncSession, checkin_id: int) -> Proposal | None:
    """The change of a check-in that was approved last."""
    query = select(Proposal).where(Proposal.checkin_id == checkin_id, Proposal.approved)
    return (await db.scalars(query.order_by(Proposal.settled_at.desc(), Proposal.id.desc()).limit(1))).first()


def long_untouched(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Proposals that nobody touched since then."""
    return (Proposal.touched_at < before,)


async def checkins(db: AsyncSession, ids: Collection[int]) -> dict[int, tuple[Checkin, Team]]:
    """Check-ins and their teams by id."""
    found = await db.execute(_checkins(), {"ids": even(ids)})
    return {checkin.id: (checkin, team) for checkin, team in found}


@cache
def _checkins() -> Select[Checkin, Team]:
    wanted = Checkin.id.in_(bindparam("ids", expanding=True))
    return select(Checkin, Team).join(Team, Team.id == Checkin.team_id).where(wanted)


async def published_in(db: AsyncSession, channel_id: str, *, workspace_id: str) -> list[tuple[Checkin, Team]]:
    """The check-ins that are published in a channel, their own or their team's, with their teams."""
    query = (
        select(Checkin, Team)
        .join(Team, and_(Team.id == Checkin.team_id, Team.workspace_id == Checkin.workspace_id))
        .where(Checkin.workspace_id == workspace_id)
        .where((Checkin.channel_id == channel_id) | (Team.channel_id == channel_id))
        .order_by(Checkin.id)
    )
    return [(checkin, team) for checkin, team in await db.execute(query)]


async def own_channels(db: AsyncSession, workspace_id: str) -> list[str]:
    """The channels of their own in which check-ins are published."""
    query = select(Checkin.channel_id).where(Checkin.workspace_id == workspace_id, Checkin.channel_id != "")
    return sorted(set(await db.scalars(query)))


async def plan(db: AsyncSession, appointment_id: int) -> PlanVersion | None:
    """The newest plan of an appointment."""
    return (await db.scalars(_plan(), {"appointment_id": appointment_id})).first()


@cache
def _plan() -> Select[PlanVersion]:
    mine = PlanVersion.appointment_id == bindparam("appointment_id")
    return select(PlanVersion).where(mine).order_by(PlanVersion.from_day.desc()).limit(1)


async def wall(db: AsyncSession, checkin: Checkin) -> str:
    """When a check-in asks, as each member's wall shows it: 09:15."""
    found = await plan(db, checkin.appointment_id) if checkin.appointment_id else None
    return f"{found.wall:%H:%M}" if found else ""


async def walls(db: AsyncSession, checkins: Iterable[Checkin]) -> dict[int, time]:
    """When these check-ins ask by themselves, on each member's wall; by check-in."""
    known = {one.appointment_id: one.id for one in checkins if one.appointment_id is not None}
    query = select(PlanVersion.appointment_id, PlanVersion.wall).where(PlanVersion.appointment_id.in_(known))
    rows = await db.execute(query.order_by(PlanVersion.from_day))  # the newest comes last, and stays
    return {known[appointment_id]: wall for appointment_id, wall in rows}


async def seats(db: AsyncSession, appointment_id: int) -> list[Seat]:
    """Who has a seat in an appointment."""
    return list((await db.scalars(select(Seat).where(Seat.appointment_id == appointment_id))).all())


async def seats_of(
    db: AsyncSession, member_id: str, *, workspace_id: str, all_of: bool = False
) -> list[tuple[Seat, Checkin, Team]]:
    """This member's seats in check-ins with something still to come, soonest first; or `all_of` them."""
    found = await db.execute(_seats_of(all_of=all_of), {"workspace_id": workspace_id, "member_id": member_id})
    return [(seat, checkin, team) for seat, checkin, team in found]


@cache
def _seats_of(*, all_of: bool) -> Select[Seat, Checkin, Team]:
    query = (
        select(Seat, Checkin, Team)
        .join(Checkin, Checkin.appointment_id == Seat.appointment_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Seat.workspace_id == bindparam("workspace_id"), Seat.member_id == bindparam("member_id"))
        .order_by(Seat.next_at, Seat.id)
    )
    return query if all_of else query.where(still_comes())


async def name(db: AsyncSession, checkin_id: int, *, workspace_id: str) -> str | None:
    """What a check-in is called, with its team."""
    found = (await checkins(db, [checkin_id])).get(checkin_id)
    if found is None or found[0].workspace_id != workspace_id:
        return None
    return f"{found[0].name} in {found[1].name}"
