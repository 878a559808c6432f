"""Sharing a reflection with the managers of its team, keeping it to oneself again, and letting it go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.coaching.queries import reflections
from salesbot.coaching.queries.reflections import SHARED
from salesbot.coaching.service.reflecting import thought
from salesbot.coaching.service.waiting import there
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.coaching.queries.reflections import Thought
    from salesbot.people.model import Member

WHY = "a colleague shared a note with you"  # in `/salesbot why`


async def share(
    db: AsyncSession, number: int, *, named: Collection[str], workspace_id: str, by: str, now: datetime
) -> tuple[bool, Sequence[Member]]:
    """Share one's own reflection with exactly those who were named, and tell them.

    Returns whether that was done, and with whom; where others manage the team by now it is not, and those are returned.
    """
    found = await thought(db, number, workspace_id=workspace_id, by=by, lock=True)
    readers = await could_read(db, found)
    if {one.id for one in readers} != set(named):
        return False, readers
    if found.reflection.shared_at is None:
        found.reflection.shared_at = now
        await _tell(db, found, readers, now=now)
        await attention.redraw(db, workspace_id, found.shown.key)
    return True, readers


async def could_read(db: AsyncSession, found: Thought) -> Sequence[Member]:
    """Return who would read it, were it shared now. Raises Refusal where that is nobody."""
    readers = await reflections.could_read(db, found.shown)
    if not readers:
        raise Refusal("Nobody else manages your team, so there is nobody to share it with.")
    return readers


async def _tell(db: AsyncSession, found: Thought, readers: Sequence[Member], *, now: datetime) -> None:
    here = found.reflection.workspace_id
    at = {one.id: (await there(db, here, one.id, now=now)).at for one in readers}
    boards = [
        Board(here, _key(found, one.id), SHARED, f"{found.reflection.id}/{one.id}", to=one.id, due_at=at[one.id],
              member_id=one.id)
        for one in readers
    ]  # fmt: skip
    await attention.promise(db, *boards, reason=WHY, light=True, now=now)


def _key(found: Thought, reader: str) -> str:
    """What the note to a reader is called: shared again, it is another."""
    at = found.reflection.shared_at
    return f"{SHARED}.{found.reflection.id}.{reader}.{int(at.timestamp()) if at else 0}"


async def unshare(db: AsyncSession, number: int, *, workspace_id: str, by: str) -> None:
    """Keep it to oneself again: nobody else reads it from now on, and the notes about it go."""
    found = await thought(db, number, workspace_id=workspace_id, by=by, lock=True)
    await untell(db, found)
    found.reflection.shared_at = None
    await attention.redraw(db, workspace_id, found.shown.key)


async def untell(db: AsyncSession, found: Thought) -> None:
    """Take back the notes to all who were told, whether or not they manage the team still."""
    told = await reflections.told_of(db, found.reflection, found.shown)
    if told:
        await outbox.withdraw(db, found.reflection.workspace_id, [_key(found, one) for one in sorted(told)])


async def let_go(db: AsyncSession, number: int, *, workspace_id: str, by: str) -> None:
    """Delete one's own reflection for good."""
    found = await thought(db, number, workspace_id=workspace_id, by=by, lock=True)
    await untell(db, found)
    await db.delete(found.reflection)
    await db.flush()
    await attention.redraw(db, workspace_id, found.shown.key)
