"""Rounds are locked before the messages about them, by everybody: nobody waits for somebody who waits for them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, time

import pytest
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY
from sqlalchemy import select, text, update

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.checkins.model import Ask, Round
from salesbot.checkins.service import pausing
from salesbot.checkins.service.compose import compose
from salesbot.checkins.templates import WINS, sketched
from salesbot.outbox import service as outbox
from salesbot.outbox.model import Delivery
from salesbot.people import service as people
from salesbot.room import MemberMoved, SeatsChanged

WEDNESDAY = date(2026, 3, 4)
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def leave(floor):
    """Ben leaves the team."""
    async with floor.house.store.begin() as db:
        left = await people.leave(db, floor.team, ["UBEN"], by="UANA", now=clock.now())
        change = SeatsChanged(ACME, floor.team.id, joined=[], left=left, now=clock.now())
        await service.seats_changed(db, change)


async def edit(floor):
    """Only managers are asked from now on."""
    await floor.change(roles=("manager",))


@pytest.mark.parametrize("do", [leave, edit])
async def test_whoever_is_asked_no_more_holds_no_message_while_a_round_is_waited_for(floor, do):
    """Wednesday has begun in Sydney and is held; the message of Ben's Tuesday can be changed all the same."""
    if not floor.house.store.shared:
        pytest.skip("one writer locks nothing out of order")
    await floor.at("2026-03-03T09:15", BERLIN)
    now = await floor.at("2026-03-03T09:15", NEW_YORK)
    async with floor.house.store.begin() as db:
        await db.execute(update(Delivery).values(state="sent", sent_at=now))
    await floor.at("2026-03-03T14:00", NEW_YORK)
    await floor.at("2026-03-04T09:15", SYDNEY)
    mine = (await floor.part("UBEN")).ask.key
    async with floor.house.store.begin() as db:
        await queries.lock(db, [await db.scalar(select(Round.id).where(Round.day == WEDNESDAY))])
        task = asyncio.create_task(do(floor))
        await until_somebody_waits(floor)
        await db.execute(text("SET LOCAL lock_timeout = '500ms'"))
        await outbox.dirty(db, ACME, mine)
    await task


@pytest.mark.parametrize("after_all", [False, True])
async def test_whoever_goes_away_or_comes_back_holds_no_message_while_another_part_is_waited_for(floor, after_all):
    """Ben's second question of the day is held; the message of the one under which he pressed can be changed."""
    if not floor.house.store.shared:
        pytest.skip("one writer locks nothing out of order")
    async with floor.house.store.begin() as db:
        soon = replace(sketched(WINS, anchor=date(2026, 3, 3)), wall=time(11))
        await compose(db, soon, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=clock.now())
    await floor.at("2026-03-06T09:15", NEW_YORK)
    await floor.at("2026-03-06T11:00", NEW_YORK)
    async with floor.house.store.read() as db:
        parts = list(await db.scalars(select(Ask).where(Ask.member_id == "UBEN").order_by(Ask.id)))
    first, second = parts[-2:]
    if after_all:
        await floor.press_away(first.id)
    async with floor.house.store.begin() as db:
        await db.execute(select(Ask.id).where(Ask.id == second.id).with_for_update(key_share=True))
        task = asyncio.create_task((floor.answer_after_all if after_all else floor.press_away)(first.id))
        await until_somebody_waits(floor)
        await db.execute(text("SET LOCAL lock_timeout = '500ms'"))
        await outbox.dirty(db, ACME, first.key)
    await task


async def test_whoever_goes_away_holds_no_later_report_while_an_earlier_one_is_waited_for(floor):
    """Ben goes away from the second question of his day, others from the first: all lock both reports in one order."""
    if not floor.house.store.shared:
        pytest.skip("one writer locks nothing out of order")
    async with floor.house.store.begin() as db:
        soon = replace(sketched(WINS, anchor=date(2026, 3, 3)), wall=time(11), publish="live")
        await compose(db, soon, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=clock.now())
    await floor.at("2026-03-06T11:00", BERLIN)
    async with floor.house.store.begin() as db:
        of_ana = select(Ask).where(Ask.member_id == "UANA", Ask.superseded_at.is_(None)).order_by(Ask.id)
        reports = []
        for part in await db.scalars(of_ana):
            mine = (await queries.parts(db, [part.id]))[part.id]
            texts = {one.id: "Orion" for one in await queries.asked(db, mine)}
            await service.answer(db, service.Submission(part.id, ACME, "UANA", texts, now=clock.now()))
            reports.append(service.report_key(part.round_id))
    await floor.at("2026-03-06T11:00", NEW_YORK)
    async with floor.house.store.read() as db:
        parts = list(await db.scalars(select(Ask.id).where(Ask.member_id == "UBEN").order_by(Ask.round_id)))
    async with floor.house.store.begin() as db:
        await outbox.dirty(db, ACME, reports[0])
        task = asyncio.create_task(floor.press_away(parts[-1]))
        await until_somebody_waits(floor)
        await db.execute(text("SET LOCAL lock_timeout = '500ms'"))
        await outbox.dirty(db, ACME, reports[1])
    await task


