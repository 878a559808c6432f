"""What is always said: questions, their reminders, what one asked for oneself, thanks. Only the reason is decided."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from salesbot.attention.model import Decision
from salesbot.attention.rules import Standing, Verdict
from salesbot.attention.service.riding import take_along
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Promise
from salesbot.store import chunks, insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

# Why a message goes to this person now: the same words for all of them, or words for each.
Why = str | Callable[[Promise], str]

_ROWS = 500  # in one INSERT


async def promise(db: AsyncSession, *items: Promise, reason: Why, light: bool = False, now: datetime) -> None:
    """Promise messages to people, with the reason that `/salesbot why` tells: "your daily standup".

    `light`: a reminder, a thank-you, a notice. It counts for nothing in the budget of a day, and no offer rides in it.
    """
    await write(db, [decision(item, _words(reason, item), light=light, now=now) for item in items])
    await outbox.promise(db, *items)
    if not light:
        await take_along(db, items, now=now)


async def ride(db: AsyncSession, *items: Promise, reason: Why, by: Callable[[Promise], str], now: datetime) -> None:
    """Write down what comes to people within another promised message: nothing more is sent for it.

    `by` is the key of that message: what rides comes with it, or does not.
    """
    rows = [decision(item, _words(reason, item), now=now) | {"carried_by": by(item)} for item in items]
    await write(db, rows)


def _words(reason: Why, item: Promise) -> str:
    return reason if isinstance(reason, str) else reason(item)


def decision(item: Promise, why: str, *, light: bool = False, now: datetime) -> dict[str, Any]:
    """Return the row of a promise. Raises ValueError for what is not for one person: channels need nobody's leave."""
    return {
        "workspace_id": item.workspace_id,
        "member_id": person_of(item),
        "key": item.key,
        "kind": item.kind,
        "standing": Standing.PROMISED,
        "light": light,
        "verdict": Verdict.SENT,
        "reason": why,
        "because": "",
        "due_at": item.due_at,
        "decided_at": now,
    }


def person_of(item: Promise) -> str:
    """Return whom a message is for; raises ValueError where that is no person."""
    member_id = item.member_id or item.to
    if not member_id.startswith(("U", "W")):
        raise ValueError(f"{item.key} is for {member_id}, which is no person; channel messages go to the outbox")
    return member_id


async def write(db: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Write decisions; of a message that was decided about before, that one stands."""
    for some in chunks(rows, _ROWS):
        await insert(db, Decision, some, ignore=["workspace_id", "key"])
