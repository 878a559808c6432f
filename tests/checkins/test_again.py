"""*Same as last time* is offered under a question where there is an answer to repeat, and only there."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from published import ask_all
from sales_floor import ACME, TUESDAY

from salesbot import clock
from salesbot.checkins import queries, service
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


TWINS = (
    Item(1, "Deals?", kind="scale"), Item(2, "Why so low?", follows=1, when="<= 2"),
    Item(3, "Team?", kind="scale"), Item(4, "Why so low?", follows=3, when="<= 2"),
)  # fmt: skip
RESULT = (
    Item(1, "Today?"), Item(2, "Result?", kind="choice", options=("Won", "Lost"), weekdays="2"),
    Item(3, "Why?", follows=2, when="is: Lost", required=True),
)  # fmt: skip


async def test_follow_ups_in_the_same_words_keep_their_own_answers_when_questions_are_added(floor):
    """Why the deals are low is not why the team is."""
    await floor.change(items=TWINS)
    await ask_all(floor)
    await floor.answer("UBEN", "2", "Too dear", "1", "Ana is away")
    await floor.change(items=(*TWINS, Item(5, "Anything else?", required=False)))
    await ask_all(floor, "2026-03-04")
    assert await said_last(floor, WEDNESDAY) == ["2", "Too dear", "1", "Ana is away", ""]


async def test_the_form_shows_no_twins_words(floor):
    """Only one of the two follow-ups is shown: what was said to the other is not its last answer."""
    await floor.change(items=TWINS)
    await ask_all(floor)
    await floor.answer("UBEN", "4", "", "1", "Ana is away")
    await floor.change(items=(*TWINS, Item(5, "Anything else?", required=False)))
    await ask_all(floor, "2026-03-04")
    part = await floor.part("UBEN", WEDNESDAY)
    async with floor.house.store.read() as db:
        deals, low, *_ = await queries.asked(db, part)
        typed = service.Typed({deals.id: "2"}, {})
        form = await service.form(db, part.ask.id, workspace_id=ACME, member_id="UBEN", open_blockers=(), typed=typed)
    assert low.id in {one.id for one in form.questions}
    assert low.id not in form.last


async def test_a_follow_up_is_known_although_its_question_is_reworded(floor):
    """There is only one it could be."""
    await floor.change(items=TWINS[:2])
    await ask_all(floor)
    await floor.answer("UBEN", "2", "Too dear")
    await floor.change(items=(Item(1, "How are the deals?", kind="scale"), TWINS[1]))
    await ask_all(floor, "2026-03-04")
    assert await said_last(floor, WEDNESDAY) == ["", "Too dear"]


async def test_a_follow_up_of_a_weekdays_question_is_known_a_week_later(floor):
    """On Wednesday it was not asked; next Tuesday it is there, in the form and to be repeated."""
    await floor.change(items=RESULT)
    await ask_all(floor)
    await floor.answer("UBEN", "Acme", "Lost", "Price")
    await ask_all(floor, "2026-03-04")
    await floor.answer("UBEN", "Orion", day=WEDNESDAY)
    later = TUESDAY + timedelta(days=7)
    await ask_all(floor, f"{later}")
    assert await said_last(floor, later) == ["Orion", "Lost", "Price"]
    assert "Same as last time" in await floor.question("UBEN", later)
    part = await floor.part("UBEN", later)
    async with floor.house.store.begin() as db:
        today, result, _ = await queries.asked(db, part)
        given = service.Submission(part.ask.id, ACME, "UBEN", {today.id: "Vega", result.id: "Lost"}, now=clock.now())
        (done,) = await service.answer_many(db, [given])
        more = await service.second_page(db, done)
    assert [more.last.get(one.id) for one in more.questions] == ["Price"]


async def said_last(floor, day):
    """What Ben's form of this day shows as his last words, question by question."""
    part = await floor.part("UBEN", day)
    async with floor.house.store.read() as db:
        asked = await queries.asked(db, part)
        last = await queries.last_words(db, part, asked)
    return [last.get(one.id, "") for one in asked]
