"""What will come of blockers: the one reminder of each silence, if nobody says a word before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.blockers.queries import REMIND
from salesbot.blockers.service.silence import NOTHING, floor_of
from salesbot.room import Run
from salesbot.room.foretelling import Foretelling, Foretold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.blockers.service.silence import Floor
    from salesbot.room.foretelling import Foreseen

SILENT, ALL_SILENT = "if nobody says a word about it before", "if nobody says a word about them before"


async def foretell(db: AsyncSession, foreseen: Sequence[Foreseen], now: datetime) -> Foretelling:  # noqa: ARG001  the offer's shape
    """Say on which mornings whom is told of which silence, by what is open now. It only reads."""
    mine = [one for one in foreseen if one.job == REMIND and one.member_id and not one.skipped]
    messages: list[Foretold] = []
    skipped: dict[str, str] = {}
    for workspace_id in sorted({one.workspace_id for one in mine}):
        here = [one for one in mine if one.workspace_id == workspace_id]
        floor = await floor_of(db, workspace_id, {int(one.subject) for one in here})
        _tell(sorted(here, key=lambda one: one.at), floor, messages, skipped)
    return Foretelling(messages, skipped)


def _tell(here: Sequence[Foreseen], floor: Floor, messages: list[Foretold], skipped: dict[str, str]) -> None:
    told: set[tuple[str, int, str]] = set()
    for one in here:
        run = _run(one)
        due = {
            (run.member_id or "", blocker.id, why) for blocker, why in floor.mine(run) if floor.due(blocker, why, run)
        }
        new = due - told
        if new:
            told |= new
            messages.append(_message(one, len(new)))
        else:
            skipped[one.key] = NOTHING


def _message(one: Foreseen, number: int) -> Foretold:
    words, only = "reminder of a silent blocker", SILENT
    if number > 1:
        words, only = f"reminder of {number} silent blockers", ALL_SILENT
    return Foretold(
        key=one.key, team_id=one.team_id, day=one.day, at=one.at, zone=one.zone, to=str(one.member_id),
        what="Blockers", words=words, only=only,
    )  # fmt: skip


def _run(one: Foreseen) -> Run:
    return Run(
        workspace_id=one.workspace_id, appointment_id=one.appointment_id, job=one.job, subject=one.subject,
        member_id=one.member_id, day=one.day, slot=one.slot, due_at=one.at, zone=one.zone, key=one.key, now=one.at,
    )  # fmt: skip
