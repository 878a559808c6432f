"""Who stands in for somebody that was forgotten: a member without a name or settings, whom rows of theirs now name."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from sqlalchemy import Table, update

from salesbot.people import queries
from salesbot.people.model import Member
from salesbot.slack.kit.text import GONE, NOBODY
from salesbot.store import Base

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Column
    from sqlalchemy.ext.asyncio import AsyncSession


async def make(db: AsyncSession, workspace_id: str, *, now: datetime) -> str:
    """Make a stand-in and return its id. Nothing says whose it is, and nothing is ever sent to it."""
    workspace = await queries.workspace(db, workspace_id)
    one = Member(
        workspace_id=workspace_id, id=f"{GONE}{secrets.token_hex(6).upper()}", name=NOBODY.capitalize(), active=False,
        created_at=workspace.created_at if workspace else now,
    )  # fmt: skip
    db.add(one)
    await db.flush()
    return one.id


async def take_over(db: AsyncSession, workspace_id: str, member_id: str, *, stand_in: str) -> int:
    """Let every row that still names a member, in whatever table, name their stand-in; return how many there were.

    A room moves what it knows of itself; this is for what is left, so that no room can forget a table.
    """
    moved = 0
    for table, column in places():
        named = table.c.workspace_id == workspace_id, column == member_id
        moved += (await db.execute(update(table).where(*named).values({column.name: stand_in}))).rowcount  # type: ignore[attr-defined]  # an UPDATE's result counts rows
    return moved


def places() -> Iterator[tuple[Table, Column[Any]]]:
    """Yield each column that names a member: by a reference, or as whoever did something (`created_by`)."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns if "workspace_id" in table.columns else ():
            refers = any(key.column.table.name == "members" for key in column.foreign_keys)
            if (refers and column.name != "workspace_id") or column.name.endswith("_by"):
                yield table, column
