"""What waits to be said, how each promise went, and what a person should look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, literal_column, select, tuple_
from sqlalchemy.orm import aliased

from salesbot.outbox.model import Copy, Delivery, PausedTarget
from salesbot.people.model import Workspace
from salesbot.store import Instant, chunks, even, skip_locked
from salesbot.store.rows import is_postgresql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncSession


_SETTLED = ("sent", "expired", "withdrawn", "dead", "unknown")
_NOT_AT_REST = ("waiting", "claimed", "paused", "unknown", "dead")
_AT_ONCE = 500  # keys in one IN (…)


@dataclass(frozen=True)
class Fate:
    """How a promise went. `error` is Slack's last word on it, empty when all is well."""

    state: str
    sent_at: datetime | None
    channel: str | None
    ts: str | None
    error: str


async def delivery(db: AsyncSession, workspace_id: str, key: str) -> Delivery | None:
    """Return one promise as it stands."""
    return await db.scalar(select(Delivery).where(Delivery.workspace_id == workspace_id, Delivery.key == key))


async def fate(db: AsyncSession, workspace_id: str, keys: Iterable[str]) -> dict[str, Fate]:
    """Return how these promises went, by key; unknown keys are left out."""
    columns = Delivery.key, Delivery.state, Delivery.sent_at, Delivery.channel, Delivery.ts, Delivery.error
    fates: dict[str, Fate] = {}
    for some in chunks(keys, _AT_ONCE):
        rows = await db.execute(select(*columns).where(Delivery.workspace_id == workspace_id, Delivery.key.in_(some)))
        fates.update({key: Fate(state, at, channel, ts, error) for key, state, at, channel, ts, error in rows})
    return fates


async def key_at(db: AsyncSession, workspace_id: str, channel: str, ts: str) -> str | None:
    """Return the key of what stands in this message, None where it is none of ours."""
    here = Copy.workspace_id == workspace_id, Copy.channel == channel, Copy.ts == ts
    return await db.scalar(select(Delivery.key).join(Copy, Copy.delivery_id == Delivery.id).where(*here))


async def keys_of(db: AsyncSession, workspace_id: str, kind: str, *, to: str) -> Sequence[str]:
    """Return the keys of what was ever promised of a kind to a member."""
    wanted = Delivery.workspace_id == workspace_id, Delivery.target == to, Delivery.kind == kind
    return (await db.scalars(select(Delivery.key).where(*wanted))).all()


async def boards(db: AsyncSession, workspace_id: str, *kinds: str) -> list[tuple[str, str, str]]:
    """Return every board of these kinds that may stand in Slack, as (kind, key, subject)."""
    wanted = Delivery.workspace_id == workspace_id, Delivery.board.is_(True), Delivery.kind.in_(kinds)
    alive = Delivery.state.not_in(["expired", "withdrawn"])
    rows = await db.execute(select(Delivery.kind, Delivery.key, Delivery.subject).where(*wanted, alive))
    return [(kind, key, subject) for kind, key, subject in rows]


async def direct_message(db: AsyncSession, workspace_id: str, member_id: str) -> str:
    """Return the direct message (D…) of salesbot with a member, "" where nothing was ever sent there."""
    here = Delivery.workspace_id == workspace_id, Delivery.target == member_id, Delivery.channel.like("D%")
    return await db.scalar(select(Delivery.channel).where(*here).limit(1)) or ""


async def listed(
    db: AsyncSession, *, states: Sequence[str], workspace_id: str | None = None, limit: int = 200
) -> Sequence[Delivery]:
    """Return promises in these states, the longest due first."""
    wanted = select(Delivery).where(Delivery.state.in_(states)).order_by(Delivery.due_at, Delivery.id).limit(limit)
    if workspace_id is not None:
        wanted = wanted.where(Delivery.workspace_id == workspace_id)
    return (await db.scalars(wanted)).all()


async def named(db: AsyncSession, key: str) -> Sequence[Delivery]:
    """Return the promises of this key, of every workspace."""
    return (await db.scalars(select(Delivery).where(Delivery.key == key).order_by(Delivery.workspace_id))).all()


async def paused(db: AsyncSession, *, workspace_id: str | None = None) -> Sequence[PausedTarget]:
    """Return the channels and people that cannot be reached now, the oldest trouble first."""
    wanted = select(PausedTarget).order_by(PausedTarget.since_at)
    if workspace_id is not None:
        wanted = wanted.where(PausedTarget.workspace_id == workspace_id)
    return (await db.scalars(wanted)).all()


