"""A form that was opened before its check-in was edited is answered as it was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins import queries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Question
    from salesbot.checkins.queries import Answerable, Part
    from salesbot.checkins.service.answer import Submission


async def look_at_edits(db: AsyncSession, parts: Iterable[Part]) -> None:
    """Before its time a round still follows the check-in, which may have been edited while we waited for the part."""
    for part in parts:
        if part.ask.asked_at is None:
            await db.refresh(part.round)


async def as_shown(
    db: AsyncSession,
    submissions: Iterable[Submission],
    found: Mapping[int, Answerable],
    sets: Mapping[tuple[int, int], Sequence[Question]],
) -> dict[tuple[int, int], list[Question]]:
    """Whoever opened the form before the check-in was edited answers what it showed; returns those questions."""
    parts = [(one, found[one.ask_id].part) for one in submissions if one.texts and one.ask_id in found]
    stale = [
        (one, part)
        for one, part in parts
        if part.ask.member_id == one.member_id
        and part.ask.state != "answered"
        and {asked.id for asked in sets[part.asked_from]}.isdisjoint(one.texts)
    ]
    shown = await queries.sets_of(db, {number for one, _ in stale for number in one.texts}) if stale else {}
    for one, part in stale:
        (place, *more) = {shown.get(number) for number in one.texts}
        if place is not None and not more and place[0] == part.checkin.id:
            part.ask.question_set = place[1]
    return await queries.question_sets(db, {part.asked_from for _, part in stale}) if stale else {}
