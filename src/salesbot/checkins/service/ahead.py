"""What the next three rounds of a check-in will be, as it is or as somebody is making it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.checkins.rules.ahead import Asked, ahead, ahead_said, narrowed
from salesbot.checkins.rules.days import days_for
from salesbot.checkins.rules.sketch import plan_of
from salesbot.checkins.service.seats import asked, asked_in
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.schedule import queries as schedules
from salesbot.schedule.rules import PAUSED

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Standing
    from salesbot.checkins.rules.days import Days
    from salesbot.checkins.rules.followups import Meant
    from salesbot.checkins.service.proposal import Making
    from salesbot.people.queries import Place
    from salesbot.schedule.rules import Plan


async def rounds_of(db: AsyncSession, one: Standing, *, now: datetime) -> list[str]:
    """Say when the next three rounds of a check-in are; nothing while it is paused."""
    if one.appointment.paused_at is not None:
        return []
    checkin = one.checkin
    questions = await queries.questions(db, checkin.id, question_set=checkin.question_set)
    places = await people.roster(db, checkin.workspace_id, checkin.team_id)
    begun = await _running(db, checkin.id, now=now)
    who = _days(places, await asked_in(db, checkin), questions, running=begun)
    settled = await _settled(db, one.appointment.id, now=now)
    return await _said(db, one.plan, who, settled, workspace_id=checkin.workspace_id, now=now)


async def rounds_made(db: AsyncSession, making: Making, *, now: datetime) -> tuple[int, list[str] | None]:
    """Return for how many something in a proposal is meant, and when its next three rounds would be.

    None for the rounds of a check-in that is paused.
    """
    sketch, team = making.sketch, making.team
    places = await people.roster(db, team.workspace_id, team.id)
    who = asked(
        places,
        roles=sketch.roles,
        invited=sketch.invited,
        for_contributors=any(one.role == Role.CONTRIBUTOR for one in sketch.items),
    )
    settled: Mapping[str, frozenset[date]] = {}
    begun: Mapping[date, Sequence[Meant]] = {}
    is_paused = False
    if making.proposal.checkin_id is not None:
        found = (await queries.checkins(db, [making.proposal.checkin_id]))[making.proposal.checkin_id]
        settled = await _settled(db, found[0].appointment_id or 0, now=now)
        begun = await _running(db, found[0].id, now=now)
        is_paused = (await queries.appointment_of(db, found[0])).paused_at is not None
    days = _days(places, who, sketch.items, running=begun)
    plan = plan_of(sketch)
    count = sum(narrowed(plan, on.weekdays) is not None for on in days.values())
    if is_paused:
        return count, None
    return count, await _said(db, plan, days, settled, workspace_id=team.workspace_id, now=now)


async def _running(db: AsyncSession, checkin_id: int, *, now: datetime) -> Mapping[date, Sequence[Meant]]:
    """What rounds ask that have begun and that somebody may still be asked in; a round stays as it began."""
    since = now.date() - timedelta(days=1)  # the earliest that it can be anywhere
    return (await queries.running(db, [checkin_id], since=since)).get(checkin_id, {})


def _days(
    places: Sequence[Place],
    who: Collection[str],
    questions: Sequence[Meant],
    *,
    running: Mapping[date, Sequence[Meant]],
) -> dict[str, Days]:
    """On which days each of those who are asked has anything to answer."""
    return {
        place.member.id: days_for(questions, role=place.role, running=running)
        for place in places
        if place.member.id in who
    }


async def _settled(db: AsyncSession, appointment_id: int, *, now: datetime) -> dict[str, frozenset[date]]:
    """The days on which each of a check-in's members was asked, or skipped, already: nobody is asked twice in one.

    A day that was passed over while it was paused comes after all where its time is still to come.
    """
    seats = await queries.seats(db, appointment_id)
    found = await schedules.settled_days(db, seats, now=now) if seats else {}
    return {who: frozenset(day for day, reason in days.items() if reason != PAUSED) for (_, who), days in found.items()}


async def _said(
    db: AsyncSession,
    plan: Plan,
    who: Mapping[str, Days],
    settled: Mapping[str, frozenset[date]],
    *,
    workspace_id: str,
    now: datetime,
) -> list[str]:
    calendars = await people.calendars(db, workspace_id, who)
    alike = Counter(
        Asked(calendar, settled.get(member, frozenset()), who[member]) for member, calendar in calendars.items()
    )
    return [ahead_said(one) for one in ahead(plan, alike, now=now)]
