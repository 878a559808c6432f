"""All that a round's report is made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from salesbot.checkins.model import Ask, Checkin, Question, Round
from salesbot.checkins.queries.parts import texts
from salesbot.checkins.queries.rounds import last_page
from salesbot.checkins.queries.standing import questions
from salesbot.people.model import Member, Team
from salesbot.schedule.model import Occurrence, Seat

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Line:
    """One person in a report."""

    name: str
    member_id: str
    ask: Ask | None
    reason: str  # why they were not asked that day; empty: they were, or their time is still to come


@dataclass(frozen=True)
class Report:
    """All that a round's report is made of."""

    round: Round
    checkin: Checkin
    team: Team
    questions: Sequence[Question]
    lines: Sequence[Line]
    texts: dict[int, dict[int, str]]
    last_page: int


async def report(db: AsyncSession, round_id: int, *, workspace_id: str, page: int) -> Report | None:
    """A round's report: everybody for the first page, on later pages only those whose answers stand there."""
    query = (
        select(Round, Checkin, Team)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Round.workspace_id == workspace_id, Round.id == round_id)
    )
    row = (await db.execute(query)).first()
    if row is None:
        return None
    found, checkin, team = row
    asked = await questions(db, checkin.id, question_set=found.question_set)
    lines = await _lines(db, found, checkin=checkin) if page == 0 else await _lines_on(db, found, page=page)
    here = [line.ask.id for line in lines if line.ask and _stands_on(line.ask, page)]
    return Report(found, checkin, team, asked, lines, await texts(db, here), await last_page(db, round_id))


async def _lines(db: AsyncSession, found: Round, *, checkin: Checkin) -> list[Line]:
    """Everybody who has a part, a seat or a recorded reason on this day, by name."""
    lines: dict[str, Line] = {}
    day_of = aliased(Occurrence)
    seated = (
        select(Member.id, Member.name, day_of.reason, day_of.state)
        .join(Seat, and_(Seat.member_id == Member.id, Seat.workspace_id == Member.workspace_id))
        .outerjoin(
            day_of,
            and_(
                day_of.appointment_id == Seat.appointment_id,
                day_of.who == Seat.who,
                day_of.day == found.day,
                day_of.slot == "",
            ),
        )
        .where(Seat.appointment_id == checkin.appointment_id, Seat.workspace_id == found.workspace_id)
        .where(day_of.id.is_not(None) | (Seat.next_day <= found.day))
    )
    for member_id, name, reason, state in await db.execute(seated):
        lines[member_id] = Line(name, member_id, None, (reason or "") if state == "skipped" else "")
    for line in await _asked(db, found):
        lines[line.member_id] = replace(line, reason=_not_asked(line, lines.get(line.member_id)))
    return sorted(lines.values(), key=lambda line: (line.name.casefold(), line.member_id))


def _not_asked(line: Line, seat: Line | None) -> str:
    """Why a part never reached its member: off that day after all, or the question could not be posted in time."""
    if line.ask is None or seat is None or (line.ask.asked_at is not None and line.ask.state != "open"):
        return ""
    return seat.reason


async def _asked(db: AsyncSession, found: Round) -> list[Line]:
    query = (
        select(Ask, Member.name)
        .join(Member, and_(Member.id == Ask.member_id, Member.workspace_id == Ask.workspace_id))
        .where(Ask.round_id == found.id)
    )
    return [Line(name, ask.member_id, ask, "") for ask, name in await db.execute(query)]


async def _lines_on(db: AsyncSession, found: Round, *, page: int) -> list[Line]:
    """Those whose answers stand on this page, or run on to it."""
    lines = [line for line in await _asked(db, found) if line.ask and _stands_on(line.ask, page)]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.member_id))


def _stands_on(ask: Ask, page: int) -> bool:
    return ask.page is not None and ask.page <= page < ask.page + ask.report_pages
