"""The janitor: whatever was ever in doubt is looked at again later, and copies that are one too many go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import select

from salesbot.outbox import copies, lanes, look, points, rules
from salesbot.outbox.calls import CallFailed
from salesbot.outbox.model import Delivery
from salesbot.outbox.parcel import parcel
from salesbot.outbox.rules import Verdict
from salesbot.people.model import Workspace
from salesbot.store import wake

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings
    from salesbot.outbox.parcel import Parcel
    from salesbot.slack.client import Clients
    from salesbot.store import Store

_log = structlog.get_logger(__name__)
_AT_ONCE = 20  # looks in one run: conversations.history takes 50 a minute
_LANES_REST = timedelta(hours=1)
_A_DAY = timedelta(days=1)
_LATE_LEASES = 12  # when even a process that was frozen for long has come back or never will


async def run(store: Store, clients: Callable[[str], Clients], settings: Settings) -> int:
    """Look again at what was in doubt, delete what is one too many, forget lanes at rest.

    Returns how many were looked at. A job of the heartbeat; every minute is often enough.
    """
    looked = 0
    for one in await _take(store, settings):
        looked += await _look_again(store, clients, settings, one)
    await copies.delete_extra(store, clients, seconds=settings.send_timeout)
    async with store.begin() as db:
        await lanes.forget_rested(db, before=await store.machine_now(db) - _LANES_REST)
    return looked


async def _take(store: Store, settings: Settings) -> list[Parcel]:
    """Take what is to be looked at; should this process die, its turn comes again after a lease."""
    async with store.begin() as db:
        machine = await store.machine_now(db)
        stopped = select(Workspace.id).where(Workspace.stopped_at.is_not(None))  # looked at once they are back
        due = select(Delivery).where(Delivery.check_at <= machine, Delivery.workspace_id.not_in(stopped))
        first = due.order_by(Delivery.check_at).limit(_AT_ONCE).with_for_update(skip_locked=True)
        rows = (await db.scalars(first)).all()
        threads = await _threads(db, rows)
        for row in rows:
            row.check_at = machine + settings.lease
        return [parcel(row, thread_ts=threads.get(row.parent_id or 0), machine=machine, now=machine) for row in rows]


async def _threads(db: AsyncSession, rows: Sequence[Delivery]) -> dict[int, str | None]:
    parents = {row.parent_id for row in rows if row.parent_id is not None}
    found = await db.execute(select(Delivery.id, Delivery.ts).where(Delivery.id.in_(parents)))
    return {number: ts for number, ts in found}  # noqa: C416  a Row is no pair to mypy


async def _look_again(store: Store, clients: Callable[[str], Clients], settings: Settings, one: Parcel) -> bool:
    points.at("janitor.before_look")
    try:
        channel, found = await _copies(clients(one.workspace_id), one, seconds=settings.send_timeout)
    except LookupError:
        return False  # another process has this workspace's token
    except CallFailed as error:
        await _could_not_look(store, one, error.failure)
        return False
    points.at("janitor.after_look")
    async with store.begin() as db:
        machine = await store.machine_now(db)
        row = await db.get(Delivery, one.id, with_for_update=True)
        if row is not None:
            await _compare(db, row, channel, found, machine=machine, settings=settings)
    return True


async def _copies(clients: Clients, one: Parcel, *, seconds: float) -> tuple[str, list[str]]:
    client = clients.reading
    channel = one.channel or await look.channel_of(client, one.target, seconds=seconds)
    return channel, await look.copies(
        client, delivery_id=one.delivery_id, channel=channel, thread_ts=one.thread_ts, since=one.first_try_at,
        seconds=seconds,
    )  # fmt: skip


async def _could_not_look(store: Store, one: Parcel, failure: rules.Failure) -> None:
    """Without the right to look there is nothing to come back for, but for an unknown one: the right may be given.

    Where the place is gone, it may be back: it is tried every hour for a day.
    """
    verdict = rules.classify(failure)
    if verdict not in {Verdict.NO_SCOPE, Verdict.TARGET_GONE, Verdict.THREAD_GONE}:
        return
    async with store.begin() as db:
        row = await db.get(Delivery, one.id, with_for_update=True)
        if row is None:
            return
        machine = await store.machine_now(db)
        hopeless = verdict is Verdict.NO_SCOPE or _over_since(row, machine) < machine - _A_DAY
        row.check_at = None if hopeless and row.state != "unknown" else machine + rules.HOUR


async def _compare(
    db: AsyncSession, row: Delivery, channel: str, found: Sequence[str], *, machine: datetime, settings: Settings
) -> None:
    """Keep the delivery's own message, take note of the others, and settle what nobody could know."""
    row.check_at = _next_look(row, machine=machine, settings=settings)
    if row.state in {"claimed", "waiting"} and row.ts is None:
        return  # the sender is about to look itself
    if row.state == "unknown" and not found:
        row.state, row.not_before = "waiting", None  # the sender looks, and then posts it
    elif row.ts is None and found and row.state != "withdrawn":
        _adopt(row, channel, found[0], machine=machine)
    extra = [(row, channel, ts) for ts in found if ts != row.ts]
    if extra:
        _log.warning("outbox.extra_copies", key=row.key, count=len(extra))
        await copies.note(db, extra, machine=machine)
    wake(db, "outbox")


def _next_look(row: Delivery, *, machine: datetime, settings: Settings) -> datetime | None:
    """Look twice: soon, and once more when even a long freeze is over."""
    last = _over_since(row, machine) + _LATE_LEASES * settings.lease
    return last if machine + settings.lease < last else None


def _over_since(row: Delivery, machine: datetime) -> datetime:
    """Since when nothing more was tried; what lapsed was not settled."""
    return row.settled_at or row.first_try_at or machine


def _adopt(row: Delivery, channel: str, ts: str, *, machine: datetime) -> None:
    row.channel, row.ts, row.maybe_sent, row.error = channel, ts, False, ""
    row.sent_at = row.sent_at or machine
    if row.board or row.removing:
        row.state, row.shown, row.shown_hash = "waiting", 0, ""
    else:
        row.state, row.message, row.settled_at = "sent", None, machine
