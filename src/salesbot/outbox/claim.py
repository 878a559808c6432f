"""Claiming what is next: the first of each channel's line whose time has come and for which Slack has room."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Boolean, Integer, String, and_, bindparam, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from salesbot.outbox import lanes as lane_rows
from salesbot.outbox import pace, points, rules
from salesbot.outbox.choice import CLAIMED, WAITING, awake, rooted, stands, timely
from salesbot.outbox.lanes import POST
from salesbot.outbox.model import Delivery, Lane, PausedTarget
from salesbot.outbox.parcel import parcel
from salesbot.outbox.shares import share
from salesbot.store import Instant, even, skip_locked

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime, timedelta

    from sqlalchemy import ColumnElement, Select, Update
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.outbox.lanes import Lanes
    from salesbot.outbox.parcel import Parcel

_DOUBTS_THAT_HOLD_THE_LINE = 2  # after so many failures in a row the rest of a channel no longer waits for one message
_NAMES = {method: f"open_{method.rpartition('.')[2]}" for method in (POST, *pace.METHODS)}

_ahead, _away = aliased(Delivery), aliased(Delivery)
_now, _machine = bindparam("now", type_=Instant), bindparam("machine", type_=Instant)


@dataclass(frozen=True)
class Times:
    """The three times of a turn: calendar, machine, and how long a claim holds."""

    now: datetime
    machine: datetime
    lease: timedelta


@dataclass(frozen=True)
class Room:
    """How many may be claimed at most, how many slots there are, and how many of each workspace are on their way."""

    limit: int
    slots: int
    away: Mapping[str, int] = field(default_factory=dict)

    def of(self, workspace_id: str, *, claimed: int, alone: bool) -> int:
        """How many of this workspace, after so many of others; all there is where it is alone."""
        left = self.limit - claimed
        if alone:
            return left
        away = sum(self.away.values()) + claimed
        return min(left, share(self.slots, away=away, mine=self.away.get(workspace_id, 0)))


async def claim(db: AsyncSession, lanes: Lanes, times: Times, *, owner: str, room: Room) -> list[Parcel]:
    """Claim what there is room for, one a target, workspace by workspace, and take their calls from the lanes."""
    chosen: list[Delivery] = []
    for workspace_id in lanes.workspaces:
        most = room.of(workspace_id, claimed=len(chosen), alone=lanes.alone)
        chosen += await _first(db, lanes, times, workspace_id, most=most)
    points.at("sender.chosen")
    if lanes.limiter:
        await lane_rows.take_channels(db, [row for row in chosen if row.ts is None], machine=times.machine)
    threads = await _threads(db, chosen)
    await _mark(db, [row.id for row in chosen], times, owner=owner)
    points.at("sender.claimed")
    return [
        parcel(row, thread_ts=threads.get(row.parent_id or 0), machine=times.machine, now=times.now) for row in chosen
    ]


async def _first(db: AsyncSession, lanes: Lanes, times: Times, workspace_id: str, *, most: int) -> list[Delivery]:
    """The first of a workspace's lines for which it has calls left."""
    open_ = {_NAMES[method]: lanes.free(workspace_id, method) > 0 for method in _NAMES}
    if most < 1 or not any(open_.values()):
        return []
    values = {"now": times.now, "machine": times.machine, "full_at": full_at(times.machine)}
    statement = next_in_line(limiter=lanes.limiter, posts=open_[_NAMES[POST]])
    rows = await db.scalars(statement, values | open_ | {"workspace_id": workspace_id, "most": most})
    return [row for row in rows if _room(row, lanes)]


@cache
def next_in_line(*, limiter: bool, posts: bool) -> Select[Delivery]:
    """What may go now: its time has come, it is first in its line, nothing of that line is on its way, Slack has room.

    Made once: writing this statement anew for each turn took longer than the database took to answer it. Without
    `posts` those are not even looked at: of a workspace that Slack slows down thousands may wait.
    """
    line = and_(_ahead.workspace_id == Delivery.workspace_id, _ahead.target == Delivery.target)
    before = tuple_(_ahead.priority, _ahead.due_at, _ahead.id) < tuple_(Delivery.priority, Delivery.due_at, Delivery.id)
    on_its_way = select(literal(1)).where(
        _away.workspace_id == Delivery.workspace_id, _away.target == Delivery.target, _away.state == CLAIMED
    )
    first = select(literal(1)).where(line, before, _ripe(_ahead), or_(awake(_ahead), _holds(_ahead)))
    here = Delivery.workspace_id == bindparam("workspace_id", type_=String)
    return (
        select(Delivery)
        .where(here, _ripe(Delivery), awake(Delivery), _lane_is_free(limiter=limiter, posts=posts))
        .where(_none(on_its_way), or_(_none(first), ~_none(_probe())), _none(_unreachable()))
        .order_by(Delivery.priority, Delivery.due_at, Delivery.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True, of=Delivery)
    )


def _none(found: Select[int]) -> ColumnElement[bool]:
    """There is none: one look by index for each row.

    NOT EXISTS would be the planner's to join as it likes. It knows little of what waits, as that changes within
    seconds, and then compares all that waits with all that waits.
    """
    return found.limit(1).scalar_subquery().is_(None)


