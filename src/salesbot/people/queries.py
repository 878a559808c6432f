"""Every question about people: who they are, which teams they are in, and what their days look like."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select

from salesbot.people.model import Away, Forgotten, Member, Membership, Team, Workspace
from salesbot.people.rules import Calendar, Role
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncSession

_ASKED = frozenset({Role.MANAGER, Role.REP})
_ORDER = {role: place for place, role in enumerate(Role)}


@dataclass(frozen=True)
class Place:
    """Somebody's place in a team. `added_by` is a member's id, or `channel` where they came with the channel."""

    member: Member
    role: Role
    since: datetime
    added_by: str


async def workspace(db: AsyncSession, workspace_id: str) -> Workspace | None:
    """Return the install, stopped or not; None before the first start there."""
    return await db.get(Workspace, workspace_id)


async def workspaces(db: AsyncSession) -> list[Workspace]:
    """Return every install, stopped or not, the oldest first."""
    return list(await db.scalars(select(Workspace).order_by(Workspace.created_at, Workspace.id)))


async def counted(db: AsyncSession) -> dict[str, int]:
    """Return how many installs are running, and how many are stopped."""
    stopped = Workspace.stopped_at.is_not(None)
    found = {bool(is_): number for is_, number in await db.execute(select(stopped, func.count()).group_by(stopped))}
    return {"running": found.get(False, 0), "stopped": found.get(True, 0)}


async def of_org(db: AsyncSession, enterprise_id: str) -> list[str]:
    """Return the workspaces of an organisation (E…) that salesbot knows."""
    return list(await db.scalars(select(Workspace.id).where(Workspace.enterprise_id == enterprise_id)))


async def stopped(db: AsyncSession) -> list[Workspace]:
    """Return the installs where Slack refuses the token, the longest stopped first."""
    wanted = select(Workspace).where(Workspace.stopped_at.is_not(None))
    return list(await db.scalars(wanted.order_by(Workspace.stopped_at, Workspace.id)))


async def member(db: AsyncSession, workspace_id: str, member_id: str) -> Member | None:
    """Return the person, or None where salesbot does not know them."""
    return await db.get(Member, (workspace_id, member_id))


async def hold(db: AsyncSession, workspace_id: str, member_id: str) -> Member | None:
    """Return a person, None if unknown; what others write about them is there, or waits until this transaction ends."""
    mine = Member.workspace_id == workspace_id, Member.id == member_id
    return await db.scalar(select(Member).where(*mine).with_for_update())


async def members(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> dict[str, Member]:
    """Return those of them whom salesbot knows, by id."""
    if not member_ids:
        return {}
    found = await db.scalars(_members(), {"workspace_id": workspace_id, "ids": even(set(member_ids))})
    return {one.id: one for one in found}


@cache
def _members() -> Select[Member]:
    wanted = Member.id.in_(bindparam("ids", expanding=True))
    return select(Member).where(Member.workspace_id == bindparam("workspace_id"), wanted)


async def known_ids(db: AsyncSession, workspace_id: str) -> set[str]:
    """Return the ids of everybody salesbot knows, active or not."""
    return set(await db.scalars(select(Member.id).where(Member.workspace_id == workspace_id)))


async def outsiders(db: AsyncSession, workspace_id: str) -> dict[str, bool]:
    """Return everybody whom salesbot knows, and whether they are a guest, a stranger or an app."""
    outside = or_(Member.is_bot, Member.is_guest, Member.is_stranger)
    rows = await db.execute(select(Member.id, outside).where(Member.workspace_id == workspace_id))
    return {member_id: bool(out) for member_id, out in rows}


async def admins(db: AsyncSession, workspace_id: str) -> list[Member]:
    """Return the Slack admins whom salesbot knows and who are still there, by name."""
    wanted = select(Member).where(Member.workspace_id == workspace_id, Member.is_admin, Member.active)
    return list(await db.scalars(wanted.order_by(Member.name, Member.id)))


async def calendars(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> dict[str, Calendar]:
    """Return what the days of these people look like, by id; unknown people are left out."""
    return await calendars_of(db, workspace_id, await members(db, workspace_id, member_ids))


async def calendars_of(db: AsyncSession, workspace_id: str, found: Mapping[str, Member]) -> dict[str, Calendar]:
    """Return what the days of these people look like, by id."""
    away = await _aways(db, workspace_id, found.keys())
    return {one.id: _calendar(one, tuple(away[one.id])) for one in found.values()}


async def _aways(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str]
) -> defaultdict[str, list[tuple[date, date]]]:
    by_member: defaultdict[str, list[tuple[date, date]]] = defaultdict(list)
    if not member_ids:
        return by_member
    rows = await db.execute(_away_days(), {"workspace_id": workspace_id, "ids": even(set(member_ids))})
    for member_id, first, last in rows:
        by_member[member_id].append((first, last))
    return by_member


@cache
def _away_days() -> Select[str, date, date]:
    theirs = Away.member_id.in_(bindparam("ids", expanding=True)), Away.cancelled_at.is_(None)
    query = select(Away.member_id, Away.first_day, Away.last_day)
    return query.where(Away.workspace_id == bindparam("workspace_id"), *theirs).order_by(Away.first_day, Away.id)


def _calendar(one: Member, aways: tuple[tuple[date, date], ...]) -> Calendar:
    return Calendar(
        zone=one.zone,
        working_days=one.working_days,
        aways=aways,
        country=one.own_country,
        active=one.active,
        paused_until=one.paused_until,
        status_away_until=one.status_away_until,
        begins=one.day_begins,
    )


async def aways(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, since: date
) -> dict[str, list[Away]]:
    """Return each person's time away that is not over on that local day, soonest first; nobody without any."""
    by_member: dict[str, list[Away]] = {}
    wanted = Away.member_id.in_(set(member_ids)), Away.last_day >= since, Away.cancelled_at.is_(None)
    rows = await db.scalars(
        select(Away).where(Away.workspace_id == workspace_id, *wanted).order_by(Away.first_day, Away.id)
    )
    for one in rows:
        by_member.setdefault(one.member_id, []).append(one)
    return by_member


