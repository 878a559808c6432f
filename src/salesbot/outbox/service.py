"""The verbs of the outbox: promise, change, take back, let lapse, let go on, and decide what nobody could know."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import and_, bindparam, case, delete, literal_column, or_, select, update
from sqlalchemy.orm import aliased

from salesbot import trace
from salesbot.outbox import queries, rules
from salesbot.outbox.model import Copy, Delivery, PausedTarget
from salesbot.outbox.promises import Note
from salesbot.store import WorkedOut, chunks, even, insert, upsert, wake

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Update
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.outbox.promises import Board, Promise

_log = structlog.get_logger(__name__)
_ROWS = 500  # in one INSERT


async def promise(db: AsyncSession, *items: Promise) -> None:
    """Promise to say all this; a key that was promised before is left as it is. The sender wakes on commit.

    A parent is promised before its children, or among the same items before them.
    """
    async for rows in _rows(db, items):
        await insert(db, Delivery, rows, ignore=["workspace_id", "key"], also=_STATE)
    if items:
        wake(db, "outbox")


async def show(db: AsyncSession, *boards: Board) -> None:
    """Promise boards, and let those that stand say something new: `promise` and `dirty` in one statement."""
    async for rows in _rows(db, boards):
        await queries.lock(db, [(row["workspace_id"], row["key"]) for row in rows])
        new = {(row["workspace_id"], row["key"]): row for row in rows}
        ordered = [new[key] for key in sorted(new)]  # what is new is written in one order by everybody
        await upsert(db, Delivery, ordered, key=["workspace_id", "key"], change=_SHOWN_ANEW, where=_ALIVE, also=_STATE)
    if boards:
        wake(db, "outbox")


# Spelled out: a statement for many rows at once takes no IN.
_RESTING = or_(Delivery.state == "sent", Delivery.state == "dead")
_ALIVE = and_(Delivery.board.is_(True), Delivery.state != "expired", Delivery.state != "withdrawn")
_FRESH = {"state": "waiting", "settled_at": None, "plain": False, "error": "", "error_times": 0}
_ANEW = {"version": Delivery.version + 1} | {
    name: case((_RESTING, value), else_=getattr(Delivery, name)) for name, value in _FRESH.items()
}
_SHOWN_ANEW = _ANEW | {"trace": literal_column("excluded.trace")}


def _state_of(workspace_id: ColumnElement[str], target: ColumnElement[str]) -> ColumnElement[str]:
    """What is written for a target that is paused is held with the rest for it."""
    here = PausedTarget.workspace_id == workspace_id, PausedTarget.target == target
    return case((select(PausedTarget.target).where(*here).exists(), "paused"), else_="waiting")


_STATE = WorkedOut("state", ("workspace_id", "target"), _state_of)


async def _rows(db: AsyncSession, items: Sequence[Promise]) -> AsyncIterator[list[dict[str, Any]]]:
    """Yield what to write, parents in an earlier list than their children."""
    for some in _generations(items):
        parents = await queries.ids(db, {(item.workspace_id, item.parent_key) for item in some if item.parent_key})
        for part in chunks([_row(item, parents) for item in some], _ROWS):
            yield part


def _generations(items: Sequence[Promise]) -> list[list[Promise]]:
    """Cut so that no child is written together with its parent: the parent's id must be known by then."""
    generations: list[list[Promise]] = [[]]
    keys: set[str] = set()
    for item in items:
        if item.parent_key in keys:
            generations.append([])
            keys = set()
        generations[-1].append(item)
        keys.add(item.key)
    return generations


def _row(item: Promise, parents: dict[tuple[str, str], int]) -> dict[str, Any]:
    note = isinstance(item, Note)
    return {
        "workspace_id": item.workspace_id,
        "key": item.key,
        "kind": item.kind,
        "board": not note,
        "target": item.to,
        "member_id": item.member_id,
        "parent_id": _parent(item, parents),
        "subject": "" if isinstance(item, Note) else item.subject,
        "message": rules.as_json(item.message) if isinstance(item, Note) else None,
        "priority": int(item.priority),
        "due_at": item.due_at,
        "expires_at": item.expires_at,
        "trace": trace.current(),
    }


