"""Every question that blockers ask the database."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, or_, select, tuple_

from salesbot.blockers import rules
from salesbot.blockers.model import Blocker, Told
from salesbot.outbox import queries as outbox
from salesbot.people import queries as people
from salesbot.people.model import Membership
from salesbot.people.rules import Role
from salesbot.schedule.model import Appointment, Seat
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import BlockersSaid

REMIND = "blocker.remind"  # the job that looks at silent blockers, and its appointment


async def open_in(
    db: AsyncSession, workspace_id: str, team_ids: Collection[int], *, member_id: str | None = None
) -> list[Blocker]:
    """The open blockers of these teams, or one member's in them, oldest first."""
    where = {"workspace_id": workspace_id, "team_ids": even(team_ids), "member_id": member_id}
    return list(await db.scalars(_open(of_one=member_id is not None), where))


@cache
def _open(*, of_one: bool) -> Select[Blocker]:
    query = select(Blocker).where(*_open_in())
    query = query.where(Blocker.member_id == bindparam("member_id")) if of_one else query
    return query.order_by(Blocker.raised_at, Blocker.id)


def _open_in() -> tuple[ColumnElement[bool], ...]:
    here = Blocker.workspace_id == bindparam("workspace_id")
    return here, Blocker.team_id.in_(bindparam("team_ids", expanding=True)), Blocker.resolved_at.is_(None)


async def blocked(db: AsyncSession, workspace_id: str, team_ids: Collection[int]) -> dict[int, set[str]]:
    """Whose blockers are open in these teams, by team; teams without any are left out."""
    owners: dict[int, set[str]] = {}
    rows = await db.execute(_owners(), {"workspace_id": workspace_id, "team_ids": even(team_ids)})
    for team_id, member_id in rows:
        owners.setdefault(team_id, set()).add(member_id)
    return owners


@cache
def _owners() -> Select[int, str]:
    return select(Blocker.team_id, Blocker.member_id).where(*_open_in())


async def resolved_by_owners(
    db: AsyncSession, workspace_id: str, team_ids: Collection[int], *, since: datetime
) -> list[Blocker]:
    """What the people of these teams resolved themselves since then, in order, as long as its words are kept."""
    mine = Blocker.workspace_id == workspace_id, Blocker.team_id.in_(even(sorted(team_ids)))
    theirs = Blocker.resolved_at >= since, Blocker.resolved_by == Blocker.member_id, Blocker.text != ""
    return list(await db.scalars(select(Blocker).where(*mine, *theirs).order_by(Blocker.resolved_at, Blocker.id)))


async def of_days(
    db: AsyncSession, workspace_id: str, team_id: int, *, since: datetime, until: datetime
) -> list[Blocker]:
    """What stood in a team's way at any time in `since` <= it < `until`, oldest first; what was over before is not."""
    mine = Blocker.workspace_id == workspace_id, Blocker.team_id == team_id
    stood = or_(Blocker.resolved_at.is_(None), Blocker.resolved_at >= since), Blocker.raised_at < until
    return list(await db.scalars(select(Blocker).where(*mine, *stood).order_by(Blocker.raised_at, Blocker.id)))