async def team(db: AsyncSession, workspace_id: str, team_id: int) -> Team | None:
    """Return the team, archived or not."""
    return await db.scalar(select(Team).where(Team.workspace_id == workspace_id, Team.id == team_id))


async def teams_of_ids(db: AsyncSession, ids: Collection[int]) -> dict[tuple[str, int], Team]:
    """Return these teams, archived or not, by (workspace, id)."""
    return {(one.workspace_id, one.id): one for one in await db.scalars(select(Team).where(Team.id.in_(ids)))}


async def teams(db: AsyncSession, workspace_id: str) -> list[Team]:
    """Return the workspace's teams that are not archived, by name."""
    wanted = select(Team).where(Team.workspace_id == workspace_id, Team.archived_at.is_(None))
    return list(await db.scalars(wanted.order_by(Team.name, Team.id)))


async def team_in(db: AsyncSession, workspace_id: str, channel_id: str) -> Team | None:
    """Return the team whose channel this is."""
    wanted = Team.workspace_id == workspace_id, Team.channel_id == channel_id, Team.archived_at.is_(None)
    return await db.scalar(select(Team).where(*wanted))


async def teams_of(
    db: AsyncSession, workspace_id: str, member_id: str, at: datetime | None = None
) -> list[tuple[Team, Role]]:
    """Return the teams somebody is in now (or was in at that instant) with their role in each, by the team's name."""
    rows = await db.execute(
        select(Team, Membership.role)
        .join(Membership, Membership.team_id == Team.id)
        .where(Team.workspace_id == workspace_id, Membership.member_id == member_id, _held(at))
        .where(or_(Team.archived_at.is_(None), Team.archived_at > at) if at else Team.archived_at.is_(None))
        .order_by(Team.name, Team.id)
    )
    return [(found, Role(role)) for found, role in rows]


def _held(at: datetime | None) -> ColumnElement[bool]:
    """A membership that stands now, or stood at an instant: its first instant counts, its last does not."""
    if at is None:
        return Membership.until_at.is_(None)
    return (Membership.from_at <= at) & or_(Membership.until_at.is_(None), Membership.until_at > at)


