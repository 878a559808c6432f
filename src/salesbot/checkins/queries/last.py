"""What members said the last time that each question was asked of them, for one part and for many at once."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Integer, bindparam, func, select
from sqlalchemy.orm import aliased

from salesbot.checkins import rules
from salesbot.checkins.model import Answer, Ask, Checkin, Question, Round
from salesbot.store.rows import even

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import BindParameter, ColumnElement, Select, Subquery
    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries.parts import Part

    Rounds = Sequence[tuple[int, date]]  # a member's earlier parts, with their days, newest first
    Said = Mapping[int, Sequence[tuple[Question, str]]]

_LOOK_BACK = 14  # rounds: a question of one weekday was asked within them


async def last_words(db: AsyncSession, of: Part, asked: Sequence[Question]) -> dict[int, str]:
    """What this member answered to these questions the last time each was asked, by question; empty the first time.

    Questions of an earlier set are known by their words; a choice that is no option any more is left out. `asked` holds
    the questions that follow-ups follow.
    """
    which = {"workspace_id": of.ask.workspace_id, "member_id": of.ask.member_id, "checkin_id": of.checkin.id}
    most = _LOOK_BACK if _looks_far(asked) else 1
    rows = await db.execute(_answered_before(), which | {"day": of.round.day, "most": most})
    rounds = [(ask_id, day) for ask_id, day in rows]
    return _words(asked, rounds, await _said(db, [ask_id for ask_id, _ in rounds]))


async def last_words_of(
    db: AsyncSession, wanted: Mapping[int, Sequence[Question]], *, workspace_id: str
) -> dict[int, dict[int, str]]:
    """The same for many parts (what is asked in each, by its id), in no more statements than a few."""
    far = {number for number, asked in wanted.items() if _looks_far(asked)}
    rounds: dict[int, list[tuple[int, date]]] = defaultdict(list)
    for statement, some in ((_newest(), wanted.keys() - far), (_newest_few(), far)):
        which = {"workspace_id": workspace_id, "ids": even(sorted(some))}
        for number, ask_id, day in await db.execute(statement, which) if some else ():
            rounds[number].append((ask_id, day))
    said = await _said(db, {ask_id for some in rounds.values() for ask_id, _ in some})
    return {number: _words(asked, rounds[number], said) for number, asked in wanted.items()}


def _looks_far(asked: Sequence[Question]) -> bool:
    return any(one.weekdays for one in asked)


def _words(asked: Sequence[Question], rounds: Rounds, said: Said) -> dict[int, str]:
    found: dict[int, str] = {}
    for one in asked:
        first = _first(one, asked)
        weekdays = one.weekdays or (first.weekdays if first else "")  # a follow-up comes on the days of its question
        last = next((ask_id for ask_id, day in rounds if _on(day, weekdays)), 0)
        words = _meant(one, asked, said.get(last, ()))
        kept = rules.readable(one, words)
        found |= {one.id: kept} if kept else {}
    return found


def _meant(one: Question, asked: Sequence[Question], said: Sequence[tuple[Question, str]]) -> str:
    """What was said to this question; of follow-ups in the same words, to the one of the same first question."""
    own = next((words for other, words in said if other.id == one.id), None)
    if own is not None:
        return own
    alike = [(other, words) for other, words in said if _same(one, other)]
    if len(alike) > 1 or sum(_alike(one, other) for other in asked) > 1:
        before, first = [other for other, _ in said], _first(one, asked)
        alike = [(other, words) for other, words in alike if _both(first, _first(other, before))]
    return alike[0][1] if alike else ""


def _first(one: Question, among: Sequence[Question]) -> Question | None:
    """The question that a follow-up follows."""
    return next((other for other in among if other.follows is None and other.position == one.follows), None)


def _both(one: Question | None, other: Question | None) -> bool:
    return one is other if one is None or other is None else _alike(one, other)


@cache
def _answered_before() -> Select[int, date]:
    mine = Ask.workspace_id == bindparam("workspace_id"), Ask.member_id == bindparam("member_id")
    return (
        select(Ask.id, Round.day)
        .join(Round, Round.id == Ask.round_id)
        .where(*mine, Ask.state == "answered")
        .where(Round.checkin_id == bindparam("checkin_id"), Round.day < bindparam("day"))
        .order_by(Round.day.desc())
        .limit(bindparam("most", type_=Integer))
    )


_now, _this = aliased(Ask), aliased(Round)  # the part that is asked about, and its round
_IDS: BindParameter[Sequence[int]] = bindparam("ids", expanding=True)
_ASKED_ABOUT = (_now.workspace_id == bindparam("workspace_id"), _now.id.in_(_IDS))
_EARLIER = (
    Round.checkin_id == _this.checkin_id, Round.day < _this.day,
    Ask.round_id == Round.id, Ask.member_id == _now.member_id,
)  # fmt: skip


async def asked_before(
    db: AsyncSession, ask_ids: Collection[int], *, workspace_id: str
) -> dict[int, tuple[datetime, str]]:
    """When the members of these parts were asked the last time before, and on whose wall, by part."""
    rows = await db.execute(_asked_before(), {"workspace_id": workspace_id, "ids": even(sorted(ask_ids))})
    return {number: (at, zone) for number, at, zone in rows}


@cache
def _asked_before() -> Select[int, datetime, str]:
    found = _newest_before(Ask.asked_at.is_not(None))
    return select(found.c.id, Ask.opens_at, Ask.zone).join(Ask, Ask.id == found.c.ask_id)


@cache
def _newest() -> Select[int, int, date]:
    found = _newest_before(Ask.state == "answered")
    there = select(found.c.id, Ask.id, Round.day).join(Ask, Ask.id == found.c.ask_id)
    return there.join(Round, Round.id == Ask.round_id)


def _newest_before(which: ColumnElement[bool]) -> Subquery:
    """Each one's newest earlier part of this kind: looked up from the newest round on, however many there are."""
    last = select(Ask.id).join(Round, Round.id == Ask.round_id).where(*_EARLIER, which)
    before = last.order_by(Round.day.desc()).limit(1).correlate(_now, _this).scalar_subquery()
    every = select(_now.id, before.label("ask_id")).join(_this, _this.id == _now.round_id)
    return every.where(*_ASKED_ABOUT).subquery()


