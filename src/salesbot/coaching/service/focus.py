"""What people choose for their coaching: a focus for themselves or a team, a pause, their days and hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING

from salesbot.audit.rules import Verb
from salesbot.coaching import queries
from salesbot.coaching.model import Coachee, TeamCoaching
from salesbot.coaching.rules import rhythm
from salesbot.coaching.service.standing import place, set_weekly
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import Role, pause_moved, zone_or
from salesbot.people.service import noting
from salesbot.schedule.rules import fire_at
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.rules.skills import Skill
    from salesbot.people.model import Team

MONTH, OPEN = "month", "open"  # until when somebody's own focus holds
NOT_COACHED = "Coaching is for managers and reps of a team; a manager of yours can add you as one."
_NOT_YOURS = "Only this team's managers choose that for it."


@dataclass(frozen=True)
class Choices:
    """What somebody chose, with the teams that they manage and what is chosen for those."""

    coachee: Coachee
    zone: str
    teams: Sequence[Team]  # they manage them
    chosen: Mapping[int, TeamCoaching]


async def choices_of(db: AsyncSession, workspace_id: str, member_id: str) -> Choices:
    """Return what stands for somebody. Raises Refusal for whoever is not coached."""
    member = await people.member(db, workspace_id, member_id)
    mine = await people.teams_of(db, workspace_id, member_id)
    if member is None or not member.active or not any(role in queries.COACHED for _, role in mine):
        raise Refusal(NOT_COACHED)
    managed = [team for team, role in mine if role is Role.MANAGER]
    known = (await queries.coachees(db, workspace_id, [member_id])).get(member_id)
    chosen = await queries.teams(db, workspace_id, [team.id for team in managed]) if managed else {}
    return Choices(known or untouched(workspace_id, member_id), member.zone, managed, chosen)


def untouched(workspace_id: str, member_id: str) -> Coachee:
    """Somebody who has chosen nothing; not in the database."""
    return Coachee(
        workspace_id=workspace_id, member_id=member_id, days=rhythm.DAYS, wall=rhythm.WALL, focus="",
        focus_until=None, paused_at=None, paused_until=None,
    )  # fmt: skip


async def _coachee(db: AsyncSession, workspace_id: str, member_id: str) -> Coachee:
    """Their row, made where there is none, locked."""
    await choices_of(db, workspace_id, member_id)
    new = {
        "workspace_id": workspace_id, "member_id": member_id, "days": rhythm.DAYS, "wall": rhythm.WALL, "focus": "",
        "focus_until": None, "paused_at": None, "paused_until": None,
    }  # fmt: skip
    await insert(db, Coachee, [new], ignore=["workspace_id", "member_id"])
    return await db.get_one(Coachee, (workspace_id, member_id), with_for_update=True, populate_existing=True)


# ---- a focus ----


async def set_focus(
    db: AsyncSession, workspace_id: str, member_id: str, skill: Skill | None, *, until: date | None
) -> Coachee:
    """Let somebody's prompts be about one skill first, until that day or for good; None: whatever fits."""
    one = await _coachee(db, workspace_id, member_id)
    one.focus, one.focus_until = (skill.value, until) if skill is not None else ("", None)
    return one


async def set_team_focus(
    db: AsyncSession, workspace_id: str, team_id: int, skill: Skill | None, *, by: str, today: date, now: datetime
) -> TeamCoaching:
    """Let a team's prompts be about one skill first for a month. Raises Refusal for whoever does not manage it."""
    one = await _team(db, workspace_id, team_id, by=by)
    until = rhythm.a_month_from(today)
    one.focus, one.focus_until, one.focus_by = (skill.value, until, by) if skill is not None else ("", None, "")
    team = await people.team(db, workspace_id, team_id)
    if team is not None:
        verb = Verb.TEAM_FOCUS if skill is not None else Verb.TEAM_FOCUS_ENDED
        await noting.of_team(db, team, verb, how=one.focus, by=by, now=now)
    return one


async def _team(db: AsyncSession, workspace_id: str, team_id: int, *, by: str) -> TeamCoaching:
    team = await people.team(db, workspace_id, team_id)
    if team is None or team.archived_at is not None or not await people.may_manage(db, workspace_id, team_id, by):
        raise Refusal(_NOT_YOURS)
    new = {
        "workspace_id": workspace_id, "team_id": team_id, "focus": "", "focus_until": None, "focus_by": "",
        "weekly": False, "weekly_by": "",
    }  # fmt: skip
    await insert(db, TeamCoaching, [new], ignore=["workspace_id", "team_id"])
    return await db.get_one(TeamCoaching, (workspace_id, team_id), with_for_update=True, populate_existing=True)


# ---- a pause ----


async def pause(db: AsyncSession, workspace_id: str, member_id: str, *, last: date | None, now: datetime) -> Coachee:
    """Send somebody no prompts up to that day, or until they resume."""
    one = await _coachee(db, workspace_id, member_id)
    member = await people.member(db, workspace_id, member_id)
    one.paused_at, one.paused_until = now, None
    if last is not None and member is not None:
        one.paused_until = fire_at(last + timedelta(days=1), time(), zone_or(member.zone))
    return one


async def move_pause(db: AsyncSession, workspace_id: str, member_id: str, *, was: str, now: datetime) -> None:
    """Let the day up to which somebody paused be that day in their new zone (`was`: the old); what is over stays so."""
    one = await db.get(Coachee, (workspace_id, member_id), with_for_update=True, populate_existing=True)
    member = await people.member(db, workspace_id, member_id)
    if member is not None and one is not None and one.paused_until is not None and one.paused_until > now:
        one.paused_until = pause_moved(one.paused_until, was=was, zone=member.zone)
        await db.flush()


async def resume(db: AsyncSession, workspace_id: str, member_id: str) -> Coachee:
    """Send them prompts again."""
    one = await _coachee(db, workspace_id, member_id)
    one.paused_at = one.paused_until = None
    return one


# ---- days, hour, and the prompt of the week ----


async def set_rhythm(
    db: AsyncSession, workspace_id: str, member_id: str, *, days: str, wall: time, now: datetime
) -> Coachee:
    """Send somebody their prompts on these days (ISO weekdays) at this hour of their wall."""
    if not days or set(days) - set("1234567"):
        raise Refusal("Please choose at least one day; to have no prompts for a while, pause them.", field="days")
    one = await _coachee(db, workspace_id, member_id)
    one.days, one.wall = "".join(sorted(set(days))), wall.replace(second=0, microsecond=0)
    await db.flush()
    await place(db, workspace_id, [member_id], now=now)
    return one


async def set_weeklies(
    db: AsyncSession, workspace_id: str, member_id: str, asked: Collection[int], on: Collection[int], *, now: datetime
) -> None:
    """Post a prompt of the week for some of these teams, and none for the others. Raises Refusal as a focus does."""
    for team_id in sorted(asked):
        one = await _team(db, workspace_id, team_id, by=member_id)
        if one.weekly == (team_id in on):
            continue
        team = await people.team(db, workspace_id, team_id)
        if team_id in on and team is not None and not team.may_publish:
            raise Refusal(
                f"Another company reads #{team.channel_name or team.name}. Confirm that channel in the team's settings "
                "first, and nothing stands there by accident.", field="weekly",
            )  # fmt: skip
        one.weekly, one.weekly_by = team_id in on, member_id
        if team is not None:
            how = "on" if one.weekly else "off"
            await noting.of_team(db, team, Verb.TEAM_WEEKLY, how=how, by=member_id, now=now)
        await set_weekly(db, workspace_id, team_id, on=one.weekly, now=now)
