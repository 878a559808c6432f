"""What people said lately: the text answers of their last check-ins, and the blockers that stand in their way."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, func, select

from salesbot.blockers import queries as blockers
from salesbot.blockers.model import Blocker
from salesbot.checkins.model import Answer, Ask, Checkin, Question, Round
from salesbot.coaching.rules.evidence import CHECKINS
from salesbot.people.rules import zone_or
from salesbot.store import chunks, even

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date, datetime

    from sqlalchemy.ext.asyncio import AsyncSession

ANSWER, BLOCKER = "answer", "blocker"
_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True)
class Text:
    """Something a person wrote at `at`, and said, maybe again, on the local `day`."""

    source: str
    member_id: str
    team_id: int
    text: str
    day: date
    at: datetime
    checkin: int | None = None
    blocker: bool = False


async def said(
    db: AsyncSession, workspace_id: str, zones: Mapping[str, str], team_ids: Collection[int], *, since: datetime
) -> dict[str, list[Text]]:
    """What these people said: answers of their last check-ins since then, and their open blockers in these teams.

    `zones` are the zones on their walls. What stands in an open blocker is not told a second time as an answer.
    """
    found: dict[str, list[Text]] = defaultdict(list)
    for some in chunks(sorted(zones), _AT_ONCE):
        for row in await db.execute(_answers(), {"workspace_id": workspace_id, "ids": even(some), "since": since}):
            found[row.member_id].append(_answer(row, zones[row.member_id]))
    for one in await blockers.open_in(db, workspace_id, sorted(team_ids)) if team_ids else ():
        if one.member_id in zones:
            texts = found[one.member_id]
            texts[:] = [text for text in texts if text.text.strip() != one.text.strip()]
            texts.append(_blocker(one, zones[one.member_id], {text.checkin for text in texts}))
    return found


@cache
def _answers() -> Any:
    """The text answers of everybody's last check-ins, in one statement for all of them."""
    back = func.row_number().over(partition_by=Ask.member_id, order_by=[Ask.opens_at.desc(), Ask.id.desc()])
    recent = (
        select(Ask.id, Ask.member_id, Checkin.team_id, back.label("back"))
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .where(Ask.workspace_id == bindparam("workspace_id"), Ask.member_id.in_(bindparam("ids", expanding=True)))
        .where(Ask.state == "answered", Ask.opens_at >= bindparam("since"))
        .subquery()
    )  # fmt: skip
    columns = recent.c.member_id, recent.c.team_id, recent.c.id.label("ask_id")
    return (
        select(Answer.id, Answer.text, Answer.answered_at, *columns)
        .join(recent, Answer.ask_id == recent.c.id)
        .join(Question, Question.id == Answer.question_id)
        .where(recent.c.back <= CHECKINS, Question.kind == "text")
        .order_by(Answer.id)
    )


def _answer(row: Any, zone: str) -> Text:
    return Text(
        source=f"{ANSWER}.{row.id}", member_id=row.member_id, team_id=row.team_id, text=row.text,
        day=_day(row.answered_at, zone), at=row.answered_at, checkin=row.ask_id,
    )  # fmt: skip


def _day(at: datetime, zone: str) -> date:
    return at.astimezone(zone_or(zone)).date()


def _blocker(one: Blocker, zone: str, checkins: Collection[int | None] = ()) -> Text:
    number = one.source.removeprefix("ask.")
    ask_id = int(number) if number.isdecimal() else None
    return Text(
        source=f"{BLOCKER}.{one.id}", member_id=one.member_id, team_id=one.team_id, text=one.text,
        day=_day(one.said_at, zone), at=one.reworded_at or one.raised_at,
        checkin=ask_id if ask_id in checkins else None, blocker=True,
    )  # fmt: skip


async def texts(
    db: AsyncSession, workspace_id: str, member_id: str, sources: Iterable[str], *, zone: str
) -> dict[str, Text]:
    """These texts of one person as they stand now, by source; those that are gone, or resolved, are left out."""
    numbers: dict[str, list[int]] = defaultdict(list)
    for one in sources:
        kind, _, number = one.partition(".")
        numbers[kind] += [int(number)] if number.isdecimal() else []
    found: list[Text] = []
    if numbers[ANSWER]:
        asked = {"workspace_id": workspace_id, "member_id": member_id, "ids": even(numbers[ANSWER])}
        found += [_answer(row, zone) for row in await db.execute(_these(), asked)]
    if numbers[BLOCKER]:
        mine = Blocker.workspace_id == workspace_id, Blocker.member_id == member_id, Blocker.resolved_at.is_(None)
        rows = await db.scalars(select(Blocker).where(*mine, Blocker.id.in_(even(numbers[BLOCKER]))))
        found += [_blocker(one, zone) for one in rows]
    return {one.source: one for one in found}


@cache
def _these() -> Any:
    columns = Ask.member_id, Checkin.team_id, Ask.id.label("ask_id")
    return (
        select(Answer.id, Answer.text, Answer.answered_at, *columns)
        .join(Ask, Ask.id == Answer.ask_id)
        .join(Round, Round.id == Ask.round_id)
        .join(Checkin, Checkin.id == Round.checkin_id)
        .where(Ask.workspace_id == bindparam("workspace_id"), Ask.member_id == bindparam("member_id"))
        .where(Answer.id.in_(bindparam("ids", expanding=True)))
    )
