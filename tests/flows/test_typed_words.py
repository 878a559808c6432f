"""What is typed is taken once: however often its button is pressed, and also what came while nobody listened."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rounds import begin, item

from office import BERLIN, NEW_YORK, fields_of
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


async def test_what_was_sent_in_the_form_is_not_offered_again(office):
    """Ben opens the form from his typed words and sends it: no button says them a second time in the report."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).say("Got the verbal yes")
    await office.settle()
    asked = office.titled(office.ben, "Use this as your answer")
    await office.act(office.ben).click(asked, "checkin.form")
    view = await office.act(office.ben).view()
    assert (await office.act(office.ben).submit(view, {fields_of(view)[1]: "Call Acme"})).closed
    await office.settle()
    assert "checkin.use" not in office.last(office.ben).buttons
    assert "Stored as your answer for Tuesday" in office.last(office.ben).words
    await office.act(office.ben).click(asked, "checkin.use")  # a client that still shows the button
    await office.act(office.ben).click(asked, "checkin.form")
    assert "Got the verbal yes" not in str(standing_in(await office.act(office.ben).view())[2:])
    await office.settle()
    assert office.titled(office.emea, "Tuesday 3 March").words.count("Got the verbal yes") == 1


async def test_the_form_has_the_typed_words_also_where_no_text_is_empty(office):
    """`Add this to your answer?` and `Open the form`: they stand below what was said, as *Use it* would put them."""
    team = await office.set_up(wall="16:00")
    await begin(office, team, item(1, "What came of it?"), item(2, "Meetings booked?", kind="number"))
    await office.at("2026-03-03T09:00", NEW_YORK)
    for words in ("Met Acme", "Met Orion"):
        await office.act(office.ben).say(words)
        await office.settle()
        if words == "Met Acme":
            await office.act(office.ben).click(office.last(office.ben), "checkin.use")
            await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Add this to your answer"), "checkin.form")
    view = await office.act(office.ben).view()
    assert standing_in(view)[0] == "Met Acme\nMet Orion"
    assert (await office.act(office.ben).submit(view, {fields_of(view)[1]: "2"})).closed
    await office.settle()
    assert not any("checkin.use" in one.buttons for one in office.slack.messages(office.ben))


async def test_words_that_were_taken_back_are_not_called_stored(office):
    """Ben takes his typed answer back: its message asks again, and its button works once more."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).say("Got the verbal yes")
    await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Use this as your answer"), "checkin.use")
    await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Thanks, Ben"), "checkin.retract")
    await office.settle()
    assert not any("Stored as your answer" in words for words in office.said(office.ben))
    await office.act(office.ben).click(office.titled(office.ben, "Use this as your answer"), "checkin.use")
    await office.settle()
    assert office.titled(office.emea, "Tuesday 3 March").words.count("Got the verbal yes") == 1


async def test_words_corrected_in_slack_are_used_as_they_stand_there(office):
    """Ben mends his message before he presses the button: what he mended is what his team reads."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    said = await office.act(office.ben).say("Lost the Acme deal")
    await office.settle()
    await rewrite(office, office.ben, said, "Won the Acme deal &amp; more")
    await office.act(office.ben).click(office.titled(office.ben, "Use this as your answer"), "checkin.use")
    await office.settle()
    report = office.titled(office.emea, "Tuesday 3 March").words
    assert "Won the Acme deal &amp; more" in report
    assert "Lost" not in report


async def test_words_deleted_in_slack_are_offered_no_more(office):
    """Ben deletes his message: nothing asks to publish it, and a stale button says that it is gone."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    said = await office.act(office.ben).say("Not meant for anybody")
    await office.settle()
    asked = office.titled(office.ben, "Use this as your answer")
    await rewrite(office, office.ben, said, "")
    assert not any("Use this as your answer" in words for words in office.said(office.ben))
    await office.act(office.ben).click(asked, "checkin.use")
    await office.settle()
    assert not office.said(office.emea)


async def test_an_answer_stays_what_it_is_when_the_message_behind_it_changes(office):
    """What was used has its own doors: *Change my answer* and *Take it back*."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    said = await office.act(office.ben).say("Met Acme")
    await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Use this as your answer"), "checkin.use")
    await office.settle()
    for words in ("Met Orion", ""):
        await rewrite(office, office.ben, said, words)
        assert "Met Acme" in office.titled(office.emea, "Tuesday 3 March").words
        assert "Stored as your answer" in office.last(office.ben).words


async def rewrite(office, who, said, text):
    """Somebody changes a message of theirs in Slack, or deletes it where no text is left."""
    stage = office.act(who)._stage
    channel = stage.channel(said)
    before = {"type": "message", "user": who.id, "text": said.text, "ts": said.ts}
    event = {"type": "message", "hidden": True, "channel": channel.id, "channel_type": channel.kind}
    event |= {"ts": stage.world.ids.ts(), "previous_message": before}
    if text:
        event |= {"subtype": "message_changed", "message": before | {"text": text}}
    else:
        event |= {"subtype": "message_deleted", "deleted_ts": said.ts}
    stage.announcer.announce(stage.workspace(who), event, channel)
    await office.settle()


def standing_in(view):
    """What stands in a form's questions, in their order."""
    return [held.get("value") for key in fields_of(view) for held in view.values[key].values()]


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
