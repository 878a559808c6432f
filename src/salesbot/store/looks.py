"""Looks: who looks at something that changes, and when it should last have been drawn anew, for all processes to know.

A look is a receipt (workspace, key) whose time moves on with each wish to see it drawn anew; like all receipts it is
forgotten after a day, and with the person whose id its key names between dots.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import literal_column, select

from salesbot.store.engine import wake
from salesbot.store.receipts import Receipt
from salesbot.store.rows import upsert

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

_ANEW: dict[str, Any] = {"received_at": literal_column("excluded.received_at")}
_ALWAYS = Receipt.key.is_not(None)


async def begin(db: AsyncSession, workspace_id: str, key: str, *, kind: str, at: datetime) -> None:
    """Somebody looks from now on (machine time); other processes hear it by the signal `kind`."""
    row = {"workspace_id": workspace_id, "key": key, "answer": None, "received_at": at}
    await upsert(db, Receipt, [row], key=["workspace_id", "key"], change=_ANEW, where=_ALWAYS)
    wake(db, kind)


async def wish(db: AsyncSession, workspace_id: str, key: str, *, at: datetime) -> datetime | None:
    """It should be drawn anew; return when that was last wished before, None where nobody looks any more."""
    look = await db.get(Receipt, (workspace_id, key), with_for_update=True)
    before = look.received_at if look is not None else None
    if look is not None:
        look.received_at = at
    return before


async def last_wish(db: AsyncSession, workspace_id: str, key: str) -> datetime | None:
    """Return when it was last wished to be drawn anew."""
    return await db.scalar(select(Receipt.received_at).where(Receipt.workspace_id == workspace_id, Receipt.key == key))


async def since(db: AsyncSession, kind: str, after: datetime) -> list[tuple[str, str]]:
    """Return what somebody looks at by a wish after then: (workspace, key)."""
    wanted = select(Receipt.workspace_id, Receipt.key).where(
        Receipt.received_at > after, Receipt.key.startswith(f"{kind}.")
    )
    return [(workspace_id, key) for workspace_id, key in await db.execute(wanted)]
