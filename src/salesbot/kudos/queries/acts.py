"""Acts of thanks with all that is told of them: names, values, and who says so too."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from salesbot.kudos.model import Kudos, Lived, MeToo, Thanked
from salesbot.kudos.rules import Value
from salesbot.people import queries as people
from salesbot.store import chunks, even

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

AT_ONCE = 500  # ids in one IN (…)


@dataclass(frozen=True)
class Act:
    """One act: who thanked whom, by name. `others` say so too."""

    kudos: Kudos
    giver: str
    receivers: Sequence[tuple[str, str]]  # (id, name)
    values: Sequence[Value]
    others: int


async def act(db: AsyncSession, kudos_id: int, *, workspace_id: str) -> Act | None:
    """One act; None where it was taken back, or never was."""
    found = await acts(db, [kudos_id], workspace_id=workspace_id)
    return found[0] if found else None


async def acts(db: AsyncSession, ids: Collection[int], *, workspace_id: str) -> list[Act]:
    """These acts, the newest first."""
    found = [one for some in chunks(ids, AT_ONCE) for one in await _acts(db, some, workspace_id=workspace_id)]
    return sorted(found, key=lambda one: (one.kudos.given_at, one.kudos.id), reverse=True)


async def _acts(db: AsyncSession, ids: Collection[int], *, workspace_id: str) -> list[Act]:
    some = even(ids)
    query = select(Kudos).where(Kudos.workspace_id == workspace_id, Kudos.id.in_(some))
    found = list(await db.scalars(query))
    thanked: defaultdict[int, list[str]] = defaultdict(list)
    rows = select(Thanked.kudos_id, Thanked.receiver_id).where(Thanked.kudos_id.in_(some)).order_by(Thanked.id)
    for kudos_id, receiver in await db.execute(rows):
        thanked[kudos_id].append(receiver)
    named = {one.giver_id for one in found} | {one for them in thanked.values() for one in them}
    names = {one.id: one.name for one in (await people.members(db, workspace_id, named)).values()}
    values, others = await _values(db, some), await _others(db, some)
    return [
        Act(
            one, names.get(one.giver_id, ""), [(who, names.get(who, "")) for who in thanked[one.id]],
            values[one.id], others.get(one.id, 0),
        )
        for one in found
    ]  # fmt: skip


async def _values(db: AsyncSession, ids: Sequence[int]) -> defaultdict[int, list[Value]]:
    found: defaultdict[int, list[Value]] = defaultdict(list)
    for one in await db.scalars(select(Lived).where(Lived.kudos_id.in_(ids)).order_by(Lived.id)):
        found[one.kudos_id].append(Value(one.tag, one.meaning))
    return found


async def _others(db: AsyncSession, ids: Sequence[int]) -> dict[int, int]:
    query = select(MeToo.kudos_id, func.count()).where(MeToo.kudos_id.in_(ids), MeToo.counts).group_by(MeToo.kudos_id)
    return {kudos_id: number for kudos_id, number in await db.execute(query)}  # noqa: C416  rows are no pairs to mypy


async def locked(db: AsyncSession, kudos_id: int, *, workspace_id: str) -> Kudos | None:
    """An act that is about to change: two who change it wait for each other (PostgreSQL)."""
    query = select(Kudos).where(Kudos.workspace_id == workspace_id, Kudos.id == kudos_id)
    return await db.scalar(query.with_for_update().execution_options(populate_existing=True))


async def latest_of(db: AsyncSession, workspace_id: str, giver_id: str) -> Kudos | None:
    """What somebody gave last."""
    return await db.scalar(_given(workspace_id, giver_id).limit(1))


async def given_by(db: AsyncSession, workspace_id: str, giver_id: str, *, limit: int) -> list[Act]:
    """What somebody gave last, the newest first."""
    found = await db.scalars(_given(workspace_id, giver_id).limit(limit))
    return await acts(db, [one.id for one in found], workspace_id=workspace_id)


def _given(workspace_id: str, giver_id: str) -> Select[Kudos]:
    query = select(Kudos).where(Kudos.workspace_id == workspace_id, Kudos.giver_id == giver_id)
    return query.order_by(Kudos.day.desc(), Kudos.given_at.desc(), Kudos.id.desc())


async def received_by(
    db: AsyncSession, workspace_id: str, receiver_id: str, *, limit: int, since: datetime | None = None,
    until: datetime | None = None,
) -> list[Act]:  # fmt: skip
    """What somebody was thanked for last, the newest first."""
    query = select(Thanked.kudos_id).where(Thanked.workspace_id == workspace_id, Thanked.receiver_id == receiver_id)
    query = query.where(Thanked.given_at >= since) if since else query
    query = query.where(Thanked.given_at < until) if until else query
    found = await db.scalars(query.order_by(Thanked.given_at.desc(), Thanked.id.desc()).limit(limit))
    return await acts(db, list(found), workspace_id=workspace_id)


async def me_too(db: AsyncSession, kudos_id: int, member_id: str) -> MeToo | None:
    """What somebody said last of another's kudos."""
    return await db.scalar(select(MeToo).where(MeToo.kudos_id == kudos_id, MeToo.member_id == member_id))


async def recent(
    db: AsyncSession, workspace_id: str, team_id: int, *, since: datetime, until: datetime | None = None
) -> list[int]:
    """The acts of a team since then, the oldest first."""
    query = select(Kudos.id).where(Kudos.workspace_id == workspace_id, Kudos.team_id == team_id)
    query = query.where(Kudos.given_at < until) if until else query
    return list(await db.scalars(query.where(Kudos.given_at >= since).order_by(Kudos.given_at, Kudos.id)))
