"""What check-ins ask, by sets of questions. A set never changes: what was read of it once is kept in the process."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, event, inspect, select
from sqlalchemy.orm import object_session

from salesbot.checkins.model import Question
from salesbot.store import even, lasting

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Select
    from sqlalchemy.ext.asyncio import AsyncSession

_Set = tuple[int, int]  # a check-in, and which of its sets
_KEPT = "checkins.questions"
_MOST = 5_000  # sets that are kept; a workspace has some hundreds
_WRITTEN = "checkins.questions_written"


async def questions(db: AsyncSession, checkin_id: int, *, question_set: int) -> list[Question]:
    """The questions of one set, in their order."""
    return (await question_sets(db, {(checkin_id, question_set)}))[checkin_id, question_set]


async def question_sets(db: AsyncSession, sets: Collection[_Set]) -> dict[_Set, list[Question]]:
    """The questions of several sets, each in their order, by (check-in, set). They belong to no session."""
    kept: dict[_Set, list[Question]] = lasting(db, _KEPT, most=_MOST)
    found = {one: kept[one] for one in sets if one in kept}
    missing = {one for one in sets if one not in found}
    if missing:
        found |= (read := await _read(db, missing))
        if not db.info.get(_WRITTEN):  # else some may never be committed, and their numbers given to others
            kept.update(read)
    return {one: list(found.get(one, ())) for one in sets}


async def _read(db: AsyncSession, sets: Collection[_Set]) -> dict[_Set, list[Question]]:
    found: defaultdict[_Set, list[Question]] = defaultdict(list)
    for row in await db.execute(_questions(), {"ids": even({checkin_id for checkin_id, _ in sets})}):
        if (row.checkin_id, row.question_set) in sets:
            found[row.checkin_id, row.question_set].append(Question(**row._mapping))  # noqa: SLF001  the rows' public view
    return found


@cache
def _questions() -> Select[Any]:
    wanted = Question.checkin_id.in_(bindparam("ids", expanding=True))
    return (
        select(*(getattr(Question, one.key) for one in inspect(Question).column_attrs))
        .where(wanted)
        .order_by(Question.position)
    )


@event.listens_for(Question, "after_insert")
def _written(_mapper: object, _connection: object, question: Question) -> None:
    """Note in its session that what is read there may not be committed yet."""
    session = object_session(question)
    if session is not None:
        session.info[_WRITTEN] = True


async def sets_of(db: AsyncSession, question_ids: Collection[int]) -> dict[int, _Set]:
    """Where these questions stand, as (check-in, set), by id."""
    query = select(Question.id, Question.checkin_id, Question.question_set).where(Question.id.in_(question_ids))
    return {number: (checkin_id, which) for number, checkin_id, which in await db.execute(query)}