async def counted(db: AsyncSession) -> dict[str, int]:
    """Return how many deliveries are not at rest, by state; `updating` is what stands in Slack and changes."""
    there = Delivery.ts.is_not(None)
    query = select(Delivery.state, there, func.count()).where(Delivery.state.in_(_NOT_AT_REST))
    found = dict.fromkeys((*_NOT_AT_REST, "updating"), 0)
    for state, stands, number in await db.execute(query.group_by(Delivery.state, there)):
        found["updating" if state == "waiting" and stands else state] += number
    return found


async def oldest_due(db: AsyncSession, *, now: datetime) -> datetime | None:
    """Return when the longest due of what was never posted was due, in workspaces that are not stopped."""
    stopped = select(Workspace.id).where(Workspace.stopped_at.is_not(None))
    late = Delivery.state == literal_column("'waiting'"), Delivery.due_at <= now, Delivery.ts.is_(None)
    query = select(Delivery.due_at).where(*late, Delivery.workspace_id.not_in(stopped))
    return await db.scalar(query.order_by(Delivery.due_at).limit(1))


async def any_overdue(db: AsyncSession, *, now: datetime) -> bool:
    """Whether anything was never posted and is now too late to be; locks nothing."""
    return await db.scalar(_any_overdue(), {"now": now}) is not None


@cache
def _any_overdue() -> Select[int]:
    return select(Delivery.id).where(*_overdue(bindparam("now", type_=Instant))).limit(1)


async def overdue(db: AsyncSession, *, now: datetime, limit: int) -> Sequence[Delivery]:
    """Return what was never posted and is now too late to be, locked; what others hold is left."""
    wanted = select(Delivery).where(*_overdue(now)).order_by(Delivery.id).limit(limit)
    return (await db.scalars(skip_locked(wanted, db))).all()


def _overdue(now: Any) -> tuple[ColumnElement[bool], ...]:
    never_posted = Delivery.ts.is_(None), Delivery.maybe_sent.is_(False)
    return (Delivery.state.in_(["waiting", "paused"]), Delivery.expires_at <= now, *never_posted)


def long_over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """What was due before then and is settled; what has replies goes after them.

    What has no `expires_at` stays: promised again, it would be said again (a welcome comes once ever).
    """
    reply = aliased(Delivery)
    replies = select(reply.id).where(reply.parent_id == Delivery.id).exists()
    return Delivery.state.in_(_SETTLED), Delivery.due_at < before, Delivery.expires_at.is_not(None), ~replies


async def in_thread(db: AsyncSession, workspace_id: str, keys: Iterable[str]) -> list[str]:
    """Return the keys of the boards in the threads of these deliveries."""
    parents = select(Delivery.id).where(Delivery.workspace_id == workspace_id, Delivery.key.in_(list(keys)))
    below = Delivery.workspace_id == workspace_id, Delivery.board.is_(True), Delivery.parent_id.in_(parents)
    return list(await db.scalars(select(Delivery.key).where(*below).order_by(Delivery.key)))


async def ids(db: AsyncSession, names: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
    """Return the ids of promises by (workspace, key)."""
    found: dict[tuple[str, str], int] = {}
    for some in chunks(set(names), _AT_ONCE):
        rows = await db.execute(_ids(), {"names": even(some)})
        found.update({(workspace_id, key): number for workspace_id, key, number in rows})
    return found


@cache
def _ids() -> Select[str, str, int]:
    return select(Delivery.workspace_id, Delivery.key, Delivery.id).where(_named())


def _named() -> ColumnElement[bool]:
    return tuple_(Delivery.workspace_id, Delivery.key).in_(bindparam("names", expanding=True))


async def lock(db: AsyncSession, names: Sequence[tuple[str, str]]) -> None:
    """Lock those of these promises (workspace, key) that stand, in the order in which the sender does (PostgreSQL)."""
    if len(names) > 1 and is_postgresql(db):
        await db.execute(_held(), {"names": even(names)})


@cache
def _held() -> Select[int]:
    return select(Delivery.id).where(_named()).order_by(Delivery.id).with_for_update()


async def locked(db: AsyncSession, workspace_id: str, keys: Iterable[str]) -> Sequence[Delivery]:
    """Return these promises, fresh, locked in order of their ids so that nobody waits in a circle."""
    found: list[Delivery] = []
    for some in chunks(sorted(set(keys)), _AT_ONCE):
        wanted = select(Delivery).where(Delivery.workspace_id == workspace_id, Delivery.key.in_(some))
        fresh = wanted.order_by(Delivery.id).with_for_update().execution_options(populate_existing=True)
        found.extend(await db.scalars(fresh))
    return found