async def roster(db: AsyncSession, workspace_id: str, team_id: int, at: datetime | None = None) -> list[Place]:
    """Return everybody who is in the team now (or was at that instant): managers first, then by name."""
    rows = await db.execute(_roster(at), {"workspace_id": workspace_id, "team_id": team_id})
    places = [Place(one, Role(held.role), held.from_at, held.added_by) for one, held in rows]
    return sorted(places, key=lambda place: (_ORDER[place.role], place.member.name.casefold(), place.member.id))


@lru_cache(maxsize=1)
def _roster(at: datetime | None) -> Select[Member, Membership]:
    """Made once for now, as which it is asked nearly always."""
    team = Membership.workspace_id == bindparam("workspace_id"), Membership.team_id == bindparam("team_id")
    same = (Membership.workspace_id == Member.workspace_id) & (Membership.member_id == Member.id)
    return select(Member, Membership).join(Membership, same).where(*team, _held(at))


def asked_of(places: Iterable[Place]) -> list[Place]:
    """Return those who are asked what everybody is asked: managers and reps.

    Contributors are asked only what is meant for them, observers never; both still read what the team publishes.
    """
    return [place for place in places if place.role in _ASKED and place.member.active]


async def managers(db: AsyncSession, workspace_id: str, team_id: int) -> list[Member]:
    """Return the team's managers, by name."""
    rows = await db.execute(_managers(), {"workspace_id": workspace_id, "team_id": team_id})
    return sorted((one for one, _ in rows), key=lambda one: (one.name.casefold(), one.id))


@cache
def _managers() -> Select[Member, Membership]:
    return _roster(None).where(Membership.role == Role.MANAGER)


async def all_managers(db: AsyncSession, workspace_id: str) -> list[Member]:
    """Return whoever manages a team and is still there, by name."""
    held = Membership.workspace_id == workspace_id, Membership.role == Role.MANAGER, Membership.until_at.is_(None)
    them = Member.id.in_(select(Membership.member_id).where(*held))
    wanted = select(Member).where(Member.workspace_id == workspace_id, Member.active, them)
    return list(await db.scalars(wanted.order_by(Member.name, Member.id)))


async def owners_of(db: AsyncSession, workspace_id: str, channel_id: str) -> list[Member]:
    """Return whom to tell about a channel: the managers of the team it belongs to; the admins where it has none."""
    found = await team_in(db, workspace_id, channel_id)
    told = await managers(db, workspace_id, found.id) if found else []
    return told or await admins(db, workspace_id)


async def role_in(db: AsyncSession, workspace_id: str, team_id: int, member_id: str) -> Role | None:
    """Return what somebody is in the team now; None where they are not in it."""
    role = await db.scalar(
        select(Membership.role).where(
            Membership.workspace_id == workspace_id,
            Membership.team_id == team_id,
            Membership.member_id == member_id,
            Membership.until_at.is_(None),
        )
    )
    return None if role is None else Role(role)


async def may_manage(db: AsyncSession, workspace_id: str, team_id: int, member_id: str) -> bool:
    """Whether somebody may change the team: its managers, and Slack's admins."""
    if await role_in(db, workspace_id, team_id, member_id) is Role.MANAGER:
        return True
    one = await member(db, workspace_id, member_id)
    return one is not None and one.is_admin and one.active


async def gone_from(db: AsyncSession, workspace_id: str, team_id: int) -> dict[str, Membership]:
    """Return the last membership of everybody who was in the team once and is not now, by member."""
    rows = await db.scalars(
        select(Membership)
        .where(Membership.workspace_id == workspace_id, Membership.team_id == team_id)
        .order_by(Membership.from_at, Membership.id)
    )
    return {member_id: one for member_id, one in {one.member_id: one for one in rows}.items() if one.until_at}


async def forgotten(db: AsyncSession, workspace_id: str, member_ids: Collection[str] | None = None) -> set[str]:
    """Return those of these people (of all, where none are named) who were forgotten once: no channel brings them."""
    wanted = select(Forgotten.member_id).where(Forgotten.workspace_id == workspace_id)
    if member_ids is not None:
        wanted = wanted.where(Forgotten.member_id.in_(set(member_ids)))
    return set(await db.scalars(wanted))
