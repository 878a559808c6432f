"""A team's check-ins: what they ask, when, and of whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.checkins.model import Checkin, Question
from salesbot.people.model import Team
from salesbot.schedule.model import PlanVersion, Seat

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import time

    from sqlalchemy.ext.asyncio import AsyncSession


async def checkins_of(db: AsyncSession, team_id: int, *, workspace_id: str) -> list[Checkin]:
    """A team's check-ins, oldest first."""
    query = select(Checkin).where(Checkin.workspace_id == workspace_id, Checkin.team_id == team_id)
    return list((await db.scalars(query.order_by(Checkin.id))).all())


async def checkins(db: AsyncSession, ids: Collection[int]) -> dict[int, tuple[Checkin, Team]]:
    """Check-ins and their teams by id."""
    query = select(Checkin, Team).join(Team, Team.id == Checkin.team_id).where(Checkin.id.in_(ids))
    return {checkin.id: (checkin, team) for checkin, team in await db.execute(query)}


async def questions(db: AsyncSession, checkin_id: int, *, question_set: int) -> list[Question]:
    """The questions of one set, in their order."""
    query = select(Question).where(Question.checkin_id == checkin_id, Question.question_set == question_set)
    return list((await db.scalars(query.order_by(Question.position))).all())


async def question_sets(db: AsyncSession, sets: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[Question]]:
    """The questions of several sets, each in their order, by (check-in, set)."""
    found: dict[tuple[int, int], list[Question]] = {one: [] for one in sets}
    query = select(Question).where(Question.checkin_id.in_({checkin_id for checkin_id, _ in sets}))
    for one in await db.scalars(query.order_by(Question.position)):
        if (one.checkin_id, one.question_set) in found:
            found[one.checkin_id, one.question_set].append(one)
    return found


async def plan(db: AsyncSession, appointment_id: int) -> PlanVersion | None:
    """The newest plan of an appointment."""
    query = select(PlanVersion).where(PlanVersion.appointment_id == appointment_id)
    return (await db.scalars(query.order_by(PlanVersion.from_day.desc()).limit(1))).first()


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


async def seats_of(db: AsyncSession, member_id: str, *, workspace_id: str) -> list[tuple[Seat, Checkin, Team]]:
    """This member's seats in check-ins with something still to come, soonest first."""
    query = (
        select(Seat, Checkin, Team)
        .join(Checkin, Checkin.appointment_id == Seat.appointment_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Seat.workspace_id == workspace_id, Seat.member_id == member_id, Seat.next_at.is_not(None))
        .order_by(Seat.next_at)
    )
    return [(seat, checkin, team) for seat, checkin, team in await db.execute(query)]


async def name(db: AsyncSession, checkin_id: int, *, workspace_id: str) -> str | None:
    """What a check-in is called, with its team."""
    found = (await checkins(db, [checkin_id])).get(checkin_id)
    if found is None or found[0].workspace_id != workspace_id:
        return None
    return f"{found[0].name} in {found[1].name}"
