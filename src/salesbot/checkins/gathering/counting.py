"""A team's stretch of time, counted from the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.checkins import queries
from salesbot.checkins.queries import weeks
from salesbot.checkins.rules.weeks import Week, count

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Checkin, Round
    from salesbot.room import Span


@dataclass(frozen=True)
class Counted:
    """A team's check-ins by id, their rounds of these days, and what came of them. `to_come`: not asked yet."""

    checkins: Mapping[int, Checkin]
    rounds: Sequence[Round]
    week: Week
    to_come: Mapping[tuple[int, date], int]

    def still_open(self) -> list[tuple[Checkin, date]]:
        """The rounds that are not over yet, oldest first."""
        found = {*self.week.still_open(), *self.to_come}
        return [(self.checkins[number], day) for number, day in sorted(found, key=lambda one: (one[1], one[0]))]


async def counted(db: AsyncSession, span: Span, *, member_id: str | None = None) -> Counted:
    """Count a team's days, or one member's in it."""
    every = await queries.checkins_of(db, span.team_id, workspace_id=span.workspace_id, ended=True)
    checkins = {one.id: one for one in every}
    rounds = await weeks.rounds_in(db, checkins, span) if checkins else []
    parts = await weeks.parts_in(db, rounds, member_id=member_id)
    coming = await weeks.to_come(db, every, span) if every and member_id is None else {}
    return Counted(checkins, rounds, count(parts, since=span.since, until=span.until), coming)
