"""Every question that check-ins ask the database."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Row, and_, func, select, tuple_
from sqlalchemy.orm import aliased

from salesbot.checkins.model import Answer, Ask, Checkin, Draft, Question, Round
from salesbot.checkins.rules import PAGE_LIMIT, Page
from salesbot.people.model import Member, Team
from salesbot.schedule.model import Occurrence, PlanVersion, Seat

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Part:
    """One member's part in a round, with all that it belongs to."""

    ask: Ask
    round: Round
    checkin: Checkin
    team: Team
    member: Member


def _parts() -> Select[Ask, Round, Checkin, Team, Member]:
    return (
        select(Ask, Round, Checkin, Team, Member)
        .join(Round, and_(Round.id == Ask.round_id, Round.workspace_id == Ask.workspace_id))
        .join(Checkin, and_(Checkin.id == Round.checkin_id, Checkin.workspace_id == Ask.workspace_id))
        .join(Team, and_(Team.id == Checkin.team_id, Team.workspace_id == Ask.workspace_id))
        .join(Member, and_(Member.id == Ask.member_id, Member.workspace_id == Ask.workspace_id))
    )


def _part(row: Row[Ask, Round, Checkin, Team, Member]) -> Part:
    return Part(*row)


async def part(db: AsyncSession, ask_id: int, *, workspace_id: str, lock: bool = False) -> Part | None:
    """The part with this id in this workspace; `lock` makes two answers to it wait for each other (PostgreSQL)."""
    query = _parts().where(Ask.workspace_id == workspace_id, Ask.id == ask_id)
    row = (await db.execute(query.with_for_update(of=Ask) if lock else query)).first()
    return _part(row) if row else None


async def current_parts(db: AsyncSession, member_id: str, *, workspace_id: str) -> list[Part]:
    """What this member can answer now, newest first: parts whose next round has not been asked."""
    query = _parts().where(
        Ask.workspace_id == workspace_id,
        Ask.member_id == member_id,
        Ask.superseded_at.is_(None),
        Team.archived_at.is_(None),
    )
    return [_part(row) for row in await db.execute(query.order_by(Ask.opens_at.desc(), Ask.id.desc()))]


async def newest_part(db: AsyncSession, of: Part) -> Part | None:
    """The member's newest part in the same check-in."""
    query = _parts().where(
        Ask.workspace_id == of.ask.workspace_id, Ask.member_id == of.ask.member_id, Round.checkin_id == of.checkin.id
    )
    row = (await db.execute(query.order_by(Round.day.desc()).limit(1))).first()
    return _part(row) if row else None


async def questions(db: AsyncSession, checkin_id: int, *, question_set: int) -> list[Question]:
    """The questions of one set, in their order."""
    query = select(Question).where(Question.checkin_id == checkin_id, Question.question_set == question_set)
    return list((await db.scalars(query.order_by(Question.position))).all())


