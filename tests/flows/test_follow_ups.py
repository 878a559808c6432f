"""Follow-ups: at once where a choice, a scale or a number brings them, on a second page where a text does."""

from __future__ import annotations

import asyncio

from rounds import begin, choose, field, item, labels, open_form, send, standing

from office import NEW_YORK

DEAL = (
    item(1, "What came of it?"),
    item(2, "The Acme deal?", kind="choice", options="Won, Lost, Still open"),
    item(3, "Why was it lost?", follows=2, when="is: Lost"),
    item(4, "What won it?", follows=2, when="is: Won", required=False),
)
SURE = (
    item(1, "How sure are you?", kind="scale"),
    item(2, "What would help?", follows=1, when="<= 2"),
    item(3, "Meetings booked?", kind="number"),
    item(4, "With whom?", follows=3, when=">= 10"),
)
PRICE = (
    item(1, "What came of it?"),
    item(2, "What did they say of the price?", follows=1, when="has: price, discount"),
    item(3, "Whom did you meet?", follows=1, when="has: met", required=False),
)


async def asked(office, *items):
    """Ben's form on Tuesday morning; the standup stays out of the way."""
    team = await office.set_up(wall="16:00")
    await begin(office, team, *items)
    await office.at("2026-03-03T09:00", NEW_YORK)
    return await open_form(office, office.ben, "Morning, Ben")


async def test_a_choice_brings_its_follow_up_at_once_and_what_was_typed_stays(office):
    """Lost asks why, right below; what Ben had typed before is still there."""
    view = await asked(office, *DEAL)
    assert labels(view) == ["What came of it?", "The Acme deal?"]
    view = office.act(office.ben).fill(view, {field(view, "What came of it?"): "Long call"})
    view = await choose(office, office.ben, view, "The Acme deal?", "Lost")
    assert labels(view) == ["What came of it?", "The Acme deal?", "Why was it lost?"]
    assert standing(view, "What came of it?") == "Long call"
    assert standing(view, "The Acme deal?") == "Lost"

    outcome = await send(office, office.ben, view, {"Why was it lost?": "Budget cut"})
    assert outcome.closed
    report = office.titled(office.emea, "Pulse").words
    for words in ("Long call", "Lost", "Why was it lost?", "Budget cut"):
        assert words in report


async def test_what_is_too_long_as_yet_keeps_no_follow_up_away(office):
    """Slack counts at Submit only: meanwhile the form follows the choice, and every word stays in its box."""
    view = await asked(office, *DEAL)
    long = "Long call. " * 300
    view = office.act(office.ben).fill(view, {field(view, "What came of it?"): long})
    view = await choose(office, office.ben, view, "The Acme deal?", "Lost")
    assert labels(view) == ["What came of it?", "The Acme deal?", "Why was it lost?"]
    assert standing(view, "What came of it?") == long


async def test_a_follow_up_goes_and_comes_back_with_its_words(office):
    """Another choice takes it away; the first one brings it back with what was typed there."""
    view = await asked(office, *DEAL)
    view = await choose(office, office.ben, view, "The Acme deal?", "Lost")
    view = office.act(office.ben).fill(view, {field(view, "Why was it lost?"): "Budget cut"})
    view = await choose(office, office.ben, view, "The Acme deal?", "Won")
    assert labels(view)[-1] == "What won it?"
    view = await choose(office, office.ben, view, "The Acme deal?", "Lost")
    assert standing(view, "Why was it lost?") == "Budget cut"


async def test_what_does_not_match_any_more_is_not_stored(office):
    """Whoever changes Lost into Won leaves no reason for a loss behind, neither now nor in an edit."""
    view = await asked(office, *DEAL)
    view = await choose(office, office.ben, view, "The Acme deal?", "Lost")
    await send(office, office.ben, view, {"What came of it?": "Long call", "Why was it lost?": "Budget cut"})
    view = await open_form(office, office.ben, "Thanks, Ben")
    assert standing(view, "Why was it lost?") == "Budget cut"
    view = await choose(office, office.ben, view, "The Acme deal?", "Won")
    await send(office, office.ben, view, {"What won it?": "The demo"})
    report = office.titled(office.emea, "Pulse").words
    assert "The demo" in report
    assert "Budget cut" not in report


async def test_a_scale_and_a_number_bring_theirs_at_once(office):
    """Two of five asks what would help; ten meetings ask with whom."""
    view = await asked(office, *SURE)
    view = await choose(office, office.ben, view, "How sure are you?", "2")
    view = await choose(office, office.ben, view, "Meetings booked?", "1")
    assert labels(view) == ["How sure are you?", "What would help?", "Meetings booked?"]
    view = await choose(office, office.ben, view, "Meetings booked?", "12")
    assert labels(view)[-1] == "With whom?"
    view = await choose(office, office.ben, view, "How sure are you?", "5")
    assert labels(view) == ["How sure are you?", "Meetings booked?", "With whom?"]
    assert standing(view, "Meetings booked?") == "12"
    assert (await send(office, office.ben, view, {"With whom?": "Orion"})).closed


