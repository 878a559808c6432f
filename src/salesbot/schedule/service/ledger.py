"""The ledger: one-shots planned and cancelled, occurrences taken by hand, those whose promise came too late."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from sqlalchemy import and_, delete, select, update

from salesbot.schedule import queries, rules
from salesbot.schedule.model import Appointment, Occurrence
from salesbot.schedule.rules import TEAM, Slot
from salesbot.store import chunks, insert

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.schedule.trying import Outcome

_KEY = ("appointment_id", "who", "day", "slot")
_AT_ONCE = 500


async def later(
    db: AsyncSession,
    *,
    workspace_id: str,
    appointment_id: int,
    job: str,
    subject: str,
    member_id: str | None,
    day: date,
    slot: str,
    due_at: datetime,
    zone: str,
    late_at: datetime | None = None,
) -> bool:
    """Plan a one-shot that belongs to an occurrence (its reminder, its close); False where there is one already.

    It happens however late, unless `late_at` says otherwise: after that it is skipped as `missed`.
    """
    one = Slot(
        workspace_id=workspace_id, appointment_id=appointment_id, job=job, subject=subject, member_id=member_id,
        day=day, slot=slot, due_at=due_at, zone=zone, late_at=late_at,
    )  # fmt: skip
    return bool(await later_all(db, [one]))


async def later_all(db: AsyncSession, slots: Sequence[Slot]) -> set[str]:
    """Plan many one-shots at once; those that are there already stay as they are. Returns the keys of the new ones."""
    return set(await write(db, slots, state="planned", now=None))


async def cancel_later(
    db: AsyncSession,
    *,
    appointment_id: int,
    member_id: str | None,
    day: date,
    slot: str,
    reason: str,
    now: datetime | None = None,
) -> None:
    """Skip a planned one-shot for this reason; nothing where it happened already or never was."""
    mine = (
        Occurrence.appointment_id == appointment_id, Occurrence.who == (member_id or TEAM),
        Occurrence.day == day, Occurrence.slot == slot, Occurrence.state == "planned",
    )  # fmt: skip
    await db.execute(update(Occurrence).where(*mine).values(state="skipped", reason=reason, settled_at=now))


async def record(
    db: AsyncSession,
    *,
    workspace_id: str,
    appointment_id: int,
    job: str,
    subject: str,
    member_id: str | None,
    day: date,
    slot: str,
    due_at: datetime,
    zone: str,
    now: datetime,
    state: str = "done",
    reason: str = "",
) -> bool:
    """Take an occurrence by hand (asked now, answered early): True for who takes it, False where the ledger has it."""
    one = Slot(
        workspace_id=workspace_id, appointment_id=appointment_id, job=job, subject=subject, member_id=member_id,
        day=day, slot=slot, due_at=due_at, zone=zone,
    )  # fmt: skip
    return bool(await record_all(db, [one], now=now, state=state, reason=reason))


async def record_all(
    db: AsyncSession, slots: Sequence[Slot], *, now: datetime, state: str = "done", reason: str = ""
) -> set[str]:
    """Take many occurrences by hand; returns the keys of those that the ledger did not have yet."""
    return set(await write(db, slots, state=state, reason=reason, now=now))


async def write(
    db: AsyncSession, slots: Sequence[Slot], *, state: str, reason: str = "", now: datetime | None
) -> dict[str, int]:
    """Write these in one state, those left out that the ledger has already; returns key -> id of the new ones."""
    return await write_each(db, [(one, state, reason) for one in slots], now=now)


async def write_each(
    db: AsyncSession, entries: Sequence[tuple[Slot, str, str]], *, now: datetime | None
) -> dict[str, int]:
    """Write (slot, state, reason) each, those left out that the ledger has already; returns key -> id of the new."""
    rows = [
        vars(one) | {"who": one.who, "key": one.key, "state": state, "reason": reason, "settled_at": now}
        for one, state, reason in sorted(entries, key=lambda entry: entry[0].key)  # everybody waits in one order
    ]
    ids = await insert(db, Occurrence, rows, ignore=_KEY)
    found: dict[str, int] = {}
    for some in chunks(ids, _AT_ONCE):
        new = await db.execute(select(Occurrence.key, Occurrence.id).where(Occurrence.id.in_(some)))
        found |= {key: row for key, row in new}  # noqa: C416  rows are no tuples to the type checker
    return found


async def reopen(db: AsyncSession, slots: Iterable[Slot]) -> None:
    """Take back that these days were passed over, in a pause or by a move: they can come, or be taken."""
    keys: dict[str, set[str]] = defaultdict(set)
    for one in slots:
        keys[one.workspace_id].add(one.key)
    for workspace_id, mine in keys.items():
        for some in chunks(sorted(mine), _AT_ONCE):
            which = Occurrence.workspace_id == workspace_id, Occurrence.key.in_(some)
            passed_over = Occurrence.state == "skipped", Occurrence.reason.in_(rules.PASSED_OVER)
            await db.execute(delete(Occurrence).where(*which, *passed_over))


async def settle(db: AsyncSession, rows: Mapping[str, tuple[int, int]], outcome: Outcome, *, now: datetime) -> None:
    """Write what became of runs; `rows` are key -> (id, failed tries so far)."""
    changes = [_change(row, tries, outcome, key=key, now=now) for key, (row, tries) in rows.items()]
    if changes:
        await db.execute(update(Occurrence), changes)


def _change(row: int, tries: int, outcome: Outcome, *, key: str, now: datetime) -> dict[str, object]:
    if key in outcome.failed:
        again = now + rules.back_off(tries + 1)
        return {"id": row, "state": "planned", "reason": "", "settled_at": None, "tries": tries + 1, "retry_at": again}
    state, reason = ("skipped", outcome.skipped[key]) if key in outcome.skipped else ("done", "")
    return {"id": row, "state": state, "reason": reason, "settled_at": now, "tries": tries, "retry_at": None}


async def carry(db: AsyncSession, workspace_id: str, key: str, *, by: str) -> None:
    """Say that this occurrence has no message of its own: that promise's says it, and comes or is missed for both."""
    mine = Occurrence.workspace_id == workspace_id, Occurrence.key == key
    await db.execute(update(Occurrence).where(*mine).values(carried_by=by))


