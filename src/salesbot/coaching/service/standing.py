"""Everybody's own rhythm: who has a seat in which appointment of prompts, and what a team gets on Mondays."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from salesbot.coaching import queries
from salesbot.coaching.queries import PROMPT, WEEKLY
from salesbot.coaching.rules import rhythm
from salesbot.people import queries as people
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import SeatsChanged, TeamMade
    from salesbot.schedule.model import Appointment


async def begin(db: AsyncSession, made: TeamMade) -> None:
    """A team was set up: its managers and reps are coached from now on."""
    everybody = [place.member.id for place in await people.roster(db, made.workspace_id, made.team_id)]
    await place(db, made.workspace_id, everybody, now=made.now)


async def follow_seats(db: AsyncSession, change: SeatsChanged) -> None:
    """Somebody joined or left a team, or is something else in it now."""
    await db.flush()
    await place(db, change.workspace_id, [*change.joined, *change.left], now=change.now)


async def place(db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, now: datetime) -> None:
    """Give each of these people who is coached the one seat of their rhythm, and nobody else any."""
    members = sorted(set(member_ids))
    coached = await queries.places(db, workspace_id, members) if members else {}
    chose = await queries.coachees(db, workspace_id, members)
    wanted: dict[str, str] = {
        one: rhythm.subject(chose[one].days, chose[one].wall)
        if one in chose
        else rhythm.subject(rhythm.DAYS, rhythm.WALL)
        for one in members
        if one in coached
    }
    seated = await queries.seats(db, workspace_id, members)
    leaving: dict[int, tuple[Appointment, list[str]]] = {}
    missing: dict[str, list[str]] = defaultdict(list)
    for one in members:
        here = {appointment.subject for appointment, _ in seated.get(one, ())}
        for appointment, _ in seated.get(one, ()):
            if appointment.subject != wanted.get(one):
                leaving.setdefault(appointment.id, (appointment, []))[1].append(one)
        if one in wanted and wanted[one] not in here:
            missing[wanted[one]].append(one)
    for appointment, gone in leaving.values():
        await schedule.unseat(db, appointment, gone, now=now)
    for subject, some in missing.items():
        await schedule.seat(db, await _appointment(db, workspace_id, subject, now=now), some, now=now)


async def _appointment(db: AsyncSession, workspace_id: str, subject: str, *, now: datetime) -> Appointment:
    """The appointment of a rhythm; of two first wishes at once the second finds what the first made."""
    found = await queries.appointment(db, workspace_id, PROMPT, subject)
    if found is None:
        await queries.lock_workspace(db, workspace_id)
        found = await queries.appointment(db, workspace_id, PROMPT, subject)
    return found or await schedule.appoint(
        db, rhythm.plan(subject), workspace_id=workspace_id, job=PROMPT, subject=subject, team_id=None, now=now
    )


# ---- the prompt of the week ----


async def set_weekly(db: AsyncSession, workspace_id: str, team_id: int, *, on: bool, now: datetime) -> None:
    """Post a prompt of the week in a team's channel, or no more."""
    known = await queries.appointment(db, workspace_id, WEEKLY, str(team_id))
    if known is None and on:
        await queries.lock_team(db, workspace_id, team_id)
        known = await queries.appointment(db, workspace_id, WEEKLY, str(team_id)) or await schedule.appoint(
            db, rhythm.WEEKLY, workspace_id=workspace_id, job=WEEKLY, subject=str(team_id), team_id=team_id, now=now
        )
        await schedule.seat_team(db, known, now=now)
    elif known is not None:
        await (schedule.resume if on else schedule.pause)(db, known, now=now)


async def end_weekly(db: AsyncSession, workspace_id: str, team_id: int, now: datetime) -> None:
    """A team has ended."""
    known = await queries.appointment(db, workspace_id, WEEKLY, str(team_id))
    if known is not None:
        await schedule.end(db, known, now=now)
