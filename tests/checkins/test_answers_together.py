"""Answers that come at the same moment are stored with as many statements as one, and each keeps its own fate."""

from __future__ import annotations

from datetime import date

from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.errors import Refusal

WEDNESDAY = date(2026, 3, 4)


async def given(floor, who: str, *words: str, as_who: str = "") -> service.Submission:
    """What somebody hands in for Wednesday."""
    part = await floor.part(who, WEDNESDAY)
    async with floor.house.store.read() as db:
        asked = await queries.questions(db, part.checkin.id, question_set=part.round.question_set)
    texts = {one.id: text for one, text in zip(asked, words, strict=False)}
    return service.Submission(part.ask.id, ACME, as_who or who, texts, now=clock.now())


async def everybody_asked(floor) -> None:
    """Ana, Ben and Cleo have their question of Wednesday."""
    for zone in (SYDNEY, BERLIN, NEW_YORK):
        await floor.at("2026-03-04T09:15", zone)


async def together(floor, *submissions: service.Submission):
    """Store these in one transaction."""
    async with floor.house.store.begin() as db:
        return await service.answer_many(db, submissions, say=floor.house.offers("say_blockers"))


async def test_answers_stored_together_all_stand_in_the_report(floor):
    """Three answers of one transaction are three entries, and each question says thank you."""
    await everybody_asked(floor)
    words = {"UANA": "Met Acme", "UBEN": "Lost Orion", "UCLEO": "Closed Zenith"}
    done = await together(floor, *[await given(floor, who, text, "Offer") for who, text in words.items()])
    assert [one.part.ask.member_id for one in done] == list(words)
    report = await floor.report(WEDNESDAY)
    assert all(text in report for text in words.values())
    assert [(await floor.part(who, WEDNESDAY)).ask.state for who in words] == ["answered"] * 3


async def test_of_two_answers_to_one_question_the_later_stands(floor):
    """Sent twice in one moment with other words, the second is an edit of the first."""
    await everybody_asked(floor)
    first, later = await given(floor, "UBEN", "Met Acme", "Offer"), await given(floor, "UBEN", "Met Orion", "Call")
    await together(floor, first, later)
    part = await floor.part("UBEN", WEDNESDAY)
    assert part.ask.edited_at is not None
    report = await floor.report(WEDNESDAY)
    assert "Met Orion" in report
    assert "Met Acme" not in report


async def test_a_refusal_leaves_the_others_alone(floor):
    """An answer that lacks something and one to somebody else's question are refused; their neighbour is stored."""
    await everybody_asked(floor)
    lacks, good, foreign = await together(
        floor,
        await given(floor, "UANA", "", "Offer"),
        await given(floor, "UBEN", "Met Acme", "Offer"),
        await given(floor, "UCLEO", "Not mine", "Offer", as_who="UANA"),
    )
    assert isinstance(lacks, Refusal)
    assert lacks.field
    assert good.part.ask.state == "answered"
    assert isinstance(foreign, Refusal)
    assert "somebody else" in foreign.words
    assert [(await floor.part(who, WEDNESDAY)).ask.state for who in ("UANA", "UCLEO")] == ["open", "open"]


async def test_blockers_said_together_are_each_raised_once(floor):
    """Two who are blocked in the same transaction have a blocker each, and who says there is none has none."""
    await everybody_asked(floor)
    await together(
        floor,
        await given(floor, "UANA", "Met Acme", "Offer", "Legal is slow"),
        await given(floor, "UBEN", "Met Orion", "Call", "None"),
        await given(floor, "UCLEO", "Closed Zenith", "Rest", "No stock"),
    )
    async with floor.house.store.read() as db:
        (open_blockers,) = floor.house.offers("open_blockers")
        found = await open_blockers(db, ACME, floor.team.id, None)
    assert {(one.member_id, one.text) for one in found} == {("UANA", "Legal is slow"), ("UCLEO", "No stock")}
    assert all(one.announced for one in found)
