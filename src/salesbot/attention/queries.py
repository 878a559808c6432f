"""What was decided about a person's attention, what waits for a ride, and what is known when something is offered."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, func, or_, select, union, union_all
from sqlalchemy.orm import aliased

from salesbot.attention.model import Decision, Restraint, Rider
from salesbot.attention.rules import PATIENCE, Shown, Standing, Verdict
from salesbot.outbox.model import Delivery
from salesbot.people.model import Membership, Team
from salesbot.store import chunks, even, insert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import BindParameter, ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncSession

Aboard = tuple[Decision, Rider | None]

_AT_ONCE = 500  # keys in one IN (…)
_RECENT = 2 * PATIENCE  # what was decided, and due, longer ago comes on no day that still lasts
_UNSENT = ("waiting", "claimed", "paused", "unknown")
_LOST = ("expired", "withdrawn", "dead", "sent")  # without ever standing in Slack: it had nothing to say
_SEEN = (Verdict.SENT, Verdict.LATER, Verdict.RIDING)


def long_over(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """What was decided before then about messages that are not promised again: those that had to come in time.

    What was offered is offered again under another key only.
    """
    message = Delivery.workspace_id == Decision.workspace_id, Delivery.key == Decision.key
    in_time = select(Delivery.id).where(*message, Delivery.expires_at.is_not(None))
    return Decision.decided_at < before, or_(Decision.standing == Standing.OFFERED, in_time.exists())


def long_ridden(before: datetime) -> tuple[ColumnElement[bool], ...]:
    """What was kept for a ride until then: what carries it is not drawn any more."""
    return (Rider.ends_at < before,)


async def decisions(db: AsyncSession, workspace_id: str, member_id: str, since: datetime) -> Sequence[Decision]:
    """Return what was decided about this person since then, or has come or comes since then, oldest first."""
    mine = Decision.workspace_id == workspace_id, Decision.member_id == member_id
    wanted = select(Decision).where(_lately(mine, since))
    return (await db.scalars(wanted.order_by(Decision.decided_at, Decision.id))).all()


def _lately(mine: Sequence[ColumnElement[bool]], since: datetime) -> ColumnElement[bool]:
    """Decided since then, or due since then: what waits until somebody is back may have been decided long before.

    Each half is looked up in an index of its own: for an "or" SQLite would read somebody's whole past.
    """
    decided = select(Decision.id).where(*mine, Decision.decided_at >= since)
    waited = select(Decision.id).where(*mine, Decision.due_at >= since, Decision.due_at > Decision.decided_at)
    return Decision.id.in_(union(decided, waited))


async def decided(db: AsyncSession, workspace_id: str, keys: Iterable[str]) -> dict[str, Decision]:
    """Return what was decided about these messages, by key, locked until the transaction ends."""
    found: dict[str, Decision] = {}
    for some in chunks(sorted(set(keys)), _AT_ONCE):
        wanted = select(Decision).where(Decision.workspace_id == workspace_id, Decision.key.in_(some))
        fresh = wanted.order_by(Decision.id).with_for_update().execution_options(populate_existing=True)
        found |= {one.key: one for one in await db.scalars(fresh)}
    return found


async def open_offers(db: AsyncSession, workspace_id: str, member_id: str, what: str) -> Sequence[Decision]:
    """Return the offers to a person, by their key or kind, of which nobody pressed a button yet; locked."""
    mine = Decision.workspace_id == workspace_id, Decision.member_id == member_id
    asked = Decision.standing == Standing.OFFERED, Decision.heeded_at.is_(None)
    named = or_(Decision.key == what, Decision.kind == what)
    wanted = select(Decision).where(*mine, *asked, named).order_by(Decision.id).with_for_update()
    return (await db.scalars(wanted)).all()


# ---- what is known when something is offered ----


async def restrained(db: AsyncSession, workspace_id: str, member_ids: Sequence[str]) -> dict[str, Restraint]:
    """Return what holds offers to these people back; from now on nobody else offers them anything until we commit."""
    rows = [{"workspace_id": workspace_id, "member_id": one, "paused_until": None} for one in sorted(member_ids)]
    await insert(db, Restraint, rows, ignore=["workspace_id", "member_id"])
    mine = Restraint.workspace_id == workspace_id, Restraint.member_id.in_(even(member_ids))
    wanted = select(Restraint).where(*mine).order_by(Restraint.member_id).with_for_update()
    rows_ = await db.scalars(wanted.execution_options(populate_existing=True))
    return {one.member_id: one for one in rows_}


async def paused_until(db: AsyncSession, workspace_id: str, member_id: str) -> datetime | None:
    """Return until when nothing is offered to a person who ignored what was."""
    found = await db.get(Restraint, (workspace_id, member_id))
    return found.paused_until if found else None


async def resting(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> dict[str, datetime]:
    """Return until when nothing is offered to those of these people who ignored what was; it locks nothing."""
    mine = Restraint.workspace_id == workspace_id, Restraint.member_id.in_(even(sorted(member_ids)))
    rows = await db.execute(select(Restraint.member_id, Restraint.paused_until).where(*mine))
    return {member_id: until for member_id, until in rows if until is not None}


async def in_teams(db: AsyncSession, workspace_id: str, member_ids: Collection[str]) -> set[str]:
    """Return who of these is in any team now."""
    standing = Membership.until_at.is_(None), Team.archived_at.is_(None)
    theirs = Membership.workspace_id == workspace_id, Membership.member_id.in_(even(member_ids))
    wanted = select(Membership.member_id).join(Team, Team.id == Membership.team_id).where(*theirs, *standing)
    return set(await db.scalars(wanted))


async def said(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, now: datetime
) -> dict[str, list[datetime]]:
    """Return when the latest messages that count came to these people; what waits since before now comes now."""
    message = and_(Delivery.workspace_id == Decision.workspace_id, Delivery.key == Decision.key)
    mine = Decision.workspace_id == workspace_id, Decision.member_id.in_(even(member_ids))
    counts = Decision.light.is_(False), _lately(mine, now - _RECENT)
    there = or_(Delivery.sent_at.is_not(None), Delivery.state.in_(_UNSENT))
    columns = Decision.member_id, Delivery.due_at, Delivery.sent_at
    rows = await db.execute(select(*columns).join(Delivery, message).where(*counts, there))
    found: dict[str, list[datetime]] = defaultdict(list)
    for member_id, due_at, sent_at in rows:
        found[member_id].append(due_at if sent_at is not None else max(due_at, now))
    return found


async def shown(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, since: Mapping[str, datetime]
) -> dict[str, list[Shown]]:
    """Return the offers that reached each of these people, by themselves or in another message, newest first."""
    seen_in = func.coalesce(Decision.carried_by, Decision.key)
    message = and_(Delivery.workspace_id == Decision.workspace_id, Delivery.key == seen_in)
    mine = Decision.workspace_id == workspace_id, Decision.member_id.in_(even(member_ids))
    offered = Decision.standing == Standing.OFFERED, Decision.verdict.in_(_SEEN), Delivery.sent_at.is_not(None)
    columns = Decision.member_id, Decision.due_at, Decision.heeded_at
    there = Delivery.removing.is_(False), Delivery.state != "withdrawn"
    asked = select(*columns).join(Delivery, message).where(*mine, *offered, *there)
    asked = asked.where(Decision.due_at >= min(since.values()))
    found: dict[str, list[Shown]] = defaultdict(list)
    for member_id, due_at, heeded_at in await db.execute(asked.order_by(Decision.due_at.desc(), Decision.id.desc())):
        if due_at >= since[member_id]:
            found[member_id].append(Shown(due_at, heeded_at is not None))
    return found


async def waiting(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, now: datetime
) -> list[tuple[Decision, Delivery]]:
    """Return the offers to these people that are sent later than now, as long as nobody tried; locked."""
    mine = Decision.workspace_id == workspace_id, Decision.member_id.in_(even(member_ids))
    offered = Decision.standing == Standing.OFFERED, Decision.verdict.in_([Verdict.SENT, Verdict.LATER])
    message = and_(Delivery.workspace_id == Decision.workspace_id, Delivery.key == Decision.key)
    untried = Delivery.state.in_(["waiting", "paused"]), Delivery.attempts == 0, Delivery.due_at > now
    wanted = select(Decision, Delivery).join(Delivery, message).where(*mine, *offered, Decision.due_at > now, *untried)
    fresh = wanted.order_by(Delivery.id).with_for_update().execution_options(populate_existing=True)
    return [(decision, delivery) for decision, delivery in await db.execute(fresh)]


# ---- riding along ----

_host = aliased(Delivery)
_never_came = and_(Decision.verdict == Verdict.RIDING, _host.state.in_(_LOST), _host.sent_at.is_(None))
_waits = or_(Decision.verdict == Verdict.KEPT, _never_came)


async def kept(
    db: AsyncSession, workspace_id: str, member_ids: Collection[str], *, now: datetime
) -> dict[str, list[tuple[Decision, Rider]]]:
    """Return what waits for a ride to these people, the oldest first, locked; what it rode in may never have come."""
    found: dict[str, list[tuple[Decision, Rider]]] = defaultdict(list)
    mine = Rider.workspace_id == workspace_id, Rider.ends_at > now
    own = and_(Decision.workspace_id == Rider.workspace_id, Decision.key == Rider.key)
    carrier = and_(_host.workspace_id == Decision.workspace_id, _host.key == Decision.carried_by)
    wanted = select(Decision, Rider).join(Rider, own).outerjoin(_host, carrier).where(*mine, _waits)
    locked = wanted.order_by(Decision.id).with_for_update(of=Decision).execution_options(populate_existing=True)
    for some in chunks(sorted(set(member_ids)), _AT_ONCE):
        for decision, rider in await db.execute(locked.where(Rider.member_id.in_(even(some)))):
            found[rider.member_id].append((decision, rider))
    return found


async def aboard(db: AsyncSession, workspace_id: str, keys: Collection[str]) -> dict[str, list[Aboard]]:
    """Return what was decided about each of these messages, if anything, and then about all that rides in it.

    What rides comes the oldest first.
    """
    found: dict[str, list[Aboard]] = {key: [] for key in keys}
    for decision, rider in await db.execute(_aboard(), {"workspace_id": workspace_id, "keys": even(keys)}):
        if decision.key in found:
            found[decision.key].insert(0, (decision, rider))
        if decision.verdict == Verdict.RIDING and decision.carried_by in found:
            found[decision.carried_by].append((decision, rider))
    return found


@cache
def _aboard() -> Select[Decision, Rider]:
    """Made once: it is asked for every personal message that is drawn."""
    own = and_(Rider.workspace_id == Decision.workspace_id, Rider.key == Decision.key)
    keys: BindParameter[Sequence[str]] = bindparam("keys", expanding=True)
    here = Decision.workspace_id == bindparam("workspace_id")
    inside = select(Decision.id).where(here, Decision.carried_by.in_(keys), Decision.verdict == Verdict.RIDING)
    both = union_all(select(Decision.id).where(here, Decision.key.in_(keys)), inside)  # with OR: no index
    return select(Decision, Rider).outerjoin(Rider, own).where(Decision.id.in_(both)).order_by(Decision.id)


async def ends(db: AsyncSession, workspace_id: str, keys: Collection[str]) -> dict[str, datetime]:
    """Return until when each of these offers, as far as they were kept for a ride, may be said."""
    if not keys:
        return {}
    wanted = select(Rider.key, Rider.ends_at).where(Rider.workspace_id == workspace_id, Rider.key.in_(even(keys)))
    return {key: ends_at for key, ends_at in await db.execute(wanted)}  # noqa: C416  a Row is no pair to mypy


async def hosts_of(db: AsyncSession, workspace_id: str, keys: Iterable[str]) -> set[str]:
    """Return the messages in which these offers ride."""
    mine = Decision.workspace_id == workspace_id, Decision.key.in_(list(keys)), Decision.verdict == Verdict.RIDING
    return {one for one in await db.scalars(select(Decision.carried_by).where(*mine)) if one}
