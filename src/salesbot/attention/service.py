"""The gate that every proactive message to a person passes: promised or offered, with the reason that `why` tells."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from salesbot import store
from salesbot.attention.model import Decision
from salesbot.outbox import service as outbox

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.outbox.promises import Promise

# A policy for offers: (session, item, now) -> why not, in plain words; empty where it has nothing against it.
Policy = Callable[["AsyncSession", "Promise", "datetime"], Awaitable[str]]


async def promise(
    db: AsyncSession, *items: Promise, reason: str | Callable[[Promise], str], now: datetime
) -> None:
    """Promise messages that are always sent, and write down why each person gets theirs. Idempotent by key."""
    await _decide(db, items, standing="promised", verdict="sent on", reason=reason, now=now)
    await outbox.promise(db, *items)


async def offer(
    db: AsyncSession, item: Promise, *, reason: str, policies: Sequence[Policy] = (), now: datetime
) -> bool:
    """Offer a message that may be dropped; say whether it was sent on. The first policy against it gives the reason."""
    for policy in policies:
        against = await policy(db, item, now)
        if against:
            await _decide(db, [item], standing="offered", verdict="dropped", reason=against, now=now)
            return False
    await _decide(db, [item], standing="offered", verdict="sent on", reason=reason, now=now)
    await outbox.promise(db, item)
    return True


async def _decide(
    db: AsyncSession,
    items: Sequence[Promise],
    *,
    standing: str,
    verdict: str,
    reason: str | Callable[[Promise], str],
    now: datetime,
) -> None:
    rows: list[dict[str, Any]] = [
        {
            "workspace_id": item.workspace_id,
            "member_id": item.member_id,
            "key": item.key,
            "kind": item.kind,
            "standing": standing,
            "verdict": verdict,
            "reason": reason if isinstance(reason, str) else reason(item),
            "decided_at": now,
        }
        for item in items
        if item.member_id is not None
    ]
    if rows:
        await store.insert(db, Decision, rows, ignore=["workspace_id", "key"])
