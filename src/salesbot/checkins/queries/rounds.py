"""Rounds: who is still open in them, and how full their reports are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select, tuple_

from salesbot.checkins.model import Ask, Round
from salesbot.checkins.rules import PAGE_LIMIT, Page
from salesbot.schedule.model import Seat

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession


async def rounds(db: AsyncSession, keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], Round]:
    """Rounds by (check-in, day)."""
    query = select(Round).where(tuple_(Round.checkin_id, Round.day).in_(list(keys)))
    return {(found.checkin_id, found.day): found for found in await db.scalars(query)}


async def open_in(db: AsyncSession, round_id: int) -> int:
    """How many parts of a round have been asked and are not closed yet."""
    query = select(func.count()).where(Ask.round_id == round_id, Ask.closed_at.is_(None))
    return await db.scalar(query) or 0


async def answered_in(db: AsyncSession, round_id: int) -> int:
    """How many have answered in a round."""
    return await db.scalar(select(func.count()).where(Ask.round_id == round_id, Ask.state == "answered")) or 0


async def still_to_come(db: AsyncSession, appointment_id: int, *, day: date) -> int:
    """How many seats have not reached this day yet."""
    query = select(func.count()).where(Seat.appointment_id == appointment_id, Seat.next_day <= day)
    return await db.scalar(query) or 0


async def pages(db: AsyncSession, round_id: int, *, but: int) -> list[Page]:
    """How full each page of a round's report is, one part (`but`) left out."""
    query = (
        select(Ask.page, func.sum(Ask.report_size), func.sum(Ask.report_blocks), func.max(Ask.report_pages))
        .where(Ask.round_id == round_id, Ask.page.is_not(None), Ask.id != but)
        .group_by(Ask.page)
    )
    found = []
    for number, size, blocks, span in await db.execute(query):
        found += [
            Page((number or 0) + i, PAGE_LIMIT if span > 1 else int(size), int(blocks), whole=span > 1) for i in range(span)
        ]
    return found


async def last_page(db: AsyncSession, round_id: int) -> int:
    """The number of the last page of a round's report."""
    rows = select(func.max(Ask.page), func.max(Ask.report_pages)).where(Ask.round_id == round_id).group_by(Ask.page)
    return max((page + span - 1 for page, span in await db.execute(rows) if page is not None), default=0)