def _parent(item: Promise, parents: dict[tuple[str, str], int]) -> int | None:
    if item.parent_key is None:
        return None
    found = parents.get((item.workspace_id, item.parent_key))
    if found is None:  # better said outside a thread than not at all
        _log.warning("outbox.no_parent", key=item.key, parent_key=item.parent_key)
    return found


async def dirty(db: AsyncSession, workspace_id: str, keys: Iterable[str] | str) -> None:
    """These boards should say something new; nothing happens where there is no such board (or it never will be one)."""
    for some in chunks(sorted({keys} if isinstance(keys, str) else set(keys)), _ROWS):
        await db.execute(_say_anew(), {"workspace": workspace_id, "keys": even(some), "by": trace.current()})
    wake(db, "outbox")


@cache
def _say_anew() -> Update:
    """Made once: nearly every door and every job has boards that change."""
    mine = Delivery.workspace_id == bindparam("workspace"), Delivery.key.in_(bindparam("keys", expanding=True))
    ordered = select(Delivery.id).where(*mine, _ALIVE).order_by(Delivery.id).with_for_update()
    changed = update(Delivery).where(Delivery.id.in_(ordered)).values(_ANEW | {"trace": bindparam("by")})
    return changed.execution_options(synchronize_session=False)


async def prolong(db: AsyncSession, workspace_id: str, key: str, *, until: datetime) -> bool:
    """Let a board say something new, and come as late as that; False where it never will stand, or not any more."""
    rows = await queries.locked(db, workspace_id, [key])
    if not rows or rows[0].removing or rows[0].state in {"expired", "withdrawn", "dead", "unknown"}:
        return False
    if rows[0].sent_at is not None and rows[0].ts is None:
        return False  # it is in a place that nobody knows, or was taken away
    rows[0].expires_at = max(rows[0].expires_at, until) if rows[0].expires_at is not None else None
    await db.flush()
    await dirty(db, workspace_id, key)
    return True


async def withdraw(db: AsyncSession, workspace_id: str, keys: Iterable[str] | str) -> None:
    """Take these back: what was not posted never will be, what was posted is deleted from Slack."""
    rows = await queries.locked(db, workspace_id, [keys] if isinstance(keys, str) else keys)
    for row in rows:
        _take_back(row)
    gone = [row.id for row in rows if row.state == "withdrawn"]
    await _take_back_children(db, workspace_id, gone)
    wake(db, "outbox")


def _take_back(row: Delivery) -> None:
    if row.state in {"expired", "withdrawn"}:
        return
    in_slack = row.ts is not None or row.maybe_sent or row.state == "claimed"
    if not in_slack:
        row.state, row.message = "withdrawn", None
        return
    row.removing, row.trace = True, trace.current()
    if row.state in {"sent", "dead", "unknown"}:
        row.state, row.not_before = "waiting", None


async def _take_back_children(db: AsyncSession, workspace_id: str, parents: Sequence[int]) -> None:
    """What should have gone into the thread of something that never came is not said either."""
    if not parents:
        return
    waiting = Delivery.state.in_(["waiting", "paused"]), Delivery.ts.is_(None), Delivery.maybe_sent.is_(False)
    children = Delivery.workspace_id == workspace_id, Delivery.parent_id.in_(parents)
    await db.execute(update(Delivery).where(*children, *waiting).values(state="withdrawn", message=None))


async def expire(db: AsyncSession, *, now: datetime, limit: int = _ROWS) -> list[tuple[str, str]]:
    """Let lapse what was never posted and is now too late, so many at once; returns (workspace, key) of each.

    A board that stood once and was taken away stays away: it was sent.
    """
    rows = await queries.overdue(db, now=now, limit=limit)
    for row in rows:
        row.state, row.message = "sent" if row.sent_at else "expired", None
        row.shown = row.version
    if rows:
        wake(db, "outbox")  # what belonged into their threads is said without one
    return [(row.workspace_id, row.key) for row in rows if row.sent_at is None]


