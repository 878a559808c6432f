"""All that a round's report is made of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, select

from salesbot.checkins import rules
from salesbot.checkins.model import Answer, Ask, Checkin, Question, Round
from salesbot.checkins.queries.parts import place, texts
from salesbot.checkins.queries.sets import question_sets, questions
from salesbot.checkins.rules.places import CLOSE, MANAGERS
from salesbot.checkins.rules.tallies import TALLIED
from salesbot.people.model import Member, Membership, Team
from salesbot.people.rules import zone_or
from salesbot.schedule.facts import facts
from salesbot.schedule.model import Occurrence, Seat
from salesbot.schedule.rules import fire_at, plan_on
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries.rounds import Placed


@dataclass(frozen=True)
class Line:
    """One person in a report."""

    name: str
    member_id: str
    ask: Ask | None
    reason: str  # why they were not asked that day, or will not be; empty: they were, or their time is still to come


@dataclass(frozen=True)
class Report:
    """All that a round's report is made of. `tallied`: all answers to numbers and choices, by question.

    `earlier`: sets of questions that were answered early, before the check-in was edited, by their numbers.
    """

    round: Round
    checkin: Checkin
    team: Team
    questions: Sequence[Question]
    lines: Sequence[Line]
    texts: dict[int, dict[int, str]]
    last_page: int
    tallied: Mapping[int, Sequence[str]] = field(default_factory=dict)
    earlier: Mapping[int, Sequence[Question]] = field(default_factory=dict)

    def knows(self, source: str, raised_at: datetime) -> bool:
        """Whether something was said in this round (`ask.` and its number), or before its last member closed."""
        asks = [line.ask for line in self.lines if line.ask is not None]
        closes_at = max((one.closes_at for one in asks), default=raised_at)
        return raised_at <= closes_at or source in {f"ask.{one.id}" for one in asks}

    def asked_in(self, ask: Ask) -> Sequence[Question]:
        """What was asked in a part."""
        return self.questions if ask.question_set is None else self.earlier[ask.question_set]


async def report(db: AsyncSession, here: Placed, *, page: int) -> Report:
    """A round's report: everybody for the first page, on later pages only those whose answers stand there."""
    asked = await questions(db, here.checkin.id, question_set=here.round.question_set)
    parts = await _asked(db, here.round)
    if page:
        lines, tallied = _lines_on(parts, page=page), {}
    else:
        lines, tallied = await _lines(db, here, parts, asked), await _tallied(db, here.round, asked)
    standing = [line.ask.id for line in lines if line.ask and _stands_on(line.ask, page)]
    said, earlier = await texts(db, standing), await _earlier(db, here, lines)
    return Report(here.round, here.checkin, here.team, asked, lines, said, _last_page(parts), tallied, earlier)


async def kept(db: AsyncSession, here: Placed, *, page: int) -> Report | None:
    """What may go on standing where nothing new is published: what was said there, and is said still.

    None where nobody took their words back, changed them, or was forgotten: then all of it stands as it is.
    """
    parts = [line for line in await _asked(db, here.round) if line.ask is not None and _was_out(line.ask)]
    said = await texts(db, [line.ask.id for line in parts if line.ask])
    lines = [line for line in parts if line.ask and line.ask.id in said and not line.ask.to_page]
    if len(lines) == len(parts):
        return None
    last, lines = _last_page(lines), _lines_on(lines, page=page)
    asked = await questions(db, here.checkin.id, question_set=here.round.question_set)
    earlier = await _earlier(db, here, lines)
    return Report(here.round, here.checkin, here.team, asked, lines, said, last, {}, earlier)


def _was_out(ask: Ask) -> bool:
    """Whether somebody's words came to stand there; those in the day's thread have no page."""
    return ask.page is not None or (ask.state == "answered" and ask.asked_at is not None and not ask.to_page)


async def _earlier(db: AsyncSession, here: Placed, lines: Sequence[Line]) -> dict[int, Sequence[Question]]:
    sets = {(here.checkin.id, line.ask.question_set) for line in lines if line.ask and line.ask.question_set}
    return {which: some for (_, which), some in (await question_sets(db, sets)).items()} if sets else {}


async def _tallied(db: AsyncSession, found: Round, asked: Sequence[Question]) -> dict[int, list[str]]:
    wanted = [one.id for one in asked if one.kind in TALLIED]
    said: dict[int, list[str]] = defaultdict(list)
    if wanted:
        query = select(Answer.question_id, Answer.text).join(Ask, Ask.id == Answer.ask_id)
        published = Ask.round_id == found.id, Ask.state == "answered", Ask.asked_at.is_not(None)
        for question_id, text in await db.execute(query.where(*published, Answer.question_id.in_(wanted))):
            said[question_id].append(text)
    return said


def _last_page(parts: Sequence[Line]) -> int:
    asks = [line.ask for line in parts if line.ask]
    return max((ask.page + ask.report_pages - 1 for ask in asks if ask.page is not None), default=0)


async def _lines(db: AsyncSession, here: Placed, parts: Sequence[Line], asked: Sequence[Question]) -> list[Line]:
    """Everybody who was asked, has a recorded reason or a time still to come on this day, by name.

    What was begun early by somebody whose question comes no more, as they left, is waited for by nobody.
    """
    lines = {line.member_id: line for line in await _still_to_come(db, here.round, here.checkin, asked)}
    lines |= {line.member_id: line for line in await _recorded(db, here.round, here.checkin)}
    for line in parts:
        if line.ask is not None and line.ask.asked_at is None and line.member_id not in lines:
            continue
        lines[line.member_id] = replace(line, reason=_not_asked(line, lines.get(line.member_id)))
    return sorted(lines.values(), key=lambda line: (line.name.casefold(), line.member_id))


