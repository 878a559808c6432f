"""*Same as last time* is offered under a question where there is an answer to repeat, and only there."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from published import ask_all
from sales_floor import ACME, TUESDAY

from salesbot import clock
from salesbot.checkins import service
from salesbot.checkins.rules.sketch import Item
from salesbot.errors import Refusal

WEDNESDAY = date(2026, 3, 4)
SHARE = (Item(1, "Anything to share?", required=False),)
BLOCKED = (Item(1, "What is today?"), Item(2, "What is in the way?", topic="blockers", required=True))
NEWS = (Item(1, "What is today?"), Item(2, "And on Wednesdays?", weekdays="3"))
TOPIC = (Item(1, "Anything to share?", required=False), Item(2, "What came of Tuesday?", weekdays="2"))


@pytest.mark.parametrize(
    ("asks", "answers", "offered"),
    [
        (None, ["Met Acme", "Offer", "no"], True),
        (SHARE, ["Met Acme"], True),
        (SHARE, [""], False),
        (BLOCKED, ["Acme", "no"], False),
        (NEWS, ["Acme"], False),
        (TOPIC, ["", "Acme"], False),
    ],
)
async def test_the_same_as_last_time_is_offered_where_it_can_be_done(floor, asks, answers, offered):
    """Not the first time, and not where it would only be refused; two days may share what is not of a weekday."""
    await floor.change(**({"items": asks} if asks else {}))
    await ask_all(floor)
    assert "Same as last time" not in await floor.question("UBEN")
    await floor.answer("UBEN", *answers)
    await ask_all(floor, "2026-03-04")
    assert ("Same as last time" in await floor.question("UBEN", WEDNESDAY)) is offered
    assert "Same as last time" not in await floor.question("UANA", WEDNESDAY)  # who has said nothing yet
    part = await floor.part("UBEN", WEDNESDAY)
    mine = {"workspace_id": ACME, "member_id": "UBEN", "now": clock.now()}
    with nullcontext() if offered else pytest.raises(Refusal):
        async with floor.house.store.begin() as db:
            await service.again(db, part.ask.id, **mine)


async def test_the_same_as_last_time_knows_what_was_said_on_that_weekday(floor):
    """A week later Wednesday's own question has an answer to repeat, and Tuesday's stays the newest of the other."""
    await floor.change(items=NEWS)
    for day in (TUESDAY, WEDNESDAY, WEDNESDAY + timedelta(days=6), WEDNESDAY + timedelta(days=7)):
        await ask_all(floor, f"{day}")
        offered = "Same as last time" in await floor.question("UBEN", day)
        assert offered is (day > WEDNESDAY)
        if day <= WEDNESDAY + timedelta(days=6):
            await floor.answer("UBEN", f"Acme on {day:%-d}", "Signed", day=day)
    part = await floor.part("UBEN", day)
    async with floor.house.store.begin() as db:
        await service.again(db, part.ask.id, workspace_id=ACME, member_id="UBEN", now=clock.now())
    said = await floor.question("UBEN", day)
    assert "Acme on 10" in said
    assert "Signed" in said
