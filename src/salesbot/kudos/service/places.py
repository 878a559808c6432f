"""Which team somebody's kudos are of: the channel's, their only one, or one of several that they choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.errors import Refusal
from salesbot.kudos import queries
from salesbot.people import queries as people
from salesbot.people import teamless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team

NOT_YOURS = "That team's kudos are for its own people."


@dataclass(frozen=True)
class Places:
    """The teams in which somebody may give, and the one that is meant; None where that is not clear."""

    teams: Sequence[Team]
    meant: Team | None


async def places(db: AsyncSession, workspace_id: str, member_id: str, channel_id: str = "", *, setup: str) -> Places:
    """Return where somebody who types here, or opens a form, may give.

    Raises Refusal for somebody in no team, saying who could add them; `setup` is the command with which one begins.
    """
    mine = [team for team, _ in await people.teams_of(db, workspace_id, member_id)]
    here = await people.team_in(db, workspace_id, channel_id) if channel_id else None
    if here is not None and (here.id in {one.id for one in mine} or await _manages(db, here, member_id)):
        return Places([here, *(one for one in mine if one.id != here.id)], here)
    mine = mine or await _of_admin(db, workspace_id, member_id)
    if not mine:
        raise await teamless.alone(db, workspace_id, setup=setup)
    return Places(mine, mine[0] if len(mine) == 1 else None)


async def _manages(db: AsyncSession, team: Team, member_id: str) -> bool:
    return await people.may_manage(db, team.workspace_id, team.id, member_id)


async def _of_admin(db: AsyncSession, workspace_id: str, member_id: str) -> list[Team]:
    """Every team, for a Slack admin who is in none; none for anybody else."""
    member = await people.member(db, workspace_id, member_id)
    return await people.teams(db, workspace_id) if member is not None and member.is_admin and member.active else []


async def refuse_unplaced(db: AsyncSession, kudos_id: int, *, workspace_id: str, member_id: str) -> None:
    """Raise Refusal where an act is of a team that this person does not belong to, or is gone."""
    act = await queries.act(db, kudos_id, workspace_id=workspace_id)
    if act is None:
        raise Refusal(NOT_YOURS)
    await placed(db, workspace_id, act.kudos.team_id, member_id)


async def placed(db: AsyncSession, workspace_id: str, team_id: int, member_id: str) -> Team:
    """Return a team in which this person may give. Raises Refusal for everybody else."""
    team = await people.team(db, workspace_id, team_id)
    if team is None or team.archived_at is not None:
        raise Refusal(NOT_YOURS)
    if await people.role_in(db, workspace_id, team_id, member_id) is None and not await _manages(db, team, member_id):
        raise Refusal(NOT_YOURS)
    return team


def refuse_shared(team: Team) -> None:
    """Raise Refusal where another company reads the team's channel, and no manager has confirmed it."""
    if not team.may_publish:
        raise Refusal(
            f"People of another company read #{team.channel_name}, so no kudos of {team.name} appear there until a "
            "manager confirms the channel."
        )