async def blocker(db: AsyncSession, blocker_id: int, *, workspace_id: str, lock: bool = False) -> Blocker | None:
    """The blocker with this id; `lock` makes two who change it wait for each other (PostgreSQL)."""
    query = select(Blocker).where(Blocker.workspace_id == workspace_id, Blocker.id == blocker_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return await db.scalar(query)


async def said_in(db: AsyncSession, sources: Collection[tuple[str, str]]) -> dict[tuple[str, str], Blocker]:
    """The blockers that were raised in these answers, by (workspace, source)."""
    found = await db.scalars(_said(), {"sources": even(sources)})
    return {(one.workspace_id, one.source): one for one in found}


@cache
def _said() -> Select[Blocker]:
    wanted = tuple_(Blocker.workspace_id, Blocker.source).in_(bindparam("sources", expanding=True))
    return select(Blocker).where(wanted).order_by(Blocker.id)


async def open_as_said(db: AsyncSession, said: Collection[BlockersSaid]) -> dict[tuple[str, int, str, str], Blocker]:
    """Open blockers that say word for word what these people call new in these teams, locked.

    By workspace, team, member and words; of several the one that nobody was told of yet, and of those the oldest.
    """
    words = {(one.workspace_id, one.team_id, one.member_id, one.new or "") for one in said}
    found = list(await db.scalars(_as_said(), {"words": even(sorted(words))}))
    found.sort(key=lambda one: (one.report_key is None, -one.id))
    return {(one.workspace_id, one.team_id, one.member_id, one.text): one for one in found}


@cache
def _as_said() -> Select[Blocker]:
    says = tuple_(Blocker.workspace_id, Blocker.team_id, Blocker.member_id, Blocker.text)
    query = select(Blocker).where(says.in_(bindparam("words", expanding=True)), Blocker.resolved_at.is_(None))
    locked = query.order_by(Blocker.id).with_for_update(key_share=True)
    return locked.execution_options(populate_existing=True)


async def known(db: AsyncSession, ids: Collection[int]) -> dict[int, Blocker]:
    """These blockers, open or not, by id; whose they are is for the caller to look at."""
    query = select(Blocker).where(Blocker.id.in_(ids))
    return {one.id: one for one in await db.scalars(query.order_by(Blocker.id))}


async def any_unwatched(db: AsyncSession) -> bool:
    """Whether there was a word whose silence nobody looks for yet."""
    return await db.scalar(_unwatched().with_only_columns(Blocker.id).limit(1)) is not None


async def unwatched(db: AsyncSession, *, limit: int) -> list[Blocker]:
    """Blockers with a word whose silence nobody looks for yet, locked; those that another holds are left to it."""
    found = _unwatched().order_by(Blocker.id).limit(limit)
    return list(await db.scalars(found.with_for_update(key_share=True, skip_locked=True)))


def _unwatched() -> Select[Blocker]:
    return select(Blocker).where(Blocker.unwatched_at.is_not(None))


# ---- who looks ----


async def viewer(db: AsyncSession, workspace_id: str, team_id: int, member_id: str) -> rules.Viewer:
    """Somebody, as the rules of reading a team's blockers see them now."""
    member = await people.member(db, workspace_id, member_id)
    role = await people.role_in(db, workspace_id, team_id, member_id)
    if member is None or not member.active:
        return rules.Viewer(member_id, None)
    return rules.Viewer(member_id, role, admin=member.is_admin, guest=member.is_guest or member.is_stranger)


async def roles(db: AsyncSession, workspace_id: str, team_ids: Collection[int]) -> dict[tuple[int, str], Role]:
    """What everybody is in these teams now, by (team, member)."""
    rows = await db.execute(_roles(), {"workspace_id": workspace_id, "team_ids": even(team_ids)})
    return {(team_id, member_id): Role(role) for team_id, member_id, role in rows}


@cache
def _roles() -> Select[int, str, str]:
    here = Membership.workspace_id == bindparam("workspace_id"), Membership.until_at.is_(None)
    teams = Membership.team_id.in_(bindparam("team_ids", expanding=True))
    return select(Membership.team_id, Membership.member_id, Membership.role).where(*here, teams)


# ---- who was told, and who will be ----


async def told_of(db: AsyncSession, blocker_ids: Collection[int]) -> list[Told]:
    """Who was told of these blockers by direct message; not what came too late to be sent."""
    rows = list(await db.scalars(select(Told).where(Told.blocker_id.in_(blocker_ids)).order_by(Told.id)))
    lapsed = set()
    for workspace_id in {one.workspace_id for one in rows}:
        keys = {one.key for one in rows if one.workspace_id == workspace_id}
        fates = await outbox.fate(db, workspace_id, keys)
        lapsed |= {(workspace_id, key) for key, fate in fates.items() if fate.state == "expired"}
    return [one for one in rows if (one.workspace_id, one.key) not in lapsed]


async def told_keys(db: AsyncSession, blocker_ids: Collection[int]) -> list[str]:
    """The messages in which people were told of these blockers."""
    return list(await db.scalars(select(Told.key).where(Told.blocker_id.in_(blocker_ids)).distinct()))


async def told_to(db: AsyncSession, workspace_id: str, team_id: int, member_ids: Collection[str]) -> list[str]:
    """The messages in which these people were told of a team's blockers."""
    mine = Told.workspace_id == workspace_id, Told.member_id.in_(even(sorted(member_ids))), Blocker.team_id == team_id
    query = select(Told.key).join(Blocker, Blocker.id == Told.blocker_id).where(*mine)
    return list(await db.scalars(query.distinct()))


async def told_in(db: AsyncSession, workspace_id: str, key: str) -> list[tuple[Told, Blocker]]:
    """What one message told, the oldest blocker first."""
    rows = await db.execute(
        select(Told, Blocker)
        .join(Blocker, Blocker.id == Told.blocker_id)
        .where(Told.workspace_id == workspace_id, Told.key == key)
        .order_by(Blocker.raised_at, Blocker.id)
    )
    return [(told, one) for told, one in rows]


async def appointments(db: AsyncSession, teams: Collection[tuple[str, int]]) -> dict[tuple[str, int], Appointment]:
    """The appointment that looks at each of these teams' silent blockers, by (workspace, team)."""
    found = await db.scalars(_appointments(), {"teams": even((one, str(team)) for one, team in teams)})
    return {(one.workspace_id, int(one.subject)): one for one in found}


@cache
def _appointments() -> Select[Appointment]:
    wanted = tuple_(Appointment.workspace_id, Appointment.subject).in_(bindparam("teams", expanding=True))
    return select(Appointment).where(wanted, Appointment.job == REMIND).order_by(Appointment.id.desc())


async def lock_appointments(db: AsyncSession, ids: Collection[int]) -> None:
    """Let nobody else seat or unseat who looks at silent blockers here (PostgreSQL); what is read behind it holds."""
    mine = select(Appointment.id).where(Appointment.id.in_(ids)).order_by(Appointment.id)
    await db.execute(mine.with_for_update(key_share=True))


async def seated(db: AsyncSession, appointment_ids: Collection[int]) -> set[tuple[int, str]]:
    """Who waits to look at silent blockers, as (appointment, member)."""
    rows = await db.execute(_seated(), {"ids": even(appointment_ids)})
    return {(appointment_id, who) for appointment_id, who in rows}


@cache
def _seated() -> Select[int, str]:
    return select(Seat.appointment_id, Seat.who).where(Seat.appointment_id.in_(bindparam("ids", expanding=True)))
