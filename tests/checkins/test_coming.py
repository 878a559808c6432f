"""What comes next is told as it will come: on which day, and whether anything stands against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sales_floor import ACME, NEW_YORK
from sqlalchemy import select

from salesbot import clock
from salesbot.checkins import queries
from salesbot.checkins.service.compose import recompose, sketch_of
from salesbot.desk.service import personal
from salesbot.desk.service.why import why
from salesbot.people import queries as known
from salesbot.people import service as people
from salesbot.schedule.model import Occurrence

STANDUP = "Your Daily standup in EMEA Sales"


@pytest.mark.parametrize(
    ("respected", "against"),
    [
        ({"days_off": False, "holidays": False}, ""),
        ({"days_off": True, "holidays": False}, ", but not on that day: you don't work then"),
        ({"days_off": False, "holidays": True}, ", but not on that day: it is a public holiday"),
    ],
)
async def test_a_day_off_stands_only_against_what_respects_it(floor, respected, against):
    """Ben, who does not work on Ghana's Independence Day, is told by why and by his settings what he is then asked."""
    await change(floor, weekdays="1234567", **respected)
    async with floor.house.store.begin() as db:
        ben = await known.member(db, ACME, "UBEN")
        await people.set_country(db, ben, "GH")
        await people.set_days(db, ben, "1234")
    now = await floor.at("2026-03-05T20:00", NEW_YORK)
    async with floor.house.store.read() as db:
        story = await why(db, floor.house, workspace_id=ACME, member_id="UBEN", now=now)
        standing = await personal.standing(db, floor.house, ACME, "UBEN", now=now)
    assert [one.words for one in story.coming] == [one.words for one in standing.coming] == [STANDUP + against]
    await floor.at("2026-03-06T09:15", NEW_YORK)
    assert (await asked(floor, "UBEN", "2026-03-06")) is not bool(against)


async def change(floor, **to):
    """Ana changes the standup."""
    async with floor.house.store.begin() as db:
        checkin = await queries.locked(db, floor.checkin.id, workspace_id=ACME)
        await recompose(db, checkin, replace(await sketch_of(db, checkin), **to), now=clock.now())


async def asked(floor, who, day):
    """Whether somebody was asked on a day."""
    mine = Occurrence.member_id == who, Occurrence.day == date.fromisoformat(day), Occurrence.slot == ""
    async with floor.house.store.read() as db:
        return await db.scalar(select(Occurrence.state).where(*mine)) == "done"
