"""What is long over is forgotten in small steps, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from salesbot.store import forget
from salesbot.store.receipts import Receipt


async def test_only_what_is_old_is_forgotten(store, now, monkeypatch):
    """More than fit into one step go, and what is young stays."""
    monkeypatch.setattr(store, "batch", 3)
    async with store.begin() as db:
        for number in range(8):
            db.add(Receipt(workspace_id="T1", key=f"old {number}", received_at=now - timedelta(days=9)))
        db.add(Receipt(workspace_id="T1", key="young", received_at=now))

    assert await forget(store, Receipt, Receipt.received_at < now - timedelta(days=8)) == 8
    async with store.read() as db:
        assert list(await db.scalars(select(Receipt.key))) == ["young"]
