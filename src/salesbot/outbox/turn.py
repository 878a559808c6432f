"""One turn of the sender: one transaction that settles what came back, claims what is next, and says when to look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from salesbot.outbox import lanes as lane_rows
from salesbot.outbox import points
from salesbot.outbox.claim import Times, claim, full_at, take_over, timely
from salesbot.outbox.lanes import POST
from salesbot.outbox.model import Delivery
from salesbot.outbox.settle import Settling
from salesbot.store import Instant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings
    from salesbot.outbox.lanes import Lanes
    from salesbot.outbox.parcel import Outcome, Parcel
    from salesbot.store import Store


@dataclass(frozen=True)
class Turn:
    """What a turn brought. `soon` and `due` are how long until something may go by machine time and by the calendar.

    They are left out while it is busy: it claimed all it could, and a result that comes back comes first.
    """

    claimed: Sequence[Parcel] = ()
    left: Sequence[Outcome] = ()  # a door holds them just now: settle them next time
    extra: int = 0
    soon: timedelta | None = None
    due: timedelta | None = None
    busy: bool = False

    @property
    def wait(self) -> timedelta | None:
        """How long until there is anything to do; None where nothing waits."""
        known = [one for one in (self.soon, self.due) if one is not None]
        return min(known) if known else None


@dataclass(frozen=True)
class Asked:
    """What is asked of a turn: for whom, at which calendar time, and how many may be claimed at most.

    `sweep`: look as well for leases that lapsed and workspaces that are new.
    """

    owner: str
    now: datetime
    limit: int
    sweep: bool = True


async def turn(store: Store, settings: Settings, outcomes: Sequence[Outcome], asked: Asked) -> Turn:
    """Take one turn. When it fails, nothing of it happened: the outcomes are given to the next one again."""
    points.at("sender.before_turn")
    async with store.begin() as db:
        machine = await store.machine_now(db)
        times = Times(asked.now, machine, settings.lease)
        if asked.sweep:
            await lane_rows.lay(db, settings, machine=machine)
        lanes = await lane_rows.locked(db, settings, machine=machine)
        points.at("sender.lines_locked")
        settling = Settling(db, lanes, settings, asked.owner, asked.now, machine)
        await settling.settle(outcomes)
        points.at("sender.results_settled")
        if asked.sweep:
            await take_over(db, times)
        claimed = await claim(db, lanes, times, owner=asked.owner, limit=asked.limit)
        busy = len(claimed) == asked.limit
        soon, due = (None, None) if busy else await _next(db, lanes, times)
        points.at("sender.before_commit")
    points.at("sender.after_commit")
    return Turn(claimed, settling.left, len(settling.extra), soon, due, busy)


async def _next(db: AsyncSession, lanes: Lanes, times: Times) -> tuple[timedelta | None, timedelta | None]:
    """When a lease lapses, a wait ends or a lane has room; and when the calendar brings something."""
    edge = full_at(times.machine)
    known = {"now": times.now, "machine": times.machine, "full_at": edge, "workspaces": lanes.workspaces}
    lapses_at, awake_at, any_waits, free_at, due_at = (await db.execute(_times(), known)).one()
    machine = [lapses_at, awake_at, *(_full(lanes) if any_waits is not None else ())]
    if lanes.limiter and free_at is not None:
        machine.append(free_at - (edge - times.machine))
    soonest = [max(one - times.machine, timedelta(0)) for one in machine if one is not None]
    return min(soonest, default=None), None if due_at is None else due_at - times.now


def _full(lanes: Lanes) -> list[datetime]:
    """When each full lane has room again."""
    methods = (POST, *lane_rows.PACED)
    return [lanes.next_at(one, method) for one in lanes.workspaces for method in methods if lanes.free(one, method) < 1]


@cache
def _times() -> Select[Any]:
    """Ask for all that may come next in one statement, made once, of one row.

    When a lease lapses; when something that waits is awake; whether anything waits whose time has come; when the first
    full channel for which something waits has room; when the calendar brings something.
    """
    now, machine = bindparam("now", type_=Instant), bindparam("machine", type_=Instant)
    waiting = Delivery.state == "waiting"
    here = Delivery.workspace_id.in_(bindparam("workspaces", expanding=True))
    asleep = Delivery.not_before > machine, timely(Delivery, now), here
    asked = (
        select(func.min(Delivery.lease_until)).where(Delivery.state == "claimed"),
        select(func.min(Delivery.not_before)).where(waiting, *asleep),
        select(Delivery.id).where(waiting, timely(Delivery, now)).limit(1),
        lane_rows.next_channel_at(full_at=bindparam("full_at", type_=Instant)),
        select(func.min(Delivery.due_at)).where(waiting, Delivery.due_at > now),
    )
    return select(*(one.scalar_subquery() for one in asked))
