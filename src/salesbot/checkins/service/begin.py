"""A team begins a check-in, and its seats follow the people who come and go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.checkins.model import Checkin, Question
from salesbot.checkins.service.publish import redraw
from salesbot.checkins.service.question import ASK
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.schedule import service as schedule
from salesbot.schedule.model import Appointment
from salesbot.schedule.rules import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime, time

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.templates import Template
    from salesbot.room import SeatsChanged

# Contributors are asked only what is meant for them, observers nothing at all.
ASKED = frozenset({Role.MANAGER, Role.REP})


async def begin(
    db: AsyncSession, template: Template, *, workspace_id: str, team_id: int, wall: time | None, by: str, now: datetime
) -> Checkin:
    """Start a check-in from a template and seat the team's members; `wall` is each member's own time of asking."""
    ask_wall = wall or template.ask_wall
    close_wall = rules.close_wall(ask_wall, usual_ask=template.ask_wall, usual_close=template.close_wall)
    checkin = Checkin(
        workspace_id=workspace_id, team_id=team_id, appointment_id=None, template=template.slug, name=template.name,
        reminder_minutes=template.reminder_minutes, close_wall=close_wall, created_by=by, created_at=now,
    )  # fmt: skip
    db.add(checkin)
    await db.flush()
    _add_questions(db, checkin, template)
    plan = plan_of(template, ask_wall=ask_wall, close_wall=close_wall, anchor=now.date())
    appointment = await schedule.appoint(
        db, plan, workspace_id=workspace_id, job=ASK, subject=str(checkin.id), team_id=team_id, now=now
    )
    checkin.appointment_id = appointment.id
    await schedule.seat(db, appointment, await asked_in(db, workspace_id, team_id), now=now)
    return checkin


def plan_of(template: Template, *, ask_wall: time, close_wall: time, anchor: date) -> Plan:
    """Return the plan of a template's appointment at these wall times."""
    grace = int(rules.usual_grace(ask_wall=ask_wall, close_wall=close_wall).total_seconds() // 60)
    return Plan(wall=ask_wall, weekdays=template.weekdays, anchor=anchor, grace_minutes=grace)


def _add_questions(db: AsyncSession, checkin: Checkin, template: Template) -> None:
    for position, question in enumerate(template.questions):
        db.add(
            Question(
                workspace_id=checkin.workspace_id,
                checkin_id=checkin.id,
                question_set=1,
                position=position,
                words=question.words,
                hint=question.hint,
                topic=question.topic,
                required=question.required,
            )
        )


async def asked_in(db: AsyncSession, workspace_id: str, team_id: int) -> list[str]:
    """Return the ids of a team's members who are asked in its check-ins."""
    places = await people.roster(db, workspace_id, team_id)
    return [place.member.id for place in places if place.role in ASKED]


async def seats_changed(db: AsyncSession, change: SeatsChanged) -> None:
    """Seat those who joined, take back the seats of those who left; nothing of the past moves."""
    asked = set(await asked_in(db, change.workspace_id, change.team_id))
    for checkin in await queries.checkins_of(db, change.team_id, workspace_id=change.workspace_id):
        appointment = await db.get_one(Appointment, checkin.appointment_id)
        await schedule.seat(db, appointment, [one for one in change.joined if one in asked], now=change.now)
        gone = [one for one in (*change.left, *change.joined) if one not in asked]
        await schedule.unseat(db, appointment, gone, now=change.now)
        await _wait_no_longer(db, checkin, gone, now=change.now)


async def _wait_no_longer(db: AsyncSession, checkin: Checkin, member_ids: Sequence[str], *, now: datetime) -> None:
    """Whoever left before answering is neither waited for nor missing; what they did answer stays."""
    rows = await queries.left_open(db, {checkin.id}, member_ids=set(member_ids)) if member_ids else []
    unanswered = [(part, found) for part, found in rows if part.state == "open"]
    for part, _ in unanswered:
        part.state, part.closed_at = "left", part.closed_at or now
    await db.flush()
    await redraw(db, checkin.workspace_id, {found.id for _, found in unanswered})
