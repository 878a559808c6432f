"""In which team somebody shares: the channel's, else their only one, else one that they choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.people import queries as people
from salesbot.people import teamless
from salesbot.tips import queries

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.tips.rules import Viewer


@dataclass(frozen=True)
class Places:
    """The teams in which somebody may share; `here` is the one that is meant, if that is clear."""

    viewer: Viewer
    teams: Sequence[Team]
    here: Team | None


async def places(
    db: AsyncSession, workspace_id: str, member_id: str, channel_id: str = "", *, team_id: int | None = None, setup: str
) -> Places:
    """Return where somebody may share, in the team of this channel or number first if it is one of these.

    Raises Refusal for somebody in no team, saying who could add them; `setup` is how one begins.
    """
    viewer = await queries.viewer(db, workspace_id, member_id)
    teams = [team for team, _ in await people.teams_of(db, workspace_id, member_id)]
    there = await _there(db, workspace_id, channel_id, team_id)
    if there is not None and viewer.may_share(there.id):
        return Places(viewer, [there, *(one for one in teams if one.id != there.id)], there)
    if not teams or not viewer.full:
        raise await teamless.alone(db, workspace_id, setup=setup)
    return Places(viewer, teams, teams[0] if len(teams) == 1 else None)


async def _there(db: AsyncSession, workspace_id: str, channel_id: str, team_id: int | None) -> Team | None:
    if team_id is not None:
        team = await people.team(db, workspace_id, team_id)
        return team if team is not None and team.archived_at is None else None
    return await people.team_in(db, workspace_id, channel_id) if channel_id else None


async def finder(db: AsyncSession, workspace_id: str, member_id: str, *, setup: str) -> Viewer:
    """Return who looks for tips. Raises Refusal for whoever may not read them."""
    viewer = await queries.viewer(db, workspace_id, member_id)
    if not viewer.may_find:
        raise await teamless.alone(db, workspace_id, setup=setup)
    return viewer
