"""How a team wants its kudos: its managers edit its values, and decide whether its board ranks people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.audit.rules import Verb
from salesbot.errors import Refusal
from salesbot.kudos import queries, rules
from salesbot.kudos.model import Ways
from salesbot.kudos.service.places import NOT_YOURS, placed
from salesbot.people import queries as people
from salesbot.people.service import noting
from salesbot.store import insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team


async def managed(db: AsyncSession, workspace_id: str, team_id: int, member_id: str) -> Team:
    """Return a team that this person manages. Raises Refusal for everybody else."""
    team = await people.team(db, workspace_id, team_id)
    if team is None or team.archived_at is not None:
        raise Refusal(NOT_YOURS)
    if not await people.may_manage(db, workspace_id, team_id, member_id):
        raise Refusal("Only the team's managers can change that.")
    return team


async def values_for(
    db: AsyncSession, workspace_id: str, team_id: int, member_id: str
) -> tuple[Team, list[rules.Value], int | None]:
    """Return a team's values for somebody in it; with their version for who may edit them, else None."""
    team = await placed(db, workspace_id, team_id, member_id)
    values = await queries.values_of(db, workspace_id, team_id)
    if not await people.may_manage(db, workspace_id, team_id, member_id):
        return team, values, None
    ways = await queries.ways(db, workspace_id, team_id)
    return team, values, ways.version if ways else 0


async def change_values(
    db: AsyncSession, team_id: int, text: str, *, version: int, workspace_id: str, member_id: str, now: datetime
) -> tuple[Team, list[rules.Value]]:
    """Keep a team's values; what was given before keeps those of then.

    Raises Refusal beside the field, also where another manager changed them after `version` was shown.
    """
    team = await managed(db, workspace_id, team_id, member_id)
    values = rules.parsed(text)
    ways = await _ways(db, workspace_id, team_id)
    if ways.version != version:
        raise Refusal(
            "Another manager has just changed them. Copy your text, open this again, and you see theirs.",
            field="values",
        )
    ways.own_values, ways.version = [[one.tag, one.meaning] for one in values], version + 1
    await noting.of_team(db, team, Verb.TEAM_VALUES, by=member_id, now=now)
    return team, values


async def rank(db: AsyncSession, team_id: int, *, on: bool, workspace_id: str, member_id: str, now: datetime) -> Team:
    """Let a team's board rank people, or no longer. Raises Refusal for whoever does not manage it."""
    team = await managed(db, workspace_id, team_id, member_id)
    (await _ways(db, workspace_id, team_id)).ranking = on
    how = "on" if on else "off"
    await noting.of_team(db, team, Verb.TEAM_RANKING, how=how, by=member_id, now=now)
    return team


async def _ways(db: AsyncSession, workspace_id: str, team_id: int) -> Ways:
    row = {"workspace_id": workspace_id, "team_id": team_id, "version": 0, "ranking": False}
    await insert(db, Ways, [row], ignore=["workspace_id", "team_id"])
    ways = await queries.ways(db, workspace_id, team_id, lock=True)
    if ways is None:
        raise Refusal(NOT_YOURS)
    return ways
