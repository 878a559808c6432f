"""Whose check-in was moved to another time reads that in the next question, once."""

from __future__ import annotations

from datetime import date, time

import pytest
from published import arrive, ask_all
from sales_floor import ACME, NEW_YORK

from salesbot import clock

WEDNESDAY, THURSDAY = date(2026, 3, 4), date(2026, 3, 5)
SAID = "This comes at 10:30 from now on, not at 09:15. Open until 14:00."


async def test_the_first_question_at_another_time_says_so(floor):
    """Moved on Tuesday afternoon: Wednesday's says it, Thursday's has nothing new."""
    await ask_all(floor)
    assert "from now on" not in await floor.question("UBEN")
    await floor.at("2026-03-03T15:00", NEW_YORK)
    await floor.change(wall=time(10, 30))
    for day, said in ((WEDNESDAY, True), (THURSDAY, False)):
        await floor.at(f"{day}T10:30", NEW_YORK)
        await arrive(floor)
        assert (SAID in await floor.question("UBEN", day)) is said
        assert ("from now on" in await floor.question("UBEN", day)) is said


async def test_whoever_was_away_meanwhile_reads_it_when_they_are_back(floor):
    """Ben's last question came at the old time, however long ago."""
    await ask_all(floor)
    await floor.press_away((await floor.part("UBEN")).ask.id)
    await floor.at("2026-03-03T15:00", NEW_YORK)
    await floor.change(wall=time(10, 30))
    await floor.at("2026-03-05T10:30", NEW_YORK)
    assert SAID in await floor.question("UBEN", THURSDAY)


@pytest.mark.parametrize("change", [{"reminder_minutes": 30}, {"name": "Morning round"}])
async def test_what_moves_no_time_says_nothing(floor, change):
    """Other edits are not about when."""
    await ask_all(floor)
    await floor.change(**change)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "from now on" not in await floor.question("UBEN", WEDNESDAY)


async def test_a_question_that_came_by_hand_is_no_other_time(floor):
    """Asked at half past eight because Ana could not wait: the next one comes at its own time."""
    await floor.at("2026-03-03T08:30", NEW_YORK)
    async with floor.house.store.begin() as db:
        for ask_now in floor.house.offers("ask_now"):
            await ask_now(db, ACME, floor.team.id, clock.now())
    await floor.at("2026-03-03T08:31", NEW_YORK)
    assert (await floor.part("UBEN")).ask.asked_at is not None
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "from now on" not in await floor.question("UBEN", WEDNESDAY)
