"""The doors from the schedule: a round asks, reminds and closes. They only promise; the outbox sends."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from salesbot.attention import service as attention
from salesbot.checkins import queries, rules, service
from salesbot.checkins.service.blocked import tell_early
from salesbot.checkins.service.close import OVER
from salesbot.checkins.service.publish import redraw
from salesbot.checkins.service.question import ASK, CLOSING, REMIND, board_of, draw_anew, question
from salesbot.checkins.service.together import messages
from salesbot.outbox.promises import Board
from salesbot.schedule import service as schedule
from salesbot.schedule.rules import Slot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession

    from salesbot.checkins.model import Ask
    from salesbot.checkins.queries import Part
    from salesbot.checkins.service.ask import Newly
    from salesbot.room import House, Run

MISSED = "checkin.missed"  # the schedule calls it so
ASKED_LATE = "asked late"  # why a reminder is not planned; why tells it
WELCOME, REMINDER = "checkin.welcome", "checkin.reminder"


async def ask(house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Promise each member their question, the welcome before the first one, and plan its reminder and its close."""
    asked = await service.ask(db, runs)
    await _welcome(db, asked.newly)
    await _promise(db, [one for one in asked.newly if one.ask.state == "open"])
    await draw_anew(db, [*asked.over, *(one.ask for one in asked.newly if one.ask.state != "open")])
    await _plan(db, asked.newly)
    for one in sorted(asked.newly, key=lambda one: one.round.id):  # reports are locked in one order by everybody
        await _open_early_answer(house, db, one.ask, now=one.run.now)
    for workspace_id in sorted({run.workspace_id for run in runs}):
        rounds = {one.round.id for one in asked.newly if one.ask.workspace_id == workspace_id}
        rounds |= {part.round_id for part in asked.over if part.workspace_id == workspace_id}
        await redraw(db, workspace_id, rounds)
    return asked.skipped


async def _welcome(db: AsyncSession, newly: Sequence[Newly]) -> None:
    """Before the first question of a team a member reads once what this is."""
    if newly:
        boards = [_first_words(one) for one in newly]
        why = "you joined a team that uses salesbot"
        await attention.promise(db, *boards, reason=why, light=True, now=newly[0].run.now)


def _first_words(one: Newly) -> Board:
    return Board(
        workspace_id=one.ask.workspace_id, key=f"{WELCOME}.{one.team.id}.{one.ask.member_id}", kind=WELCOME,
        subject=f"{one.checkin.id}/{one.ask.member_id}", to=one.ask.member_id, due_at=one.run.due_at,
        expires_at=None, member_id=one.ask.member_id,
    )  # fmt: skip


async def _promise(db: AsyncSession, newly: Sequence[Newly]) -> None:
    if not newly:
        return
    names = {key: f"{one.checkin.name} of {one.team.name}" for one in newly for key in (one.ask.key, board_of(one.ask))}
    names |= {one.ask.key: f"{one.checkin.name} of {one.team.name}" for one in newly}
    boards, now = messages(newly), newly[0].run.now
    joined = [replace(question(one.ask, due_at=now), key=one.ask.key) for one in newly if one.ask.shown_in]
    joined = [one for one in joined if one.key not in {board.key for board in boards}]
    await attention.promise(db, *boards, reason=lambda item: names[item.key], now=now)
    said, hosts = "{}, in one message", {one.ask.key: board_of(one.ask) for one in newly}
    await attention.ride(
        db, *joined, reason=lambda one: said.format(names[one.key]), by=lambda one: hosts[one.key], now=now
    )


async def _plan(db: AsyncSession, newly: Sequence[Newly]) -> None:
    """The reminder and the close are instants, fixed when a member is asked: travelling later moves neither."""
    await schedule.later_all(db, [slot for one in newly for slot in _slots(one)])
    dropped = [_slot(one, job=REMIND, slot="remind", due_at=one.run.now) for one in newly if _is_dropped(one)]
    if dropped:
        await schedule.record_all(db, dropped, now=newly[0].run.now, state="skipped", reason=ASKED_LATE)


def _slots(one: Newly) -> Iterator[Slot]:
    if _has_reminder(one) and _reminds_at(one) < one.ask.closes_at:
        yield _slot(one, job=REMIND, slot="remind", due_at=_reminds_at(one))
    yield _slot(one, job=CLOSING, slot="close", due_at=one.ask.closes_at)


def _is_dropped(one: Newly) -> bool:
    """Whether a reminder that had its time does not come, because the question came too late for it."""
    return _has_reminder(one) and _reminds_at(one) >= one.ask.closes_at


def _has_reminder(one: Newly) -> bool:
    usual = one.ask.opens_at + timedelta(minutes=one.checkin.reminder_minutes)
    return bool(one.checkin.reminder_minutes) and usual < one.ask.closes_at and one.ask.state == "open"