async def test_who_sends_before_the_follow_up_came_is_asked_on_a_second_page(office):
    """A quick Send is kept; what its answers bring is asked after it, and stored with it."""
    view = await asked(office, *DEAL)
    outcome = await send(office, office.ben, view, {"What came of it?": "Long call", "The Acme deal?": "Lost"})
    assert not outcome.closed
    assert labels(outcome.view) == ["Why was it lost?"]
    assert "Long call" in office.titled(office.emea, "Pulse").words
    assert "Still open: Why was it lost?" in office.titled(office.ben, "Thanks, Ben").words

    assert (await send(office, office.ben, outcome.view, {"Why was it lost?": "Budget cut"})).closed
    report = office.titled(office.emea, "Pulse").words
    assert "Long call" in report
    assert "Budget cut" in report
    assert "edited" not in report


async def test_a_text_brings_its_follow_up_on_a_second_page(office):
    """The first page is stored already; the second adds to it, and what is optional may stay empty."""
    view = await asked(office, *PRICE)
    assert labels(view) == ["What came of it?"]
    outcome = await send(office, office.ben, view, {"What came of it?": "Met Acme, they want a discount"})
    assert labels(outcome.view) == ["What did they say of the price?", "Whom did you meet?"]
    assert "Your answer is kept" in str(outcome.view.blocks)
    assert "they want a discount" in office.titled(office.emea, "Pulse").words

    await send(office, office.ben, outcome.view, {"What did they say of the price?": "Ten percent"})
    report = office.titled(office.emea, "Pulse").words
    assert "they want a discount" in report
    assert "Ten percent" in report


async def test_a_second_page_left_alone_stays_open_and_can_be_added(office):
    """Ben closes it; his question says what is open, and the form then shows both."""
    view = await asked(office, *PRICE)
    outcome = await send(office, office.ben, view, {"What came of it?": "They asked for a better price"})
    await office.act(office.ben).close(outcome.view)
    thanks = office.titled(office.ben, "Still open: What did they say of the price?")
    assert "checkin.answer" in thanks.buttons
    view = await open_form(office, office.ben, "Thanks, Ben")
    assert labels(view) == ["What came of it?", "What did they say of the price?"]
    await send(office, office.ben, view, {"What did they say of the price?": "Too high"})
    assert "Too high" in office.titled(office.emea, "Pulse").words


async def test_the_same_first_page_sent_twice_gets_the_same_second_page(office):
    """A submission that comes again, as its answer got lost, is stored once and leads on in the same way."""
    view = await asked(office, *PRICE)
    answers = {field(view, "What came of it?"): "They asked for a better price"}
    first = await office.act(office.ben).submit(view, answers)
    again = await office.act(office.ben).submit(view, answers, again=True)
    assert labels(first.view) == labels(again.view) == ["What did they say of the price?"]
    await office.settle()
    assert office.titled(office.emea, "Pulse").words.count("They asked for a better price") == 1


async def test_a_change_that_was_overtaken_ends_with_the_newest_answer(office):
    """Ben clicks Lost and Won in one breath, while Slack is slow: the form asks what won it."""
    view = await asked(office, *DEAL)
    office.slack.fault("views.update", "slow", seconds=0.3, times=1)
    block = field(view, "The Acme deal?")
    await asyncio.gather(
        office.act(office.ben).click(view, block, "Lost"),
        office.act(office.ben).click(view, block, "Won"),
    )
    now = await office.act(office.ben).view()
    assert labels(now)[-1] == "What won it?"
    assert standing(now, "The Acme deal?") == "Won"


async def test_a_click_in_a_form_that_was_closed_meanwhile_hurts_nobody(office):
    """Its update comes too late, and nothing is said about it."""
    view = await asked(office, *DEAL)
    await office.act(office.ben).close(view)
    before = len(office.slack.messages(office.ben))
    outcome = await office.act(office.ben).click(view, field(view, "The Acme deal?"), "Lost")
    await office.settle()
    assert outcome.acked
    assert len(office.slack.messages(office.ben)) == before


async def test_same_as_last_time_repeats_follow_ups_where_they_match(office):
    """Yesterday's loss and its reason are repeated together."""
    view = await asked(office, *DEAL)
    view = await choose(office, office.ben, view, "The Acme deal?", "Lost")
    await send(office, office.ben, view, {"What came of it?": "Long call", "Why was it lost?": "Budget cut"})
    await office.at("2026-03-04T09:00", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.again")
    await office.settle()
    assert "Budget cut" in office.titled(office.emea, "Wednesday 4 March").words
