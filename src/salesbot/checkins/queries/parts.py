"""Members' parts in rounds, and what they said in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, func, select

from salesbot.checkins.model import Answer, Ask, Checkin, Draft, Round
from salesbot.checkins.rules.places import MANAGERS, Place
from salesbot.people.model import Member, Membership, Team
from salesbot.schedule.model import Appointment, Occurrence, Seat
from salesbot.store import even

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.ext.asyncio import AsyncSession


_LATELY = 20  # rounds of a check-in: a month of mornings


@dataclass(frozen=True)
class Part:
    """One member's part in a round, with all that it belongs to."""

    ask: Ask
    round: Round
    checkin: Checkin
    team: Team
    member: Member

    @property
    def question_set(self) -> int:
        """What is asked in this part: as its round has it, or as it was when somebody answered early."""
        return self.ask.question_set or self.round.question_set

    @property
    def asked_from(self) -> tuple[int, int]:
        """Where the questions of this part stand, as (check-in, set)."""
        return self.checkin.id, self.question_set

    @property
    def place(self) -> Place:
        """How and where this round is published."""
        return place(self.round, checkin=self.checkin, team=self.team)

    @property
    def paused(self) -> bool:
        """Whether its member's own pause left this part out, as far as that can be told.

        When a pause began is not kept: one that reaches beyond the next round was made after it.
        """
        ends, over = self.member.paused_until, self.ask.superseded_at
        return self.ask.state == "away" and ends is not None and self.ask.opens_at < ends <= (over or ends)


class Answerable(NamedTuple):
    """A part, what its member is in the team now (None: no longer in it), and whether words were typed in it."""

    part: Part
    role: str | None
    typed: bool


def place(found: Round, *, checkin: Checkin, team: Team) -> Place:
    """How and where a round is published: as it was when the round began, under today's confirmations."""
    if found.publish == MANAGERS:
        return Place(MANAGERS, "")
    if found.channel_id in {"", team.channel_id}:
        return Place(found.publish, team.channel_id, team.may_publish)
    if found.channel_id != checkin.channel_id:  # it is published elsewhere by now; this round stays where it began
        return Place(found.publish, found.channel_id, found.channel_ok)
    return Place(found.publish, found.channel_id, checkin.may_publish)


@cache
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
    row = (await db.execute(_one(lock=lock), {"workspace_id": workspace_id, "id": ask_id})).first()
    return _part(row) if row else None


@cache
def _one(*, lock: bool) -> Select[Ask, Round, Checkin, Team, Member]:
    """Made once: to put these joins together takes longer than to ask the database for them."""
    query = _parts().where(Ask.workspace_id == bindparam("workspace_id"), Ask.id == bindparam("id"))
    return _locked(query) if lock else query


async def parts_here(db: AsyncSession, ask_ids: Collection[int], *, workspace_id: str) -> dict[int, Part]:
    """Those of these parts that are in this workspace, by id."""
    rows = await db.execute(_several(), {"workspace_id": workspace_id, "ids": even(sorted(ask_ids))})
    return {row[0].id: _part(row) for row in rows}


@cache
def _several() -> Select[Ask, Round, Checkin, Team, Member]:
    here = Ask.workspace_id == bindparam("workspace_id")
    return _parts().where(here, Ask.id.in_(bindparam("ids", expanding=True)))


def _locked(query: Any) -> Any:
    """What somebody else stored while we waited counts, even where this session had looked before."""
    return query.with_for_update(of=Ask, key_share=True).execution_options(populate_existing=True)


async def answerable(db: AsyncSession, ask_ids: Collection[int], *, lock: bool = False) -> dict[int, Answerable]:
    """These parts with whatever tells who may answer them, by id; `lock` as with one."""
    rows = await db.execute(_with_roles(lock=lock), {"ids": even(sorted(set(ask_ids)))})
    return {row[0].id: Answerable(Part(*row[:5]), *row[5:]) for row in rows}


