"""Who is counted in a report, and what numbers come to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from published import arrive, ask_all, change, give_role, leave, make_away, private, question
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY
from sqlalchemy import select, update

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.checkins.model import Ask, Question
from salesbot.checkins.service.compose import recompose, sketch_of
from salesbot.errors import Refusal
from salesbot.outbox.model import Delivery
from salesbot.people import announce
from salesbot.people import service as people
from salesbot.people.rules import Role

WEDNESDAY = date(2026, 3, 4)


# ---- who is counted ----


async def test_whoever_is_known_to_be_off_is_not_still_to_come(floor):
    """Ben's morning has not come, but he is away: nobody waits for him, and he is not counted."""
    await make_away(floor, "UBEN")
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    report = await floor.report()
    assert "Still to come" not in report
    assert "Away:* Ben" in report
    assert "1 of 1 answered" in report


async def test_who_has_nothing_to_answer_that_day_is_not_counted(floor):
    """Ben becomes a contributor; nothing of the standup is meant for contributors."""
    async with floor.house.store.begin() as db:
        await db.execute(update(Question).values(role="manager"))
    floor.house.store.lasting.clear()  # no verb changes what was asked
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    report = await floor.report()
    assert "1 of 1 answered" in report
    assert "Ben" not in report


async def test_who_joins_and_who_leaves_is_counted_rightly(floor):
    """Dev joined after that day's time and is not missing; Ben left unasked; an observer is never counted."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T11:00", BERLIN)
    async with floor.house.store.begin() as db:
        team = await db.merge(floor.team)
        joined = await people.join(db, team, ["UDEV"], by="UANA", now=clock.now())
        await announce.seats(db, floor.house, ACME, team.id, joined=joined, now=clock.now())
    await leave(floor, "UBEN")
    await floor.at("2026-03-03T15:00", BERLIN)
    report = await floor.report()
    assert "1 of 1 answered" in report
    assert "Dev" not in report
    assert "Ben" not in report


async def test_the_report_of_a_past_day_keeps_who_was_away_and_left_since(floor):
    """History does not move: Ben was away on Tuesday, whatever becomes of him on Wednesday."""
    await make_away(floor, "UBEN")
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await floor.at("2026-03-04T08:00", NEW_YORK)
    await leave(floor, "UBEN")
    assert "Away:* Ben" in await floor.report()


async def test_who_is_asked_no_more_stays_missing_where_they_were_and_their_last_round_is_over(floor):
    """Ben, silent on Tuesday, becomes an observer: Tuesday misses him for good, and asks him no more."""
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert "Missing:* Ben" in await floor.report()
    assert "Answer late" in await floor.question("UBEN")
    await give_role(floor, "UBEN", Role.OBSERVER)
    assert "Missing:* Ben" in await floor.report()
    assert "Tuesday is over" in await floor.question("UBEN")
    with pytest.raises(Refusal, match="Tuesday is over"):
        await floor.answer("UBEN", "Met Acme", "Offer")
    async with floor.house.store.read() as db:
        assert await service.current(db, "UBEN", workspace_id=ACME) == []


async def test_the_round_that_runs_goes_on_for_whom_an_edit_leaves_out_and_ends_with_its_close(floor):
    """Only managers are asked from now on: Ben may answer until his close, and not for ever after it."""
    await ask_all(floor)
    async with floor.house.store.begin() as db:
        checkin = await queries.locked(db, floor.checkin.id, workspace_id=ACME)
        await recompose(db, checkin, replace(await sketch_of(db, checkin), roles=("manager",)), now=clock.now())
    await floor.answer("UBEN", "Met Acme", "Offer")
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert "Tuesday is over" in await floor.question("UBEN")
    assert "Met Acme" in await floor.report()
    async with floor.house.store.read() as db:
        assert await service.current(db, "UBEN", workspace_id=ACME) == []


async def test_a_question_that_never_came_is_said_in_the_report_at_that_moment(floor):
    """Slack took nothing until it was too late: the report that stands is drawn anew, and nobody waits for Ben."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await arrive(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T09:15", NEW_YORK)
    key = service.report_key((await floor.part("UBEN")).round.id)
    before = await version(floor, key)
    await floor.at("2026-03-03T13:01", NEW_YORK)
    assert await version(floor, key) > before
    assert "Not asked:* Ben" in await floor.report()


