"""A member skips a round, or is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.service.form import answerable
from salesbot.checkins.service.publish import redraw
from salesbot.checkins.service.question import show_question
from salesbot.errors import Refusal
from salesbot.people import service as people

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part


async def skip(db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, now: datetime) -> Part:
    """Skip this round: counted apart from missing, and it can still be answered."""
    return await _leave_out(db, ask_id, workspace_id=workspace_id, member_id=member_id, state="skipped", now=now)


async def away(db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, now: datetime) -> Part:
    """Be away on this round's day: nothing else is asked that day either."""
    part = await _leave_out(db, ask_id, workspace_id=workspace_id, member_id=member_id, state="away", now=now)
    await people.set_away(db, part.member, part.round.day, part.round.day, by=member_id, now=now)
    return part


async def _leave_out(
    db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, state: str, now: datetime
) -> Part:
    part = await answerable(db, ask_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    if part.ask.state == "answered":
        raise Refusal("You have answered this one already. *Change my answer* opens it again.")
    part.ask.state = state
    await show_question(db, part.ask, now=now)
    await redraw(db, workspace_id, [part.round.id])
    return part
