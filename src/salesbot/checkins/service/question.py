"""The question in a member's direct message: one board that always says how things stand.

Two check-ins that are due together share it: the later one's part stands in the earlier one's message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask

QUESTION, DRAFT = "checkin.question", "checkin.draft"
ASK, REMIND, CLOSING = "checkin.ask", "checkin.remind", "checkin.close"  # the jobs of a part


def question(ask: Ask, *, due_at: datetime) -> Board:
    """Return the promise of a member's question; it never comes later than an hour before the round closes."""
    return Board(
        workspace_id=ask.workspace_id,
        key=board_of(ask),
        kind=QUESTION,
        subject=str(ask.id),
        to=ask.member_id,
        due_at=due_at,
        expires_at=ask.closes_at - rules.LAST_CALL if ask.state == "open" else None,
        member_id=ask.member_id,
    )


async def show_question(db: AsyncSession, ask: Ask, *, now: datetime) -> None:
    """Draw a member's question anew, or for the first time where they answered before it came."""
    await outbox.show(db, question(ask, due_at=now))
    await outbox.dirty(db, ask.workspace_id, reminders_of(ask))


def board_of(ask: Ask) -> str:
    """Return the outbox key of the message in which this part stands."""
    return ask.shown_in or ask.key


def boards_of(ask: Ask) -> list[str]:
    """Return the outbox keys of what a member sees of their part: the question, and the reminder if there was one."""
    return [board_of(ask), *reminders_of(ask)]


def reminders_of(ask: Ask) -> list[str]:
    """Return the outbox keys of the reminders that may name this part: its own, and its message's."""
    return sorted({reminder_of(key) for key in (ask.key, board_of(ask))})


def reminder_of(key: str) -> str:
    """Return the outbox key of the reminder that is about the question with this key first."""
    return f"{key.replace(ASK, REMIND, 1)}.remind"


def draft_key(draft_id: int) -> str:
    """Return the outbox key of the message that asks what a typed text was."""
    return f"{DRAFT}.{draft_id}"


async def draw_anew(db: AsyncSession, parts: Sequence[Ask]) -> None:
    """What a member sees of a round that is over says so: the question, its reminder, and what they typed."""
    keys: dict[str, list[str]] = {}
    for part in parts:
        keys.setdefault(part.workspace_id, []).extend(boards_of(part))
    for workspace_id, draft_id in await queries.drafts(db, parts, used=False) if parts else ():
        keys[workspace_id].append(draft_key(draft_id))
    for workspace_id in sorted(keys):
        await outbox.dirty(db, workspace_id, keys[workspace_id])
