"""A board that stood and was taken away was sent: it does not lapse, and its occurrence is not called missed."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from salesbot.outbox import Board, service
from salesbot.outbox.model import Delivery
from salesbot.people.model import Workspace
from salesbot.store import insert


async def test_what_stood_and_was_taken_away_does_not_lapse(store, now):
    """Drawn anew after its time, it stays away and stays sent; what never stood lapses."""
    async with store.begin() as db:
        await insert(db, Workspace, [{"id": "TACME", "created_at": now}])
        for key in ("stood", "never"):
            late = now - timedelta(minutes=1)
            await service.promise(db, Board("TACME", key, "checkin.reminder", "1", "UBEN", late, expires_at=late))
        stood = update(Delivery).where(Delivery.key == "stood")
        await db.execute(stood.values(state="sent", sent_at=now - timedelta(hours=1)))
        await service.dirty(db, "TACME", ["stood", "never"])
    async with store.begin() as db:
        assert await service.expire(db, now=now) == [("TACME", "never")]
    async with store.read() as db:
        states = {row.key: row.state for row in await db.scalars(select(Delivery))}
    assert states == {"stood": "sent", "never": "expired"}
