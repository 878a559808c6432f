"""Whom somebody manages now: teams that they manage, and who is in them. Slack's admins manage nobody by that alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from salesbot.people import queries as people
from salesbot.people.model import Member, Membership, Team
from salesbot.people.rules import Role
from salesbot.store import chunks, even

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    _Held = defaultdict[int, list[tuple[Member, Membership]]]

_AT_ONCE = 500


@dataclass(frozen=True)
class Bond:
    """A manager and one of their people, in the teams where that is so; `since` is from when on both are in one."""

    manager: Member
    member: Member
    teams: Sequence[Team]
    since: datetime

    @property
    def team_ids(self) -> list[int]:
        """The ids of these teams."""
        return [one.id for one in self.teams]


async def managed(db: AsyncSession, workspace_id: str, manager_id: str) -> list[Team]:
    """The teams that somebody manages now, by name."""
    return [team for team, role in await people.teams_of(db, workspace_id, manager_id) if role is Role.MANAGER]


async def bond(db: AsyncSession, workspace_id: str, manager_id: str, member_id: str) -> Bond | None:
    """What makes one the manager of the other now; None where nothing does, or one of them is gone from Slack."""
    mine = {team.id: team for team in await managed(db, workspace_id, manager_id)}
    known = await people.members(db, workspace_id, [manager_id, member_id])
    if (
        not mine
        or manager_id == member_id
        or not all(one in known and fits(known[one]) for one in (manager_id, member_id))
    ):
        return None
    held = Membership.workspace_id == workspace_id, Membership.team_id.in_(mine), Membership.until_at.is_(None)
    both = Membership.member_id.in_([manager_id, member_id])
    rows = list(await db.scalars(select(Membership).where(*held, both)))
    shared = [one.team_id for one in rows if one.member_id == member_id]
    if not shared:
        return None
    since = min(max(one.from_at for one in rows if one.team_id == team_id) for team_id in shared)
    return Bond(known[manager_id], known[member_id], [mine[one] for one in mine if one in shared], since)


def fits(one: Member) -> bool:
    """Whether somebody is a full member of the workspace, and still there."""
    return one.active and not (one.is_bot or one.is_guest or one.is_stranger)


async def people_of(db: AsyncSession, workspace_id: str, manager_id: str) -> list[Bond]:
    """Everybody whom somebody manages now and who is coached, by name."""
    return (await people_of_all(db, workspace_id, [manager_id])).get(manager_id, [])


async def people_of_all(db: AsyncSession, workspace_id: str, manager_ids: Collection[str]) -> dict[str, list[Bond]]:
    """The same for many managers in two statements; whoever manages nobody is left out."""
    teams = await _teams(db, workspace_id, manager_ids)
    held = await _held(db, workspace_id, {team.id for some in teams.values() for team in some})
    found = {manager_id: _bonds(manager_id, some, held) for manager_id, some in teams.items()}
    return {manager_id: bonds for manager_id, bonds in found.items() if bonds}


async def _teams(db: AsyncSession, workspace_id: str, manager_ids: Collection[str]) -> dict[str, list[Team]]:
    """The teams that each of these manages now, by name."""
    found: dict[str, list[Team]] = defaultdict(list)
    query = select(Membership.member_id, Team).join(Team, Team.id == Membership.team_id)
    leading = Membership.role == Role.MANAGER.value, Membership.until_at.is_(None), Team.archived_at.is_(None)
    query = query.where(Membership.workspace_id == workspace_id, *leading).order_by(Team.name, Team.id)
    for some in chunks(sorted(manager_ids), _AT_ONCE):
        for member_id, team in await db.execute(query.where(Membership.member_id.in_(even(some)))):
            found[member_id].append(team)
    return found


async def _held(db: AsyncSession, workspace_id: str, team_ids: Collection[int]) -> _Held:
    """Who is in each of these teams now."""
    found: _Held = defaultdict(list)
    both = (Membership.workspace_id == Member.workspace_id) & (Membership.member_id == Member.id)
    query = select(Member, Membership).join(Membership, both)
    query = query.where(Membership.workspace_id == workspace_id, Membership.until_at.is_(None))
    for some in chunks(sorted(team_ids), _AT_ONCE):
        for member, seat in await db.execute(query.where(Membership.team_id.in_(even(some)))):
            found[seat.team_id].append((member, seat))
    return found


def _bonds(manager_id: str, teams: Sequence[Team], held: _Held) -> list[Bond]:
    found: dict[str, list[tuple[Member, Membership]]] = {}
    begun: dict[int, datetime] = {}
    manager = None
    for member, seat in (row for team in teams for row in held[team.id]):
        if member.id == manager_id:
            manager, begun[seat.team_id] = member, seat.from_at
        elif seat.role in (Role.MANAGER, Role.REP) and fits(member):
            found.setdefault(member.id, []).append((member, seat))
    if manager is None:
        return []
    bonds = [_bond(manager, rows, teams, begun) for rows in found.values()]
    return sorted(bonds, key=lambda one: (one.member.name.casefold(), one.member.id))


def _bond(
    manager: Member, rows: Sequence[tuple[Member, Membership]], teams: Sequence[Team], begun: dict[int, datetime]
) -> Bond:
    since = min(max(seat.from_at, begun[seat.team_id]) for _, seat in rows)
    theirs = {seat.team_id for _, seat in rows}
    return Bond(manager, rows[0][0], [one for one in teams if one.id in theirs], since)
