"""What attention holds of one person, and how it forgets them: their reasons go, in others' they are nobody."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select

from salesbot.attention import service
from salesbot.attention.model import Decision, Restraint, Rider
from salesbot.people import queries as people
from salesbot.room import Erased, Held
from salesbot.slack import kit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """Why somebody was or was not written to."""
    mine = Decision.workspace_id == workspace_id, Decision.member_id == member_id
    rows = await db.scalars(select(Decision).where(*mine).order_by(Decision.decided_at, Decision.id))
    return [Held("reasons", [_told(one) for one in rows])]


def _told(one: Decision) -> dict[str, object]:
    return {"at": one.decided_at, "due_at": one.due_at, "kind": one.kind, "reason": one.reason, "verdict": one.verdict,
            "because": one.because, "pressed_at": one.heeded_at}  # fmt: skip


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Forget why somebody was written to; where others were because of them, say so without their name."""
    mine = Decision.workspace_id == erasure.workspace_id, Decision.member_id == erasure.member_id
    gone = (await db.scalars(delete(Decision).where(*mine).returning(Decision.id))).all()
    for kept in (Rider, Restraint):
        whose = kept.workspace_id == erasure.workspace_id, kept.member_id == erasure.member_id
        await db.execute(delete(kept).where(*whose))
    one = await people.member(db, erasure.workspace_id, erasure.member_id)
    names = {one.name, kit.name(one.name)} - {""} if one else set()
    await _unsay(db, erasure, names)  # first: it finds decisions by the keys that are changed next
    await _unname(db, erasure, names)
    return Erased({"reasons": len(gone)})


async def _unsay(db: AsyncSession, erasure: Erasure, names: set[str]) -> None:
    """What waits to ride along to others, or rides, and names them is not said."""
    rows = (await db.scalars(select(Rider).where(Rider.workspace_id == erasure.workspace_id))).all()
    naming = [row.key for row in rows if _names(row, erasure, names)]
    if naming:
        await service.withdraw(db, erasure.workspace_id, naming)
        await db.flush()


def _names(row: Rider, erasure: Erasure, names: set[str]) -> bool:
    words = f"{row.key} {row.subject} {json.dumps(row.message, ensure_ascii=False)}"
    return _moved(words, erasure) != words or _nameless(words, names) != words


async def _unname(db: AsyncSession, erasure: Erasure, names: set[str]) -> None:
    """Take their name out of what others read as the reason of a message."""
    words = Decision.reason, Decision.because
    called = [column.contains(name, autoescape=True) for name in sorted(names) for column in words]
    named = [column.contains(erasure.member_id) for column in (*words, Decision.key, Decision.carried_by)]
    rows = await db.scalars(select(Decision).where(Decision.workspace_id == erasure.workspace_id, or_(*named, *called)))
    for row in rows.all():
        row.reason, row.because = _nameless(row.reason, names), _nameless(row.because, names)
        row.reason, row.because = _moved(row.reason, erasure), _moved(row.because, erasure)
        row.key = _moved(row.key, erasure)
        row.carried_by = _moved(row.carried_by, erasure) if row.carried_by else None
    await db.flush()


def _nameless(words: str, names: set[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "somebody", words)
    return words


def _moved(text: str, erasure: Erasure) -> str:
    return re.sub(rf"(?<![A-Z0-9]){re.escape(erasure.member_id)}(?![A-Z0-9])", erasure.stand_in, text)
