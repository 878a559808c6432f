"""What was asked and said in a stretch of time: a few rounds' parts, however much is stored beside them."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from salesbot.checkins.model import Answer, Ask, Checkin, Question, Round
from salesbot.checkins.queries.parts import never_came, place
from salesbot.checkins.rules.places import CLOSE, MANAGERS
from salesbot.checkins.rules.weeks import Part
from salesbot.schedule.model import Seat
from salesbot.schedule.queries import still_comes
from salesbot.store import chunks

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.people.model import Team
    from salesbot.room import Span

# A round's day is a local date, up to fourteen hours off UTC's; its close may lie after that date's midnight.
_EARLIER, _LATER = timedelta(days=3), timedelta(days=1)
_BEFORE = 3  # rounds before those days in which a late answer may still have come
_AT_ONCE = 500
STREAK = timedelta(weeks=26)


async def rounds_in(db: AsyncSession, checkin_ids: Collection[int], span: Span) -> list[Round]:
    """The rounds that may hold something of these days: by check-in and day, so that history costs nothing."""
    first, last = (span.since - _EARLIER).astimezone(UTC).date(), (span.until + _LATER).astimezone(UTC).date()
    mine = Round.checkin_id.in_(checkin_ids), Round.day >= first, Round.day <= last
    found = list(await db.scalars(select(Round).where(*mine).order_by(Round.day, Round.id)))
    for one in checkin_ids:
        before = select(Round).where(Round.checkin_id == one, Round.day < first)
        found += await db.scalars(before.order_by(Round.day.desc()).limit(_BEFORE))
    return found


async def parts_in(db: AsyncSession, rounds: Collection[Round], *, member_id: str | None = None) -> list[Part]:
    """Everybody's parts in these rounds, or one member's."""
    known = {one.id: one for one in rounds}
    parts = []
    for some in chunks(known, _AT_ONCE):
        query = _parts().where(Ask.round_id.in_(some))
        query = query.where(Ask.member_id == member_id) if member_id is not None else query
        parts += [
            _part(row, known[row.round_id].checkin_id, known[row.round_id].day) for row in await db.execute(query)
        ]
    return parts


@cache
def _parts() -> Any:
    return select(
        Ask.id, Ask.round_id, Ask.member_id, Ask.state, Ask.opens_at, Ask.closes_at, Ask.answered_at, Ask.late,
        Ask.asked_at, never_came().label("never_came"),
    )  # fmt: skip


def _part(row: Any, checkin_id: int, day: date) -> Part:
    return Part(
        ask_id=row.id, checkin_id=checkin_id, member_id=row.member_id, day=day, state=row.state,
        opens_at=row.opens_at, closes_at=row.closes_at, answered_at=row.answered_at, late=row.late,
        was_asked=row.asked_at is not None, never_came=bool(row.never_came),
    )  # fmt: skip


async def lately(
    db: AsyncSession, workspace_id: str, member_id: str, *, team_ids: Collection[int], now: datetime
) -> list[Part]:
    """One member's parts of the last half year, in these teams' check-ins."""
    query = _parts().add_columns(Round.checkin_id, Round.day).join(Round, Round.id == Ask.round_id)
    query = query.join(Checkin, Checkin.id == Round.checkin_id)
    mine = Ask.workspace_id == workspace_id, Ask.member_id == member_id, Ask.opens_at >= now - STREAK
    rows = await db.execute(query.where(*mine, Checkin.team_id.in_(team_ids)))
    return [_part(row, row.checkin_id, row.day) for row in rows]


async def to_come(db: AsyncSession, checkins: Collection[Checkin], span: Span) -> dict[tuple[int, date], int]:
    """Rounds of these days that somebody has not been asked in yet, by (check-in, day), with how many."""
    known = {one.appointment_id: one.id for one in checkins if one.appointment_id is not None}
    query = (
        select(Seat.appointment_id, Seat.next_day, func.count())
        .where(Seat.appointment_id.in_(known), Seat.next_day <= span.last, Seat.next_at >= span.until, still_comes())
        .group_by(Seat.appointment_id, Seat.next_day)
    )
    return {(known[one], day): many for one, day, many in await db.execute(query) if day is not None}


# ---- what was said where the whole team reads it ----


def read_by_team(rounds: Iterable[Round], *, checkins: dict[int, Checkin], team: Team) -> set[int]:
    """Those of these rounds whose answers stand in the team's own channel."""
    shown = set()
    for one in rounds:
        where = place(one, checkin=checkins[one.checkin_id], team=team)
        out = one.publish != CLOSE or one.published_at is not None
        if where.mode != MANAGERS and where.channel_id == team.channel_id and where.may_publish and out:
            shown.add(one.id)
    return shown


async def rounds_of(db: AsyncSession, ask_ids: Sequence[int]) -> dict[int, int]:
    """The round of each of these parts."""
    found: dict[int, int] = {}
    for some in chunks(ask_ids, _AT_ONCE):
        rows = await db.execute(select(Ask.id, Ask.round_id).where(Ask.id.in_(some)))
        found |= {ask_id: round_id for ask_id, round_id in rows}  # noqa: C416  rows are no pairs to the type checker
    return found


async def said(
    db: AsyncSession, ask_ids: Sequence[int], *, topic: str | None = None, kinds: Collection[str] = ()
) -> dict[Question, list[tuple[int, str]]]:
    """What was answered in these parts to questions of this topic, or of these kinds: (part, words) by question."""
    wanted = Question.topic == bindparam("topic") if topic is not None else Question.kind.in_(kinds)
    query = select(Question, Answer.ask_id, Answer.text).join(Answer, Answer.question_id == Question.id).where(wanted)
    found: dict[Question, list[tuple[int, str]]] = defaultdict(list)
    for some in chunks(ask_ids, _AT_ONCE):
        rows = await db.execute(query.where(Answer.ask_id.in_(some)), {"topic": topic} if topic is not None else {})
        for question, ask_id, text in rows:
            found[question].append((ask_id, text))
    return found
