"""The copies: every message Slack ever confirmed is written down, and those that are one too many are deleted."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import bindparam, select, update

from salesbot.outbox import files, points, rules
from salesbot.outbox.calls import CallFailed, call
from salesbot.outbox.model import Copy, Delivery
from salesbot.outbox.parcel import Did
from salesbot.outbox.rules import Verdict
from salesbot.people.model import Workspace
from salesbot.store import Instant, insert

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy import Update
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.outbox.parcel import Outcome
    from salesbot.slack.client import Clients
    from salesbot.store import Store

_log = structlog.get_logger(__name__)
_AT_ONCE = 50

Place = tuple[Delivery, str, str]  # a delivery, and the channel and ts of one copy of it


async def record(db: AsyncSession, outcomes: Sequence[Outcome], *, extra: Sequence[Place], machine: datetime) -> None:
    """Write down every message that came back, and which of them are one too many."""
    seen = {
        (outcome.parcel.workspace_id, str(outcome.channel), str(outcome.ts)): outcome.parcel.id
        for outcome in outcomes
        if outcome.did in {Did.POSTED, Did.FOUND}
    }
    await _insert(db, seen, machine=machine)
    if extra:
        await note(db, extra, machine=machine)


async def note(db: AsyncSession, extra: Sequence[Place], *, machine: datetime) -> None:
    """Write down copies that are one too many; whoever tidies next deletes them."""
    await _insert(db, {(row.workspace_id, channel, ts): row.id for row, channel, ts in extra}, machine=machine)
    for row, channel, ts in extra:
        place = Copy.workspace_id == row.workspace_id, Copy.channel == channel, Copy.ts == ts
        await db.execute(update(Copy).where(*place, Copy.deleted_at.is_(None)).values(extra=True))


async def _insert(db: AsyncSession, seen: dict[tuple[str, str, str], int], *, machine: datetime) -> None:
    rows = [
        {"workspace_id": one, "delivery_id": number, "channel": channel, "ts": ts, "seen_at": machine}
        for (one, channel, ts), number in seen.items()
    ]
    await insert(db, Copy, rows, ignore=["workspace_id", "channel", "ts"])


async def gone(db: AsyncSession, row: Delivery, *, machine: datetime) -> None:
    """The delivery's own message is no longer in Slack."""
    place = {"workspace": row.workspace_id, "in_channel": row.channel, "at_ts": row.ts}
    await db.execute(_gone(), place | {"machine": machine})


@cache
def _gone() -> Update:
    here = Copy.workspace_id == bindparam("workspace"), Copy.channel == bindparam("in_channel")
    deleted = update(Copy).where(*here, Copy.ts == bindparam("at_ts"))
    return deleted.values(deleted_at=bindparam("machine", type_=Instant))


async def delete_extra(store: Store, clients: Callable[[str], Clients], *, seconds: float) -> int:
    """Delete from Slack what is one too many; returns how many are gone. What fails stays for the next time."""
    async with store.read() as db:
        stopped = select(Workspace.id).where(Workspace.stopped_at.is_not(None))  # nothing can be deleted there
        extra = Copy.extra.is_(True), Copy.deleted_at.is_(None), Copy.workspace_id.not_in(stopped)
        found = (await db.scalars(select(Copy).where(*extra).order_by(Copy.id).limit(_AT_ONCE))).all()
    deleted = [copy.id for copy in found if await _delete(copy, clients, seconds=seconds)]
    if deleted:
        async with store.begin() as db:
            machine = await store.machine_now(db)
            await db.execute(update(Copy).where(Copy.id.in_(deleted)).values(deleted_at=machine))
    return len(deleted)


async def _delete(copy: Copy, clients: Callable[[str], Clients], *, seconds: float) -> bool:
    points.at("heal.before_delete")
    try:
        client = clients(copy.workspace_id).reading
    except LookupError:
        return False  # another process has this workspace's token
    try:
        if files.is_one(copy.ts):
            await files.delete(client, copy.ts, seconds=seconds)
        else:
            await call(client.chat_delete(channel=copy.channel, ts=copy.ts), seconds=seconds)
    except CallFailed as error:
        if rules.classify(error.failure) not in {Verdict.MESSAGE_GONE, Verdict.TARGET_GONE, Verdict.FROZEN}:
            _log.warning("outbox.extra_copy_stays", delivery_id=copy.delivery_id, error=error.failure.code)
            return False
    points.at("heal.after_delete")
    _log.info("outbox.extra_copy_deleted", delivery_id=copy.delivery_id)
    return True