def _ripe(row: Any) -> ColumnElement[bool]:
    """It waits, its calendar time has come and not gone, and its thread, if it has one, is there."""
    return and_(row.state == WAITING, timely(row, _now), rooted(row))


def _holds(row: Any) -> ColumnElement[bool]:
    """What comes after it waits, so that the order holds: it may be in Slack already, or Slack takes nothing now."""
    in_doubt = and_(row.maybe_sent.is_(True), row.error_times <= _DOUBTS_THAT_HOLD_THE_LINE)
    return or_(in_doubt, row.error.in_(rules.HOLDING_CODES))


def _unreachable() -> Select[int]:
    """Its target is paused, and it is not the one that may try whether that is over."""
    here = PausedTarget.workspace_id == Delivery.workspace_id, PausedTarget.target == Delivery.target
    others = or_(PausedTarget.probe_id.is_(None), PausedTarget.probe_id != Delivery.id)
    return select(literal(1)).where(*here, others)


def _probe() -> Select[int]:
    """It is the one that may try. What is before it in the line goes nowhere meanwhile, so that it overtakes nobody."""
    here = PausedTarget.workspace_id == Delivery.workspace_id, PausedTarget.target == Delivery.target
    return select(literal(1)).where(*here, PausedTarget.probe_id == Delivery.id)


def _lane_is_free(*, limiter: bool, posts: bool) -> ColumnElement[bool]:
    """There is room in the workspace for a call of its kind, and in its channel for a message."""
    channel = and_(Lane.workspace_id == Delivery.workspace_id, Lane.name == literal("channel:") + Delivery.target)
    changed = or_(
        and_(Delivery.ts.is_(None), Delivery.maybe_sent.is_(True), _is_open("conversations.history")),
        and_(Delivery.ts.is_not(None), Delivery.removing.is_(False), _is_open("chat.update")),
        and_(Delivery.ts.is_not(None), Delivery.removing.is_(True), _is_open("chat.delete")),
    )
    if not posts:
        return and_(stands(), changed)
    posted = and_(Delivery.ts.is_(None), Delivery.maybe_sent.is_(False), _is_open(POST))
    if limiter:
        full = Lane.free_at > bindparam("full_at", type_=Instant)
        posted = and_(posted, ~select(literal(1)).where(channel, full).exists())
    return or_(posted, changed)


def _is_open(method: str) -> ColumnElement[bool]:
    return bindparam(_NAMES[method], type_=Boolean).is_(True)


def full_at(machine: datetime) -> datetime:
    """A channel lane whose theoretical arrival time is later than this has no room."""
    return pace.full_at(pace.CHANNEL, at=machine)


def method_of(row: Delivery) -> str:
    """The call that comes first for a delivery."""
    if row.ts is None:
        return "conversations.history" if row.maybe_sent else POST
    return "chat.delete" if row.removing else "chat.update"


def _room(row: Delivery, lanes: Lanes) -> bool:
    """Take a call for this row, if there is one left."""
    method = method_of(row)
    if lanes.free(row.workspace_id, method) < 1:
        return False
    lanes.take(row.workspace_id, method)
    return True


async def _threads(db: AsyncSession, rows: Sequence[Delivery]) -> dict[int, str | None]:
    parents = {row.parent_id for row in rows if row.parent_id is not None}
    if not parents:
        return {}
    found = await db.execute(select(Delivery.id, Delivery.ts).where(Delivery.id.in_(even(parents))))
    return {number: ts for number, ts in found}  # noqa: C416  a Row is no pair to mypy


async def _mark(db: AsyncSession, numbers: list[int], times: Times, *, owner: str) -> None:
    if not numbers:
        return
    leased = {"by": owner, "until": times.machine + times.lease, "machine": times.machine}
    await db.execute(_claimed(), leased | {"ids": even(numbers)})


@cache
def _claimed() -> Update:
    claimed = {
        "state": "claimed",
        "owner": bindparam("by"),
        "attempts": Delivery.attempts + 1,
        "lease_until": bindparam("until", type_=Instant),
        "first_try_at": func.coalesce(Delivery.first_try_at, _machine),
        "shown_hash": "",  # until it is settled nobody knows what stands in Slack: we may die after the call
    }
    changed = update(Delivery).where(Delivery.id.in_(bindparam("ids", expanding=True))).values(claimed)
    return changed.execution_options(synchronize_session=False)


async def take_over(db: AsyncSession, times: Times, *, but: Collection[int] = ()) -> None:
    """What somebody claimed and never settled waits again; as it may have been posted, it is looked for first.

    `but` are those whose result is here: they are about to be settled.
    """
    found = await db.scalars(skip_locked(_lapsed(), db), {"machine": times.machine})
    numbers = [number for number in found if number not in but]
    if not numbers:
        return
    again: dict[str, Any] = {"state": "waiting", "owner": None, "lease_until": None, "not_before": None}
    again["maybe_sent"] = or_(Delivery.maybe_sent, Delivery.ts.is_(None))
    changed = update(Delivery).where(Delivery.id.in_(even(numbers))).values(again)
    await db.execute(changed.execution_options(synchronize_session=False))


@cache
def _lapsed() -> Select[int]:
    lapsed = Delivery.state == CLAIMED, Delivery.lease_until < _machine
    return select(Delivery.id).where(*lapsed).order_by(Delivery.id)
