"""What a person reads when something is refused, breaks, or comes too late: words, at the place where they are."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text, update
from trouble import database_away

from office import NEW_YORK, fields_of
from salesbot.checkins.model import Answer, Ask
from salesbot.people.model import Membership

NINE_FIFTEEN = "2026-03-03T09:15"
BROKEN = r"Something broke on my side \(id [0-9a-f]{4}\)\. "
CRASH = BROKEN + r"Try again; if it stays, tell your admin this id\."
KEPT = BROKEN + (r"Nothing was lost: what you wrote stays here\. Try again; if it stays, tell your admin this id\.")


async def beside(office, who, before):
    """The words that only this person reads beside a message, after `before` of them."""
    await office.slack.wait_for(lambda: len(whispers(office, who)) > before)
    return whispers(office, who)[-1]


def whispers(office, who):
    return [one.text for one in office.slack.messages(who) if one.ephemeral_for]


async def break_(office, table):
    """Make every look at a table fail, as a bug in our own statement would."""
    async with office.house.store.begin() as db:
        await db.execute(text(f"ALTER TABLE {table} RENAME TO {table}_gone"))


async def mend(office, table):
    async with office.house.store.begin() as db:
        await db.execute(text(f"ALTER TABLE {table}_gone RENAME TO {table}"))


# ---- a no that a person should read ----


async def test_a_refused_command_is_answered_in_its_own_place(office):
    """`/checkin` of somebody without a team, and with a word that nobody knows."""
    outcome = await office.act(office.dev).command("/checkin")
    assert outcome.shown == (
        "You are in no team right now, and there is none here to join. `/salesbot setup` makes one in a minute.",
    )
    outcome = await office.act(office.dev).command("/checkin", "tomorrow")
    assert outcome.shown == (
        (
            "I know `/checkin` to answer, `/checkin list`, `blockers` and `history`; "
            "managers also have `/checkin new`, `edit` and `pause`."
        ),
    )
    assert not outcome.failure


async def test_a_refused_click_is_answered_beside_the_message(office):
    """`Skip today` on a screen that does not show the answer yet: the words come beside the question, for Ben alone."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    stale = office.titled(office.ben, "Morning, Ben")
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    outcome = await office.act(office.ben).click(stale, "checkin.skip")
    assert outcome.ok
    assert await beside(office, office.ben, 0) == (
        "You have answered this one already. *Change my answer* opens it again."
    )


async def test_a_refused_form_says_so_beside_its_field(office):
    """Only spaces where words are needed: the sentence stands at that field, and the form stays as it was filled in."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    first, second, *_ = fields_of(view)
    outcome = await office.act(office.ben).submit(view, {first: "Met Acme", second: "   "})
    assert outcome.errors == {second: "A few words are enough, but this one needs an answer."}
    assert outcome.view.id == view.id
    assert not outcome.closed


# ---- a crash ----


async def test_a_command_that_crashes_is_answered_with_an_id(office):
    """The person reads that it broke, and the id under which the log has it; never a word of the error itself."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    await break_(office, Membership.__tablename__)
    outcome = await office.act(office.ben).command("/salesbot", "team")
    await mend(office, Membership.__tablename__)
    assert len(outcome.shown) == 1
    assert re.fullmatch(CRASH, outcome.shown[0]), outcome.shown


async def test_a_click_that_crashes_is_answered_beside_the_message(office):
    """The same words, where the click was."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    await break_(office, Ask.__tablename__)
    outcome = await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.answer")
    words = await beside(office, office.ben, 0)
    await mend(office, Ask.__tablename__)
    assert outcome.acked
    assert re.fullmatch(CRASH, words), words


async def test_a_form_that_crashes_keeps_what_was_written(office, capsys):
    """The words stand in the form, which stays; the log has the id and no word that anybody wrote."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    await break_(office, Answer.__tablename__)
    answers = dict(zip(fields_of(view), ("Met Acme", "Offer"), strict=False))
    outcome = await office.act(office.ben).submit(view, answers, again=True)
    await mend(office, Answer.__tablename__)
    (words,) = outcome.errors.values()
    assert re.fullmatch(KEPT, words), words
    logged = capsys.readouterr().out
    assert re.search(r"id [0-9a-f]{4}", words)[0][3:] in logged
    assert "Met Acme" not in logged
    assert (await office.act(office.ben).submit(view, answers, again=True)).closed


# ---- the database is away ----


async def test_a_command_and_a_click_without_the_database_say_that_nothing_was_saved(office):
    """What the form says is told in test_bad_days_answers; a command and a click say what to do there."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    question = office.titled(office.ben, "Morning, Ben")
    await office.restart(patience=1.0)
    async with database_away(office):
        typed = await office.act(office.ben).command("/salesbot", "away today")
        before = len(whispers(office, office.ben))
        await office.act(office.ben).click(question, "checkin.skip")
        words = await beside(office, office.ben, before)
    assert typed.shown == (
        "This was not saved: my database does not answer just now. Please type it again in a minute.",
    )
    assert words == "This was not saved: my database does not answer just now. Press it again; nothing is stored twice."


# ---- a door that came too late ----


@pytest.fixture
async def late(office):
    """An office where Ben was asked, and whose doors come too late for as long as a test holds the writer."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    await office.restart(door_deadline=0.15)
    async with office.house.store.begin() as db:
        await db.execute(update(Ask).values(late=Ask.late))
        await db.execute(update(Membership).values(role=Membership.role))
        yield office, view


async def test_a_form_too_late_says_that_nothing_is_stored_twice(late):
    """The sentence stands beside the first field; the form stays."""
    office, view = late
    answers = dict(zip(fields_of(view), ("Met Acme", "Offer"), strict=False))
    outcome = await office.act(office.ben).submit(view, answers, again=True)
    assert outcome.errors == {
        fields_of(view)[0]: "I could not confirm that this was saved. Press Submit again; nothing is stored twice."
    }


async def test_a_click_too_late_says_so_beside_the_message(late):
    """The click is acked in time, the words come beside the question."""
    office, _ = late
    before = len(whispers(office, office.ben))
    outcome = await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.skip")
    assert outcome.acked
    assert await beside(office, office.ben, before) == (
        "I could not confirm that this was saved. Press it again; nothing is stored twice."
    )


# ---- Slack itself ----


async def test_a_form_that_slack_would_not_open_in_time_is_said_beside_the_click(office):
    """The moment for a form had passed: the person reads it and presses again."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    office.slack.fault("views.open", "error", error="expired_trigger_id")
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.answer")
    assert await beside(office, office.ben, 0) == "Slack took too long to open this. Please try it again."
    office.slack.fault("views.open", "error", error="expired_trigger_id")
    outcome = await office.act(office.ben).command("/checkin")
    assert outcome.shown == ("Slack took too long to open this. Type it again.",)


async def test_buttons_and_forms_of_another_time_are_answered(office):
    """What no room listens to any more gets a sentence, not silence."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    question = office.titled(office.ben, "Morning, Ben")
    words, buttons, *_ = question.blocks
    old = [words, buttons | {"elements": [buttons["elements"][0] | {"action_id": "checkin.of_old"}]}]
    await office.house.clients.posting.chat_update(
        channel=office.slack.im(office.ben).id, ts=question.ts, text="old", blocks=old
    )
    await office.act(office.ben).click(office.slack.fresh(question), "checkin.of_old")
    assert await beside(office, office.ben, 0) == (
        "This button is from before I changed, and does nothing any more. `/salesbot help` shows what I can do now."
    )
