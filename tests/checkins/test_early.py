"""Answers given the evening before are read when their time comes, whatever became of the day meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

from sales_floor import ACME, BERLIN, NEW_YORK, words

from salesbot import clock
from salesbot.checkins import blocks, queries, service
from salesbot.checkins.service import pausing
from salesbot.checkins.service.compose import recompose, sketch_of
from salesbot.people import service as people
from salesbot.room import SeatsChanged

WEDNESDAY = date(2026, 3, 4)


async def answer_early(floor):
    """On Tuesday evening Ben answers Wednesday's questions."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.at("2026-03-03T09:15", NEW_YORK)
    now = await floor.at("2026-03-03T20:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        seat = (await queries.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        await service.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=now)
    await floor.answer("UBEN", "Early bird", "Orion", "Legal is slow", day=WEDNESDAY)


async def change(floor, **to):
    """Ana changes the standup."""
    async with floor.house.store.begin() as db:
        checkin = await queries.locked(db, floor.checkin.id, workspace_id=ACME)
        await recompose(db, checkin, replace(await sketch_of(db, checkin), **to), now=clock.now())


async def test_an_early_answer_of_somebody_who_is_away_then_is_read_all_the_same(floor):
    """Ben answered before he left for the day; the report has it, the blocker is told, and he is not missing."""
    await answer_early(floor)
    async with floor.house.store.begin() as db:
        ben = await db.merge((await floor.part("UBEN")).member)
        await people.set_away(db, ben, WEDNESDAY, WEDNESDAY, by="UBEN", now=clock.now())
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await floor.at("2026-03-04T09:16", NEW_YORK)
    report = await floor.report(WEDNESDAY)
    assert "Early bird" in report
    assert "Legal is slow" in report
    await floor.at("2026-03-04T14:00", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.closed_at is not None


async def test_an_early_answer_for_a_day_that_the_new_plan_does_not_have_is_read_then(floor):
    """Ana takes Wednesday away in the evening; what Ben wrote for it is read on Wednesday, under its date."""
    await answer_early(floor)
    await change(floor, weekdays="1245")
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at is None
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_waits_where_its_question_only_comes_later(floor):
    """Wednesday is asked at eleven now: the answer is read then, not at a quarter past nine."""
    await answer_early(floor)
    await change(floor, wall=time(11))
    await floor.at("2026-03-04T09:17", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at is None
    asked_at = await floor.at("2026-03-04T11:00", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at == asked_at
    await floor.at("2026-03-04T11:01", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at == asked_at
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_form_that_is_sent_after_its_day_was_taken_away_is_read_too(floor):
    """Ben changes his early answer when its time has passed unasked: the team reads what he wrote last."""
    await answer_early(floor)
    await change(floor, weekdays="1245")
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await floor.answer("UBEN", "Late bird", "Orion", day=WEDNESDAY)
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert "Late bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_of_somebody_who_left_stays_unread(floor):
    """Ben leaves the team before Wednesday: nobody there reads what he wrote for it."""
    await answer_early(floor)
    await leave(floor, "UBEN")
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at is None


async def test_the_check_in_of_a_team_that_somebody_left_is_not_offered_to_them(floor):
    """What Ben left open when he left stands in nobody's way: `/checkin` and typing look past it."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    async with floor.house.store.read() as db:
        assert len(await service.current(db, "UBEN", workspace_id=ACME)) == 1
    await leave(floor, "UBEN")
    async with floor.house.store.read() as db:
        assert await service.current(db, "UBEN", workspace_id=ACME) == []


async def test_the_last_round_of_an_ended_check_in_is_offered_until_it_closes(floor):
    """No next round will ever put an end to it, so the close does."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, pausing.END, workspace_id=ACME, member_id="UANA", now=clock.now())
    async with floor.house.store.read() as db:
        assert len(await service.current(db, "UBEN", workspace_id=ACME)) == 1
    await floor.at("2026-03-03T14:00", NEW_YORK)
    async with floor.house.store.read() as db:
        assert await service.current(db, "UBEN", workspace_id=ACME) == []


async def test_a_chooser_says_of_what_closed_that_a_late_answer_counts(floor):
    """Nothing that closed is called open."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    assert "open until 14:00" in words(blocks.choose([await floor.part("UBEN")]))
    await floor.at("2026-03-03T14:00", NEW_YORK)
    said = words(blocks.choose([await floor.part("UBEN")]))
    assert "Tuesday, closed at 14:00; a late answer still counts" in said
    assert "open until" not in said


async def leave(floor, who):
    """Somebody leaves EMEA Sales."""
    async with floor.house.store.begin() as db:
        await people.leave(db, await db.merge(floor.team), [who], by="UANA", now=clock.now())
        await service.seats_changed(db, SeatsChanged(ACME, floor.team.id, left=[who], now=clock.now()))
