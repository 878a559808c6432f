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
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part
    from salesbot.people.rules import Calendar
    from salesbot.room import OnAway


AWAY = "checkin.away"  # the button *I'm away*


async def skip(db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, now: datetime) -> Part:
    """Skip this round: counted apart from missing, and it can still be answered."""
    return await _leave_out(db, ask_id, workspace_id=workspace_id, member_id=member_id, state="skipped", now=now)


async def away(
    db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, on_away: Sequence[OnAway] = (), now: datetime
) -> Part:
    """Be away on this round's day: nothing else is asked that day either, and what may wait does."""
    part = await _leave_out(db, ask_id, workspace_id=workspace_id, member_id=member_id, state="away", now=now)
    await people.set_away(db, part.member, part.round.day, part.round.day, by=member_id, button=AWAY, now=now)
    await _tell(db, part, on_away=on_away, now=now)
    return part


async def here_after_all(db: AsyncSession, part: Part, *, on_away: Sequence[OnAway] = (), now: datetime) -> None:
    """Whoever answers on a day that *I'm away* noted is there: they are asked the rest of that day again.

    Time away that was noted in any other way stays; an answer counts all the same.
    """
    if await people.end_pressed(db, part.member, part.round.day, button=AWAY, now=now):
        await _tell(db, part, on_away=on_away, now=now)


async def _tell(db: AsyncSession, part: Part, *, on_away: Sequence[OnAway], now: datetime) -> None:
    """Tell all rooms that hear of time away; where none was given, at least this one."""
    for hear in on_away or (follow_away,):
        await hear(db, part.ask.workspace_id, part.ask.member_id, now)


async def follow_away(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> None:
    """Settle what is open while somebody is away; it opens again where that ended before its close.

    Reports of rounds in which they are still to be asked say whether they will be.
    """
    calendar = (await calendars(db, workspace_id, [member_id])).get(member_id)
    rounds = set(await queries.ahead_of(db, workspace_id, member_id))
    for part in await hold_current(db, workspace_id, member_id):
        off = calendar is not None and is_away(part, calendar, now=now)
        before, after = ("open", "away") if off else ("away", "open")
        if part.ask.state == before and (off or part.ask.closed_at is None):
            await _settle(db, part, state=after, now=now)
            rounds.add(part.round.id)
        elif off and part.ask.state == "away" and part.ask.asked_at is not None:
            rounds.add(part.round.id)  # whoever pressed the button under it left that to us
    await redraw(db, workspace_id, rounds)  # all at once: two who go away have the same reports, in orders of their own


async def hold_current(db: AsyncSession, workspace_id: str, member_id: str) -> list[Part]:
    """Return what somebody can answer now, locked: all of it before the messages about any, as everybody does."""
    parts = await queries.current_parts(db, member_id, workspace_id=workspace_id)
    held = await queries.asks(db, [part.round.id for part in parts], member_ids=[member_id]) if parts else {}
    here = [part for part in parts if (part.round.id, member_id) in held]
    return sorted(here, key=lambda part: part.ask.id)


def is_away(part: Part, calendar: Calendar, *, now: datetime) -> bool:
    """Return whether its member is away from a part: for its whole day or, by a status or a pause, while it is open."""
    if any(first <= part.round.day <= last for first, last in calendar.aways):
        return True
    is_open = part.ask.opens_at <= now and part.ask.closed_at is None
    ends = (calendar.status_away_until, calendar.paused_until)
    return is_open and any(end is not None and now < end for end in ends)


async def _leave_out(
    db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, state: str, now: datetime
) -> Part:
    if state == "away":  # the day's other parts will follow
        await hold_current(db, workspace_id, member_id)
    part = await answerable(db, ask_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    if part.ask.state == "answered":
        raise Refusal("You have answered this one already. *Change my answer* opens it again.")
    await _settle(db, part, state=state, now=now)
    if state != "away":  # else its report is drawn anew with those of the day's other parts
        await redraw(db, workspace_id, [part.round.id])
    return part


async def _settle(db: AsyncSession, part: Part, *, state: str, now: datetime) -> None:
    part.ask.state = state
    if part.ask.asked_at is not None:
        await show_question(db, part.ask, now=now)
