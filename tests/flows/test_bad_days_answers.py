"""Answers that come late, twice, at the same moment, or through a door that failed once."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import func, select
from trouble import database_away, disk_full

from office import BERLIN, NEW_YORK, fields_of
from salesbot import clock
from salesbot.checkins.model import Answer, Ask

NINE_FIFTEEN = "2026-03-03T09:15"
UNSAVED = "This was not saved: my database does not answer just now. Press Submit again; nothing is stored twice."


async def stored(office):
    async with office.house.store.read() as db:
        return (await db.execute(select(func.count()).select_from(Answer))).scalar_one()


def reports(office):
    posted = office.slack.messages(office.emea, by_bots=True)
    return [one.words for one in posted if "Tuesday 3 March" in one.words and one.thread_ts in {None, one.ts}]


def words_for(view, *words):
    return dict(zip(fields_of(view), words, strict=False))


async def test_an_answer_to_a_closed_round_counts_and_is_marked_late(office):
    """The form was opened in time and is submitted after 14:00: it is stored, and the report says late."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    await office.at("2026-03-03T15:00", NEW_YORK)
    outcome = await office.act(office.ben).submit(view, words_for(view, "Met Acme", "Offer"))
    assert outcome.closed
    await office.settle()
    assert len(reports(office)) == 1
    assert "late" in reports(office)[0]
    assert "Met Acme" in reports(office)[0]


async def test_an_answer_to_a_round_that_is_over_is_refused_and_stays_in_the_form(office):
    """The next question has come: Submit says so beside the field, and nothing is stored."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    await office.at("2026-03-04T09:15", NEW_YORK)
    outcome = await office.act(office.ben).submit(view, words_for(view, "Met Acme", "Offer"))
    assert list(outcome.errors.values()) == ["Tuesday is over. Wednesday is the one to answer now."]
    assert not outcome.closed
    assert await stored(office) == 0


async def test_two_people_who_answer_at_the_same_moment_share_one_report(office):
    """Both are stored, and the channel has one message with both in it."""
    await office.set_up(members=(office.dev,))
    await office.at(NINE_FIFTEEN, BERLIN)
    ana, dev = await office.question(office.ana), await office.question(office.dev)
    outcomes = await asyncio.gather(
        office.act(office.ana).submit(ana, words_for(ana, "Hired a rep", "Reviews")),
        office.act(office.dev).submit(dev, words_for(dev, "Met Acme", "Offer")),
    )
    assert all(outcome.closed for outcome in outcomes)
    await office.settle()
    assert len(reports(office)) == 1
    for words in ("Hired a rep", "Met Acme", "2 of 2 answered"):
        assert words in reports(office)[0]


async def test_one_person_at_two_devices_leaves_one_answer(office):
    """Laptop and phone submit the same check-in at the same moment: one of the two answers stands, whole, once."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    laptop = await office.question(office.ben)
    await office.act(office.ben).click(office.titled(office.ben, "What is the one thing"), "checkin.answer")
    phone = await office.act(office.ben).view()
    assert phone.id != laptop.id
    await asyncio.gather(
        office.act(office.ben).submit(laptop, words_for(laptop, "From the laptop", "Laptop plan"), again=True),
        office.act(office.ben).submit(phone, words_for(phone, "From the phone", "Phone plan"), again=True),
    )
    await office.settle()
    assert await stored(office) == 2
    assert len(reports(office)) == 1
    report = reports(office)[0]
    pairs = [("From the laptop", "Laptop plan"), ("From the phone", "Phone plan")]
    assert [all(words in report for words in pair) for pair in pairs].count(True) == 1
    assert [any(words in report for words in pair) for pair in pairs].count(True) == 1


async def test_the_same_submission_twice_is_stored_once_and_answered_alike(office):
    """A double click sends the same view and hash: the second gets the first one's answer, and nothing changes."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    both = [
        await office.act(office.ben).submit(view, words_for(view, "Met Acme", "Offer"), again=True) for _ in range(2)
    ]
    at_once = await asyncio.gather(
        *(office.act(office.ben).submit(view, words_for(view, "Met Acme", "Offer"), again=True) for _ in range(3))
    )
    await office.settle()
    assert {(one.acked, one.failure, str(one.body)) for one in both + at_once} == {(True, "", str(both[0].body))}
    assert not both[0].errors
    assert await stored(office) == 2
    assert "edited" not in reports(office)[0]


async def test_a_form_opened_before_a_restart_is_submitted_after_it(office):
    """The house went down with the form open and came up again: the form still stores its answer."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    await office.restart()
    outcome = await office.act(office.ben).submit(view, words_for(view, "Met Acme", "Offer"))
    assert outcome.closed
    await office.settle()
    assert "Met Acme" in reports(office)[0]


@pytest.mark.parametrize("trouble", [database_away, disk_full])
async def test_a_submission_that_fails_once_succeeds_when_pressed_again(office, trouble):
    """The person reads that nothing was saved; the same form with the same hash, pressed again, is stored once."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    await office.restart(patience=1.0)
    words = words_for(view, "Met Acme " + "x" * 2_900, "Offer " + "y" * 2_900, "z" * 2_900)
    async with trouble(office):
        outcome = await office.act(office.ben).submit(view, words, again=True)
        assert list(outcome.errors.values()) == [UNSAVED], outcome
    assert await stored(office) == 0
    outcome = await office.act(office.ben).submit(view, words, again=True)
    assert outcome.closed, outcome
    await office.settle()
    assert await stored(office) == 3
    assert len(reports(office)) == 1


async def test_a_submission_too_slow_to_confirm_is_stored_once_when_pressed_again(office):
    """The database answers after the door's deadline: the person is told to press again, and one answer stands."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    await office.restart(door_deadline=0.1)
    async with office.house.store.begin() as db:
        await db.execute(select(Ask).with_for_update())  # whoever answers waits behind this transaction
        outcome = await office.act(office.ben).submit(view, words_for(view, "Met Acme", "Offer"), again=True)
        assert list(outcome.errors.values()) == [
            "I could not confirm that this was saved. Press Submit again; nothing is stored twice."
        ]
    await office.restart(door_deadline=10.0)
    outcome = await office.act(office.ben).submit(view, words_for(view, "Met Acme", "Offer"), again=True)
    assert outcome.closed
    await office.house.step(clock.now())
    assert await stored(office) == 2
    assert "edited" not in reports(office)[0]
