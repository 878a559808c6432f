"""The verbs of attention: promise what is always said, offer what may be said, and write down why."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from salesbot.attention.model import Decision
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Promise
from salesbot.store import chunks, insert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

# A policy looks at one offer: (session, what is offered, calendar now) -> why it is dropped, in plain words, or None.
Policy = Callable[["AsyncSession", Promise, "datetime"], Awaitable[str | None]]
# Why a message goes to this person now: the same words for all of them, or words for each.
Why = str | Callable[[Promise], str]

_ROWS = 500  # in one INSERT


async def promise(db: AsyncSession, *items: Promise, reason: Why, now: datetime) -> None:
    """Promise messages to people, with the reason that `/salesbot why` tells: "your daily standup"."""
    await ride(db, *items, reason=reason, now=now)
    await outbox.promise(db, *items)


async def ride(db: AsyncSession, *items: Promise, reason: Why, now: datetime) -> None:
    """Write down what comes to people within another message: nothing more is sent for it."""
    words = [reason if isinstance(reason, str) else reason(item) for item in items]
    rows = [
        _decision(item, why, standing="promised", verdict="sent on", now=now)
        for item, why in zip(items, words, strict=True)
    ]
    await _write(db, rows)


async def offer(
    db: AsyncSession, item: Promise, *, reason: str, policies: Sequence[Policy] = (), now: datetime
) -> bool:
    """Offer one message to a person; False where a policy drops it, with that policy's reason."""
    for policy in policies:
        objection = await policy(db, item, now)
        if objection is not None:
            words = f"{reason} (not offered: {objection})"
            await _write(db, [_decision(item, words, standing="offered", verdict="dropped", now=now)])
            return False
    await _write(db, [_decision(item, reason, standing="offered", verdict="sent on", now=now)])
    await outbox.promise(db, item)
    return True


async def _write(db: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    for some in chunks(rows, _ROWS):
        await insert(db, Decision, some, ignore=["workspace_id", "key"])


def _decision(item: Promise, why: str, *, standing: str, verdict: str, now: datetime) -> dict[str, Any]:
    """The row of one decision. Raises ValueError for what is not for one person: channels need nobody's leave."""
    member_id = item.member_id or item.to
    if not member_id.startswith(("U", "W")):
        raise ValueError(f"{item.key} is for {member_id}, which is no person; channel messages go to the outbox")
    return {
        "workspace_id": item.workspace_id,
        "member_id": member_id,
        "key": item.key,
        "kind": item.kind,
        "standing": standing,
        "verdict": verdict,
        "reason": why,
        "decided_at": now,
    }
