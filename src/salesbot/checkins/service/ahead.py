"""What the next three rounds of a check-in will be, as it is or as somebody is making it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.checkins.rules.ahead import Asked, ahead, ahead_said
from salesbot.checkins.rules.sketch import plan_of
from salesbot.checkins.service.seats import asked, asked_in
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.schedule import queries as schedules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Standing
    from salesbot.checkins.service.proposal import Making
    from salesbot.schedule.rules import Plan


async def rounds_of(db: AsyncSession, one: Standing, *, now: datetime) -> list[str]:
    """Say when the next three rounds of a check-in are; nothing while it is paused."""
    if one.appointment.paused_at is not None:
        return []
    who = await asked_in(db, one.checkin)
    settled = await _settled(db, one.appointment.id, now=now)
    return await _said(db, one.plan, who, settled, workspace_id=one.checkin.workspace_id, now=now)


async def rounds_made(db: AsyncSession, making: Making, *, now: datetime) -> tuple[int, list[str]]:
    """Return how many a proposal asks, and when its next three rounds would be."""
    sketch, team = making.sketch, making.team
    who = asked(
        await people.roster(db, team.workspace_id, team.id),
        roles=sketch.roles,
        invited=sketch.invited,
        for_contributors=any(one.role == Role.CONTRIBUTOR for one in sketch.items),
    )
    settled: Mapping[str, frozenset[date]] = {}
    if making.proposal.checkin_id is not None:
        found = (await queries.checkins(db, [making.proposal.checkin_id]))[making.proposal.checkin_id]
        settled = await _settled(db, found[0].appointment_id or 0, now=now)
    return len(who), await _said(db, plan_of(sketch), who, settled, workspace_id=team.workspace_id, now=now)


async def _settled(db: AsyncSession, appointment_id: int, *, now: datetime) -> dict[str, frozenset[date]]:
    """The days on which each of a check-in's members was asked, or skipped, already: nobody is asked twice in one."""
    seats = await queries.seats(db, appointment_id)
    found = await schedules.settled_days(db, seats, now=now) if seats else {}
    return {who: frozenset(days) for (_, who), days in found.items()}


async def _said(
    db: AsyncSession,
    plan: Plan,
    who: Sequence[str],
    settled: Mapping[str, frozenset[date]],
    *,
    workspace_id: str,
    now: datetime,
) -> list[str]:
    calendars = await people.calendars(db, workspace_id, who)
    alike = Counter(Asked(calendar, settled.get(member, frozenset())) for member, calendar in calendars.items())
    return [ahead_said(one) for one in ahead(plan, alike, now=now)]