@cache
def _with_roles(*, lock: bool) -> Select[Any]:
    mine = and_(
        Membership.team_id == Team.id,
        Membership.member_id == Ask.member_id,
        Membership.workspace_id == Ask.workspace_id,
        Membership.until_at.is_(None),
    )
    typed = select(Draft.id).where(
        Draft.workspace_id == Ask.workspace_id,
        Draft.member_id == Ask.member_id,
        Draft.ask_id == Ask.id,
    )
    query = _parts().add_columns(Membership.role, typed.exists())
    query = query.outerjoin(Membership, mine)
    query = query.where(Ask.id.in_(bindparam("ids", expanding=True)))
    return _locked(query.order_by(Ask.id)) if lock else query


async def parts(db: AsyncSession, ask_ids: Collection[int]) -> dict[int, Part]:
    """These parts, by id: for jobs, which have them from the schedule."""
    found = [_part(row) for row in await db.execute(_parts().where(Ask.id.in_(ask_ids)))]
    return {one.ask.id: one for one in found}


async def current_parts(db: AsyncSession, member_id: str, *, workspace_id: str) -> list[Part]:
    """What this member can answer now, newest first: parts whose next round has not been asked, of their own teams.

    Of a check-in that ended only what is not closed yet: no next round will ever put an end to the last one. What was
    only opened early is there while its question comes: whoever is asked no more, or was not that day, has none.
    """
    ended = select(Appointment.id).where(Appointment.id == Checkin.appointment_id, Appointment.ended_at.is_not(None))
    in_team = select(Membership.id).where(
        Membership.team_id == Team.id,
        Membership.member_id == Ask.member_id,
        Membership.workspace_id == Ask.workspace_id,
        Membership.until_at.is_(None),
    )
    theirs = Seat.appointment_id == Checkin.appointment_id, Seat.who == Ask.member_id
    comes = select(Seat.id).where(*theirs, Seat.next_at.is_not(None), Seat.next_day <= Round.day)
    query = _parts().where(
        Ask.workspace_id == workspace_id,
        Ask.member_id == member_id,
        Ask.superseded_at.is_(None),
        Ask.state != "left",
        Team.archived_at.is_(None),
        in_team.exists(),
        ~ended.exists() | Ask.closed_at.is_(None),
        Ask.asked_at.is_not(None) | (Ask.state != "open") | comes.exists(),
    )
    return [_part(row) for row in await db.execute(query.order_by(Ask.opens_at.desc(), Ask.id.desc()))]


