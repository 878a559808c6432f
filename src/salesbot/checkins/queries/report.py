"""All that a round's report is made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from salesbot.checkins import rules
from salesbot.checkins.model import Answer, Ask, Checkin, Question, Round
from salesbot.checkins.queries.parts import place, texts
from salesbot.checkins.queries.rounds import last_page, placed
from salesbot.checkins.queries.standing import questions
from salesbot.checkins.rules.places import CLOSE, MANAGERS
from salesbot.checkins.rules.tallies import TALLIED
from salesbot.people.model import Member, Membership, Team
from salesbot.people.rules import day_off, zone_or
from salesbot.schedule import queries as schedule
from salesbot.schedule.model import Occurrence, Seat
from salesbot.schedule.rules import fire_at, plan_on

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Line:
    """One person in a report."""

    name: str
    member_id: str
    ask: Ask | None
    reason: str  # why they were not asked that day, or will not be; empty: they were, or their time is still to come


@dataclass(frozen=True)
class Report:
    """All that a round's report is made of. `tallied`: all answers to numbers and choices, by question."""

    round: Round
    checkin: Checkin
    team: Team
    questions: Sequence[Question]
    lines: Sequence[Line]
    texts: dict[int, dict[int, str]]
    last_page: int
    tallied: Mapping[int, Sequence[str]] = field(default_factory=dict)


async def report(db: AsyncSession, round_id: int, *, workspace_id: str, page: int) -> Report:
    """A round's report: everybody for the first page, on later pages only those whose answers stand there."""
    here = await placed(db, round_id, workspace_id=workspace_id)
    asked = await questions(db, here.checkin.id, question_set=here.round.question_set)
    if page:
        lines, tallied = await _lines_on(db, here.round, page=page), {}
    else:
        lines, tallied = await _lines(db, here.round, here.checkin, asked), await _tallied(db, here.round, asked)
    standing = [line.ask.id for line in lines if line.ask and _stands_on(line.ask, page)]
    said = await texts(db, standing)
    last = await last_page(db, round_id)
    return Report(here.round, here.checkin, here.team, asked, lines, said, last, tallied)


async def _tallied(db: AsyncSession, found: Round, asked: Sequence[Question]) -> dict[int, list[str]]:
    wanted = [one.id for one in asked if one.kind in TALLIED]
    said: dict[int, list[str]] = defaultdict(list)
    if wanted:
        query = select(Answer.question_id, Answer.text).join(Ask, Ask.id == Answer.ask_id)
        published = Ask.round_id == found.id, Ask.state == "answered", Ask.asked_at.is_not(None)
        for question_id, text in await db.execute(query.where(*published, Answer.question_id.in_(wanted))):
            said[question_id].append(text)
    return said


@dataclass(frozen=True)
class _Seated:
    """Somebody with a seat on this day; `fate` and `reason` where it has come, `role` in the team now."""

    name: str
    seat: Seat
    fate: str | None
    reason: str
    role: str | None


async def _lines(db: AsyncSession, found: Round, checkin: Checkin, asked: Sequence[Question]) -> list[Line]:
    """Everybody who has a part, a seat or a recorded reason on this day, by name."""
    seated = await _seated(db, found, checkin)
    coming = await _off(db, found, [one for one in seated if one.fate is None], asked)
    lines: dict[str, Line] = {}
    for one in seated:
        member_id = str(one.seat.member_id)
        why = one.reason if one.fate == "skipped" else coming.get(member_id, "")
        lines[member_id] = Line(one.name, member_id, None, why)
    for line in await _asked(db, found):
        lines[line.member_id] = replace(line, reason=_not_asked(line, lines.get(line.member_id)))
    return sorted(lines.values(), key=lambda line: (line.name.casefold(), line.member_id))


async def _seated(db: AsyncSession, found: Round, checkin: Checkin) -> list[_Seated]:
    day_of = aliased(Occurrence)
    same_day = and_(
        day_of.appointment_id == Seat.appointment_id,
        day_of.who == Seat.who,
        day_of.day == found.day,
        day_of.slot == "",
    )
    in_team = and_(
        Membership.workspace_id == Seat.workspace_id,
        Membership.member_id == Seat.member_id,
        Membership.team_id == checkin.team_id,
        Membership.until_at.is_(None),
    )
    query = (
        select(Member.name, Seat, day_of.state, day_of.reason, Membership.role)
        .join(Seat, and_(Seat.member_id == Member.id, Seat.workspace_id == Member.workspace_id))
        .outerjoin(day_of, same_day)
        .outerjoin(Membership, in_team)
        .where(Seat.appointment_id == checkin.appointment_id, Seat.workspace_id == found.workspace_id)
        .where(day_of.id.is_not(None) | ((Seat.next_day <= found.day) & Seat.next_at.is_not(None)))
    )
    rows = await db.execute(query)
    return [_Seated(name, seat, fate, reason or "", role) for name, seat, fate, reason, role in rows]


async def _off(db: AsyncSession, found: Round, coming: Sequence[_Seated], asked: Sequence[Question]) -> dict[str, str]:
    """Why some whose time is still to come will not be asked: known before it comes, nobody waits for them."""
    known = await schedule.facts(db, [one.seat for one in coming]) if coming else None
    reasons = {}
    for one in coming:
        calendar = known.calendar(one.seat) if known else None
        plan = plan_on(known.versions[one.seat.appointment_id], found.day) if known else None
        at = fire_at(found.day, plan.wall, zone_or(calendar.zone)) if calendar and plan else None
        if calendar is None or plan is None or at is None:
            continue
        off = day_off(calendar, found.day, at=at, holidays=plan.holidays, days_off=plan.days_off)
        if off is None and not rules.asked_of(asked, role=one.role or "", day=found.day):
            off = "nothing to ask"
        reasons[str(one.seat.member_id)] = off or ""
    return reasons


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


async def said_elsewhere(db: AsyncSession, found: Report, sources: Collection[str]) -> set[str]:
    """Those of these answers (`ask.` and a number) that the readers of this report may not know of.

    What only managers read, or what is read in another channel, stays there; managers may know all of it. What waits
    for its round's close is in no report before.
    """
    numbers = {int(one.removeprefix("ask.")) for one in sources if one.removeprefix("ask.").isdecimal()}
    if found.round.publish == MANAGERS or not numbers:
        return set()
    query = (
        select(Ask.id, Round, Checkin, Team)
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Ask.id.in_(numbers), Round.id != found.round.id)
    )
    where = place(found.round, checkin=found.checkin, team=found.team).channel_id
    return {
        f"ask.{number}"
        for number, other, checkin, team in await db.execute(query)
        if place(other, checkin=checkin, team=team).channel_id != where
        or (other.publish == CLOSE and other.published_at is None)
    }
