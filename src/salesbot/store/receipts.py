"""Receipts: what was stored under which identity, so that a repeat gets the first answer and stores nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Index, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from salesbot import clock
from salesbot.errors import AlreadyDone
from salesbot.store.base import Base
from salesbot.store.rows import insert

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Once

KEPT = timedelta(hours=24)  # Slack gives up repeating an event after an hour; people after a day
_ONCE = "salesbot.once"
_ANSWER = "salesbot.answer"


class Receipt(Base):
    """One submission, click or event that was stored, and the answer it got. Machine time."""

    __tablename__ = "receipts"
    __table_args__ = (Index(None, "received_at"),)

    # Without a foreign key: the first event of a workspace may be what makes it known.
    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    answer: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    received_at: Mapped[datetime]


async def take(db: AsyncSession, once: Once) -> None:
    """Write the receipt, or raise AlreadyDone; a twin still in its transaction is waited for."""
    row = {"workspace_id": once.workspace_id, "key": once.key, "answer": None, "received_at": clock.real()}
    if not await insert(db, Receipt, [row], ignore=["workspace_id", "key"]):
        answer = select(Receipt.answer).where(_is(once))
        raise AlreadyDone((await db.execute(answer)).scalar_one_or_none())
    db.info[_ONCE] = once


def remember(db: AsyncSession, answer: dict[str, Any]) -> None:
    """Note the answer; `settle` writes it."""
    db.info[_ANSWER] = answer


async def settle(db: AsyncSession) -> None:
    """Write the noted answer into this transaction's receipt."""
    once, answer = db.info.get(_ONCE), db.info.get(_ANSWER)
    if once is not None and answer is not None:
        await db.execute(update(Receipt).where(_is(once)).values(answer=answer))


async def purge(db: AsyncSession, *, now: datetime) -> int:
    """Forget receipts older than a day (`now`: machine time); returns how many."""
    gone = await db.execute(delete(Receipt).where(Receipt.received_at < now - KEPT).returning(Receipt.key))
    return len(gone.all())


def _is(once: Once) -> Any:
    return (Receipt.workspace_id == once.workspace_id) & (Receipt.key == once.key)
