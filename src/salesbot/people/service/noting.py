"""What the audit log hears of teams and their people, in the transaction that changes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.audit.rules import SLACK, Verb, shaped
from salesbot.audit.service import Deed, note
from salesbot.people import queries

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Member, Team

_CAME_IN_SLACK = frozenset({"channel", "slack"})  # by which memberships begin and end where no member did it


async def of_workspace(
    db: AsyncSession, workspace_id: str, verb: Verb, *, how: str = "", by: str = SLACK, now: datetime
) -> None:
    """Note what became of salesbot in a workspace; `how` is Slack's code, left out where it is no word of that kind."""
    told = how if shaped(how=how) else ""
    await note(db, Deed(workspace_id=workspace_id, verb=verb, by=by, at=now, object_id=workspace_id, how=told))


async def of_team(db: AsyncSession, team: Team, *verbs: Verb, how: str = "", by: str, now: datetime) -> None:
    """Note what somebody did to a team; other rooms use it for what managers set in them."""
    here, number = team.workspace_id, team.id
    deeds = [
        Deed(workspace_id=here, verb=verb, by=by, at=now, object_id=number, team_id=number, how=how) for verb in verbs
    ]
    await note(db, *deeds)


async def of_members(
    db: AsyncSession, team_id: int, workspace_id: str, member_ids: Iterable[str], verb: Verb, *,
    how: str = "", by: str, now: datetime,
) -> None:  # fmt: skip
    """Note what became of people in a team; whoever came or went with its channel did so in Slack."""
    who = SLACK if by in _CAME_IN_SLACK else by
    deeds = [
        Deed(workspace_id=workspace_id, verb=verb, by=who, at=now, object_id=one, team_id=team_id, how=how)
        for one in member_ids
    ]
    await note(db, *deeds)


async def of_export(db: AsyncSession, workspace_id: str, member_id: str, *, by: str, now: datetime) -> None:
    """Note that all that is held of somebody was asked for."""
    await note(db, Deed(workspace_id=workspace_id, verb=Verb.MEMBER_EXPORTED, by=by, at=now, object_id=member_id))


async def of_away(db: AsyncSession, member: Member, verb: Verb, *, by: str, now: datetime) -> None:
    """Note that somebody else said when a person is away, for each team they are in.

    One's own word about oneself is nobody's business.
    """
    if by == member.id:
        return
    teams: list[int | None] = [team.id for team, _ in await queries.teams_of(db, member.workspace_id, member.id)]
    here, who = member.workspace_id, member.id
    deeds = [
        Deed(workspace_id=here, verb=verb, by=by, at=now, object_id=who, team_id=team_id) for team_id in teams or [None]
    ]
    await note(db, *deeds)
