"""What tips do for others: help beside a blocker, and tell their part of a week and of a home tab."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Aid, Card, Section
from salesbot.tips import blocks, queries, service

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Span, Visit

_ORDER = 50  # among the parts of a digest and of a home tab: after what was asked, blocked and thanked for


async def beside_blocker(
    db: AsyncSession,
    workspace_id: str,
    team_id: int,  # noqa: ARG001  the offer's shape: every team may find every other's tips
    words: str,
    now: datetime,  # noqa: ARG001  as above
) -> Aid | None:
    """Offer the tip that clearly fits what is in somebody's way."""
    found = await service.beside_blocker(db, workspace_id, words)
    return blocks.beside(found) if found else None


async def called(_db: AsyncSession, _workspace_id: str, job: str, _subject: str) -> str | None:
    """A look that found no old tip is nothing to tell of; what it found says why by itself."""
    return "" if job == service.STILL else None


async def digest(_house: House, db: AsyncSession, span: Span) -> Sequence[Section]:
    """Tell a team which tips were used and shared."""
    lines = blocks.week(await queries.week(db, span))
    return [Section(order=_ORDER, title="Tips", lines=lines or ["No tip was shared or used."], quiet=not lines)]


async def own_week(_house: House, db: AsyncSession, span: Span, member_id: str) -> Sequence[Section]:
    """Tell an author who used what they had shared."""
    lines = blocks.own_week(await queries.week(db, span, of=member_id))
    return [Section(order=_ORDER, title="Your tips", lines=lines)] if lines else []


async def home(house: House, db: AsyncSession, visit: Visit) -> Sequence[Card]:
    """Show the tip that helped most, and where to find and share more."""
    viewer = await queries.viewer(db, visit.workspace_id, visit.member_id)
    if not viewer.may_find:
        return []
    best = await queries.shown(
        db, await queries.top(db, visit.workspace_id, skip=0, most=1), workspace_id=visit.workspace_id
    )
    shown = blocks.card(best[0] if best else None, typed=house.command("tip"))
    return [Card(order=_ORDER, title="Tips", blocks=shown)]