async def miss(db: AsyncSession, promises: Collection[tuple[str, str]], *, now: datetime) -> list[Slot]:
    """Mark occurrences whose promise (workspace, key) came too late as skipped (`missed`); returns their places."""
    missed: list[int] = []
    for workspace_id in {workspace for workspace, _ in promises}:
        for keys in chunks([key for workspace, key in promises if workspace == workspace_id], _AT_ONCE):
            own = and_(Occurrence.key.in_(keys), Occurrence.carried_by.is_(None))
            for which in (own, Occurrence.carried_by.in_(keys)):
                mine = Occurrence.workspace_id == workspace_id, which, Occurrence.state == "done"
                late = update(Occurrence).where(*mine).values(state="skipped", reason="missed", settled_at=now)
                missed += await db.scalars(late.returning(Occurrence.id))
    rows: list[Occurrence] = []
    for some in chunks(missed, _AT_ONCE):
        rows += await db.scalars(select(Occurrence).where(Occurrence.id.in_(some)).order_by(Occurrence.id))
    return [queries.slot_of(row) for row in rows]


async def drop_retries(
    db: AsyncSession, appointment: Appointment, who: Collection[str], *, reason: str, now: datetime
) -> None:
    """Skip occurrences that wait for another try after their job failed."""
    for some in chunks(who, _AT_ONCE):
        mine = (
            Occurrence.appointment_id == appointment.id, Occurrence.slot == "",
            Occurrence.state == "planned", Occurrence.who.in_(some),
        )  # fmt: skip
        await db.execute(update(Occurrence).where(*mine).values(state="skipped", reason=reason, settled_at=now))
