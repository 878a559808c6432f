"""Tips themselves: one, many, somebody's own, the best, any."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, func, or_, select

from salesbot.people import queries as people
from salesbot.people.model import Member, Team
from salesbot.schedule.model import Seat
from salesbot.store import even
from salesbot.tips import rules
from salesbot.tips.model import Tip, Use, Useful

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

POST = "tips.post"  # the board of a tip in its team's channel


def post_key(tip_id: int) -> str:
    """Return the outbox key of a tip's post."""
    return f"{POST}.{tip_id}"


@dataclass(frozen=True)
class Shown:
    """A tip with the names of who shared it and where."""

    tip: Tip
    author: Member
    team: Team


async def tip(db: AsyncSession, tip_id: int, *, workspace_id: str, lock: bool = False) -> Tip | None:
    """The tip, withdrawn or not; `lock` makes two who change it wait for each other (PostgreSQL)."""
    query = select(Tip).where(Tip.workspace_id == workspace_id, Tip.id == tip_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return await db.scalar(query)


async def shown(db: AsyncSession, ids: Sequence[int], *, workspace_id: str) -> list[Shown]:
    """These tips in this order; those that are withdrawn or elsewhere are left out."""
    if not ids:
        return []
    rows = await db.execute(_shown(), {"workspace_id": workspace_id, "ids": even(ids)})
    by_id = {tip.id: Shown(tip, author, team) for tip, author, team in rows}
    return [by_id[one] for one in ids if one in by_id]


@cache
def _shown() -> Select[Tip, Member, Team]:
    return (
        select(Tip, Member, Team)
        .join(Member, (Member.workspace_id == Tip.workspace_id) & (Member.id == Tip.member_id))
        .join(Team, (Team.workspace_id == Tip.workspace_id) & (Team.id == Tip.team_id))
        .where(Tip.workspace_id == bindparam("workspace_id"), Tip.id.in_(bindparam("ids", expanding=True)))
        .where(Tip.withdrawn_at.is_(None))
    )


async def mine(db: AsyncSession, workspace_id: str, member_id: str, *, skip: int, most: int) -> list[int]:
    """Somebody's own tips, the newest first."""
    wanted = Tip.workspace_id == workspace_id, Tip.member_id == member_id, Tip.withdrawn_at.is_(None)
    query = select(Tip.id).where(*wanted).order_by(Tip.shared_at.desc(), Tip.id.desc())
    return list(await db.scalars(query.offset(skip).limit(most)))


async def top(db: AsyncSession, workspace_id: str, *, skip: int, most: int) -> list[int]:
    """The tips that others confirmed most: by use, then by how many found them useful."""
    confirmed = Tip.workspace_id == workspace_id, Tip.withdrawn_at.is_(None), or_(Tip.uses > 0, Tip.useful > 0)
    query = select(Tip.id).where(*confirmed).order_by(Tip.uses.desc(), Tip.useful.desc(), Tip.id.desc())
    return list(await db.scalars(query.offset(skip).limit(most)))


async def any_tip(db: AsyncSession, workspace_id: str, *, chance: float) -> int | None:
    """One tip, by chance from 0 to 1; None where there is none."""
    here = Tip.workspace_id == workspace_id, Tip.withdrawn_at.is_(None)
    first = await db.scalar(select(func.min(Tip.id)).where(*here))
    last = await db.scalar(select(func.max(Tip.id)).where(*here))
    if first is None or last is None:
        return None
    drawn = first + int(chance * (last - first + 1))
    found: int | None = await db.scalar(select(Tip.id).where(*here, Tip.id >= drawn).order_by(Tip.id).limit(1))
    return found


async def said_before(db: AsyncSession, workspace_id: str, member_id: str, folded: str, *, since: datetime) -> bool:
    """Whether somebody has said the very same since then."""
    mine_ = Tip.workspace_id == workspace_id, Tip.member_id == member_id, Tip.shared_at >= since
    return await db.scalar(select(Tip.id).where(*mine_, Tip.folded == folded).limit(1)) is not None


async def uses(db: AsyncSession, tip_ids: Collection[int], *, most: int) -> list[Use]:
    """The newest uses of these tips with words, newest first."""
    told = Use.tip_id.in_(even(tip_ids)), Use.outcome != ""
    return list(await db.scalars(select(Use).where(*told).order_by(Use.used_at.desc(), Use.id.desc()).limit(most)))


async def use(db: AsyncSession, tip_id: int, member_id: str) -> Use | None:
    """Somebody's use of a tip."""
    return await db.scalar(select(Use).where(Use.tip_id == tip_id, Use.member_id == member_id))


async def is_useful(db: AsyncSession, tip_id: int, member_id: str) -> bool:
    """Whether somebody has said that a tip is useful."""
    mine_ = select(Useful.id).where(Useful.tip_id == tip_id, Useful.member_id == member_id)
    return await db.scalar(mine_) is not None


async def names(db: AsyncSession, workspace_id: str, ids: Collection[str]) -> dict[str, str]:
    """What these people are called."""
    return {one.id: one.name for one in (await people.members(db, workspace_id, ids)).values()}


async def viewer(db: AsyncSession, workspace_id: str, member_id: str) -> rules.Viewer:
    """Somebody, as the rules of tips see them now."""
    member = await people.member(db, workspace_id, member_id)
    if member is None:
        return rules.Viewer(member_id, full=False)
    roles = {team.id: role for team, role in await people.teams_of(db, workspace_id, member_id)}
    full = member.active and not (member.is_guest or member.is_stranger or member.is_bot)
    return rules.Viewer(member_id, roles, admin=member.is_admin, full=full)


async def stale(db: AsyncSession, workspace_id: str, team_ids: Collection[int], *, before: datetime) -> list[Tip]:
    """The tips of these teams that nobody has confirmed since then, the longest silent first."""
    old = Tip.confirmed_at <= before, Tip.withdrawn_at.is_(None)
    query = select(Tip).where(Tip.workspace_id == workspace_id, Tip.team_id.in_(even(team_ids)), *old)
    return list(await db.scalars(query.order_by(Tip.confirmed_at, Tip.id)))


async def authors(db: AsyncSession, workspace_id: str, team_ids: Collection[int]) -> dict[int, set[str]]:
    """Whose tips stand, by team."""
    stands = Tip.workspace_id == workspace_id, Tip.team_id.in_(even(team_ids)), Tip.withdrawn_at.is_(None)
    found: defaultdict[int, set[str]] = defaultdict(set)
    for team_id, member_id in await db.execute(select(Tip.team_id, Tip.member_id).where(*stands).distinct()):
        found[team_id].add(member_id)
    return found


async def is_seated(db: AsyncSession, appointment_id: int, member_id: str) -> bool:
    """Whether somebody has a seat in an appointment."""
    return (
        await db.scalar(select(Seat.id).where(Seat.appointment_id == appointment_id, Seat.who == member_id)) is not None
    )