async def asks(
    db: AsyncSession, round_ids: Collection[int], *, member_ids: Collection[str]
) -> dict[tuple[int, str], Ask]:
    """Parts by (round, member), locked: whoever answers one of them just now is waited for (PostgreSQL)."""
    query = select(Ask).where(Ask.round_id.in_(round_ids), Ask.member_id.in_(member_ids))
    locked = query.order_by(Ask.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    return {(found.round_id, found.member_id): found for found in await db.scalars(locked)}


async def texts(db: AsyncSession, ask_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """What was answered, by ask and question."""
    said: dict[int, dict[int, str]] = defaultdict(dict)
    rows = await db.execute(_texts(), {"ids": even(ask_ids)})
    for ask_id, question_id, text in rows:
        said[ask_id][question_id] = text
    return said


@cache
def _texts() -> Select[int, int, str]:
    wanted = Answer.ask_id.in_(bindparam("ids", expanding=True))
    return select(Answer.ask_id, Answer.question_id, Answer.text).where(wanted)


async def sent_last(db: AsyncSession, ask_ids: Collection[int]) -> dict[int, datetime]:
    """When each of these answers was sent the last time, whether it said anything else then or not, by ask."""
    query = select(Answer.ask_id, func.max(Answer.answered_at)).where(Answer.ask_id.in_(even(ask_ids)))
    return {ask_id: at for ask_id, at in await db.execute(query.group_by(Answer.ask_id))}  # noqa: C416  rows are no tuples to the type checker


async def draft(db: AsyncSession, draft_id: int, *, workspace_id: str) -> Draft | None:
    """Something typed, by id."""
    return await db.scalar(select(Draft).where(Draft.workspace_id == workspace_id, Draft.id == draft_id))


async def drafts(db: AsyncSession, parts: Collection[Ask], *, used: bool) -> list[tuple[str, int]]:
    """What was typed in these parts, as (workspace, id): all of it, or with `used` False what nobody has used."""
    theirs = Draft.member_id.in_({one.member_id for one in parts}), Draft.ask_id.in_({one.id for one in parts})
    here = Draft.workspace_id.in_({one.workspace_id for one in parts})
    query = select(Draft.workspace_id, Draft.id).where(here, *theirs)
    rows = await db.execute(query if used else query.where(Draft.used_at.is_(None)))
    return sorted((workspace_id, number) for workspace_id, number in rows)


async def answered_early(
    db: AsyncSession, checkin_ids: Collection[int], *, member_ids: Collection[str]
) -> set[tuple[int, str, date]]:
    """What these members answered before it was asked and is not asked yet, as (check-in, member, day)."""
    query = (
        select(Round.checkin_id, Ask.member_id, Round.day)
        .join(Round, Round.id == Ask.round_id)
        .where(Round.checkin_id.in_(checkin_ids), Ask.member_id.in_(member_ids))
        .where(Ask.asked_at.is_(None), Ask.state == "answered")
    )
    return {(checkin_id, member_id, day) for checkin_id, member_id, day in await db.execute(query)}


async def unused(db: AsyncSession, parts: Collection[Ask]) -> list[Draft]:
    """What was typed in these parts and nobody has used."""
    theirs = Draft.member_id.in_({one.member_id for one in parts}), Draft.ask_id.in_({one.id for one in parts})
    here = Draft.workspace_id.in_({one.workspace_id for one in parts})
    query = select(Draft).where(here, *theirs, Draft.used_at.is_(None), Draft.text != "").order_by(Draft.id)
    return list((await db.scalars(query)).all())


async def typed_at(db: AsyncSession, ts: str, *, workspace_id: str, member_id: str) -> Draft | None:
    """What somebody typed in the message with this `ts`, if it was kept."""
    mine = Draft.workspace_id == workspace_id, Draft.member_id == member_id
    return await db.scalar(select(Draft).where(*mine, Draft.ts == ts))


def never_came() -> ColumnElement[bool]:
    """Whether a part's question could not be sent in time: the ledger's line of it says so."""
    its_line = Occurrence.workspace_id == Ask.workspace_id, Occurrence.key == Ask.key
    return and_(Ask.state == "open", select(Occurrence.id).where(*its_line, Occurrence.state == "skipped").exists())


async def answered_lately(
    db: AsyncSession, members: Collection[str], *, checkin_ids: Collection[int], limit: int
) -> dict[tuple[int, str], list[bool]]:
    """Whether each of these members answered their last closed rounds, newest first, by (check-in, member).

    Looked for in the last rounds only: who was away for all of those has nothing that says they are silent. Nor has a
    question that never reached them.
    """
    back = func.row_number().over(partition_by=Round.checkin_id, order_by=Round.day.desc()).label("back")
    every = select(Round.id, Round.checkin_id, Round.day, back).where(Round.checkin_id.in_(checkin_ids)).subquery()
    recent = await db.execute(select(every.c.id, every.c.checkin_id, every.c.day).where(every.c.back <= _LATELY))
    rounds = {number: (checkin_id, day) for number, checkin_id, day in recent}
    closed = Ask.round_id.in_(even(rounds)), Ask.member_id.in_(even(members)), Ask.closed_at.is_not(None)
    query = select(Ask.round_id, Ask.member_id, Ask.state).where(*closed, ~never_came())
    rows = (await db.execute(query)).all() if rounds else ()
    lately: dict[tuple[int, str], list[bool]] = defaultdict(list)
    for round_id, member_id, state in sorted(rows, key=lambda row: rounds[row[0]][1], reverse=True):
        some = lately[rounds[round_id][0], member_id]
        some += [state != "open"] if len(some) < limit else []
    return lately
