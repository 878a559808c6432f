"""The doors from the schedule: a round asks, reminds and closes. They only promise; the outbox sends."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.checkins import queries, service
from salesbot.checkins.service.answer import tell_blockers
from salesbot.checkins.service.close import OVER
from salesbot.checkins.service.publish import redraw
from salesbot.checkins.service.question import ASK, REMIND, boards_of, question
from salesbot.outbox import service as outbox
from salesbot.outbox.promises import Board
from salesbot.schedule import service as schedule
from salesbot.schedule.rules import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.queries import Part
    from salesbot.checkins.service.ask import Newly
    from salesbot.room import House, Run

CLOSE = "checkin.close"
WELCOME, REMINDER = "checkin.welcome", "checkin.reminder"


async def ask(house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Promise each member their question, the welcome before the first one, and plan its reminder and its close."""
    asked = await service.ask(db, runs)
    await _welcome(db, asked.newly)
    await _promise(db, asked.newly)
    await outbox.dirty(db, runs[0].workspace_id, [key for part in asked.over for key in boards_of(part)])
    await _plan(db, asked.newly)
    for one in sorted(asked.newly, key=lambda one: one.round.id):  # reports are locked in one order by everybody
        await _open_early_answer(house, db, one)
    await redraw(
        db, runs[0].workspace_id, {one.round.id for one in asked.newly} | {part.round_id for part in asked.over}
    )
    return asked.skipped


async def _welcome(db: AsyncSession, newly: Sequence[Newly]) -> None:
    """Before the first question of a team a member reads once what this is."""
    if newly:
        boards = [_first_words(one) for one in newly]
        await attention.promise(db, *boards, reason="you joined a team that uses salesbot", now=newly[0].run.now)


def _first_words(one: Newly) -> Board:
    return Board(
        workspace_id=one.ask.workspace_id, key=f"{WELCOME}.{one.team.id}.{one.ask.member_id}", kind=WELCOME,
        subject=f"{one.checkin.id}/{one.ask.member_id}", to=one.ask.member_id, due_at=one.run.due_at,
        expires_at=None, member_id=one.ask.member_id,
    )  # fmt: skip


async def _promise(db: AsyncSession, newly: Sequence[Newly]) -> None:
    if not newly:
        return
    names = {one.ask.key: f"{one.checkin.name} of {one.team.name}" for one in newly}
    boards = [question(one.ask, due_at=one.run.due_at) for one in newly]
    await attention.promise(db, *boards, reason=lambda item: names[item.key], now=newly[0].run.now)
    await outbox.dirty(db, boards[0].workspace_id, [one.ask.key for one in newly if one.ask.state != "open"])


async def _plan(db: AsyncSession, newly: Sequence[Newly]) -> None:
    """The reminder and the close are instants, fixed when a member is asked: travelling later moves neither."""
    await schedule.later_all(db, [slot for one in newly for slot in _slots(one)])


def _slots(one: Newly) -> Iterator[Slot]:
    remind_at = one.ask.opens_at + timedelta(minutes=one.checkin.reminder_minutes)
    if one.checkin.reminder_minutes and remind_at < one.ask.closes_at and one.ask.state == "open":
        yield _slot(one, job=REMIND, slot="remind", due_at=remind_at)
    yield _slot(one, job=CLOSE, slot="close", due_at=one.ask.closes_at)


def _slot(one: Newly, *, job: str, slot: str, due_at: datetime) -> Slot:
    return Slot(
        workspace_id=one.run.workspace_id, appointment_id=one.run.appointment_id, job=job, subject=str(one.ask.id),
        member_id=one.ask.member_id, day=one.run.day, slot=slot, due_at=due_at, zone=one.run.zone,
    )  # fmt: skip


async def _open_early_answer(house: House, db: AsyncSession, one: Newly) -> None:
    """An answer given the evening before is published when its round opens."""
    if one.ask.state != "answered" or one.ask.page is not None:
        return
    part = await queries.part(db, one.ask.id, workspace_id=one.ask.workspace_id)
    if part is None:
        return
    questions = await queries.questions(db, part.checkin.id, question_set=part.round.question_set)
    texts = (await queries.texts(db, [part.ask.id])).get(part.ask.id, {})
    spoken = [f"{one.words}\n{texts[one.id]}" for one in questions if one.id in texts]
    await service.publish(db, part.ask, part.round, team=part.team, texts=spoken, now=one.run.now)
    await tell_blockers(db, part, questions, texts, say=house.offers("say_blockers"), now=one.run.now)


async def remind(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Promise one reminder to those who have not answered, unless three rounds in a row went by in silence."""
    due, skipped = await service.remind(db, runs)
    if due:
        boards = [_reminder(run, part) for run, part in due]
        await attention.promise(db, *boards, reason="the one reminder of a question still open", now=runs[0].now)
    return skipped


def _reminder(run: Run, part: Part) -> Board:
    return Board(
        workspace_id=run.workspace_id, key=run.key, kind=REMINDER, subject=str(part.ask.id), to=part.ask.member_id,
        due_at=run.due_at, expires_at=part.ask.closes_at, member_id=part.ask.member_id,
    )  # fmt: skip


async def close(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Close what is due to close."""
    await service.close(db, runs)
    return {}


async def over(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Look at rounds once everybody's time has come: those who are off that day have no close."""
    for run in sorted(runs, key=lambda one: int(one.subject)):
        await service.look_back(db, int(run.subject), workspace_id=run.workspace_id, now=run.now)
    return {}


JOBS = {ASK: ask, REMIND: remind, CLOSE: close, OVER: over}
