"""On which days check-ins have something for their members, as their questions are and as running rounds began."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.checkins.model import Ask, Checkin, Question, Round
from salesbot.checkins.queries.parts import answered_early
from salesbot.checkins.queries.sets import question_sets
from salesbot.checkins.rules import ahead
from salesbot.checkins.rules.days import Days, days_for
from salesbot.people import queries as people
from salesbot.people.model import Membership
from salesbot.people.rules import Role
from salesbot.schedule.model import Seat
from salesbot.store.rows import even

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries.standing import Standing


async def asked_on(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> dict[str, dict[int, Days]]:
    """On which days these members are asked anything, by member and appointment; what they answered early is not."""
    mine = Seat.workspace_id == workspace_id, Seat.member_id.in_(even(sorted(set(member_ids))))
    query = select(Seat.member_id, Seat.next_day, Checkin).join(Checkin, Checkin.appointment_id == Seat.appointment_id)
    rows = [(str(member_id), day, checkin) for member_id, day, checkin in await db.execute(query.where(*mine))]
    sets = await question_sets(db, {(one.id, one.question_set) for _, _, one in rows})
    known = await roles(db, {(one.team_id, member_id) for member_id, _, one in rows})
    since = min((day for _, day, _ in rows if day is not None), default=date.max)
    begun = await running(db, {one.id for _, _, one in rows}, since=since)
    early: dict[tuple[int, str], set[date]] = defaultdict(set)
    for number, member_id, day in await answered_early(db, {one.id for _, _, one in rows}, member_ids=member_ids):
        early[number, member_id].add(day)
    found: dict[str, dict[int, Days]] = defaultdict(dict)
    for member_id, _, one in rows:
        role = known.get((one.team_id, member_id), Role.REP)
        days = days_for(sets[one.id, one.question_set], role=role, running=begun.get(one.id, {}))
        found[member_id][one.appointment_id or 0] = days.without(early[one.id, member_id])
    return found


async def lived(
    db: AsyncSession, workspace_id: str, member_id: str, standing: Sequence[Standing]
) -> dict[int, Standing]:
    """Those of these check-ins that have a seat for this member, by appointment: on their own days, at their own hour.

    The hour is the plan's, or when their day begins where that is later.
    """
    days = (await asked_on(db, workspace_id, [member_id])).get(member_id, {})
    calendar = (await people.calendars(db, workspace_id, [member_id])).get(member_id)
    return {
        one.appointment.id: replace(
            one,
            weekdays=days[one.appointment.id].weekdays,
            plan=ahead.lived(one.plan, calendar) if calendar else one.plan,
        )
        for one in standing
        if one.appointment.id in days
    }


async def running(
    db: AsyncSession, checkin_ids: Collection[int], *, since: date
) -> dict[int, dict[date, list[Question]]]:
    """What rounds since that day ask in which somebody was asked already, by check-in and day."""
    asked = select(Ask.id).where(Ask.round_id == Round.id, Ask.asked_at.is_not(None)).exists()
    mine = Round.checkin_id.in_(even(sorted(set(checkin_ids)))), Round.day >= since
    query = select(Round.checkin_id, Round.day, Round.question_set).where(*mine, asked)
    rows = [(number, day, which) for number, day, which in await db.execute(query)]
    sets = await question_sets(db, {(number, which) for number, _, which in rows})
    found: dict[int, dict[date, list[Question]]] = defaultdict(dict)
    for number, day, which in rows:
        found[number][day] = sets[number, which]
    return found


async def roles(db: AsyncSession, places: Collection[tuple[int, str]]) -> dict[tuple[int, str], str]:
    """What these members are in these teams now, by (team, member); who left is not there."""
    query = select(Membership.team_id, Membership.member_id, Membership.role).where(
        Membership.until_at.is_(None),
        Membership.team_id.in_({team_id for team_id, _ in places}),
        Membership.member_id.in_({member_id for _, member_id in places}),
    )
    return {(team_id, member_id): role for team_id, member_id, role in await db.execute(query)}
