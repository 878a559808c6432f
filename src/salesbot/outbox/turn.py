"""One turn of the sender: one transaction that settles what came back, claims what is next, and says when to look."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, bindparam, func, literal, select
from sqlalchemy.orm import aliased

from salesbot.outbox import lanes as lane_rows
from salesbot.outbox import pace, points, rules, telling
from salesbot.outbox.choice import CLAIMED, WAITING, Choice, first_due, timely, waiting
from salesbot.outbox.claim import Room, Times, claim, full_at, take_over
from salesbot.outbox.model import Delivery, Lane
from salesbot.outbox.settle import Settling
from salesbot.people import queries as people
from salesbot.people.model import Workspace
from salesbot.store import Instant

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.config import Settings
    from salesbot.outbox.lanes import Lanes
    from salesbot.outbox.parcel import Outcome, Parcel
    from salesbot.store import Store


_SERVED = 32  # workspaces in one turn, each with a statement of its own; the others' turn comes
_HELD = timedelta(milliseconds=20)  # until another process's turn with a workspace is over
_SEEN = 400  # lanes that are looked through for the first that opens


@dataclass(frozen=True)
class Turn:
    """What a turn brought. `soon` and `due` are how long until something may go by machine time and by the calendar.

    They are left out while it is busy: it claimed all it could, and a result that comes back comes first.
    `later` are the workspaces that the next turn serves last: others could not be looked at in this one.
    """

    claimed: Sequence[Parcel] = ()
    left: Sequence[Outcome] = ()  # somebody else holds them just now: settle them next time
    extra: int = 0
    soon: timedelta | None = None
    due: timedelta | None = None
    busy: bool = False
    later: Sequence[str] = ()

    @property
    def wait(self) -> timedelta | None:
        """How long until there is anything to do; None where nothing waits."""
        known = [one for one in (self.soon, self.due) if one is not None]
        return min(known) if known else None


@dataclass(frozen=True)
class Asked:
    """What is asked of a turn: for whom, at which calendar time, and how many may be claimed at most.

    `sweep`: look as well for leases that lapsed and workspaces that are new. `away`: how many of each workspace are on
    their way. `later` is what the turn before said.
    """

    owner: str
    now: datetime
    limit: int
    sweep: bool = True
    away: Mapping[str, int] = field(default_factory=dict)
    later: Sequence[str] = ()


async def turn(store: Store, settings: Settings, outcomes: Sequence[Outcome], asked: Asked) -> Turn:
    """Take one turn. When it fails, nothing of it happened: the outcomes are given to the next one again."""
    points.at("sender.before_turn")
    async with store.begin() as db:
        machine = await store.machine_now(db)
        times = Times(asked.now, machine, settings.lease)
        if asked.sweep:
            await lane_rows.lay(db, settings, machine=machine)
            await take_over(db, times, but={one.parcel.id for one in outcomes})
        choice = _choice(outcomes, asked)
        lanes = await lane_rows.locked(db, settings, machine=machine, choice=choice)
        points.at("sender.lines_locked")
        held = await _held(db, lanes, outcomes)
        crowded = len(outcomes) + sum(asked.away.values()) >= settings.send_concurrency
        pause = rules.between_updates(settings.board_seconds, crowded=crowded)
        settling = Settling(db, lanes, settings, asked.owner, asked.now, machine, pause)
        await settling.settle([one for one in outcomes if one not in held] if held else outcomes)
        points.at("sender.results_settled")
        room = Room(asked.limit, settings.send_concurrency, asked.away)
        claimed = await claim(db, lanes, times, owner=asked.owner, room=room)
        busy = len(claimed) == asked.limit
        soon, due = (None, None) if busy else await _next(db, lanes, times)
        points.at("sender.before_commit")
    points.at("sender.after_commit")
    telling.tell(settling.told)
    left, later = [*held, *settling.left], _later(choice, lanes, claimed)
    return Turn(claimed, left, len(settling.extra), soon, due, busy, later)


def _choice(outcomes: Sequence[Outcome], asked: Asked) -> Choice:
    """Whom to serve: those with a result that changes their pace, and, where there is room, those that wait."""
    must = sorted({one.parcel.workspace_id for one in outcomes if _changes_pace(one)})
    return Choice(asked.now, len(must) + (_SERVED if asked.limit > 0 else 0), must, asked.later)


def _changes_pace(outcome: Outcome) -> bool:
    """Whether its workspace's lanes are needed to settle it: Slack said "too fast", or takes nothing any more."""
    failure = outcome.failure
    if failure is None:
        return False
    return rules.is_too_fast(failure) or rules.classify(failure) is rules.Verdict.WORKSPACE_GONE


