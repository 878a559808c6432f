"""What is typed to salesbot while a round is open: its message says which question it would answer."""

from __future__ import annotations

from published import ask_all
from sales_floor import ACME
from sqlalchemy import select

from salesbot import clock
from salesbot.checkins import service
from salesbot.checkins.rules.sketch import Item
from salesbot.checkins.service.question import draft_key
from salesbot.outbox.model import Delivery

OUTCOME, TODAY = "“What came of it since last time?”", "“What is the one thing today?”"


async def test_it_names_the_question_that_it_answers_and_then_the_one_that_it_answered(floor):
    """Two texts wait for the first question; as soon as one is there, the other is for the second, and says so."""
    one, two = await typed(floor, "Met Acme", "Send the offer")
    for each in (one, two):
        assert await said(floor, each) == f"Use this as your answer for Daily standup? It answers {OUTCOME}"
    before = await version(floor, two)
    await floor.use("UBEN", one)
    assert await version(floor, two) > before  # its message is drawn anew
    assert await said(floor, one) == f"Stored as your answer for Tuesday, to {OUTCOME}."
    assert await said(floor, two) == f"Use this as your answer for Daily standup? It answers {TODAY}"
    await floor.use("UBEN", two)
    assert await said(floor, two) == f"Stored as your answer for Tuesday, to {TODAY}."


async def test_it_follows_the_form_and_an_answer_that_is_taken_back(floor):
    """Ben answers in the form after all: his text would be added now; once he takes that back it comes first again."""
    (one,) = await typed(floor, "Met Acme")
    await floor.answer("UBEN", "Called", "Reviews", "no")
    more = await version(floor, one)
    assert await said(floor, one) == (
        f"Add this to your answer for Daily standup? It goes below what you said to {OUTCOME}"
    )
    async with floor.house.store.begin() as db:
        mine = {"workspace_id": ACME, "member_id": "UBEN", "now": clock.now()}
        await service.take_back(db, (await floor.part("UBEN")).ask.id, **mine)
    assert await version(floor, one) > more
    assert await said(floor, one) == f"Use this as your answer for Daily standup? It answers {OUTCOME}"


async def test_of_one_question_it_says_no_more_than_before(floor):
    """There is nothing to tell apart."""
    await floor.change(items=(Item(1, "What is today?"),))
    (one,) = await typed(floor, "Met Acme")
    assert await said(floor, one) == "Use this as your answer for Daily standup?"
    await floor.use("UBEN", one)
    assert await said(floor, one) == "Stored as your answer for Tuesday."


async def test_what_was_changed_since_it_was_stored_is_named_no_more(floor):
    """Its words stand under no question any longer."""
    (one,) = await typed(floor, "Met Acme")
    await floor.use("UBEN", one)
    stored = await version(floor, one)
    await floor.answer("UBEN", "Lost Acme", "Reviews", "no")
    assert await version(floor, one) > stored
    assert await said(floor, one) == "Stored as your answer for Tuesday."


async def typed(floor, *texts):
    """Ben is asked, and types these."""
    await ask_all(floor)
    return [await floor.typed("UBEN", text, f"1.{number}") for number, text in enumerate(texts, 1)]


async def said(floor, draft):
    """What the message about a typed text says, without its buttons."""
    return (await floor.board(draft_key(draft))).partition("\n")[0]


async def version(floor, draft):
    """How often that message was to be drawn."""
    async with floor.house.store.read() as db:
        return await db.scalar(select(Delivery.version).where(Delivery.key == draft_key(draft)))
