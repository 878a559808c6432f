"""Rounds: who is still open in them, and how full their reports are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, func, select, tuple_

from salesbot.checkins.model import Ask, Checkin, Round
from salesbot.people.model import Team
from salesbot.schedule.model import Seat

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession


_RUNS = and_(Ask.asked_at.is_not(None), Ask.superseded_at.is_(None))


async def rounds(db: AsyncSession, keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], Round]:
    """Rounds by (check-in, day)."""
    query = select(Round).where(tuple_(Round.checkin_id, Round.day).in_(list(keys)))
    return {(found.checkin_id, found.day): found for found in await db.scalars(query)}


async def lock(db: AsyncSession, round_ids: Collection[int]) -> None:
    """Wait for everybody else who closes parts of these rounds just now (PostgreSQL)."""
    query = select(Round.id).where(Round.id.in_(round_ids)).order_by(Round.id)
    await db.execute(query.with_for_update(key_share=True))


async def live(db: AsyncSession, team_id: int, *, workspace_id: str) -> list[int]:
    """The rounds of a team whose reports may still change: somebody's next round has not been asked yet."""
    query = (
        select(Round.id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .where(Checkin.workspace_id == workspace_id, Checkin.team_id == team_id)
        .where(select(Ask.id).where(Ask.round_id == Round.id, _RUNS).exists())
    )
    return list(await db.scalars(query.order_by(Round.id)))


async def open_in(db: AsyncSession, round_id: int) -> int:
    """How many parts of a round have been asked and are not closed yet."""
    query = select(func.count()).where(Ask.round_id == round_id, Ask.closed_at.is_(None))
    return await db.scalar(query) or 0


async def answered_in(db: AsyncSession, round_id: int) -> int:
    """How many have answered in a round."""
    return await db.scalar(select(func.count()).where(Ask.round_id == round_id, Ask.state == "answered")) or 0


async def last_to_come(db: AsyncSession, appointment_id: int, *, day: date) -> datetime | None:
    """When the last of the seats that have not reached this day yet will; None where all have."""
    query = select(func.max(Seat.next_at)).where(Seat.appointment_id == appointment_id, Seat.next_day <= day)
    return await db.scalar(query)


async def answered(db: AsyncSession, round_id: int, *, lock: bool = False) -> list[Ask]:
    """The parts that stand in a round's report, in the order of their answers; `lock` keeps doors out meanwhile."""
    query = select(Ask).where(Ask.round_id == round_id, Ask.state == "answered", Ask.asked_at.is_not(None))
    if lock:  # in the order in which everybody locks
        query = query.order_by(Ask.id).with_for_update(key_share=True)
    return sorted(await db.scalars(query), key=lambda ask: (ask.answered_at or ask.opens_at, ask.id))


async def to_page(db: AsyncSession, round_id: int) -> bool:
    """Whether a round has something new for its report."""
    query = select(Ask.id).where(Ask.round_id == round_id, Ask.to_page.is_(True)).limit(1)
    return await db.scalar(query) is not None


async def round_and_team(db: AsyncSession, round_id: int, *, workspace_id: str) -> tuple[Round, Team]:
    """A round and the team it belongs to."""
    query = (
        select(Round, Team)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Round.workspace_id == workspace_id, Round.id == round_id)
    )
    row = (await db.execute(query)).one()
    return row[0], row[1]


async def last_page(db: AsyncSession, round_id: int) -> int:
    """The number of the last page of a round's report."""
    rows = select(func.max(Ask.page), func.max(Ask.report_pages)).where(Ask.round_id == round_id).group_by(Ask.page)
    return max((page + span - 1 for page, span in await db.execute(rows) if page is not None), default=0)
