"""*I'm away* under a question, and *Answer after all*: the day that the button noted is taken back, no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from published import ask_all
from sales_floor import ACME, NEW_YORK, TUESDAY
from sqlalchemy import select

from salesbot import clock
from salesbot.checkins import service
from salesbot.checkins.model import Ask, Round
from salesbot.checkins.service.compose import compose
from salesbot.checkins.templates import WINS, sketched
from salesbot.people import service as people
from salesbot.people.model import Away

WEDNESDAY = date(2026, 3, 4)


async def test_whoever_answers_after_all_is_not_away_any_more(floor):
    """Ben pressed *I'm away* under the standup: once he answers it, his other question of the day is open again."""
    async with floor.house.store.begin() as db:
        soon = replace(sketched(WINS, anchor=TUESDAY), wall=time(11))
        await compose(db, soon, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=clock.now())
    friday = date(2026, 3, 6)
    await floor.at("2026-03-06T09:15", NEW_YORK)
    await floor.at("2026-03-06T11:00", NEW_YORK)
    standup, wins = await parts_on(floor, friday)
    await floor.press_away(standup)
    assert await states(floor, friday) == ["away", "away"]
    assert await aways(floor) == [(friday, friday)]
    await floor.answer_after_all(standup)
    assert await states(floor, friday) == ["answered", "open"]
    assert await aways(floor) == []
    await floor.press_away(wins)
    await floor.answer_after_all(wins)
    assert await aways(floor) == []


@pytest.mark.parametrize("last", [TUESDAY, WEDNESDAY])
async def test_an_answer_leaves_time_away_alone_that_no_button_noted(floor, last):
    """Ben typed that he is away, for Tuesday or longer, and answers all the same: nobody asks him anything else."""
    await ask_all(floor)
    async with floor.house.store.begin() as db:
        ben = await db.merge((await floor.part("UBEN")).member)
        await people.set_away(db, ben, TUESDAY, last, by="UBEN", now=clock.now())
    part = await floor.part("UBEN")
    await floor.press_away(part.ask.id)
    noted = {(TUESDAY, TUESDAY), (TUESDAY, last)}
    assert set(await aways(floor)) == noted
    await floor.answer_after_all(part.ask.id)
    assert await aways(floor) == [(TUESDAY, last)]


@pytest.mark.parametrize("by", ["UBEN", "UANA"])
async def test_an_answer_leaves_the_same_day_alone_that_somebody_noted_after_the_button(floor, by):
    """Ben pressed *I'm away*, then he or Ana typed that day too: it is no longer the button's to take back."""
    await ask_all(floor)
    part = await floor.part("UBEN")
    await floor.press_away(part.ask.id)
    async with floor.house.store.begin() as db:
        await people.set_away(db, await db.merge(part.member), TUESDAY, TUESDAY, by=by, now=clock.now())
    await floor.answer_after_all(part.ask.id)
    assert await aways(floor) == [(TUESDAY, TUESDAY)]


async def test_a_late_answer_leaves_the_day_away_that_has_gone_by(floor):
    """Ben was away on Tuesday; that he answers on Wednesday morning does not change what he was."""
    await ask_all(floor)
    part = await floor.part("UBEN")
    await floor.press_away(part.ask.id)
    await floor.at("2026-03-04T08:00", NEW_YORK)
    await floor.answer_after_all(part.ask.id)
    assert await aways(floor) == [(TUESDAY, TUESDAY)]


async def test_whoever_takes_the_day_away_back_after_its_close_was_away(floor):
    """Nobody counts Ben's Tuesday as missing for it: nothing could be answered in time any more."""
    await ask_all(floor)
    part = await floor.part("UBEN")
    await floor.press_away(part.ask.id)
    now = await floor.at("2026-03-03T22:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        await people.cancel_away(db, await db.merge(part.member), today=TUESDAY, now=now)
        await service.follow_away(db, ACME, "UBEN", now)
    assert await aways(floor) == []
    assert await states(floor, TUESDAY) == ["away"]


async def parts_on(floor, day):
    """The numbers of Ben's parts of a day, the standup's first."""
    mine = select(Ask.id).join(Round, Round.id == Ask.round_id).where(Ask.member_id == "UBEN", Round.day == day)
    async with floor.house.store.read() as db:
        return list(await db.scalars(mine.order_by(Round.checkin_id)))


async def states(floor, day):
    """What has become of Ben's parts of a day."""
    async with floor.house.store.read() as db:
        return [(await db.get_one(Ask, one)).state for one in await parts_on(floor, day)]


async def aways(floor):
    """When Ben is, or was, away."""
    async with floor.house.store.read() as db:
        standing = Away.member_id == "UBEN", Away.cancelled_at.is_(None)
        rows = await db.execute(select(Away.first_day, Away.last_day).where(*standing).order_by(Away.last_day))
        return [(first, last) for first, last in rows]
