"""A blocker that was named in an early answer is told of once, whatever becomes of that answer."""

from __future__ import annotations

from datetime import date

from sales_floor import ACME, NEW_YORK
from sqlalchemy import select

from salesbot import clock
from salesbot.blockers import service
from salesbot.blockers.model import Blocker
from salesbot.checkins import queries as answers
from salesbot.checkins import service as checkins
from salesbot.checkins.service import pausing
from salesbot.outbox.model import Delivery

WEDNESDAY, THURSDAY = date(2026, 3, 4), date(2026, 3, 5)
LEGAL = "Legal has had the contract for a week"


async def answer_early(floor, day=WEDNESDAY, *, evening="2026-03-03T20:00", words=LEGAL):
    """On the evening before Ben answers a day's questions, and names what is in his way."""
    now = await floor.at(evening, NEW_YORK)
    async with floor.house.store.begin() as db:
        seat = (await answers.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        await checkins.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=now)
    await floor.answer("UBEN", "Early bird", "Orion", words, day=day)


async def unread(floor):
    """Ben's early answer for Wednesday stays unread: that day is paused for everybody."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await answer_early(floor)
    for verb, wall in ((pausing.PAUSE, "2026-03-04T16:00"), (pausing.RESUME, "2026-03-04T19:00")):
        async with floor.house.store.begin() as db:
            await pausing.turn(db, floor.checkin.id, verb, workspace_id=ACME, member_id="UANA", now=clock.now())
        await floor.at(wall, NEW_YORK)


async def blockers(floor):
    """What is in somebody's way: since which day, and how often it was told of."""
    async with floor.house.store.read() as db:
        found = list(await db.scalars(select(Blocker).where(Blocker.resolved_at.is_(None)).order_by(Blocker.id)))
        told = list(await db.scalars(select(Delivery.subject).where(Delivery.kind == service.ANNOUNCED)))
    return [(one.text, one.raised_at.date(), told.count(str(one.id))) for one in found]


async def test_what_an_unread_answer_named_is_the_same_blocker_where_it_is_written_again(floor):
    """Nobody read Wednesday's; on Thursday Ben writes it again: there is one, which is told of now."""
    await unread(floor)
    assert [told for _, _, told in await blockers(floor)] == [0]
    await floor.at("2026-03-05T09:15", NEW_YORK)
    await floor.answer("UBEN", "Back again", "Orion", LEGAL, day=THURSDAY)
    assert await blockers(floor) == [(LEGAL, WEDNESDAY, 1)]
    assert LEGAL in await floor.report(THURSDAY)


async def test_what_is_written_again_belongs_to_the_answer_that_is_read(floor):
    """Ben takes it out of Thursday's answer: it is out of his way, though Wednesday's, which nobody reads, named it."""
    await unread(floor)
    await floor.at("2026-03-05T09:15", NEW_YORK)
    await floor.answer("UBEN", "Back again", "Orion", LEGAL, day=THURSDAY)
    await floor.answer("UBEN", "Back again", "Orion", "no", day=THURSDAY)
    assert await blockers(floor) == []


async def test_what_is_written_again_early_is_told_of_when_that_answer_is_read(floor):
    """On Wednesday evening Ben answers Thursday's with the same words: one blocker, told of on Thursday morning."""
    await unread(floor)
    await answer_early(floor, THURSDAY, evening="2026-03-04T20:00")
    assert await blockers(floor) == [(LEGAL, WEDNESDAY, 0)]
    await floor.at("2026-03-05T09:15", NEW_YORK)
    assert await blockers(floor) == [(LEGAL, WEDNESDAY, 1)]


async def test_what_is_written_in_todays_and_tomorrows_answer_is_told_of_once(floor):
    """Ben answers Wednesday's early, and then Tuesday's late, with the same words: Wednesday has nothing new."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await answer_early(floor)
    await floor.answer("UBEN", "Met Acme", "Orion", LEGAL)
    assert [told for _, _, told in await blockers(floor)] == [1]
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert [told for _, _, told in await blockers(floor)] == [1]


async def test_what_was_taken_out_of_todays_answer_comes_with_tomorrows_that_names_it_too(floor):
    """Ben takes it out of Tuesday's again: Wednesday's still says it, and is heard in the morning."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await answer_early(floor)
    await floor.answer("UBEN", "Met Acme", "Orion", LEGAL)
    await floor.answer("UBEN", "Met Acme", "Orion", "no")
    assert await blockers(floor) == []
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert [(text, told) for text, _, told in await blockers(floor)] == [(LEGAL, 1)]


async def test_the_same_words_of_two_people_are_two_blockers(floor):
    """Cleo waits for Legal as well: each has their own."""
    await unread(floor)
    await floor.at("2026-03-05T09:15", NEW_YORK)
    await floor.answer("UCLEO", "Met Acme", "Orion", LEGAL, day=THURSDAY)
    assert [told for _, _, told in await blockers(floor)] == [0, 1]
