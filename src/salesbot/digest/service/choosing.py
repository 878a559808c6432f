"""What people choose: when a team's week is told, and which briefs and weeks they get themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.audit.rules import Verb
from salesbot.digest import queries, rules
from salesbot.digest.queries import BRIEF, OWN, WEEK
from salesbot.digest.rules import Rhythm
from salesbot.digest.service.standing import set_brief, set_digest, set_own_week
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people.rules import Role
from salesbot.people.service import noting
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from datetime import datetime, time

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import SeatsChanged


@dataclass(frozen=True)
class Standing:
    """What stands, as one person sees it. `brief` and `own_week` None: not theirs to choose.

    `weekday` is an ISO weekday; `manages`: they may say when the team's week is told.
    """

    team: Team
    weekday: str
    wall: time
    on: bool
    manages: bool
    brief: Rhythm | None
    own_week: bool | None


@dataclass(frozen=True)
class Choice:
    """What somebody chose; None: the form did not ask."""

    weekday: str | None = None
    wall: time | None = None
    on: bool | None = None
    brief: Rhythm | None = None
    own_week: bool | None = None


async def standing(db: AsyncSession, workspace_id: str, team_id: int, member_id: str) -> Standing:
    """Return what stands for somebody of a team. Raises Refusal for whoever is not of it."""
    team = await people.team(db, workspace_id, team_id)
    role = await people.role_in(db, workspace_id, team_id, member_id)
    manages = await people.may_manage(db, workspace_id, team_id, member_id)
    if team is None or team.archived_at is not None or (role is None and not manages):
        raise Refusal("You are not in this team.")
    one = await queries.appointment(db, workspace_id, WEEK, str(team_id))
    plan = await queries.plan(db, one.id) if one is not None else None
    chosen = set(await queries.chosen(db, workspace_id, member_id))
    return Standing(
        team,
        weekday=plan.weekdays if plan else rules.WEEKLY.weekdays,
        wall=plan.wall if plan else rules.WEEKLY.wall,
        on=one is not None and one.paused_at is None,
        manages=manages,
        brief=_brief(chosen, team_id) if role is Role.MANAGER else None,
        own_week=(OWN, OWN) in chosen if role in rules.TOLD else None,
    )


def _brief(chosen: set[tuple[str, str]], team_id: int) -> Rhythm:
    found = (one for one in rules.BRIEFS if (BRIEF, queries.subject(team_id, one)) in chosen)
    return next(found, Rhythm.OFF)


async def choose(
    db: AsyncSession, choice: Choice, *, workspace_id: str, team_id: int, member_id: str, now: datetime
) -> Standing:
    """Keep what somebody chose, as far as it is theirs. Raises Refusal for the rest."""
    now_is = await standing(db, workspace_id, team_id, member_id)
    if choice.weekday is not None and choice.wall is not None:
        if not now_is.manages:
            raise Refusal("When a team's week is told is for its managers to say.", field="weekday")
        await set_digest(
            db, workspace_id, team_id, weekday=choice.weekday, wall=choice.wall, on=choice.on is not False, now=now
        )
        if (choice.weekday, choice.wall, choice.on is not False) != (now_is.weekday, now_is.wall, now_is.on):
            how = "off" if choice.on is False else "on"
            await noting.of_team(db, now_is.team, Verb.TEAM_DIGEST, how=how, by=member_id, now=now)
    if choice.brief is not None:
        if now_is.brief is None:
            raise Refusal("The brief is for the team's managers.", field="brief")
        await set_brief(db, workspace_id, team_id, member_id, rhythm=choice.brief, now=now)
    if choice.own_week is not None:
        if now_is.own_week is None:
            raise Refusal("Your own week is for those who are asked something in a team.", field="own_week")
        await set_own_week(db, workspace_id, member_id, on=choice.own_week, now=now)
    await db.flush()
    return await standing(db, workspace_id, team_id, member_id)


async def follow_seats(db: AsyncSession, change: SeatsChanged) -> None:
    """Whoever left a team, or manages it no more, gets its brief no more."""
    managers = {one.id for one in await people.managers(db, change.workspace_id, change.team_id)}
    others = [one for one in (*change.left, *change.joined) if one not in managers]
    for rhythm in rules.BRIEFS if others else ():
        known = await queries.appointment(db, change.workspace_id, BRIEF, queries.subject(change.team_id, rhythm))
        if known is not None:
            await schedule.unseat(db, known, others, now=change.now)
