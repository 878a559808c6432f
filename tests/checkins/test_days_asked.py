"""Wherever a check-in's days are told they are those on which something in it is for whoever it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY

from salesbot import clock
from salesbot.checkins import offers
from salesbot.checkins.gathering.digests import digest
from salesbot.checkins.listeners.listing import listed
from salesbot.checkins.service import proposal as proposals
from salesbot.checkins.service.ahead import rounds_made
from salesbot.checkins.service.compose import compose, sketch_of
from salesbot.checkins.templates import COMMITMENTS, sketched
from salesbot.desk.ahead import Window, look_ahead
from salesbot.desk.service.why import why
from salesbot.people import queries as known
from salesbot.people import service as people
from salesbot.people.rules import Role
from salesbot.room import Span
from salesbot.schedule import service as schedule
from salesbot.schedule.foresee import Scope


async def test_a_digest_and_a_list_tell_the_days_on_which_something_is_asked(floor):
    """All questions are Friday's: nobody reads of Monday to Friday, neither there nor in the welcome."""
    await floor.at("2026-03-02T09:00", BERLIN)
    await mean(floor, weekdays="5")
    assert await coming(floor) == ["Daily standup: Friday 13 March"]
    assert "every Friday at 09:15 your time" in await list_of(floor, "UBEN")
    await floor.at("2026-03-06T09:15", NEW_YORK)
    assert "Every Friday at *09:15 your time* I ask" in await floor.board(f"checkin.welcome.{floor.team.id}.UBEN")


async def test_what_asks_nobody_is_not_told_as_coming(floor):
    """Every question is for contributors, of whom there are none."""
    await mean(floor, role="contributor")
    assert await coming(floor) == []
    assert "asks nobody as it is now · you are not asked" in await list_of(floor, "UBEN")


async def test_everybody_reads_their_own_days_in_the_list(floor):
    """Managers are asked daily and reps on Fridays; Dev, who reads along, is told when anybody is asked."""
    async with floor.house.store.begin() as db:
        await people.join(db, floor.team, ["UDEV"], role=Role.OBSERVER, by="UANA", now=clock.now())
        first, second, third = (await sketch_of(db, floor.checkin)).items
    daily = replace(first, role="manager"), replace(third, role="manager")
    await floor.change(items=(*daily, replace(second, weekdays="5")))
    assert "Monday to Friday at 09:15 your time" in await list_of(floor, "UANA")
    assert "every Friday at 09:15 your time" in await list_of(floor, "UBEN")
    assert "Monday to Friday at 09:15 your time · you are not asked" in await list_of(floor, "UDEV")


async def test_whoever_gets_up_late_reads_their_own_hour_in_the_list_and_the_welcome(floor):
    """Cleo's day begins at eleven, when her question comes: nowhere is she told of a quarter past nine; Ben is."""
    now = await floor.at("2026-03-03T15:00", SYDNEY)
    async with floor.house.store.begin() as db:
        cleo = await known.member(db, ACME, "UCLEO")
        await people.set_hours(db, cleo, time(11))
        await schedule.moved(db, workspace_id=ACME, member_id="UCLEO", now=now)
    assert "Monday to Friday at 11:00 your time" in await list_of(floor, "UCLEO")
    assert "Monday to Friday at 09:15 your time" in await list_of(floor, "UBEN")
    await floor.at("2026-03-04T11:00", SYDNEY)
    assert "On working days at *11:00 your time* I ask" in await floor.board(f"checkin.welcome.{floor.team.id}.UCLEO")


async def test_asking_everyone_now_asks_what_has_something_for_today(floor):
    """It is Tuesday, the standup asks on Fridays only, and what is of today comes."""
    await mean(floor, weekdays="5")
    async with floor.house.store.begin() as db:
        tuesdays = replace(sketched(COMMITMENTS, anchor=date(2026, 3, 2)), weekdays="2")
        await compose(db, tuesdays, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=clock.now())
    async with floor.house.store.begin() as db:
        assert await offers.ask_now(db, ACME, floor.team.id, clock.now()) == 3
    await floor.at("2026-03-03T08:01")
    assert (await floor.part("UBEN")).checkin.name == "Monday commitments"


@pytest.mark.parametrize(("role", "weekdays", "count"), [("", "", 3), ("manager", "", 1), ("", "6", 0)])
async def test_the_editor_counts_those_for_whom_something_is_meant(floor, role, weekdays, count):
    """Ana, Ben and Cleo have a seat each; a standup for managers alone asks Ana, one of Saturdays nobody."""
    async with floor.house.store.begin() as db:
        mine = await proposals.propose_change(
            db, floor.checkin.id, workspace_id=ACME, member_id="UANA", now=clock.now()
        )
        items = tuple(replace(one, role=role, weekdays=weekdays) for one in mine.sketch.items)
        found, _ = await rounds_made(db, replace(mine, sketch=replace(mine.sketch, items=items)), now=clock.now())
    assert found == count


@pytest.mark.parametrize(
    ("before", "after", "began", "day"),
    [
        ({"weekdays": ""}, {"weekdays": "5"}, SYDNEY, date(2026, 3, 4)),
        ({"role": "manager"}, {"role": ""}, BERLIN, date(2026, 3, 5)),
    ],
)
async def test_a_round_that_has_begun_is_told_with_the_questions_that_it_keeps(floor, before, after, began, day):
    """Wednesday has begun elsewhere when Ana changes all questions: Ben is asked what it began with, or nothing."""
    await mean(floor, **before)
    now = await floor.at("2026-03-04T09:15", began)
    await mean(floor, **after)
    offered = {name: floor.house.offers(name) for name in ("foretell", "called")}
    async with floor.house.store.read() as db:
        story = await why(db, floor.house, workspace_id=ACME, member_id="UBEN", now=now)
        rounds = await offers.preview(db, ACME, floor.team.id, now)
        simulated = (await look_ahead(db, Scope(ACME), Window.of(3, now=now), **offered)).messages
    assert [one.at.date() for one in story.coming if "standup" in one.words] == [day]
    assert f"Daily standup, {day:%A %-d March}" in rounds[0]
    assert min(one.day for one in simulated if (one.to, one.words) == ("UBEN", "question")) == day


async def mean(floor, **to):
    """Every question of the standup is meant for these days, or this role."""
    async with floor.house.store.read() as db:
        items = (await sketch_of(db, floor.checkin)).items
    await floor.change(items=tuple(replace(one, **to) for one in items))


async def coming(floor):
    """What the team's digest of this week says is coming."""
    now = clock.now()
    span = Span(
        workspace_id=ACME, team_id=floor.team.id, zone=BERLIN, first=date(2026, 3, 2), last=date(2026, 3, 8),
        since=now, until=now, now=now,
    )  # fmt: skip
    async with floor.house.store.read() as db:
        return [line for section in await digest(floor.house, db, span) for line in section.coming]


async def list_of(floor, who):
    """What `/checkin list` says to somebody."""
    said = []

    async def ack(message):
        said.append("\n".join(block["text"]["text"] for block in message["blocks"] if "text" in block))

    command = {"team_id": ACME, "user_id": who, "channel_id": "D1"}
    await listed(floor.house, ack, command, None, "")
    return said[0]
