"""Keeping a team in step with its channel: whoever comes is in, whoever goes is out, and a manager's word wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.people import queries
from salesbot.people.rules import Role
from salesbot.people.service.teams import fits, hold, join, leave

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Membership, Team
    from salesbot.people.queries import Place

# Who added or removed somebody that came or went with the channel.
CHANNEL = "channel"


async def keep_in_step(
    db: AsyncSession, team: Team, present: Collection[str], *, now: datetime
) -> tuple[list[str], list[str]]:
    """Let the team be whoever was in the channel at `now`, the instant Slack was asked; return who joined and who left.

    Only those who came with the channel go with it: managers and others who were named stay. Who was taken out by
    hand stays out. What happened since Slack was asked is newer and stands.
    """
    if not await _follows(db, team):
        return [], []
    came = await _may_come(db, team, present, now=now)
    places = await queries.roster(db, team.workspace_id, team.id)
    with_channel = [place for place in places if _goes_along(place) and place.since < now]
    went = [place.member.id for place in with_channel if place.member.id not in present]
    joined = await _take_in(db, team, came, now=now)
    return joined, await leave(db, team, went, by=CHANNEL, now=now)


async def _follows(db: AsyncSession, team: Team) -> bool:
    """Whether the team is still kept in step: a manager may have ended that, or the team, while Slack was asked."""
    await hold(db, team)
    standing = await queries.team(db, team.workspace_id, team.id)
    return standing is not None and standing.everyone and standing.archived_at is None


def _goes_along(place: Place) -> bool:
    """Whether somebody goes with the channel: they came with it, and nobody made them a manager since."""
    return place.added_by == CHANNEL and place.role is not Role.MANAGER


async def _take_in(db: AsyncSession, team: Team, came: Mapping[str, Role], *, now: datetime) -> list[str]:
    joined: list[str] = []
    for role in Role:
        some = [one for one, as_what in came.items() if as_what is role]
        joined += await join(db, team, some, role=role, by=CHANNEL, now=now) if some else []
    return joined


async def _may_come(db: AsyncSession, team: Team, present: Iterable[str], *, now: datetime) -> dict[str, Role]:
    """Who may come with the channel, and as what: whoever was in the team before is what they were last."""
    found = await queries.members(db, team.workspace_id, list(present))
    gone = await queries.gone_from(db, team.workspace_id, team.id)
    out = {one for one, held in gone.items() if not _may_return(held, now=now)}
    out |= await queries.forgotten(db, team.workspace_id, list(found)) - gone.keys()
    came = sorted(one.id for one in found.values() if fits(one) and one.id not in out)
    return {one: _as_what(gone.get(one)) for one in came}


def _as_what(held: Membership | None) -> Role:
    """What somebody is who comes with the channel: a rep, unless a manager had said otherwise.

    Nobody manages a team because they came into its channel.
    """
    return Role.REP if held is None or held.role == Role.MANAGER else Role(held.role)


def _may_return(held: Membership, *, now: datetime) -> bool:
    """Whether an ended membership lets its owner come back with the channel."""
    return held.ended_by in {CHANNEL, "slack"} and held.until_at is not None and held.until_at <= now


async def arrived(db: AsyncSession, team: Team, member_id: str, *, now: datetime) -> list[str]:
    """Take in somebody who just joined the channel, unless they may not be in a team or were taken out by hand."""
    if not await _follows(db, team):
        return []
    return await _take_in(db, team, await _may_come(db, team, [member_id], now=now), now=now)


async def departed(db: AsyncSession, team: Team, member_id: str, *, now: datetime) -> list[str]:
    """Let somebody go who left the channel, if they had come with it."""
    if not await _follows(db, team):
        return []
    places = await queries.roster(db, team.workspace_id, team.id)
    went = [place.member.id for place in places if place.member.id == member_id and _goes_along(place)]
    return await leave(db, team, went, by=CHANNEL, now=now)