async def version(floor, key):
    """How often a board had something new to say."""
    async with floor.house.store.read() as db:
        return await db.scalar(select(Delivery.version).where(Delivery.key == key))


async def test_an_ended_team_takes_no_answer_from_an_old_message(floor):
    """The button of a message from before still stands in Slack: it gets a sentence, and nothing is stored."""
    await ask_all(floor)
    async with floor.house.store.begin() as db:
        team = await db.merge(floor.team)
        team.archived_at = clock.now()
    with pytest.raises(Refusal, match="EMEA Sales has ended"):
        await floor.answer("UBEN", "Met Acme", "Offer")
    async with floor.house.store.read() as db:
        assert await queries.texts(db, [(await floor.part("UBEN")).ask.id]) == {}


async def test_an_answer_stays_when_its_author_becomes_an_observer(floor):
    """History does not move; from the next day on the observer is neither asked nor counted."""
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    await give_role(floor, "UBEN", Role.OBSERVER)
    assert "Met Acme" in await floor.report()
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring", day=WEDNESDAY)
    assert "Ben" not in await floor.report(WEDNESDAY)


async def test_two_days_live_at_once_each_count_their_own(floor):
    """While Ben's Tuesday runs in New York, Cleo's Wednesday has begun in Sydney."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await arrive(floor)
    await floor.at("2026-03-04T09:15", SYDNEY)
    await floor.answer("UCLEO", "Closed Zenith", "Orion", day=WEDNESDAY)
    tuesday, wednesday = await floor.report(), await floor.report(WEDNESDAY)
    assert "Tuesday 3 March" in tuesday
    assert "Missing:* Ben" in tuesday
    assert "Wednesday 4 March" in wednesday
    assert "Still to come:* Ana, Ben" in wednesday
    assert "Missing" not in wednesday


# ---- what numbers come to ----


async def test_numbers_and_choices_are_summed_up_where_three_answered(floor):
    """A line for each question; two answers say it themselves."""
    async with floor.house.store.begin() as db:
        db.add(question(floor, 3, kind="number", unit="meetings"))
        db.add(question(floor, 4, kind="scale"))
        db.add(question(floor, 5, kind="choice", options="Won\nLost"))
    await floor.at("2026-03-03T09:14")
    await floor.at("2026-03-04T09:15", SYDNEY)
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.answer("UCLEO", "a", "b", "none", "4", "5", "Won", day=WEDNESDAY)
    await floor.answer("UANA", "a", "b", "none", "10", "4", "Lost", day=WEDNESDAY)
    assert "on average" not in await floor.report(WEDNESDAY)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await floor.answer("UBEN", "a", "b", "none", "1", "3", "Won", day=WEDNESDAY)
    report = await floor.report(WEDNESDAY)
    assert "*Question 3?* 15 meetings in all, 5 on average" in report
    assert "*Question 4?* 4 of 5 on average, from 3 to 5" in report
    assert "*Question 5?* Won 2, Lost 1" in report
    assert "*Question 3?* 10 meetings" in report


async def test_every_part_is_paged_once_where_managers_read(floor):
    """Each manager's first page asks for pages; a part has one page all the same."""
    await change(floor, publish="managers")
    await give_role(floor, "UCLEO", Role.MANAGER)
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    for who in ("UANA", "UCLEO"):
        assert "Met Acme" in await private(floor, who)
    async with floor.house.store.read() as db:
        assert list(await db.scalars(select(Ask.page).where(Ask.state == "answered"))) == [0]
