"""What answers say of blockers is handed on to whoever keeps them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from salesbot.checkins import rules
from salesbot.checkins.service.publish import report_key, telling
from salesbot.room import BlockersSaid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Question
    from salesbot.checkins.queries import Part
    from salesbot.checkins.service.answer import Answered
    from salesbot.room import BlockerWord, SayBlockers


async def tell(db: AsyncSession, given: Sequence[Answered], *, say: Sequence[SayBlockers]) -> None:
    """Hand on what these answers say. After the report: what is announced goes into its thread."""
    words = []
    for one in given:
        new, was = named(one.questions, one.kept), named(one.questions, one.stood)
        if one.before != "open" or one.submission.said or new:
            read = one.before == "answered" and one.part.ask.asked_at is not None
            word = _word(one.part, new, was=was, said=one.submission.said, now=one.submission.now)
            words.append(replace(word, read=read))
    if words:
        for hear in say:
            await hear(db, *words)


async def tell_early(
    db: AsyncSession,
    part: Part,
    questions: Sequence[Question],
    kept: Mapping[int, str],
    *,
    say: Sequence[SayBlockers],
    now: datetime,
) -> None:
    """Hand on the blocker that an answer of before names, now that its round opens."""
    new = named(questions, kept)
    for hear in say:
        await hear(db, _word(part, new, was=new, now=now))


def taken_back(part: Part, *, heir: int | None, now: datetime) -> BlockersSaid:
    """What an answer that was taken back says: nothing any more. `heir`: the part that names the same all the same."""
    return replace(_word(part, None, now=now), gone=True, heir=f"ask.{heir}" if heir is not None else "")


def named(questions: Sequence[Question], texts: Mapping[int, str]) -> str | None:
    """The text of a blocker that these answers name."""
    found = next((texts[one.id] for one in questions if one.topic == "blockers" and one.id in texts), "")
    return found if rules.is_blocker(found) else None


def _word(
    part: Part, new: str | None, *, was: str | None = None, said: Sequence[BlockerWord] = (), now: datetime
) -> BlockersSaid:
    ask = part.ask
    return BlockersSaid(
        workspace_id=ask.workspace_id,
        team_id=part.team.id,
        member_id=ask.member_id,
        source=f"ask.{ask.id}",
        said=said,
        new=new,
        was=was,
        report_key=report_key(part.round.id) if ask.asked_at else None,
        channel_id=part.place.channel_id,
        tell=telling(part),
        now=now,
    )
