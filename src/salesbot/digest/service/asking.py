"""Whose week somebody asks for, whether they may read it, and what stands in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.digest import rules
from salesbot.digest.service.gathering import week
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people import teamless
from salesbot.people.described import plain_name
from salesbot.room import Span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.digest.rules import Stretch, Wanted
    from salesbot.people.model import Team
    from salesbot.room import House, Section

_MOST_NAMED = 10  # teams in one sentence
_NOT_YOURS = "A team's week is for its managers, reps and observers."


@dataclass(frozen=True)
class Week:
    """A team's week as somebody reads it; `so_far`: it is not over."""

    team: Team
    span: Span
    sections: Sequence[Section]
    so_far: bool = False


def span_of(team: Team, stretch: Stretch, *, zone: str, now: datetime) -> Span:
    """Return these days of a team as the rooms are asked for them."""
    return Span(
        workspace_id=team.workspace_id, team_id=team.id, zone=zone, first=stretch.first, last=stretch.last,
        since=stretch.since, until=stretch.until, now=now,
    )  # fmt: skip


async def readable(
    db: AsyncSession, wanted: Wanted, *, workspace_id: str, member_id: str, channel_id: str, setup: str
) -> Team | list[Team]:
    """Return the team whose week is meant: the one named, the channel's, the only one; several where it is not clear.

    `setup` is the command that makes a team. Raises Refusal for whoever reads none.
    """
    mine = await _mine(db, workspace_id, member_id)
    if wanted.team:
        return _named(wanted.team, mine)
    inside = {team.id for team, _ in await people.teams_of(db, workspace_id, member_id)}
    if not mine and not inside:
        raise await teamless.alone(db, workspace_id, setup=setup)
    if not mine:
        raise Refusal(_NOT_YOURS)
    here = [one for one in mine if one.channel_id == channel_id]
    near = here or [one for one in mine if one.id in inside] or mine
    return near[0] if len(near) == 1 else near


def _named(typed: str, mine: Sequence[Team]) -> Team | list[Team]:
    found = [mine[place] for place in rules.named(typed, [plain_name(one.name) for one in mine])]
    if not found:
        raise Refusal(_unknown(typed, mine))
    return found[0] if len(found) == 1 else found


async def _mine(db: AsyncSession, workspace_id: str, member_id: str) -> list[Team]:
    """Every team whose week this person may read: all of them for an admin."""
    member = await people.member(db, workspace_id, member_id)
    if member is None or not member.active or member.is_guest or member.is_stranger:
        return []
    if member.is_admin:
        return await people.teams(db, workspace_id)
    found = await people.teams_of(db, workspace_id, member_id)
    return [team for team, role in found if rules.may_read(role, admin=False)]


def _unknown(typed: str, mine: Sequence[Team]) -> str:
    if not mine:
        return _NOT_YOURS
    names = ", ".join(plain_name(one.name) for one in mine[:_MOST_NAMED])
    more = f" and {len(mine) - _MOST_NAMED} more" if len(mine) > _MOST_NAMED else ""
    return f"I know no team of yours called “{typed}”. There is {names}{more}."


async def settable(
    db: AsyncSession, wanted: Wanted, *, workspace_id: str, member_id: str, channel_id: str, setup: str
) -> Team | list[Team]:
    """Return the team whose settings are meant; a contributor reads no week of a team, and may have their own."""
    inside = [team for team, _ in await people.teams_of(db, workspace_id, member_id)]
    here = await people.team_in(db, workspace_id, channel_id) if not wanted.team else None
    if here is not None and (
        here.id in {team.id for team in inside} or await people.may_manage(db, workspace_id, here.id, member_id)
    ):
        return here
    if inside and not wanted.team:
        return inside[0] if len(inside) == 1 else inside
    return await readable(
        db, wanted, workspace_id=workspace_id, member_id=member_id, channel_id=channel_id, setup=setup
    )


async def week_of(
    house: House, db: AsyncSession, team_id: int, *, which: str, workspace_id: str, member_id: str, now: datetime
) -> Week:
    """Return this week so far or the last one. Raises Refusal for whoever may not read this team's."""
    team = await people.team(db, workspace_id, team_id)
    if (
        team is None
        or team.archived_at is not None
        or team.id not in {one.id for one in await _mine(db, workspace_id, member_id)}
    ):
        raise Refusal(_NOT_YOURS)
    stretch = rules.last_week(now, team.zone) if which == "last" else rules.this_week(now, team.zone)
    span = span_of(team, stretch, zone=team.zone, now=now)
    return Week(team, span, await week(house, db, span), so_far=which != "last")