@cache
def _newest_few() -> Select[int, int, date]:
    """Each one's newest answered parts, newest first: of those whose questions have weekdays, and they are few."""
    back = func.row_number().over(partition_by=_now.id, order_by=Round.day.desc()).label("back")
    every = select(_now.id, Ask.id.label("ask_id"), Round.day, back).join(_this, _this.id == _now.round_id)
    every = every.join(Round, Round.checkin_id == _this.checkin_id).join(Ask, Ask.round_id == Round.id)
    found = every.where(*_ASKED_ABOUT, *_EARLIER, Ask.state == "answered").subquery()
    few = found.c.back <= _LOOK_BACK
    return select(found.c.id, found.c.ask_id, found.c.day).where(few).order_by(found.c.id, found.c.back)


async def _said(db: AsyncSession, ask_ids: Collection[int]) -> dict[int, list[tuple[Question, str]]]:
    said: dict[int, list[tuple[Question, str]]] = defaultdict(list)
    if ask_ids:
        query = select(Answer.ask_id, Question, Answer.text).join(Question, Question.id == Answer.question_id)
        for ask_id, question, words in await db.execute(query.where(Answer.ask_id.in_(even(sorted(ask_ids))))):
            said[ask_id].append((question, words))
    return said


async def says_it_too(db: AsyncSession, ask: Ask, *, team_id: int) -> int | None:
    """The part of somebody's newest other answer in this team that names the same blocker word for word."""
    of_team = select(Answer.text, Ask.id).join(Ask, Ask.id == Answer.ask_id).join(Round, Round.id == Ask.round_id)
    of_team = of_team.join(Checkin, Checkin.id == Round.checkin_id).join(Question, Question.id == Answer.question_id)
    theirs = Ask.workspace_id == ask.workspace_id, Ask.member_id == ask.member_id, Checkin.team_id == team_id
    named = of_team.where(*theirs, Ask.state == "answered", Question.topic == "blockers")
    said = await db.scalar(named.where(Ask.id == ask.id))
    others = named.where(Ask.id != ask.id, Ask.asked_at.is_not(None), Answer.text == said)
    found = (await db.execute(others.order_by(Ask.id.desc()).limit(1))).first() if said else None
    return found[1] if found is not None else None


def _on(day: date, weekdays: str) -> bool:
    return not weekdays or str(day.isoweekday()) in weekdays


def _same(one: Question, other: Question) -> bool:
    return one.question_set != other.question_set and _alike(one, other)


def _alike(one: Question, other: Question) -> bool:
    return one.kind == other.kind and one.words.casefold() == other.words.casefold()
