"""Which submissions change words that somebody may have quoted, and since when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sales_floor import ACME, NEW_YORK

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.room import BlockerWord


@pytest.fixture
async def blocked(floor):
    """Ben has answered, and named what is in his way."""
    await floor.at("2026-03-03T09:20", NEW_YORK)
    await floor.answer("UBEN", "Called Acme", "Call Initech", "Legal is slow")
    return floor


async def _since(floor, *texts, said=()):
    """What the form tells, sent once more with these texts."""
    part = await floor.part("UBEN")
    async with floor.house.store.begin() as db:
        asked = await queries.asked(db, part)
        words = {one.id: text for one, text in zip(asked, texts, strict=True)}
        given = service.Submission(part.ask.id, ACME, "UBEN", words, said, now=clock.now())
        (done,) = await service.answer_many(db, [given], say=floor.house.offers("say_blockers"))
    return done.rewritten_since


@pytest.mark.parametrize(
    ("verdict", "text", "days"), [("still", "", None), ("changed", "Legal is on holiday", 30), ("resolved", "", 30)]
)
async def test_a_word_about_a_blocker_rewrites_it_however_old_it_is(blocked, verdict, text, days):
    """Unless it is that it still stands; the answers themselves are the same as before."""
    (offer,) = blocked.house.offers("open_blockers")
    async with blocked.house.store.read() as db:
        (one,) = await offer(db, ACME, blocked.team.id, "UBEN")
    same = ("Called Acme", "Call Initech", "Legal is slow")
    found = await _since(blocked, *same, said=[BlockerWord(one.id, verdict, text)])
    assert (found is None) == (days is None)
    assert found is None or timedelta(days=days) <= clock.now() - found < timedelta(days=days, minutes=1)


async def test_an_answer_rewrites_only_what_it_said_before(blocked):
    """The same words once more rewrite nothing; others rewrite what was said since the round opened."""
    assert await _since(blocked, "Called Acme", "Call Initech", "Legal is slow") is None
    found = await _since(blocked, "Called Acme twice", "Call Initech", "Legal is slow")
    assert found == (await blocked.part("UBEN")).ask.opens_at
