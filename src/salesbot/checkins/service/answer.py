"""A member answers: what they wrote is stored, the question says so, and the report shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert

from salesbot.checkins import queries, rules
from salesbot.checkins.model import Answer
from salesbot.checkins.rules import Asked
from salesbot.checkins.service.form import answerable
from salesbot.checkins.service.publish import published, report_key
from salesbot.checkins.service.question import question, reminder_of
from salesbot.errors import Refusal
from salesbot.outbox import service as outbox
from salesbot.room import BlockersSaid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask, Question
    from salesbot.checkins.queries import Part
    from salesbot.room import BlockerWord, SayBlockers


async def answer(
    db: AsyncSession,
    ask_id: int,
    *,
    workspace_id: str,
    member_id: str,
    texts: Mapping[int, str],
    said: Sequence[BlockerWord] = (),
    say: Sequence[SayBlockers] = (),
    partial: bool = False,
    now: datetime,
) -> Part:
    """Store answers by question id, in place of earlier ones; raises Refusal beside the field that needs another look.

    `partial` answers may leave required questions for later.
    """
    part = await answerable(db, ask_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    questions = await queries.questions(db, part.checkin.id, question_set=part.round.question_set)
    kept = rules.clean(texts, [Asked(one.id, one.required and not partial) for one in questions])
    before = part.ask.state
    _mark(part.ask, now=now)
    spoken = [f"{one.words}\n{kept[one.id]}" for one in questions if one.id in kept]
    pages = published(part.ask, part.round, team=part.team, texts=spoken, now=now)
    await _store(db, part.ask, kept, now=now, instead=before == "answered")
    await outbox.show(db, *pages, question(part.ask, due_at=now))
    await outbox.dirty(db, workspace_id, reminder_of(part.ask))
    if before != "open" or said or _new_blocker(questions, kept):
        # After the report: what is announced goes into its thread.
        await tell_blockers(db, part, questions, kept, said=said, say=say, now=now)
    return part


def _mark(ask: Ask, *, now: datetime) -> None:
    if ask.state == "answered":
        ask.edited_at = now
    else:
        ask.answered_at = now
        ask.late = now > ask.closes_at
    ask.state = "answered"


async def _store(db: AsyncSession, ask: Ask, kept: Mapping[int, str], *, now: datetime, instead: bool) -> None:
    if instead:
        await db.execute(delete(Answer).where(Answer.ask_id == ask.id))
    rows = [
        {"workspace_id": ask.workspace_id, "ask_id": ask.id, "question_id": key, "text": text, "answered_at": now}
        for key, text in kept.items()
    ]
    if rows:
        await db.execute(insert(Answer), rows)


async def tell_blockers(
    db: AsyncSession,
    part: Part,
    questions: Sequence[Question],
    kept: Mapping[int, str],
    *,
    said: Sequence[BlockerWord],
    say: Sequence[SayBlockers],
    now: datetime,
) -> None:
    """Hand on what the answer says of blockers: a new one, and a word about each open one."""
    ask = part.ask
    word = BlockersSaid(
        workspace_id=ask.workspace_id,
        team_id=part.team.id,
        member_id=ask.member_id,
        source=f"ask.{ask.id}",
        said=said,
        new=_new_blocker(questions, kept),
        report_key=report_key(part.round.id) if ask.asked_at else None,
        now=now,
    )
    for tell in say:
        await tell(db, word)


def _new_blocker(questions: Sequence[Question], kept: Mapping[int, str]) -> str | None:
    new = next((kept[one.id] for one in questions if one.topic == "blockers" and one.id in kept), "")
    return new if rules.is_blocker(new) else None


async def again(
    db: AsyncSession, ask_id: int, *, workspace_id: str, member_id: str, say: Sequence[SayBlockers] = (), now: datetime
) -> Part:
    """Answer as the last time. Blockers are not said again: an open one stays open by itself."""
    part = await answerable(db, ask_id, workspace_id=workspace_id, member_id=member_id, lock=True)
    if part.ask.state == "answered":
        raise Refusal("You have answered this one already. *Change my answer* opens it again.")
    last = await queries.last_words(db, part)
    questions = await queries.questions(db, part.checkin.id, question_set=part.round.question_set)
    texts = {one.id: last[one.position] for one in questions if one.position in last and one.topic != "blockers"}
    if any(one.required and one.id not in texts for one in questions):
        why = "Something was left open last time" if last else "There is no last time to repeat yet"
        raise Refusal(f"{why}. *Answer* opens the form; it takes a minute.")
    return await answer(db, ask_id, workspace_id=workspace_id, member_id=member_id, texts=texts, say=say, now=now)
