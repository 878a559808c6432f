"""A member takes an answer back: the question is open again, what was published loses it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete

from salesbot.checkins import queries
from salesbot.checkins.model import Answer
from salesbot.checkins.service.blocked import taken_back
from salesbot.checkins.service.form import answerable
from salesbot.checkins.service.offered import offer_again
from salesbot.checkins.service.publish import withdraw
from salesbot.checkins.service.question import board_of, show_question
from salesbot.checkins.service.together import anew
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part
    from salesbot.room import SayBlockers


async def take_back(
    db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, say: Sequence[SayBlockers] = (), now: datetime
) -> Part:
    """Delete an answer until the person's next round is asked; a blocker that it raised goes with it.

    One that another answer names as well stays, as that one's.
    """
    part = await answerable(db, ask_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    if part.ask.state != "answered":
        raise Refusal("There is no answer of yours to take back here.")
    heir = await queries.says_it_too(db, part.ask, team_id=part.team.id)
    await db.execute(delete(Answer).where(Answer.ask_id == ask_id))
    part.ask.state, part.ask.question_set = "open", None
    await withdraw(db, part)
    await _ask_again(db, part, now=now)
    await offer_again(db, part.ask)
    for tell in say:
        await tell(db, taken_back(part, heir=heir, now=now))
    return part


async def _ask_again(db: AsyncSession, part: Part, *, now: datetime) -> None:
    """Let the question say that it is open; one that was answered before its time comes anew when that is here."""
    if part.ask.asked_at is not None:
        await show_question(db, part.ask, now=now)
        return
    await outbox.withdraw(db, part.ask.workspace_id, board_of(part.ask))
    part.ask.shown_in = anew(part.ask)
    await db.flush()
