"""A blocker that somebody resolves in the form is told where its answer is: in the thanks, and in the day's report."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from published import arrive, ask_all
from sales_floor import ACME, BERLIN, NEW_YORK
from sqlalchemy import select

from salesbot import clock
from salesbot.blockers import service as blockers
from salesbot.blockers.model import Blocker
from salesbot.blockers.rights import purge
from salesbot.checkins import blocks, queries, service
from salesbot.checkins.model import Ask, Checkin, Question, Round
from salesbot.checkins.queries import Line, Report
from salesbot.people.model import Team
from salesbot.room import BlockerWord, OpenBlocker, ResolvedBlocker
from salesbot.slack import split

WEDNESDAY = date(2026, 3, 4)
PRICES = "No <price> list"


async def test_it_is_told_in_that_days_report_and_in_the_thanks(floor):
    """In one small line each, and nowhere else: Tuesday's report only stops to list it."""
    await blocked(floor)
    await answered(floor, "resolved")
    assert "Out of your way: No &lt;price&gt; list" in await floor.question("UBEN", WEDNESDAY)
    report = await floor.report(WEDNESDAY)
    assert ":white_check_mark: *Ben* No &lt;price&gt; list · resolved" in report
    assert report.count("price") == 1
    assert "resolved" not in await floor.report()


@pytest.mark.parametrize("verdict", ["still", "changed"])
async def test_what_is_still_in_the_way_is_not(floor, verdict):
    """Its line stands among the open ones."""
    await blocked(floor)
    await answered(floor, verdict)
    assert "Out of your way" not in await floor.question("UBEN", WEDNESDAY)
    assert ":construction: *Ben*" in await floor.report(WEDNESDAY)
    assert "· resolved" not in await floor.report(WEDNESDAY)


async def test_what_a_button_resolves_later_is_not_what_was_answered(floor):
    """It is told where the button is; Ben's answer of the morning goes on saying what he said."""
    number = await blocked(floor)
    await answered(floor, "still")
    now = await floor.at("2026-03-04T13:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        await blockers.resolve(db, number, workspace_id=ACME, member_id="UBEN", now=now)
    assert "resolved" not in await floor.report(WEDNESDAY)
    assert "Out of your way" not in await floor.question("UBEN", WEDNESDAY)


async def test_an_answer_that_is_sent_again_with_nothing_else_in_it_tells_of_it_too(floor):
    """Ben opens *Change my answer* only to say so: not one word of what he had answered is another."""
    await blocked(floor)
    await answered(floor, "still")
    await floor.at("2026-03-04T11:00", NEW_YORK)
    await said(floor, "resolved")
    assert "Out of your way: No &lt;price&gt; list" in await floor.question("UBEN", WEDNESDAY)
    assert ":white_check_mark: *Ben* No &lt;price&gt; list · resolved" in await floor.report(WEDNESDAY)
    assert "edited" not in await floor.report(WEDNESDAY)


async def test_a_blocker_that_is_taken_out_of_its_own_answer_was_none(floor):
    """A slip of the pen, mended: nobody needs to read that it was resolved."""
    await blocked(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "no")
    assert "resolved" not in await floor.report()
    assert "Out of your way" not in await floor.question("UBEN")


async def test_of_what_is_let_go_no_line_without_words_is_left(floor):
    """A year on the words of the blocker are gone."""
    await blocked(floor)
    await answered(floor, "resolved")
    async with floor.house.store.begin() as db:
        assert await purge(db, clock.now() + timedelta(days=1), 10) == 1
    assert "Out of your way" not in await floor.question("UBEN", WEDNESDAY)
    assert "resolved" not in await floor.report(WEDNESDAY)


def test_a_full_report_has_room_for_what_is_resolved():
    """Twelve are open, nine resolved, all of them of signs that take five letters each, above two long answers."""
    now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    asks = [
        Ask(id=n, state="answered", asked_at=now, answered_at=now, zone="UTC", late=False, page=0, report_pages=1)
        for n in (0, 1)
    ]
    lines = [Line(f"Rep & {n}", f"U{n}", asks[n] if n in {0, 1} else None, "") for n in range(60)]
    question = Question(id=1, words="What?", kind="text", unit="", options="", topic="blockers")
    here = [Round(day=now.date(), publish="live"), Checkin(name="Standup"), Team(name="EMEA")]
    found = Report(*here, [question], lines, {n: {1: "y" * 3_300} for n in (0, 1)}, 0, {})
    opened = [
        OpenBlocker(n, f"U{n}", "&" * 200, now, True, "", owner="x", since="", raised_on=now.date()) for n in range(12)
    ]
    gone = [ResolvedBlocker(f"U{n}", "&" * 200, now, now, True, "") for n in range(9)]
    drawn = blocks.report(found, opened, page=0, resolved=gone)
    assert split.size(drawn.blocks) < split.LARGEST
    assert "resolved" in str(drawn.blocks)


async def blocked(floor):
    """Ben says on Tuesday what is in his way; returns its number."""
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", PRICES)
    async with floor.house.store.read() as db:
        return await db.scalar(select(Blocker.id))


async def answered(floor, verdict):
    """On Wednesday he answers, with this word about it."""
    await floor.at("2026-03-04T09:15", BERLIN)
    await arrive(floor)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await arrive(floor)
    await said(floor, verdict)


async def said(floor, verdict):
    """He sends his form, with this word about it."""
    part = await floor.part("UBEN", WEDNESDAY)
    async with floor.house.store.begin() as db:
        (number,) = await db.scalars(select(Blocker.id))
        asked = await queries.questions(db, part.checkin.id, question_set=part.round.question_set)
        texts = dict(zip([one.id for one in asked], ("Called", "Reviews", "no"), strict=True))
        word = BlockerWord(number, verdict, "Legal" if verdict == "changed" else "")
        given = service.Submission(part.ask.id, ACME, "UBEN", texts, [word], now=clock.now())
        await service.answer(db, given, say=floor.house.offers("say_blockers"))
