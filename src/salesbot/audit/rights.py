"""What the audit log holds of one person, how it forgets them and keeps the line, and when lines are let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from salesbot.audit import queries
from salesbot.audit.model import Line
from salesbot.audit.rules import LEAST_DAYS
from salesbot.room import Erased, Held, Retention

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """The lines that name somebody; of who else is in them only that it was somebody else."""
    rows = await queries.of_member(db, workspace_id, member_id)
    return [Held("audit", [_told(one, member_id) for one in rows])]


def _told(one: Line, member_id: str) -> dict[str, object]:
    person = one.object_kind == "member"
    return {
        "at": one.at, "done": one.verb, "by_you": one.done_by == member_id,
        "to_you": person and one.object_id == member_id, "object": "" if person else one.object_id,
        "team": one.team_id, "how": one.how, "many": one.many,
    }  # fmt: skip


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Let their stand-in take their place: what was done stays known, that it was they does not."""
    here = Line.workspace_id == erasure.workspace_id
    told = here, Line.object_kind == "member", Line.object_id == erasure.member_id
    await db.execute(update(Line).where(here, Line.done_by == erasure.member_id).values(done_by=erasure.stand_in))
    await db.execute(update(Line).where(*told).values(object_id=erasure.stand_in))
    return Erased()


async def purge(db: AsyncSession, before: datetime, limit: int) -> int:
    """Let go of old lines, the oldest first."""
    old = select(Line.id).where(Line.at < before).order_by(Line.at, Line.id).limit(limit)
    return len((await db.scalars(delete(Line).where(Line.id.in_(old)).returning(Line.id))).all())


RETENTION = (Retention(name="audit", what="who changed what", days=730, least=LEAST_DAYS, purge=purge),)
