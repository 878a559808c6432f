"""What people hold of one person, and how they are forgotten: after all rooms have, the person themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from sqlalchemy import delete, or_, select

from salesbot.people import stand_in
from salesbot.people.model import Away, Forgotten, Member, Membership, Team
from salesbot.room import Erased, Held

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.room import Erasure

# Time away that a week's figures may still be counted without.
COUNTED = timedelta(days=31)
_OWN = (
    "id", "name", "slack_zone", "own_zone", "own_country", "working_days", "day_begins", "quiet_from", "quiet_to",
    "is_admin", "is_guest", "active", "paused_until", "status_away_until", "welcomed_at", "created_at",
)  # fmt: skip


async def export(db: AsyncSession, workspace_id: str, member_id: str, now: datetime) -> Sequence[Held]:  # noqa: ARG001  the offer's shape
    """Who somebody is here, which teams they were in, and when they were away."""
    one = await db.get(Member, (workspace_id, member_id))
    profile = [{name: _plain(getattr(one, name)) for name in _OWN}] if one else []
    teams = await db.execute(
        select(Team.name, Membership.role, Membership.from_at, Membership.until_at)
        .join(Team, Team.id == Membership.team_id)
        .where(Membership.workspace_id == workspace_id, Membership.member_id == member_id)
        .order_by(Membership.from_at, Membership.id)
    )
    aways = await db.execute(
        select(Away.first_day, Away.last_day, Away.set_at, Away.cancelled_at)
        .where(Away.workspace_id == workspace_id, Away.member_id == member_id)
        .order_by(Away.first_day, Away.id)
    )
    return [
        Held("profile", profile),
        Held("teams", [{"team": name, "role": str(role), "from": a, "until": b} for name, role, a, b in teams]),
        Held("away", [{"first_day": a, "last_day": b, "set_at": c, "cancelled_at": d} for a, b, c, d in aways]),
    ]


def _plain(value: object) -> object:
    """A wall time as words: a spreadsheet reads those."""
    return f"{value:%H:%M}" if hasattr(value, "hour") and not hasattr(value, "year") else value


async def erase(db: AsyncSession, erasure: Erasure) -> Erased:
    """Let the person go for good; comes after all other rooms. What others count on names the stand-in by now."""
    mine = Away.workspace_id == erasure.workspace_id, Away.member_id == erasure.member_id
    recent = (erasure.now - COUNTED).date()
    uncounted = or_(Away.last_day < recent, Away.first_day > erasure.now.date(), Away.cancelled_at.is_not(None))
    aways = (await db.scalars(delete(Away).where(*mine, uncounted).returning(Away.id))).all()
    await db.flush()
    await stand_in.take_over(db, erasure.workspace_id, erasure.member_id, stand_in=erasure.stand_in)
    me = Member.workspace_id == erasure.workspace_id, Member.id == erasure.member_id
    await db.execute(delete(Member).where(*me).execution_options(synchronize_session=False))
    db.expire_all()
    return Erased({"times away": len(aways)})


async def note(
    db: AsyncSession, workspace_id: str, member_id: str, *, now: datetime, name: str | None = None
) -> Forgotten:
    """Note that somebody was forgotten; `name` is the note's own name where a file beside the database has it."""
    noted = Forgotten(id=name or uuid4().hex, workspace_id=workspace_id, member_id=member_id, forgotten_at=now)
    db.add(noted)
    await db.flush()
    return noted
