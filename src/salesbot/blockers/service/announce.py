"""A new blocker is announced once: in its report's thread, or to each manager by direct message, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.blockers import queries
from salesbot.blockers.model import Told
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.people import queries as people
from salesbot.room import Priority
from salesbot.slack import kit
from salesbot.store import insert

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.blockers.model import Blocker
    from salesbot.room import BlockersSaid

ANNOUNCED = "blocker.announced"


async def announce(db: AsyncSession, raised: Sequence[tuple[Blocker, BlockersSaid]]) -> None:
    """Write down what was raised, and tell of what nobody was told of yet; not before its round has opened."""
    new = [(blocker, said) for blocker, said in raised if said.tell != "later" and blocker.report_key is None]
    for blocker, said in new:
        blocker.report_key = said.report_key or ""
    await db.flush()
    threads = []
    for blocker, said in new:
        if said.tell == "thread" and said.report_key and said.channel_id:
            threads.append(_in_thread(blocker, said))
        elif said.tell != "off":  # there is no thread, or a direct message is what they chose
            await _to_managers(db, blocker, now=said.now)
    await outbox.promise(db, *threads)


def _in_thread(blocker: Blocker, said: BlockersSaid) -> Board:
    return Board(
        workspace_id=said.workspace_id, key=announced_key(blocker), kind=ANNOUNCED, subject=str(blocker.id),
        to=said.channel_id, due_at=said.now, priority=Priority.REPORT, parent_key=said.report_key,
    )  # fmt: skip


async def _to_managers(db: AsyncSession, blocker: Blocker, *, now: datetime) -> None:
    managers = await people.managers(db, blocker.workspace_id, blocker.team_id)
    boards = [_to(blocker, one.id, now) for one in managers if one.id != blocker.member_id and one.active]
    if boards:
        await tell(db, [told(blocker, str(board.member_id), why="new", key=board.key, now=now) for board in boards])
        owner = await people.member(db, blocker.workspace_id, blocker.member_id)
        reason = f"{kit.name(owner.name) if owner else 'somebody'} is blocked, and you manage their team"
        await attention.promise(db, *boards, reason=reason, now=now)


def _to(blocker: Blocker, member_id: str, now: datetime) -> Board:
    return Board(
        workspace_id=blocker.workspace_id, key=announced_key(blocker, member_id), kind=ANNOUNCED,
        subject=f"{blocker.id}/{member_id}", to=member_id, due_at=now, member_id=member_id,
    )  # fmt: skip


def announced_key(blocker: Blocker, to: str = "") -> str:
    """Return the outbox key of a blocker's announcement in the report's thread, or `to` a manager."""
    return f"{ANNOUNCED}.{blocker.id}" + (f".{to}" if to else "")


def told(blocker: Blocker, member_id: str, *, why: str, key: str, now: datetime) -> Told:
    """Return the note that somebody is told of a blocker, for this reason, in this message."""
    return Told(
        workspace_id=blocker.workspace_id, blocker_id=blocker.id, member_id=member_id, why=why, key=key,
        since_at=blocker.said_at if why == "silent" else blocker.raised_at, told_at=now,
    )  # fmt: skip


async def tell(db: AsyncSession, notes: Sequence[Told]) -> None:
    """Write down who is told of what."""
    columns = ("workspace_id", "blocker_id", "member_id", "why", "since_at", "key", "told_at")
    rows = [{name: getattr(one, name) for name in columns} for one in notes]
    await insert(db, Told, rows, ignore=("blocker_id", "member_id", "why", "since_at"))


async def redraw(db: AsyncSession, blocker: Blocker) -> None:
    """Draw anew wherever this blocker is told of."""
    keys = [announced_key(blocker), *await queries.told_keys(db, [blocker.id])]
    await outbox.dirty(db, blocker.workspace_id, [*keys, *([blocker.report_key] if blocker.report_key else [])])
