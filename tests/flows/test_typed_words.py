"""What is typed is taken once: however often its button is pressed, and also what came while nobody listened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rounds import begin, item

from office import BERLIN, NEW_YORK
from salesbot import clock
from salesbot.app import catching_up
from salesbot.app.catching_up import catch_up


async def test_a_typed_text_used_twice_is_one_answer(office):
    """Whoever presses `Use this` again, because the first yes got lost, does not answer the next question with it."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).say("Got the verbal yes")
    await office.settle()
    asked = office.titled(office.ben, "Use this as your answer")
    for _ in range(2):
        assert (await office.act(office.ben).click(asked, "checkin.use")).acked
    await office.settle()
    assert office.titled(office.emea, "Tuesday 3 March").words.count("Got the verbal yes") == 1


async def test_typed_texts_never_push_each_other_out(office):
    """More texts are used than there are questions: the report says all of them."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    texts = [f"Call number {number}" for number in range(5)]
    for text in texts:
        await office.act(office.ben).say(text)
        await office.settle()
    for asked in [one for one in office.slack.messages(office.ben) if "checkin.use" in one.buttons]:
        assert (await office.act(office.ben).click(asked, "checkin.use")).ok
        await office.settle()
    report = office.titled(office.emea, "Tuesday 3 March").words
    assert [text for text in texts if text not in report] == []


async def test_what_is_half_answered_comes_before_what_was_skipped(office):
    """Ben typed half of his standup and skipped the other check-in: `/checkin` opens what is still open."""
    team = await office.set_up(wall="09:30")
    await begin(office, team, item(1, "The Acme deal?"), name="Deals", wall="09:00")
    await office.at("2026-03-03T09:00", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "The Acme deal?"), "checkin.skip")
    await office.at("2026-03-03T09:30", NEW_YORK)
    await office.act(office.ben).say("Got the verbal yes")
    await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Use this as your answer"), "checkin.use")
    await office.settle()
    await office.act(office.ben).command("/checkin")
    view = await office.act(office.ben).view()
    assert view.title == "Daily standup"
    assert "Still open" in str(view.blocks)


@pytest.mark.parametrize(
    ("kind", "more"),
    [("slow", {"seconds": 2.5, "times": 1}), ("ratelimited", {"seconds": 1, "times": 3}), ("html", {"times": 1})],
)
async def test_what_was_typed_while_nobody_listened_is_taken_even_from_a_slack_that_stumbles(office, kind, more):
    """The first conversation cannot be read at once; it is read again, and nobody else's waits for it."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.at("2026-03-03T09:15", NEW_YORK)
    office.slack.fault("events_api", "lost", times=None)
    for who in (office.ana, office.ben):
        await office.act(who).say("I was here")
    office.slack.fault("conversations.history", kind, **more)
    assert await catch_up(office.house, since=clock.real() - timedelta(hours=1), tries=(0.0, 0.0)) >= 2
    await office.settle()
    for who in (office.ana, office.ben):
        assert office.titled(who, "Use this as your answer")


async def test_what_was_typed_before_many_messages_of_ours_is_taken_too(office, monkeypatch):
    """A conversation is read page by page: the words of somebody who typed first and then heard a lot are not lost."""
    monkeypatch.setattr(catching_up, "PAGE", 2)
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    office.slack.fault("events_api", "lost", times=None)
    await office.act(office.ben).say("I was here first")
    await office.slack.settled()
    office.slack.behave()
    for number in range(5):
        await office.act(office.ben).say(f"and later {number}")
    await office.settle()
    before = sum("Use this as your answer" in words for words in office.said(office.ben))
    await catch_up(office.house, since=clock.real() - timedelta(hours=1), tries=(0.0,))
    await office.settle()
    assert sum("Use this as your answer" in words for words in office.said(office.ben)) == before + 1
