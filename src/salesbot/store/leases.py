"""Leases: one process does some work for all, and says so for as long as it lives.

A lease is a receipt (workspace, key) whose time moves on while the work goes on. Whoever finds it old, in machine time,
takes the work over. Two at work at once do no harm: a process that stood still knows nothing of what was taken over.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, literal_column, select

from salesbot.store.receipts import Receipt
from salesbot.store.rows import upsert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

LEASE = timedelta(minutes=3)
RENEWED = timedelta(minutes=1)  # how often whoever is at work says so

_ANEW: dict[str, Any] = {"received_at": literal_column("excluded.received_at")}


async def hold(db: AsyncSession, workspace_id: str, key: str, *, now: datetime) -> None:
    """Be at work from now on, or still (`now`: machine time)."""
    row = {"workspace_id": workspace_id, "key": key, "answer": None, "received_at": now}
    await upsert(db, Receipt, [row], key=["workspace_id", "key"], change=_ANEW, where=Receipt.key == key)


async def let_go(db: AsyncSession, workspace_id: str, key: str) -> None:
    """The work is done."""
    await db.execute(delete(Receipt).where(Receipt.workspace_id == workspace_id, Receipt.key == key))


async def lapsed(db: AsyncSession, workspace_id: str, key: str, *, now: datetime) -> bool:
    """Whether somebody was at work and has not said so for a whole lease (`now`: machine time): they died over it."""
    at = await db.scalar(select(Receipt.received_at).where(Receipt.workspace_id == workspace_id, Receipt.key == key))
    return at is not None and at < now - LEASE
