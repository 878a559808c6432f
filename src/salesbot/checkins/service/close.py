"""A round is reminded of once, and closes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries, rules
from salesbot.checkins.service.publish import redraw, show
from salesbot.checkins.service.question import boards_of
from salesbot.outbox import service as outbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part
    from salesbot.room import Run


async def remind(db: AsyncSession, runs: Sequence[Run]) -> tuple[list[tuple[Run, Part]], dict[str, str]]:
    """Return whom to remind, and why the others are not: answered, skipped, away, closed, or silent for long."""
    parts = [(run, await _part(db, run)) for run in runs]
    lately = await queries.answered_lately(
        db,
        {run.member_id for run in runs if run.member_id},
        checkin_ids={part.checkin.id for _, part in parts if part},
        limit=rules.QUIET_ROUNDS,
    )
    due, skipped = [], {}
    for run, part in parts:
        reason = _why_not(run, part, lately)
        if part is None or reason:
            skipped[run.key] = reason
        else:
            due.append((run, part))
    return due, skipped


async def _part(db: AsyncSession, run: Run) -> Part | None:
    return await queries.part(db, int(run.subject), workspace_id=run.workspace_id)


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
    """Close the parts of these runs; at the last member's close a round that nobody answered says so."""
    rounds = {}
    for run in runs:
        part = await _part(db, run)
        if part is None or part.ask.closed_at is not None:
            continue
        part.ask.closed_at = run.now
        rounds[part.round.id] = (part, run.now)
        await outbox.dirty(db, run.workspace_id, boards_of(part.ask))
    await db.flush()
    for part, now in rounds.values():
        await redraw(db, part.ask.workspace_id, [part.round.id])
        if await _is_over(db, part) and not await queries.answered_in(db, part.round.id):
            await show(db, part.round, team=part.team, pages={0}, now=now)


async def _is_over(db: AsyncSession, part: Part) -> bool:
    if await queries.open_in(db, part.round.id) or part.checkin.appointment_id is None:
        return False
    return not await queries.still_to_come(db, part.checkin.appointment_id, day=part.round.day)