async def texts(db: AsyncSession, ask_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What was answered, by ask and question."""
    said: dict[int, dict[int, str]] = defaultdict(dict)
    rows = await db.execute(select(Answer.ask_id, Answer.question_id, Answer.text).where(Answer.ask_id.in_(ask_ids)))
    for ask_id, question_id, text in rows:
        said[ask_id][question_id] = text
    return said


async def last_words(db: AsyncSession, of: Part) -> dict[int, str]:
    """What this member answered the last time in this check-in, by position of the question; empty the first time."""
    last = (
        select(Ask.id)
        .join(Round, Round.id == Ask.round_id)
        .where(
            Ask.workspace_id == of.ask.workspace_id,
            Ask.member_id == of.ask.member_id,
            Ask.state == "answered",
            Round.checkin_id == of.checkin.id,
            Round.day < of.round.day,
        )
        .order_by(Round.day.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = await db.execute(
        select(Question.position, Answer.text)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.ask_id == last)
    )
    return {position: text for position, text in rows}  # noqa: C416  rows are not pairs to the type checker


async def checkins_of(db: AsyncSession, team_id: int, *, workspace_id: str) -> list[Checkin]:
    """A team's check-ins, oldest first."""
    query = select(Checkin).where(Checkin.workspace_id == workspace_id, Checkin.team_id == team_id)
    return list((await db.scalars(query.order_by(Checkin.id))).all())


async def checkins(db: AsyncSession, ids: Collection[int]) -> dict[int, tuple[Checkin, Team]]:
    """Check-ins and their teams by id."""
    query = select(Checkin, Team).join(Team, Team.id == Checkin.team_id).where(Checkin.id.in_(ids))
    return {checkin.id: (checkin, team) for checkin, team in await db.execute(query)}


async def rounds(db: AsyncSession, keys: Collection[tuple[int, date]]) -> dict[tuple[int, date], Round]:
    """Rounds by (check-in, day)."""
    query = select(Round).where(tuple_(Round.checkin_id, Round.day).in_(list(keys)))
    return {(found.checkin_id, found.day): found for found in await db.scalars(query)}


async def asks(
    db: AsyncSession, round_ids: Collection[int], *, member_ids: Collection[str]
) -> dict[tuple[int, str], Ask]:
    """Parts by (round, member)."""
    query = select(Ask).where(Ask.round_id.in_(round_ids), Ask.member_id.in_(member_ids))
    return {(found.round_id, found.member_id): found for found in await db.scalars(query)}


async def left_open(
    db: AsyncSession, checkin_ids: Collection[int], *, member_ids: Collection[str]
) -> list[tuple[Ask, Round]]:
    """Parts of these members in these check-ins that are not superseded yet, with their rounds."""
    query = (
        select(Ask, Round)
        .join(Round, Round.id == Ask.round_id)
        .where(Round.checkin_id.in_(checkin_ids), Ask.member_id.in_(member_ids), Ask.superseded_at.is_(None))
    )
    return [(ask, found) for ask, found in await db.execute(query)]


async def plan(db: AsyncSession, appointment_id: int) -> PlanVersion | None:
    """The newest plan of an appointment."""
    query = select(PlanVersion).where(PlanVersion.appointment_id == appointment_id)
    return (await db.scalars(query.order_by(PlanVersion.from_day.desc()).limit(1))).first()


async def wall(db: AsyncSession, checkin: Checkin) -> str:
    """When a check-in asks, as each member's wall shows it: 09:15."""
    found = await plan(db, checkin.appointment_id) if checkin.appointment_id else None
    return f"{found.wall:%H:%M}" if found else ""


async def seats(db: AsyncSession, appointment_id: int) -> list[Seat]:
    """Who has a seat in an appointment."""
    return list((await db.scalars(select(Seat).where(Seat.appointment_id == appointment_id))).all())


async def seats_of(db: AsyncSession, member_id: str, *, workspace_id: str) -> list[tuple[Seat, Checkin, Team]]:
    """This member's seats in check-ins with something still to come, soonest first."""
    query = (
        select(Seat, Checkin, Team)
        .join(Checkin, Checkin.appointment_id == Seat.appointment_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Seat.workspace_id == workspace_id, Seat.member_id == member_id, Seat.next_at.is_not(None))
        .order_by(Seat.next_at)
    )
    return [(seat, checkin, team) for seat, checkin, team in await db.execute(query)]


async def answered_lately(
    db: AsyncSession, members: Collection[str], *, checkin_ids: Collection[int], limit: int
) -> dict[tuple[int, str], list[bool]]:
    """Whether each of these members answered their last closed rounds, newest first, by (check-in, member)."""
    ranked = (
        select(
            Round.checkin_id,
            Ask.member_id,
            Ask.state,
            func.row_number()
            .over(partition_by=(Round.checkin_id, Ask.member_id), order_by=Round.day.desc())
            .label("nth"),
        )
        .join(Round, Round.id == Ask.round_id)
        .where(Round.checkin_id.in_(checkin_ids), Ask.member_id.in_(members), Ask.closed_at.is_not(None))
        .subquery()
    )
    lately: dict[tuple[int, str], list[bool]] = defaultdict(list)
    rows = await db.execute(select(ranked).where(ranked.c.nth <= limit).order_by(ranked.c.nth))
    for checkin_id, member_id, state, _ in rows:
        lately[checkin_id, member_id].append(state != "open")
    return lately


async def pages(db: AsyncSession, round_id: int, *, but: int) -> list[Page]:
    """How full each page of a round's report is, one part (`but`) left out."""
    query = (
        select(Ask.page, func.sum(Ask.report_size), func.sum(Ask.report_blocks), func.max(Ask.report_pages))
        .where(Ask.round_id == round_id, Ask.page.is_not(None), Ask.id != but)
        .group_by(Ask.page)
    )
    found = []
    for number, size, blocks, span in await db.execute(query):
        found += [
            Page(number + i, PAGE_LIMIT if span > 1 else int(size), int(blocks), whole=span > 1) for i in range(span)
        ]
    return found


async def last_page(db: AsyncSession, round_id: int) -> int:
    """The number of the last page of a round's report."""
    last = func.max(func.coalesce(Ask.page, 0) + Ask.report_pages - 1)
    return await db.scalar(select(last).where(Ask.round_id == round_id)) or 0


async def open_in(db: AsyncSession, round_id: int) -> int:
    """How many parts of a round have been asked and are not closed yet."""
    query = select(func.count()).where(Ask.round_id == round_id, Ask.closed_at.is_(None))
    return await db.scalar(query) or 0


async def answered_in(db: AsyncSession, round_id: int) -> int:
    """How many have answered in a round."""
    return await db.scalar(select(func.count()).where(Ask.round_id == round_id, Ask.state == "answered")) or 0


async def still_to_come(db: AsyncSession, appointment_id: int, *, day: date) -> int:
    """How many seats have not reached this day yet."""
    query = select(func.count()).where(Seat.appointment_id == appointment_id, Seat.next_day <= day)
    return await db.scalar(query) or 0


async def part_of_key(db: AsyncSession, key: str, *, workspace_id: str) -> Ask | None:
    """The part that belongs to an occurrence."""
    return await db.scalar(select(Ask).where(Ask.workspace_id == workspace_id, Ask.key == key))


async def draft(db: AsyncSession, draft_id: int, *, workspace_id: str) -> Draft | None:
    """Something typed, by id."""
    return await db.scalar(select(Draft).where(Draft.workspace_id == workspace_id, Draft.id == draft_id))


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
        lines[line.member_id] = line
    return sorted(lines.values(), key=lambda line: (line.name.casefold(), line.member_id))


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


async def name(db: AsyncSession, checkin_id: int, *, workspace_id: str) -> str | None:
    """What a check-in is called, with its team."""
    found = (await checkins(db, [checkin_id])).get(checkin_id)
    if found is None or found[0].workspace_id != workspace_id:
        return None
    return f"{found[0].name} in {found[1].name}"