def _reminds_at(one: Newly) -> datetime:
    asked_at = one.ask.asked_at or one.run.now
    return rules.reminds_at(one.ask.opens_at, asked_at=asked_at, minutes=one.checkin.reminder_minutes)


def _slot(one: Newly, *, job: str, slot: str, due_at: datetime) -> Slot:
    return Slot(
        workspace_id=one.run.workspace_id, appointment_id=one.run.appointment_id, job=job, subject=str(one.ask.id),
        member_id=one.ask.member_id, day=one.run.day, slot=slot, due_at=due_at, zone=one.run.zone,
    )  # fmt: skip


async def _open_early_answer(house: House, db: AsyncSession, ask: Ask, *, now: datetime) -> None:
    """An answer given the evening before is published when its round opens."""
    if ask.state != "answered" or ask.page is not None:
        return
    part = await queries.part(db, ask.id, workspace_id=ask.workspace_id)
    if part is None:
        return
    questions = await queries.questions(db, part.checkin.id, question_set=part.question_set)
    texts = (await queries.texts(db, [part.ask.id])).get(part.ask.id, {})
    await service.publish(db, service.News(part, questions, texts), now=now)
    await tell_early(db, part, questions, texts, say=house.offers("say_blockers"), now=now)


async def kept(house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Publish what was answered early by those who are not asked after all, and plan the close of their parts."""
    (opened, unread), now = await service.come_due(db, runs), runs[0].now
    closes = [service.slot_of(part, job=CLOSING, slot="close", due_at=part.ask.closes_at) for part in opened]
    if closes:
        await schedule.later_all(db, closes)
    await draw_anew(db, [part.ask for part in (*opened, *unread)])
    for part in sorted(opened, key=lambda one: one.round.id):  # reports are locked in one order by everybody
        await _open_early_answer(house, db, part.ask, now=now)
    return {}


async def remind(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Promise one reminder to those who have not answered, unless three rounds in a row went by in silence."""
    due, skipped = await service.remind(db, runs)
    groups = _in_one_message(due)
    named = {run.key: f"the reminder of your {part.checkin.name} in {part.team.name}" for run, part in due}
    for _, part in due:
        part.ask.reminded = True
    await db.flush()  # parts first, messages after: the order in which doors lock them
    if groups:
        reminders = [_reminder(*group) for group in groups]
        await attention.promise(db, *reminders, reason=lambda one: named[one.key], light=True, now=runs[0].now)
        hosts = {run.key: group[0][0].key for group in groups for run, _ in group[1:]}
        beside = [_reminder(one) for group in groups for one in group[1:]]
        await attention.ride(
            db, *beside, reason=lambda one: named[one.key], by=lambda one: hosts[one.key], now=runs[0].now
        )
    return skipped


def _in_one_message(due: Sequence[tuple[Run, Part]]) -> list[list[tuple[Run, Part]]]:
    """Remind together of what stands in one message, where its first part is due as well; the first comes first."""
    hosts = {(part.ask.workspace_id, part.ask.key): [(run, part)] for run, part in due}
    for run, part in due:
        mine = (part.ask.workspace_id, part.ask.key)
        message = (part.ask.workspace_id, board_of(part.ask))
        if message != mine and message in hosts:
            hosts[message].append((run, part))
            del hosts[mine]
    return list(hosts.values())


def _reminder(*together: tuple[Run, Part]) -> Board:
    run, part = together[0]
    return Board(
        workspace_id=run.workspace_id, key=run.key, kind=REMINDER,
        subject=",".join(str(one.ask.id) for _, one in together), to=part.ask.member_id, due_at=run.due_at,
        expires_at=max(one.ask.closes_at for _, one in together), member_id=part.ask.member_id,
    )  # fmt: skip


async def close(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Close what is due to close."""
    await service.close(db, runs)
    return {}


async def missed(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Nobody is waited for, or missing, whose question never came: the reports of those days say so."""
    found = await queries.rounds(db, {(int(run.subject), run.day) for run in runs})
    for workspace_id in sorted({run.workspace_id for run in runs}):
        await redraw(db, workspace_id, [one.id for one in found.values() if one.workspace_id == workspace_id])
    return {}


async def over(_house: House, db: AsyncSession, runs: Sequence[Run]) -> Mapping[str, str]:
    """Look at rounds once everybody's time has come: those who are off that day have no close."""
    for run in sorted(runs, key=lambda one: int(one.subject)):
        await service.look_back(db, int(run.subject), workspace_id=run.workspace_id, now=run.now)
    return {}


JOBS = {ASK: ask, service.KEPT: kept, REMIND: remind, CLOSING: close, OVER: over, MISSED: missed}