async def _held(db: AsyncSession, lanes: Lanes, outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Results that change the pace of a workspace which another process serves just now."""
    without = {one.parcel.workspace_id for one in outcomes if _changes_pace(one)} - set(lanes.workspaces)
    if not without:
        return []
    stopped = {one.id for one in await people.stopped(db)}
    return [one for one in outcomes if _changes_pace(one) and one.parcel.workspace_id in without - stopped]


def _later(choice: Choice, lanes: Lanes, claimed: Sequence[Parcel]) -> Sequence[str]:
    """Whom the next turn serves last: all that was looked at in vain since last there was time to look at all."""
    vain = set(lanes.workspaces) - {one.workspace_id for one in claimed}
    was_cut, news = len(lanes.workspaces) == choice.most, vain - set(choice.later)
    return sorted(news | set(choice.later)) if was_cut and news else ()


async def _next(db: AsyncSession, lanes: Lanes, times: Times) -> tuple[timedelta | None, timedelta | None]:
    """When a lease lapses, a wait ends or a lane has room; and when the calendar brings something."""
    edge = full_at(times.machine)
    known = {"now": times.now, "machine": times.machine, "full_at": edge}
    lapses_at, awake_at, any_waits, free_at, due_at = (await db.execute(_times(), known)).one()
    machine = [lapses_at, awake_at, *(await _opens(db, lanes, times) if any_waits is not None else ())]
    if lanes.limiter and free_at is not None:
        machine.append(free_at - (edge - times.machine))
    soonest = [max(one - times.machine, timedelta(0)) for one in machine if one is not None]
    return min(soonest, default=None), None if due_at is None else due_at - times.now


async def _opens(db: AsyncSession, lanes: Lanes, times: Times) -> list[datetime]:
    """When the lanes of workspaces that wait have room again, and when another process may be done with one."""
    rows = (await db.execute(_waiting_lanes(), {"now": times.now, "machine": times.machine, "most": _SEEN})).all()
    seen = [times.machine + _HELD] if len(rows) == _SEEN else []
    for workspace_id, name, free_at, interval_ms, blocked_until, ready in rows:
        lane = pace.Pace(free_at, interval_ms, lanes.rates[name].burst, blocked_until)
        if ready is not None and workspace_id not in lanes.workspaces:
            seen.append(times.machine + _HELD)
        elif lanes.is_full(lane):
            seen.append(pace.next_at(lane, at=times.machine))
    return seen


@cache
def _waiting_lanes() -> Select[*tuple[Any, ...]]:
    """The lanes of workspaces in which something waits whose time has come; with what of it Slack would take."""
    own = aliased(Lane)
    waits = select(literal(1)).where(Delivery.workspace_id == Lane.workspace_id, *waiting()).limit(1).scalar_subquery()
    columns = Lane.workspace_id, Lane.name, Lane.free_at, Lane.interval_ms, Lane.blocked_until, first_due(own)
    here = and_(own.workspace_id == Lane.workspace_id, own.name == pace.WORKSPACE)
    wanted = select(*columns).join(own, here).where(Lane.name.in_(lane_rows.NAMES), waits.is_not(None))
    going = and_(Workspace.id == Lane.workspace_id, Workspace.stopped_at.is_(None))
    return wanted.join(Workspace, going).order_by(Lane.free_at).limit(bindparam("most", type_=Integer))


@cache
def _times() -> Select[Any]:
    """Ask for all that may come next in one statement, made once, of one row.

    When a lease lapses; when something that waits is awake; whether anything waits whose time has come; when the first
    full channel for which something waits has room; when the calendar brings something.
    """
    now, machine = bindparam("now", type_=Instant), bindparam("machine", type_=Instant)
    waits = Delivery.state == WAITING
    asleep = Delivery.not_before > machine, timely(Delivery, now)
    asked = (
        select(func.min(Delivery.lease_until)).where(Delivery.state == CLAIMED),
        select(func.min(Delivery.not_before)).where(waits, *asleep),
        select(Delivery.id).where(waits, timely(Delivery, now)).limit(1),
        lane_rows.next_channel_at(full_at=bindparam("full_at", type_=Instant)),
        select(func.min(Delivery.due_at)).where(waits, Delivery.due_at > now),
    )
    return select(*(one.scalar_subquery() for one in asked))
