"""The processes that serve a workspace from this database, and how many connections to Slack each of them holds."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from salesbot.store.base import Base
from salesbot.store.rows import upsert

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

ALIVE = timedelta(seconds=45)  # since a process was last seen; it says so every ten seconds


class Process(Base):
    """One running salesbot. Machine time."""

    __tablename__ = "processes"

    # Without a foreign key, as with receipts: whoever counts must not wait for whoever changes the workspace.
    workspace_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    connections: Mapped[int]
    seen_at: Mapped[datetime]


async def seen(db: AsyncSession, workspace_id: str, me: str, *, connections: int, now: datetime) -> int:
    """Say that this process lives (`now`: machine time); return how many connections all others hold."""
    row = {"workspace_id": workspace_id, "id": me, "connections": connections, "seen_at": now}
    change = {"connections": connections, "seen_at": now}
    await upsert(db, Process, [row], key=["workspace_id", "id"], change=change, where=Process.id == me)
    others = Process.workspace_id == workspace_id, Process.id != me
    await db.execute(delete(Process).where(*others, Process.seen_at < now - ALIVE))
    return int(await db.scalar(select(func.coalesce(func.sum(Process.connections), 0)).where(*others)) or 0)


async def alive(db: AsyncSession, *, now: datetime) -> list[Process]:
    """Return the processes that said lately that they live (`now`: machine time), the latest word first."""
    lately = select(Process).where(Process.seen_at >= now - ALIVE)
    return list(await db.scalars(lately.order_by(Process.seen_at.desc())))


async def gone(db: AsyncSession, workspace_id: str, me: str) -> None:
    """Say that this process ends."""
    await db.execute(delete(Process).where(Process.workspace_id == workspace_id, Process.id == me))