async def _recorded(db: AsyncSession, found: Round, checkin: Checkin) -> list[Line]:
    """Those whom the ledger has on this day, whatever has become of their seats since: history does not move."""
    which = {"workspace_id": found.workspace_id, "appointment_id": checkin.appointment_id, "day": found.day}
    return [
        Line(name, str(member_id), None, reason if state == "skipped" else "")
        for name, member_id, state, reason in await db.execute(_ledger(), which)
    ]


@cache
def _ledger() -> Select[str, str | None, str, str]:
    of_day = Occurrence.day == bindparam("day"), Occurrence.slot == ""
    here = Occurrence.workspace_id == bindparam("workspace_id")
    return (
        select(Member.name, Occurrence.member_id, Occurrence.state, Occurrence.reason)
        .join(Member, and_(Member.id == Occurrence.member_id, Member.workspace_id == Occurrence.workspace_id))
        .where(here, Occurrence.appointment_id == bindparam("appointment_id"), *of_day)
    )


@dataclass(frozen=True)
class _Seated:
    """Somebody whose time on this day is still to come; `role` in the team now."""

    name: str
    seat: Seat
    role: str | None


async def _still_to_come(db: AsyncSession, found: Round, checkin: Checkin, asked: Sequence[Question]) -> list[Line]:
    coming = await _seated(db, found, checkin)
    off = await _off(db, found, coming, asked)
    members = [(one.name, str(one.seat.member_id)) for one in coming]
    return [Line(name, member_id, None, off.get(member_id, "")) for name, member_id in members]


async def _seated(db: AsyncSession, found: Round, checkin: Checkin) -> list[_Seated]:
    which = {"workspace_id": found.workspace_id, "appointment_id": checkin.appointment_id, "day": found.day}
    rows = await db.execute(_seats(), which | {"team_id": checkin.team_id})
    return [_Seated(name, seat, role) for name, seat, role in rows]


@cache
def _seats() -> Select[str, Seat, str]:
    in_team = and_(
        Membership.workspace_id == Seat.workspace_id,
        Membership.member_id == Seat.member_id,
        Membership.team_id == bindparam("team_id"),
        Membership.until_at.is_(None),
    )
    here = Seat.workspace_id == bindparam("workspace_id")
    return (
        select(Member.name, Seat, Membership.role)
        .join(Seat, and_(Seat.member_id == Member.id, Seat.workspace_id == Member.workspace_id))
        .outerjoin(Membership, in_team)
        .where(here, Seat.appointment_id == bindparam("appointment_id"))
        .where(Seat.next_day <= bindparam("day"), Seat.next_at.is_not(None))
    )


async def _off(db: AsyncSession, found: Round, coming: Sequence[_Seated], asked: Sequence[Question]) -> dict[str, str]:
    """Why some whose time is still to come will not be asked: known before it comes, nobody waits for them."""
    if not coming:
        return {}
    known = await facts(db, [one.seat for one in coming])
    reasons = {}
    for one in coming:
        calendar = known.calendar(one.seat)
        plan = plan_on(known.plans(one.seat), found.day)
        at = fire_at(found.day, plan.wall, zone_or(calendar.zone)) if calendar and plan else None
        if calendar is None or plan is None or at is None:
            continue
        off = known.off(one.seat, day=found.day, at=at)
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
    rows = await db.execute(_parts(), {"round_id": found.id})
    return [Line(name, ask.member_id, ask, "") for ask, name in rows]


@cache
def _parts() -> Select[Ask, str]:
    named = and_(Member.id == Ask.member_id, Member.workspace_id == Ask.workspace_id)
    return select(Ask, Member.name).join(Member, named).where(Ask.round_id == bindparam("round_id"))


def _lines_on(parts: Sequence[Line], *, page: int) -> list[Line]:
    """Those whose answers stand on this page, or run on to it."""
    lines = [line for line in parts if line.ask and _stands_on(line.ask, page)]
    return sorted(lines, key=lambda line: (line.name.casefold(), line.member_id))


def _stands_on(ask: Ask, page: int) -> bool:
    return ask.page is not None and ask.page <= page < ask.page + ask.report_pages


async def said_elsewhere(db: AsyncSession, found: Report, sources: Collection[str]) -> set[str]:
    """Those of these answers (`ask.` and a number) that the readers of this report may not know of.

    What only managers read, or what is read in another channel, stays there; managers may know all of it. What waits
    for its round's close is in no report before.
    """
    numbers = {int(one.removeprefix("ask.")) for one in sources if one.removeprefix("ask.").isdecimal()}
    numbers -= {line.ask.id for line in found.lines if line.ask}
    if found.round.publish == MANAGERS or not numbers:
        return set()
    where = place(found.round, checkin=found.checkin, team=found.team).channel_id
    return {
        f"ask.{number}"
        for number, other, checkin, team in await db.execute(_others(), {"ids": even(numbers), "but": found.round.id})
        if place(other, checkin=checkin, team=team).channel_id != where
        or (other.publish == CLOSE and other.published_at is None)
    }


@cache
def _others() -> Select[int, Round, Checkin, Team]:
    return (
        select(Ask.id, Round, Checkin, Team)
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .join(Team, Team.id == Checkin.team_id)
        .where(Ask.id.in_(bindparam("ids", expanding=True)), Round.id != bindparam("but"))
    )
