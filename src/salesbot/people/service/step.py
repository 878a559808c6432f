"""Keeping a team in step with its channel: whoever comes is in, whoever goes is out, and a manager's word wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.people import queries
from salesbot.people.rules import Role
from salesbot.people.service.teams import fits, join, leave

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
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
    came = await _may_come(db, team, present, now=now)
    places = await queries.roster(db, team.workspace_id, team.id)
    with_channel = [place for place in places if _goes_along(place) and place.since < now]
    went = [place.member.id for place in with_channel if place.member.id not in present]
    joined = await join(db, team, came, by=CHANNEL, now=now)
    return joined, await leave(db, team, went, by=CHANNEL, now=now)


def _goes_along(place: Place) -> bool:
    """Whether somebody goes with the channel: they came with it, and nobody made them a manager since."""
    return place.added_by == CHANNEL and place.role is not Role.MANAGER


async def _may_come(db: AsyncSession, team: Team, present: Iterable[str], *, now: datetime) -> list[str]:
    found = await queries.members(db, team.workspace_id, list(present))
    gone = await queries.gone_from(db, team.workspace_id, team.id)
    out = {one for one, held in gone.items() if not _may_return(held, now=now)}
    out |= await queries.forgotten(db, team.workspace_id, list(found)) - gone.keys()
    return sorted(one.id for one in found.values() if fits(one) and one.id not in out)


def _may_return(held: Membership, *, now: datetime) -> bool:
    """Whether an ended membership lets its owner come back with the channel."""
    return held.ended_by in {CHANNEL, "slack"} and held.until_at is not None and held.until_at <= now


async def arrived(db: AsyncSession, team: Team, member_id: str, *, now: datetime) -> list[str]:
    """Take in somebody who just joined the channel, unless they may not be in a team or were taken out by hand."""
    return await join(db, team, await _may_come(db, team, [member_id], now=now), by=CHANNEL, now=now)


async def departed(db: AsyncSession, team: Team, member_id: str, *, now: datetime) -> list[str]:
    """Let somebody go who left the channel, if they had come with it."""
    places = await queries.roster(db, team.workspace_id, team.id)
    went = [place.member.id for place in places if place.member.id == member_id and _goes_along(place)]
    return await leave(db, team, went, by=CHANNEL, now=now)
