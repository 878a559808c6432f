"""Receipts: what was stored under which identity, so that a repeat gets the first answer and stores nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Index, delete, null, select, update
from sqlalchemy.orm import Mapped, mapped_column

from salesbot import clock
from salesbot.errors import AlreadyDone
from salesbot.room import Once
from salesbot.store.base import Base
from salesbot.store.rows import chunks, insert, skip_locked

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


KEPT = timedelta(hours=24)  # Slack gives up repeating an event after an hour; people after a day
_AT_ONCE = 500
_ONCE = "salesbot.once"
_ANSWERS = "salesbot.answers"


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


async def first(db: AsyncSession, name: str) -> bool:
    """Write that a request of this name came, whoever's it is; whether it is the first time."""
    row = {"workspace_id": "", "key": f"request.{name}", "answer": None, "received_at": clock.real()}
    return bool(await insert(db, Receipt, [row], ignore=["workspace_id", "key"]))


async def take_all(db: AsyncSession, onces: Sequence[Once]) -> dict[Once, dict[str, Any] | None]:
    """Write all these receipts (no two the same); return what was stored before, with the answer of then."""
    before: dict[Once, dict[str, Any] | None] = {}
    ordered = sorted(onces, key=lambda one: (one.workspace_id, one.key))  # twins in other processes wait in one order
    for workspace_id, some in groupby(ordered, key=lambda one: one.workspace_id):
        keys = [one.key for one in some]
        rows = [{"workspace_id": workspace_id, "key": key, "answer": None, "received_at": clock.real()} for key in keys]
        known = set(keys) - set(await insert(db, Receipt, rows, ignore=["workspace_id", "key"]))
        if known:
            stored = select(Receipt.key, Receipt.answer).where(_are(workspace_id, known))
            before |= {Once(workspace_id, key): answer for key, answer in await db.execute(stored)}
    return before


async def give_back(db: AsyncSession, onces: Sequence[Once]) -> None:
    """Take these receipts away again: what they stood for was refused, and may come once more."""
    for once in onces:
        await db.execute(delete(Receipt).where(_is(once)))


def remember(db: AsyncSession, answer: dict[str, Any], once: Once | None = None) -> None:
    """Note the answer to `once`, or to this transaction's own; `settle` writes it."""
    db.info.setdefault(_ANSWERS, {})[once or db.info.get(_ONCE)] = answer


async def settle(db: AsyncSession) -> None:
    """Write the noted answers into this transaction's receipts."""
    for once, answer in db.info.get(_ANSWERS, {}).items():
        if once is not None:
            await db.execute(update(Receipt).where(_is(once)).values(answer=answer))


async def purge(db: AsyncSession, *, now: datetime) -> int:
    """Forget receipts older than a day (`now`: machine time); returns how many."""
    gone = await db.execute(delete(Receipt).where(Receipt.received_at < now - KEPT).returning(Receipt.key))
    return len(gone.all())


async def forget(db: AsyncSession, workspace_id: str, member_id: str) -> None:
    """Forget which of somebody's clicks were stored, and what all were answered: answers hold what people wrote.

    What a door holds at this moment is left: it is somebody else's, and that door may wait for us.
    """
    for gone, change in (
        (Receipt.key.contains(f".{member_id}."), delete(Receipt)),
        (Receipt.answer.is_not(None), update(Receipt).values(answer=null())),
    ):
        found = select(Receipt.key).where(Receipt.workspace_id == workspace_id, gone)
        keys = (await db.scalars(skip_locked(found, db))).all()
        for some in chunks(keys, _AT_ONCE):
            await db.execute(change.where(_are(workspace_id, some)))


def _are(workspace_id: str, keys: Collection[str]) -> Any:
    return (Receipt.workspace_id == workspace_id) & Receipt.key.in_(keys)


def _is(once: Once) -> Any:
    return (Receipt.workspace_id == once.workspace_id) & (Receipt.key == once.key)