async def resume(db: AsyncSession, workspace_id: str, target: str) -> bool:
    """Write to a target again: the bot joined, it was unarchived, they are back. False where nothing was paused.

    What is still in time is sent now; the rest has lapsed or will.
    """
    gone = await db.execute(
        delete(PausedTarget)
        .where(PausedTarget.workspace_id == workspace_id, PausedTarget.target == target)
        .returning(PausedTarget.target)
    )
    if gone.first() is None:
        return False
    await let_go_on(db, workspace_id, target)
    return True


async def let_go_on(db: AsyncSession, workspace_id: str, target: str) -> None:
    """Let what was paused for a target wait for its turn again."""
    held = Delivery.workspace_id == workspace_id, Delivery.target == target, Delivery.state == "paused"
    ordered = select(Delivery.id).where(*held).order_by(Delivery.id).with_for_update()
    numbers = list(await db.scalars(ordered))
    for some in chunks(numbers, _ROWS):
        fresh = {"state": "waiting", "not_before": None, "error_times": 0}
        await db.execute(update(Delivery).where(Delivery.id.in_(some)).values(fresh))
    wake(db, "outbox")


async def send_again(db: AsyncSession, row: Delivery) -> None:
    """Somebody looked: it did not arrive, or its trouble is mended. It is tried again as if for the first time.

    What was to be taken back still is. Where its target is paused, it is the one that tries whether that is over.
    """
    here = PausedTarget.workspace_id == row.workspace_id, PausedTarget.target == row.target
    tries = update(PausedTarget).where(*here).values(probe_id=row.id).returning(PausedTarget.error)
    error = await db.scalar(tries)  # before the delivery is locked, as everybody does who lets a target go on
    await db.refresh(row, with_for_update=True)
    if row.state == "claimed":
        return
    row.state, row.maybe_sent, row.plain, row.error = "waiting", False, False, error or ""
    row.not_before, row.settled_at, row.error_times, row.check_at = None, None, 0, None
    wake(db, "outbox")


async def arrived(db: AsyncSession, row: Delivery) -> None:
    """Somebody looked: it is there. It settles as sent, without a place that we know.

    A board cannot be changed there, and is never posted again for what it would say next.
    """
    row.state, row.message, row.maybe_sent, row.check_at = "sent", None, False, None
    row.shown, row.sent_at, row.settled_at = row.version, row.first_try_at, row.first_try_at
    row.expires_at = row.due_at if row.board and row.ts is None else row.expires_at
    wake(db, "outbox")


async def drop(db: AsyncSession, row: Delivery) -> None:
    """Give it up: it is never sent, and not deleted where it may stand."""
    row.state, row.message, row.check_at = "withdrawn", None, None
    await _take_back_children(db, row.workspace_id, [row.id])
    wake(db, "outbox")


async def follow_channel(db: AsyncSession, workspace_id: str, old: str, *, new_id: str) -> None:
    """Slack calls a channel something else now: what waits for it, what stands there and what is paused goes along."""
    await resume(db, workspace_id, old)  # if it could not be reached, then because it is called so no more
    here = Delivery.workspace_id == workspace_id
    ordered = select(Delivery.id).where(here, (Delivery.target == old) | (Delivery.channel == old))
    numbers = list(await db.scalars(ordered.order_by(Delivery.id).with_for_update()))
    taken = aliased(Delivery)
    busy = select(taken.id).where(taken.workspace_id == workspace_id, taken.target == new_id, taken.state == "claimed")
    free = (Delivery.state != "claimed") | ~busy.exists()  # one at a time is on its way to a channel
    for some in chunks(numbers, _ROWS):
        these = Delivery.id.in_(some)
        await _set(db, these, Delivery.channel == old, channel=new_id)
        await _set(db, these, Delivery.target == old, free, target=new_id)
    await db.execute(update(Copy).where(Copy.workspace_id == workspace_id, Copy.channel == old).values(channel=new_id))
    wake(db, "outbox")


async def _set(db: AsyncSession, *where: ColumnElement[bool], **values: str) -> None:
    changed = update(Delivery).where(*where).values(**values)
    await db.execute(changed.execution_options(synchronize_session=False))
