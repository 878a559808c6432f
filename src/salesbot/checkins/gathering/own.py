"""What check-ins say in one member's own week: their answers, and their streak."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.gathering import words
from salesbot.checkins.gathering.counting import counted
from salesbot.checkins.queries import weeks
from salesbot.checkins.rules.weeks import streak
from salesbot.people.rules import zone_or
from salesbot.room import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import House, Span

ORDER = 10
WORTH_TELLING = 2  # weeks: one is no row


async def own_week(_house: House, db: AsyncSession, span: Span, member_id: str) -> Sequence[Section]:
    """How much of what was asked somebody answered."""
    found = await counted(db, span, member_id=member_id)
    if not found.week.whole.asked:
        return [Section(order=ORDER, title="Your check-ins", lines=[], quiet=True)]
    parts = await weeks.lately(db, span.workspace_id, member_id, team_ids=[span.team_id], now=span.now)
    run = streak(parts, today=span.now.astimezone(zone_or(span.zone)).date(), now=span.now)
    lines = [f"{words.share(found.week.whole)}.", *([row(run)] if run >= WORTH_TELLING else [])]
    return [Section(order=ORDER, title="Your check-ins", lines=lines)]


def row(run: int) -> str:
    """A streak, said kindly."""
    return f":fire: {run} weeks in a row, and no round went by without you."
