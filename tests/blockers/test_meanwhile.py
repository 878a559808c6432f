"""Blockers that somebody settles while somebody else has a form open, or has long left."""

from __future__ import annotations

from datetime import date

import pytest
from sales_floor import ACME, NEW_YORK
from sqlalchemy import select, update

from salesbot import clock
from salesbot.blockers import service
from salesbot.blockers.model import Blocker
from salesbot.checkins import queries
from salesbot.checkins import service as checkins
from salesbot.errors import Refusal
from salesbot.people import stand_in
from salesbot.room import BlockerWord

WEDNESDAY = date(2026, 3, 4)


async def resolved_by_ana(floor):
    """Ben is blocked on Tuesday; on Wednesday Ana says that it is out of the way. Returns its id."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await floor.answer("UBEN", "Met Acme", "Send the offer", "Legal has the contract")
    await floor.at("2026-03-04T09:15", NEW_YORK)
    async with floor.house.store.begin() as db:
        number = await db.scalar(select(Blocker.id))
        await service.resolve(db, number, workspace_id=ACME, member_id="UANA", now=clock.now())
    return number


@pytest.mark.parametrize(("verdict", "is_open"), [("changed", True), ("still", False)])
async def test_what_changed_in_a_form_that_was_open_is_kept(floor, verdict, is_open):
    """Ben writes what blocks him now; what he left as it stood says nothing against Ana's word."""
    number = await resolved_by_ana(floor)
    part = await floor.part("UBEN", WEDNESDAY)
    async with floor.house.store.begin() as db:
        first, second, *_ = await queries.asked(db, part)
        word = BlockerWord(number, verdict, "Finance has it now" if is_open else "")
        texts = {first.id: "Met Orion", second.id: "Call Vega"}
        given = checkins.Submission(part.ask.id, ACME, "UBEN", texts, [word], now=clock.now())
        await checkins.answer(db, given, say=floor.house.offers("say_blockers"))
    async with floor.house.store.read() as db:
        blocker = await db.get_one(Blocker, number)
    assert (blocker.resolved_at is None) is is_open
    assert (blocker.text == "Finance has it now") is is_open
    assert ("Finance has it now" in await floor.report(WEDNESDAY)) is is_open


async def test_whoever_resolved_it_and_left_is_no_number(floor):
    """A button of an old message says so in words."""
    number = await resolved_by_ana(floor)
    async with floor.house.store.begin() as db:
        gone = await stand_in.make(db, ACME, now=clock.now())
        await db.execute(update(Blocker).values(resolved_by=gone))
    with pytest.raises(Refusal, match="resolved by somebody who left on"):
        async with floor.house.store.begin() as db:
            await service.still(db, number, workspace_id=ACME, member_id="UBEN", now=clock.now())
