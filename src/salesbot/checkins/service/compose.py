"""A sketch becomes a check-in, or changes one; a check-in is read back into a sketch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete

from salesbot.audit.rules import Verb
from salesbot.checkins import queries
from salesbot.checkins.model import Checkin, Invited, Question
from salesbot.checkins.rules.sketch import Item, Sketch, differences, plan_of
from salesbot.checkins.service import noting
from salesbot.checkins.service.close import let_go, to_come, wait_again
from salesbot.checkins.service.early import follow_edit
from salesbot.checkins.service.question import ASK
from salesbot.checkins.service.seats import take_seats
from salesbot.schedule import queries as schedules
from salesbot.schedule import service as schedule

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncSession


async def compose(
    db: AsyncSession, sketch: Sketch, *, workspace_id: str, team_id: int, by: str, now: datetime
) -> Checkin:
    """Make a check-in of a team and seat whom it asks; earlier times of today are not due."""
    checkin = Checkin(
        workspace_id=workspace_id, team_id=team_id, appointment_id=None, template=sketch.template,
        created_by=by, created_at=now, **_settings(sketch), **_channel(sketch),
    )  # fmt: skip
    db.add(checkin)
    await db.flush()
    _ask(db, checkin, sketch)
    await _invite(db, checkin, sketch)
    appointment = await schedule.appoint(
        db, plan_of(sketch), workspace_id=workspace_id, job=ASK, subject=str(checkin.id), team_id=team_id, now=now
    )
    checkin.appointment_id = appointment.id
    await db.flush()
    await take_seats(db, checkin, now=now)
    verbs = [Verb.CHECKIN_MADE, Verb.CHECKIN_CONFIRMED] if checkin.channel_ok else [Verb.CHECKIN_MADE]
    await noting.of_checkin(db, checkin, *verbs, by=by, now=now)
    return checkin


async def recompose(db: AsyncSession, checkin: Checkin, sketch: Sketch, *, now: datetime) -> list[str]:
    """Let a check-in be as sketched from now on; returns in words what that changed.

    A running round keeps its questions, its publishing and its closing. What was not yet asked moves with a new plan.
    """
    before = await sketch_of(db, checkin)
    changes = differences(before, sketch)
    for name, value in _settings(sketch).items():
        setattr(checkin, name, value)
    if sketch.channel_id != checkin.channel_id:
        for name, value in _channel(sketch).items():
            setattr(checkin, name, value)
    if "the questions" in changes:
        checkin.question_set += 1
        _ask(db, checkin, sketch)
    await _invite(db, checkin, sketch)
    await db.flush()
    appointment = await queries.appointment_of(db, checkin)
    if plan_of(sketch) != plan_of(before):
        await schedule.change(db, appointment, plan_of(sketch), now=now)
    gone = await take_seats(db, checkin, now=now)
    await _hold(db, checkin, gone, now=now)
    await let_go(db, checkin.id, gone, now=now)
    await follow_edit(db, checkin, now=now)
    await wait_again(db, checkin, now=now)
    return changes


async def _hold(db: AsyncSession, checkin: Checkin, gone: Collection[str], *, now: datetime) -> None:
    """Lock the parts and the rounds that an edit changes, before the messages about them, as everybody does."""
    if gone:
        await queries.left_open(db, {checkin.id}, member_ids=gone)
    early = {found.id for _, found in await queries.opened_early(db, [checkin.id], now=now)}
    rounds = early | await to_come(db, checkin)
    await queries.lock(db, rounds)


def _settings(sketch: Sketch) -> dict[str, Any]:
    return {
        "name": sketch.name, "close_wall": sketch.close, "reminder_minutes": sketch.reminder_minutes,
        "publish": sketch.publish, "blockers_to": sketch.blockers_to, "roles": ",".join(sketch.roles),
    }  # fmt: skip


def _channel(sketch: Sketch) -> dict[str, Any]:
    return {
        "channel_id": sketch.channel_id, "channel_name": sketch.channel_name,
        "channel_shared": sketch.channel_shared, "channel_ok": sketch.channel_ok,
    }  # fmt: skip


def _ask(db: AsyncSession, checkin: Checkin, sketch: Sketch) -> None:
    """Write the questions as the check-in's present set; sets are never changed, only followed by the next."""
    place = {one.id: number for number, one in enumerate(sketch.items)}
    for one in sketch.items:
        db.add(Question(
            workspace_id=checkin.workspace_id, checkin_id=checkin.id, question_set=checkin.question_set or 1,
            position=place[one.id], words=one.words, hint=one.hint, topic=one.topic, required=one.required,
            kind=one.kind, unit=one.unit, options="\n".join(one.options), role=one.role, weekdays=one.weekdays,
            follows=None if one.follows is None else place[one.follows], when=one.when,
        ))  # fmt: skip


async def _invite(db: AsyncSession, checkin: Checkin, sketch: Sketch) -> None:
    before = await queries.invited(db, checkin.id)
    gone = [one for one in before if one not in sketch.invited]
    if gone:
        await db.execute(delete(Invited).where(Invited.checkin_id == checkin.id, Invited.member_id.in_(gone)))
    new = [one for one in sketch.invited if one not in before]
    db.add_all(Invited(workspace_id=checkin.workspace_id, checkin_id=checkin.id, member_id=one) for one in new)


async def sketch_of(db: AsyncSession, checkin: Checkin) -> Sketch:
    """Read a check-in as it is now."""
    plan = await schedules.plan(db, await queries.appointment_of(db, checkin))
    questions = await queries.questions(db, checkin.id, question_set=checkin.question_set)
    return Sketch(
        name=checkin.name, template=checkin.template, wall=plan.wall, close=checkin.close_wall, anchor=plan.anchor,
        weekdays=plan.weekdays, every_weeks=plan.every_weeks, nth=plan.nth, holidays=plan.holidays,
        days_off=plan.days_off, reminder_minutes=checkin.reminder_minutes, publish=checkin.publish,
        channel_id=checkin.channel_id, channel_name=checkin.channel_name, channel_shared=checkin.channel_shared,
        channel_ok=checkin.channel_ok, blockers_to=checkin.blockers_to,
        roles=tuple(role for role in checkin.roles.split(",") if role),
        invited=tuple(await queries.invited(db, checkin.id)), items=tuple(_item(one) for one in questions),
    )  # fmt: skip


def _item(one: Question) -> Item:
    """A stored question; its id on the page is its place, counted from one."""
    return Item(
        id=one.position + 1, words=one.words, hint=one.hint, topic=one.topic, required=one.required, kind=one.kind,
        unit=one.unit, options=tuple(one.options.split("\n")) if one.options else (), role=one.role,
        weekdays=one.weekdays, follows=None if one.follows is None else one.follows + 1, when=one.when,
    )  # fmt: skip