async def test_whoever_moves_holds_no_later_part_while_one_that_they_opened_early_is_waited_for(floor):
    """Ben opened Friday's wins before he was asked Friday's standup; that one is held, and this one can be locked."""
    if not floor.house.store.shared:
        pytest.skip("one writer locks nothing out of order")
    now = await floor.at("2026-03-05T20:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        soon = replace(sketched(WINS, anchor=date(2026, 3, 3)), wall=time(11))
        wins = await compose(db, soon, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=now)
        seats = await queries.seats_of(db, "UBEN", workspace_id=ACME)
        seat = next(seat for seat, checkin, _ in seats if checkin.id == wins.id)
        early = await service.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=now)
    await floor.at("2026-03-06T09:15", NEW_YORK)
    async with floor.house.store.read() as db:
        of_ben = select(Ask.id).where(Ask.member_id == "UBEN", Ask.asked_at.is_not(None), Ask.superseded_at.is_(None))
        asked = await db.scalar(of_ben)
    assert early.id < asked
    async with floor.house.store.begin() as db:
        await db.execute(select(Ask.id).where(Ask.id == early.id).with_for_update(key_share=True))
        task = asyncio.create_task(move(floor))
        await until_somebody_waits(floor)
        await db.execute(text("SET LOCAL lock_timeout = '500ms'"))
        await db.execute(select(Ask.id).where(Ask.id == asked).with_for_update(key_share=True))
    await task


async def move(floor):
    """Ben is on another wall."""
    async with floor.house.store.begin() as db:
        await service.member_moved(db, MemberMoved(ACME, "UBEN", was=NEW_YORK, now=clock.now()))


@pytest.mark.parametrize("held", [Ask, Round])
@pytest.mark.parametrize("do", [None, leave])
async def test_whoever_closes_holds_no_message_while_a_part_or_its_round_is_waited_for(floor, do, held):
    """Ben's time is over, in the team or out of it: what is locked after what is held can be locked meanwhile."""
    if not floor.house.store.shared:
        pytest.skip("one writer locks nothing out of order")
    now = await floor.at("2026-03-03T09:15", NEW_YORK)
    async with floor.house.store.begin() as db:
        await db.execute(update(Delivery).values(state="sent", sent_at=now))
    if do is not None:
        await do(floor)
    part = await floor.part("UBEN")
    clock.set_calendar(part.ask.closes_at)
    number = part.ask.id if held is Ask else part.round.id
    async with floor.house.store.begin() as db:
        await db.execute(select(held.id).where(held.id == number).with_for_update(key_share=True))
        task = asyncio.create_task(floor.house.beat(part.ask.closes_at))
        await until_somebody_waits(floor)
        await db.execute(text("SET LOCAL lock_timeout = '500ms'"))
        await queries.lock(db, [part.round.id])
        await outbox.dirty(db, ACME, part.ask.key)
    await task
    assert (await floor.part("UBEN")).ask.closed_at is not None


async def test_whoever_pauses_waits_for_whoever_answers_early_just_now(floor):
    """Ben's early answer is on its way when Ana pauses: his message is drawn anew once both have happened."""
    if not floor.house.store.shared:
        pytest.skip("one writer at a time is the order")
    now = await floor.at("2026-03-03T20:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        seat = (await queries.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        part = await service.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=now)
    async with floor.house.store.begin() as db:
        asked = await queries.questions(db, floor.checkin.id, question_set=1)
        texts = {one.id: "Early bird" for one in asked}
        await service.answer(db, service.Submission(part.id, ACME, "UBEN", texts, now=now))
        task = asyncio.create_task(pause(floor))
        await until_somebody_waits(floor)
    await task
    async with floor.house.store.read() as db:
        assert await db.scalar(select(Delivery.version).where(Delivery.key == part.key)) == 2  # the words of the pause


async def pause(floor):
    """Ana pauses the standup."""
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, pausing.PAUSE, workspace_id=ACME, member_id="UANA", now=clock.now())


async def until_somebody_waits(floor):
    for _ in range(500):
        async with floor.house.store.read() as db:
            if await db.scalar(WAITING):
                return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits for the round")
