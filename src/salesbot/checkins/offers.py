"""What check-ins do for other rooms: begin with a team, follow its people, show what comes, take what is typed."""

from __future__ import annotations

from datetime import time, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from salesbot.checkins import queries, service
from salesbot.checkins.service.publish import redraw
from salesbot.checkins.service.question import ASK, REMIND
from salesbot.checkins.templates import TEMPLATES
from salesbot.people.queries import calendars
from salesbot.people.rules import zone_or
from salesbot.schedule.rules import Plan, fire_at, happens_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin
    from salesbot.room import TeamMade

ROUNDS = 3
LOOK_AHEAD = 400  # days; the longest pause of a plan is a year


async def team_made(db: AsyncSession, made: TeamMade) -> None:
    """Start the chosen templates for a new team."""
    wall = time.fromisoformat(made.wall) if made.wall else None
    for slug in made.templates:
        if slug in TEMPLATES:
            await service.begin(
                db,
                TEMPLATES[slug],
                workspace_id=made.workspace_id,
                team_id=made.team_id,
                wall=wall,
                by=made.by,
                now=made.now,
            )


async def typed(db: AsyncSession, workspace_id: str, member_id: str, text: str, ts: str, now: datetime) -> bool:
    """Take what a member types while one of their rounds is open."""
    return await service.keep(db, text, workspace_id=workspace_id, member_id=member_id, ts=ts, now=now)


async def preview(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> list[str]:
    """Say when the next three rounds of each check-in happen, in the order of the world's mornings."""
    lines = []
    for checkin in await queries.checkins_of(db, team_id, workspace_id=workspace_id):
        lines += await _rounds(db, checkin, now)
    return lines


async def _rounds(db: AsyncSession, checkin: Checkin, now: datetime) -> list[str]:
    if checkin.appointment_id is None:
        return []
    plan = await queries.plan(db, checkin.appointment_id)
    seats = await queries.seats(db, checkin.appointment_id)
    if plan is None or not seats:
        return []
    zones = await _zones(db, checkin, [str(seat.member_id) for seat in seats])
    first = min((seat.next_day for seat in seats if seat.next_day), default=now.date())
    rule = Plan(wall=plan.wall, weekdays=plan.weekdays, every_weeks=plan.every_weeks, anchor=plan.anchor, nth=plan.nth)
    days = (first + timedelta(days=n) for n in range(LOOK_AHEAD))
    due = list(islice((day for day in days if happens_on(rule, day)), ROUNDS))
    lines = [(day, ", ".join(_places(zones, day, plan.wall, now))) for day in due]
    return [f"{checkin.name}, {day:%A %-d %B} at {plan.wall:%H:%M} in {places}" for day, places in lines]


async def _zones(db: AsyncSession, checkin: Checkin, member_ids: Sequence[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for calendar in (await calendars(db, checkin.workspace_id, member_ids)).values():
        counted[calendar.zone] = counted.get(calendar.zone, 0) + 1
    return counted


def _places(zones: dict[str, int], day: date, wall: time, now: datetime) -> list[str]:
    due = [(fire_at(day, wall, zone_or(zone)), zone, count) for zone, count in zones.items()]
    return [
        f"{zone.rpartition('/')[2].replace('_', ' ')} ({count})"
        for at, zone, count in sorted(due, key=lambda one: (one[0] or now, one[1]))
        if at is not None and at > now
    ]


async def ask_now(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> int:
    """Ask everybody who has not been asked on their local today; return how many that are."""
    asked = 0
    for checkin in await queries.checkins_of(db, team_id, workspace_id=workspace_id):
        asked += await service.ask_everyone(db, checkin, now=now)
    return asked


async def blockers_changed(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> None:  # noqa: ARG001  the offer's shape
    """Draw the reports anew that show a team's open blockers."""
    await redraw(db, workspace_id, await queries.live(db, team_id, workspace_id=workspace_id))


async def called(db: AsyncSession, workspace_id: str, job: str, subject: str) -> str | None:
    """Name a scheduled thing of ours: `your Daily standup in EMEA Sales`; empty for a reminder nobody needs."""
    if job == ASK:
        name = await queries.name(db, int(subject), workspace_id=workspace_id)
        return f"your {name}" if name else None
    if job != REMIND:
        return None
    part = await queries.part(db, int(subject), workspace_id=workspace_id)
    if part is None:
        return None
    return f"the reminder of your {part.checkin.name} in {part.team.name}" if part.ask.state == "open" else ""
