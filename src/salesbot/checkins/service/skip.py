"""A member skips a round, or is away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.checkins.service.form import answerable
from salesbot.checkins.service.publish import redraw
from salesbot.checkins.service.question import show_question
from salesbot.errors import Refusal
from salesbot.people import service as people
from salesbot.people.queries import calendars

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part


async def skip(db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, now: datetime) -> Part:
    """Skip this round: counted apart from missing, and it can still be answered."""
    return await _leave_out(db, ask_id, workspace_id=workspace_id, member_id=member_id, state="skipped", now=now)


async def away(db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, now: datetime) -> Part:
    """Be away on this round's day: nothing else is asked that day either."""
    part = await _leave_out(db, ask_id, workspace_id=workspace_id, member_id=member_id, state="away", now=now)
    await people.set_away(db, part.member, part.round.day, part.round.day, by=member_id, now=now)
    await follow_away(db, workspace_id, member_id, now)
    return part


async def follow_away(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> None:
    """Settle what is open on days of somebody's time away; what it had settled opens again where it ended."""
    calendar = (await calendars(db, workspace_id, [member_id])).get(member_id)
    aways = calendar.aways if calendar else ()
    for part in await queries.current_parts(db, member_id, workspace_id=workspace_id):
        before, after = ("open", "away") if _within(part.round.day, aways) else ("away", "open")
        if part.ask.state != before:
            continue
        same = await queries.part(db, part.ask.id, workspace_id=workspace_id, lock=True)
        if same is not None and same.ask.state == before:  # nobody answered it meanwhile
            await _settle(db, same, state=after, now=now)


def _within(day: date, spans: Iterable[tuple[date, date]]) -> bool:
    return any(first <= day <= last for first, last in spans)


async def _leave_out(
    db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, state: str, now: datetime
) -> Part:
    part = await answerable(db, ask_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    if part.ask.state == "answered":
        raise Refusal("You have answered this one already. *Change my answer* opens it again.")
    await _settle(db, part, state=state, now=now)
    return part


async def _settle(db: AsyncSession, part: Part, *, state: str, now: datetime) -> None:
    part.ask.state = state
    if part.ask.asked_at is not None:
        await show_question(db, part.ask, now=now)
    await redraw(db, part.ask.workspace_id, [part.round.id])
