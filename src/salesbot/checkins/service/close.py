"""A round is reminded of once, and closes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.checkins.rules.places import CLOSE
from salesbot.checkins.service.publish import keys_of, redraw, show
from salesbot.checkins.service.question import boards_of, draw_anew
from salesbot.outbox import service as outbox
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin
    from salesbot.checkins.queries import Part
    from salesbot.room import Run

OVER = "checkin.over"  # a look at a round after the last member's time, planned by the round's closes


async def remind(db: AsyncSession, runs: Sequence[Run]) -> tuple[list[tuple[Run, Part]], dict[str, str]]:
    """Return whom to remind, and why the others are not: answered, skipped, away, closed, or silent for long."""
    parts = await _parts(db, runs)
    lately = await queries.answered_lately(
        db,
        {part.ask.member_id for part in parts.values()},
        checkin_ids={part.checkin.id for part in parts.values()},
        limit=rules.QUIET_ROUNDS,
    )
    due, skipped = [], {}
    for run in runs:
        part = parts.get(run.key)
        reason = _why_not(run, part, lately)
        if part is None or reason:
            skipped[run.key] = reason
        else:
            due.append((run, part))
    return due, skipped


async def _parts(db: AsyncSession, runs: Sequence[Run]) -> dict[str, Part]:
    """The part that each of these runs is about, by the run's key."""
    parts = await queries.parts(db, {int(run.subject) for run in runs})
    found = {run.key: parts.get(int(run.subject)) for run in runs}
    return {run.key: part for run in runs if (part := found[run.key]) and part.ask.workspace_id == run.workspace_id}


def _why_not(run: Run, part: Part | None, lately: dict[tuple[int, str], list[bool]]) -> str:
    if part is None or part.ask.superseded_at:
        return "over"
    if part.ask.state != "open":
        return part.ask.state
    if run.now >= part.ask.closes_at:
        return "missed"
    if not rules.reminding(lately.get((part.checkin.id, part.ask.member_id), [])):
        return "quiet"
    return ""


async def close(db: AsyncSession, runs: Sequence[Run]) -> None:
    """Close the parts of these runs; at the last member's close comes what waits for it.

    A part may be closed already: after days of downtime the next question ends it before its own close is done.
    """
    parts, now = list((await _parts(db, runs)).values()), runs[0].now
    for part in parts:
        part.ask.closed_at = part.ask.closed_at or now
    await db.flush()
    gone = await queries.unseated(db, [part.ask.id for part in parts])
    for part in parts:
        part.ask.superseded_at = now if part.ask.id in gone else part.ask.superseded_at
    await db.flush()  # parts before rounds, and those before the messages about them, as everybody locks them
    for workspace_id in sorted({part.ask.workspace_id for part in parts}):
        mine = [part for part in parts if part.ask.workspace_id == workspace_id]
        await queries.lock(db, {part.round.id for part in mine})
        await draw_anew(db, [part.ask for part in mine if part.ask.id in gone])
        await _tell(db, workspace_id, mine, now=now)


async def let_go(db: AsyncSession, checkin_id: int, member_ids: Collection[str], *, now: datetime) -> None:
    """Whoever is asked no more has no next round that ends their last one: it is over as soon as it has closed.

    What they had not answered is over at its close: until then they may be back, and go on with it.
    """
    rows = await queries.left_open(db, {checkin_id}, member_ids=member_ids) if member_ids else []
    over = [part for part, _ in rows if part.closed_at is not None and (part.state != "left" or part.closes_at <= now)]
    for part in over:
        part.superseded_at = now
    await db.flush()
    await draw_anew(db, over)


async def _tell(db: AsyncSession, workspace_id: str, parts: Sequence[Part], *, now: datetime) -> None:
    """Draw anew what closed; each round is locked, and looked at by one process at a time: one of them sees it end.

    What was answered, skipped or left out says the same before and after.
    """
    rounds = {part.round.id for part in parts}
    reports = await keys_of(db, rounds)
    closed = [part.ask for part in parts if part.ask.state == "open"]
    await outbox.dirty(db, workspace_id, [*reports, *(key for ask in closed for key in boards_of(ask))])
    for round_id in sorted(rounds):
        await _end(db, round_id, workspace_id=workspace_id, now=now)


async def look_back(db: AsyncSession, *round_ids: int, workspace_id: str, now: datetime) -> None:
    """Look whether these rounds are over: somebody may have left, or been off, who was waited for."""
    await queries.lock(db, round_ids)
    for round_id in sorted(round_ids):
        await _end(db, round_id, workspace_id=workspace_id, now=now)


async def wait_again(db: AsyncSession, *checkins: Checkin, now: datetime) -> None:
    """Somebody may come in a round that was over already, by another plan, zone or seat: it is looked at after them."""
    rounds = await to_come(db, *checkins)
    if rounds:
        await look_back(db, *rounds, workspace_id=checkins[0].workspace_id, now=now)


async def to_come(db: AsyncSession, *checkins: Checkin) -> set[int]:
    """The rounds at which `wait_again` looks; whoever has messages to change before that locks them first."""
    return {one for checkin in checkins for one in await queries.to_come_in(db, checkin)}


async def _end(db: AsyncSession, round_id: int, *, workspace_id: str, now: datetime) -> None:
    """Publish what waits for the last member's close, or say that nobody answered, once everybody's time is over.

    While some are still to come, look again after them: those may be away or on holiday, and then they have no close.
    """
    if await queries.open_in(db, round_id):
        return
    here = await queries.placed(db, round_id, workspace_id=workspace_id)
    waits = here.round.publish == CLOSE and here.round.published_at is None
    appointment_id = here.checkin.appointment_id
    last = await queries.last_to_come(db, appointment_id, day=here.round.day) if appointment_id else None
    if last is None and not waits and await queries.answered_in(db, round_id):
        await redraw(db, workspace_id, [round_id])  # who was off after the last close is known now
    elif last is None:
        here.round.published_at = here.round.published_at or now
        await show(db, round_id, workspace_id=workspace_id, now=now)
        if waits:
            await _tell_authors(db, round_id, workspace_id=workspace_id)
    elif appointment_id:
        due_at = last + timedelta(minutes=1)
        await schedule.later(
            db, workspace_id=workspace_id, appointment_id=appointment_id, job=OVER, subject=str(round_id),
            member_id=None, day=here.round.day, slot=f"over.{due_at:%d%H%M}", due_at=due_at, zone=here.team.zone,
        )  # fmt: skip


async def _tell_authors(db: AsyncSession, round_id: int, *, workspace_id: str) -> None:
    """Those whose answers waited for the close read that they are published now, no longer when they will be."""
    keys = [key for ask in await queries.answered(db, round_id, early=True) for key in boards_of(ask)]
    await outbox.dirty(db, workspace_id, keys)
