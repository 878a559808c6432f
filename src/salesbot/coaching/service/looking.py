"""Where somebody stands with their coaching: the last prompt, focus, streak, commitments, and when the next comes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.attention import queries as attention
from salesbot.coaching import queries
from salesbot.coaching.rules.rhythm import streak
from salesbot.coaching.service.choosing import focus_of, shelf, team_focus_of
from salesbot.coaching.service.focus import choices_of
from salesbot.coaching.service.telling import TeamsFocus, told
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import zone_or

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.model import Commitment
    from salesbot.coaching.queries import Count
    from salesbot.coaching.rules.skills import Skill
    from salesbot.coaching.service.focus import Choices
    from salesbot.coaching.service.telling import Told
    from salesbot.people.model import Team
    from salesbot.room import House

_STREAK = timedelta(weeks=27)
COUNTED = timedelta(days=90)


@dataclass(frozen=True)
class Standing:
    """What stands for one person; `today` is the day on their wall. `team_focus` has no words where there is none."""

    choices: Choices
    today: date
    paused: bool
    last: Told | None
    focus: Skill | None
    team_focus: Skill | None
    teams_focus: TeamsFocus | None
    streak: int
    commitments: Sequence[Commitment]
    next_at: datetime | None
    rests_until: datetime | None = None  # nothing is offered to them until then, as they used none of the last three


async def standing(house: House, db: AsyncSession, workspace_id: str, member_id: str, *, now: datetime) -> Standing:
    """Look all of it up. Raises Refusal for whoever is not coached."""
    choices = await choices_of(db, workspace_id, member_id)
    zone = zone_or(choices.zone)
    today = now.astimezone(zone).date()
    last = await queries.last(db, workspace_id, member_id, now=now)
    team_focus, chosen = await _team_focus(db, workspace_id, member_id, today)
    days = await queries.weeks_with_deeds(db, workspace_id, member_id, since=now - _STREAK)
    weeks = {_monday(at.astimezone(zone).date()) for at in days}
    seats = (await queries.seats(db, workspace_id, [member_id])).get(member_id, ())
    return Standing(
        choices, today,
        paused=_paused(choices, now),
        last=await told(house, db, last, now=now, tip=False) if last is not None else None,
        focus=focus_of(choices.coachee, day=today), team_focus=team_focus, teams_focus=chosen,
        streak=streak(weeks, today=today),
        commitments=await queries.open_commitments(db, workspace_id, member_id),
        next_at=next((seat.next_at for _, seat in seats if seat.next_at is not None), None),
        rests_until=await attention.paused_until(db, workspace_id, member_id),
    )  # fmt: skip


def _paused(choices: Choices, now: datetime) -> bool:
    until = choices.coachee.paused_until
    return choices.coachee.paused_at is not None and (until is None or now < until)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


async def _team_focus(
    db: AsyncSession, workspace_id: str, member_id: str, today: date
) -> tuple[Skill | None, TeamsFocus | None]:
    places = (await queries.places(db, workspace_id, [member_id])).get(member_id, [])
    ids = [place.team_id for place in places]
    teams = await queries.teams(db, workspace_id, ids) if ids else {}
    team_id, skill = team_focus_of(ids, teams, day=today)
    if team_id is None or skill is None:
        return None, None
    by = await people.member(db, workspace_id, teams[team_id].focus_by)
    return skill, TeamsFocus(by.name if by else "", teams[team_id].focus_until)


# ---- counts, for managers ----


@dataclass(frozen=True)
class Counts:
    """What became of a team's prompts lately; never by person. `few`: too few people to tell without naming any."""

    team: Team
    rows: Sequence[Count]
    titles: dict[str, str]
    few: bool


FEW = 3  # readers: fewer, and a count would tell of somebody


async def counts(house: House, db: AsyncSession, workspace_id: str, team: Team, *, by: str, now: datetime) -> Counts:
    """Count for a team's managers. Raises Refusal for others."""
    if not await people.may_manage(db, workspace_id, team.id, by):
        raise Refusal("How a team's prompts are used is for its managers to read.")
    since = now - COUNTED
    rows = await queries.counts(db, workspace_id, team.id, since=since, now=now)
    own = await queries.own_prompts(db, workspace_id, [team.id])
    titles = {one.id: one.title for one in (*shelf(house).prompts, *own.get(team.id, ()))}
    return Counts(team, rows, titles, few=await queries.readers(db, workspace_id, team.id, since=since) < FEW)
