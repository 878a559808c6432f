"""Channels and people that cannot be reached: paused, their owner told once, tried again every hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog
from sqlalchemy import case, or_, select, update
from sqlalchemy.orm import aliased

from salesbot import clock
from salesbot.outbox import blocks, rules, service
from salesbot.outbox.choice import rooted, stands, timely
from salesbot.outbox.model import Delivery, PausedTarget
from salesbot.outbox.parcel import Did
from salesbot.outbox.promises import Note
from salesbot.people import queries as people
from salesbot.store import chunks, insert, skip_locked, wake

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.store import Store

_log = structlog.get_logger(__name__)
_PROBES = 50  # a transaction
_AT_ONCE = 500  # in one UPDATE
_POSTS_ONLY = "restricted_action"  # so begin Slack's refusals of new messages where old ones may still be changed
_OWN_KIND = "outbox.unreachable"


async def pause(db: AsyncSession, row: Delivery, code: str, *, now: datetime, machine: datetime) -> None:
    """Hold everything for this target and tell its owner, once for each trouble."""
    row.state = "paused"
    await db.flush()
    fresh = {
        "workspace_id": row.workspace_id, "target": row.target, "error": code,
        "since_at": machine, "look_at": machine + rules.HOUR, "probe_id": None,
    }  # fmt: skip
    new = await insert(db, PausedTarget, [fresh], ignore=["workspace_id", "target"])
    if not new:
        again = PausedTarget.workspace_id == row.workspace_id, PausedTarget.target == row.target
        await db.execute(update(PausedTarget).where(*again).values(probe_id=None, look_at=machine + rules.HOUR))
    await _hold(db, row, code)
    if new:
        _log.warning("outbox.target_paused", workspace_id=row.workspace_id, target=row.target, error=code)
        await _tell(db, row, code, now=now, machine=machine)


async def _hold(db: AsyncSession, row: Delivery, code: str) -> None:
    waiting = Delivery.workspace_id == row.workspace_id, Delivery.target == row.target, Delivery.state == "waiting"
    ordered = select(Delivery.id).where(*waiting).order_by(Delivery.id).with_for_update()
    numbers = list(await db.scalars(ordered))
    held = update(Delivery).where(Delivery.id.in_(numbers)).values(state="paused", error=code)
    await db.execute(held.execution_options(synchronize_session=False))


async def _tell(db: AsyncSession, row: Delivery, code: str, *, now: datetime, machine: datetime) -> None:
    """Tell the managers of the team whose channel or member it is; not the one who cannot be reached."""
    owners = await _owners(db, row)
    if not owners:
        _log.error("outbox.nobody_to_tell", workspace_id=row.workspace_id, target=row.target, error=code)
    notes = [
        Note(
            row.workspace_id, f"{_OWN_KIND}.{row.target}.{machine.timestamp():.3f}.{owner}", _OWN_KIND, owner,
            blocks.unreachable(row.target, code), due_at=now, member_id=owner,
        )
        for owner in owners
    ]  # fmt: skip
    await service.promise(db, *notes)


async def _owners(db: AsyncSession, row: Delivery) -> list[str]:
    if not row.target.startswith(("U", "W")):
        found = await people.owners_of(db, row.workspace_id, row.target)
    else:
        teams = await people.teams_of(db, row.workspace_id, row.target)
        found = [one for team, _ in teams for one in await people.managers(db, row.workspace_id, team.id)]
        found = [one for one in found if one.id != row.target] or await people.admins(db, row.workspace_id)
    return sorted({one.id for one in found if one.id != row.target and one.active})


async def reached(db: AsyncSession, row: Delivery, did: Did, *, machine: datetime) -> None:
    """A delivery that tried got through: everything may go on. What was only changed or found says less than a post.

    Then the next tries as soon as one looks, and its owner is told of no new trouble where it is the old one.
    """
    here = PausedTarget.workspace_id == row.workspace_id, PausedTarget.target == row.target
    target = await db.scalar(select(PausedTarget).where(*here))
    if target is None:
        return
    posts_only = target.error.startswith(_POSTS_ONLY)
    if did is Did.POSTED or (did is Did.UPDATED and not posts_only):
        await service.resume(db, row.workspace_id, row.target)
    else:
        await db.execute(update(PausedTarget).where(*here).values(look_at=machine))


async def look_at_paused(store: Store) -> int:
    """Let one delivery of each target whose hour is over try again; returns how many. A job of the heartbeat."""
    async with store.begin() as db:
        await _free_the_forgotten(db)
        machine = await store.machine_now(db)
        due = select(PausedTarget).where(PausedTarget.look_at <= machine).order_by(PausedTarget.look_at).limit(_PROBES)
        targets = (await db.scalars(due.with_for_update(skip_locked=True))).all()
        for target in targets:
            target.look_at = machine + rules.HOUR
            target.probe_id = await _let_one_try(db, target, now=clock.now())
        wake(db, "outbox")
    return sum(target.probe_id is not None for target in targets)


async def _free_the_forgotten(db: AsyncSession) -> None:
    """Free what was promised in the very moment in which its target went on, or its parent was taken back.

    Two transactions at once do not see each other: the promise still saw the pause, the other not yet the promise.
    """
    here = PausedTarget.workspace_id == Delivery.workspace_id, PausedTarget.target == Delivery.target
    stuck = Delivery.state == "paused", ~select(PausedTarget.target).where(*here).exists()
    await _change(db, *stuck, state="waiting")
    parent = aliased(Delivery)
    withdrawn = parent.id == Delivery.parent_id, parent.state == "withdrawn", parent.ts.is_(None)
    never_said = Delivery.state == "waiting", Delivery.ts.is_(None), Delivery.maybe_sent.is_(False)
    await _change(db, *never_said, select(parent.id).where(*withdrawn).exists(), state="withdrawn", message=None)


async def _change(db: AsyncSession, *these: ColumnElement[bool], **values: object) -> None:
    numbers = list(await db.scalars(skip_locked(select(Delivery.id).where(*these).order_by(Delivery.id), db)))
    for some in chunks(numbers, _AT_ONCE):
        changed = update(Delivery).where(Delivery.id.in_(some)).values(**values)
        await db.execute(changed.execution_options(synchronize_session=False))


async def _let_one_try(db: AsyncSession, target: PausedTarget, *, now: datetime) -> int | None:
    """Let the first try whose time has come, or comes next: a post rather than a change, which may be allowed alone.

    What changed while it stood there is among them, and, behind all others, whoever tried last and did not get through.
    """
    here = Delivery.workspace_id == target.workspace_id, Delivery.target == target.target
    held = Delivery.state.in_(["paused", "waiting"])
    in_time = or_(stands(), Delivery.expires_at.is_(None), Delivery.expires_at > now)
    last, due = Delivery.id == target.probe_id, timely(Delivery, now)
    order = case((last, 1), else_=0), case((due, 0), else_=1), Delivery.ts.is_not(None)
    line = Delivery.priority, Delivery.due_at, Delivery.id
    first = select(Delivery).where(*here, held, in_time, rooted(Delivery)).order_by(*order, *line).limit(1)
    row = await db.scalar(first.with_for_update(skip_locked=True))
    if row is None:
        return None
    row.state, row.not_before = "waiting", None
    row.error = row.error or target.error  # by which its success is known to be news
    return row.id
