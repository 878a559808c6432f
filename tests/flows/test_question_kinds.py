"""Every kind of question: asked, answered, read in the report, shown as last time, changed and taken back."""

from __future__ import annotations

from rounds import begin, field, item, labels, open_form, send, standing

from office import BERLIN, NEW_YORK
from salesbot.people import service as people
from salesbot.people.rules import Role

KINDS = (
    item(1, "What came of it?"),
    item(2, "Meetings booked?", kind="number", unit="meetings"),
    item(3, "How sure are you of the quarter?", kind="scale"),
    item(4, "The Acme deal?", kind="choice", options="Won, Lost, Still open"),
    item(5, "Who helped?", kind="choices", options="Marketing, Finance, Legal", required=False),
)
ANSWERS = {
    "What came of it?": "Met Acme",
    "Meetings booked? (meetings)": "12.50",
    "How sure are you of the quarter?": "4",
    "The Acme deal?": "Still open",
    "Who helped?": ["Legal", "Marketing"],
}


async def asked(office, *items, **more):
    """Ben is asked this on Tuesday morning; the standup stays out of the way."""
    team = await office.set_up(wall="16:00")
    await begin(office, team, *items, **more)
    await office.at("2026-03-03T09:00", NEW_YORK)


async def test_every_kind_is_answered_and_read_in_the_report(office):
    """Each kind has its own field, and the channel and Ben read the answers as people say them."""
    await asked(office, *KINDS)
    view = await open_form(office, office.ben, "Morning, Ben")
    assert labels(view) == list(ANSWERS)
    kinds = [block["element"]["type"] for block in view.blocks if block["type"] == "input"]
    assert kinds == ["plain_text_input", "number_input", "radio_buttons", "radio_buttons", "checkboxes"]

    assert (await send(office, office.ben, view, ANSWERS)).closed
    for said in (office.titled(office.emea, "Pulse").words, office.titled(office.ben, "Thanks, Ben").words):
        for words in ("Met Acme", "12.5 meetings", "4 of 5", "Still open", "Marketing, Legal"):
            assert words in said


async def test_the_form_comes_back_with_what_is_stored_and_tomorrow_with_last_time(office):
    """Changing an answer begins with it, in every kind; the next day shows it as the last time."""
    await asked(office, *KINDS)
    await send(office, office.ben, await open_form(office, office.ben, "Morning, Ben"), ANSWERS)
    again = await open_form(office, office.ben, "Thanks, Ben")
    assert [standing(again, label) for label in ANSWERS] == [
        "Met Acme", "12.5", "4", "Still open", ["Marketing", "Legal"],
    ]  # fmt: skip
    await send(office, office.ben, again, {"The Acme deal?": "Won", "Who helped?": []})
    report = office.titled(office.emea, "Pulse").words
    assert "Won" in report
    assert "Marketing" not in report

    await office.at("2026-03-04T09:00", NEW_YORK)
    fresh = str((await open_form(office, office.ben, "Morning, Ben")).blocks)
    for words in ("Last time: Met Acme", "Last time: 12.5 meetings", "Last time: 4 of 5", "Last time: Won"):
        assert words in fresh


async def test_same_as_last_time_repeats_every_kind(office):
    """One click answers with yesterday's number, choice and words."""
    await asked(office, *KINDS)
    await send(office, office.ben, await open_form(office, office.ben, "Morning, Ben"), ANSWERS)
    await office.at("2026-03-04T09:00", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.again")
    await office.settle()
    report = office.titled(office.emea, "Wednesday 4 March").words
    for words in ("Met Acme", "12.5 meetings", "4 of 5", "Marketing, Legal"):
        assert words in report


async def test_what_cannot_be_kept_gets_a_sentence_and_nothing_typed_is_lost(office):
    """A number that is none, and a choice that nobody offers, are refused beside their field; the form stays as it is.

    Slack's own field lets no such thing through; whoever sends it all the same is answered like anybody.
    """
    await asked(office, *KINDS)
    view = await open_form(office, office.ben, "Morning, Ben")
    number, choice = field(view, "Meetings booked? (meetings)"), field(view, "The Acme deal?")
    good = {field(view, label): value for label, value in ANSWERS.items()}
    for bad, words in (
        ({number: "99999999999999999"}, "too large"),
        ({choice: {"text": {"type": "plain_text", "text": "Maybe"}, "value": "Maybe"}}, "no longer among the options"),
    ):
        outcome = await office.act(office.ben).submit(view, good | bad)
        assert outcome.acked
        assert words in outcome.errors[next(iter(bad))]
        assert standing(await office.act(office.ben).view(), "What came of it?") == "Met Acme"
    assert not any("Thanks" in words for words in office.said(office.ben))


async def test_a_question_is_for_a_role_and_for_some_weekdays(office):
    """Ana as the manager is asked her own; Dev the contributor only his; Monday's question is not asked on Tuesday."""
    team = await office.set_up(wall="16:00", members=(office.ben, office.cleo, office.dev))
    async with office.house.store.begin() as db:
        await people.set_role(db, team, "UDEV", role=Role.CONTRIBUTOR, by="UANA", now=team.created_at)
    await begin(
        office,
        team,
        item(1, "The one thing?"),
        item(2, "Whom did you coach?", role="manager"),
        item(3, "Budget left?", role="contributor", kind="number", unit="EUR"),
        item(4, "What did the week bring?", weekdays="1"),
        roles=("manager", "rep", "contributor"),
        wall="10:00",
    )
    await office.at("2026-03-03T10:00", BERLIN)
    await office.at("2026-03-03T10:00", NEW_YORK)
    for who, wanted in (
        (office.ana, ["The one thing?", "Whom did you coach?"]),
        (office.ben, ["The one thing?"]),
        (office.dev, ["Budget left? (EUR)"]),
    ):
        assert labels(await open_form(office, who, "Pulse")) == wanted


async def test_who_has_nothing_to_answer_that_day_is_not_asked_and_can_read_why(office):
    """A question for managers on Tuesdays alone: Ben hears nothing, and `/salesbot why` says so."""
    await asked(office, item(1, "Whom did you coach?", role="manager"), item(2, "And the week?", weekdays="5"))
    assert not any("Pulse" in words for words in office.said(office.ben))
    await office.act(office.ben).command("/salesbot", "why")
    assert "none of its questions" in office.slack.messages(office.ben)[-1].words


async def test_an_answer_can_be_taken_back(office):
    """After a confirmation it leaves the report, its blocker is closed, and the question can be answered again."""
    await asked(office, item(1, "What came of it?"), item(2, "In your way?", topic="blockers", required=False))
    view = await open_form(office, office.ben, "Morning, Ben")
    await send(office, office.ben, view, {"What came of it?": "Met Acme", "In your way?": "Legal is slow"})
    thanks = office.titled(office.ben, "Thanks, Ben")
    (button,) = [
        one for block in thanks.blocks for one in block.get("elements", ()) if one.get("action_id") == "checkin.retract"
    ]
    assert "Take your answer back?" in str(button["confirm"])

    await office.act(office.ben).click(thanks, "checkin.retract")
    await office.settle()
    assert not any("Met Acme" in words for words in office.said(office.emea))
    assert "Morning, Ben" in office.titled(office.ben, "Pulse").words
    again = await open_form(office, office.ben, "Morning, Ben")
    assert "Legal is slow" not in str(again.blocks)
    await send(office, office.ben, again, {"What came of it?": "Lost Acme"})
    assert "Lost Acme" in office.titled(office.emea, "Tuesday 3 March").words


async def test_an_answer_taken_back_twice_is_gone_once(office):
    """A stale button gets a sentence."""
    await asked(office, item(1, "What came of it?"))
    await send(office, office.ben, await open_form(office, office.ben, "Morning, Ben"), {"What came of it?": "Acme"})
    stale = office.titled(office.ben, "Thanks, Ben")
    for _ in range(2):
        assert (await office.act(office.ben).click(stale, "checkin.retract")).acked
        await office.settle()
    assert any("no answer of yours to take back" in one.text for one in office.slack.messages(office.ben))


async def test_an_early_answer_taken_back_is_asked_anew_when_its_time_comes(office):
    """The evening before is not the morning: Ben is asked at nine after all."""
    await asked(office, item(1, "What came of it?"))
    await send(office, office.ben, await open_form(office, office.ben, "Morning, Ben"), {"What came of it?": "Acme"})
    await office.at("2026-03-03T20:00", NEW_YORK)
    for _ in range(2):
        await office.act(office.ben).command("/checkin")
        early = office.slack.messages(office.ben)[-1]
        await office.act(office.ben).click(early, "checkin.early")
        view = await office.act(office.ben).view()
        await send(office, office.ben, view, {"What came of it?": "Early bird"})
        await office.act(office.ben).click(office.titled(office.ben, "Kept for Wednesday"), "checkin.retract")
        await office.settle()
    assert not any("Kept for Wednesday" in words for words in office.said(office.ben))
    await office.at("2026-03-04T09:00", NEW_YORK)
    assert sum("Morning, Ben" in words for words in office.said(office.ben)) == 1


async def test_typed_words_go_to_a_text_question_and_the_rest_stays_open(office):
    """What Ben types answers the first text question; `/checkin` then opens the form with what is still open."""
    await asked(office, item(1, "Meetings booked?", kind="number"), item(2, "What came of it?"))
    await office.act(office.ben).say("Met Acme")
    await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Use this as your answer"), "checkin.use")
    await office.settle()
    assert "Still open: Meetings booked?" in office.titled(office.ben, "Thanks, Ben").words

    await office.act(office.ben).command("/checkin")
    view = await office.act(office.ben).view()
    assert "*Still open:* Meetings booked?" in str(view.blocks)
    assert standing(view, "What came of it?") == "Met Acme"
    await send(office, office.ben, view, {"Meetings booked?": "3"})
    assert "Still open" not in office.titled(office.ben, "Thanks, Ben").words


async def test_typed_words_where_no_question_takes_any_get_the_form(office):
    """A round of numbers says so, and offers the form instead of losing the words."""
    await asked(office, item(1, "Meetings booked?", kind="number"))
    await office.act(office.ben).say("Met Acme")
    await office.settle()
    said = office.titled(office.ben, "asks for numbers and choices")
    assert list(said.buttons) == ["checkin.form"]
    await office.act(office.ben).click(said, "checkin.form")
    assert labels(await office.act(office.ben).view()) == ["Meetings booked?"]


async def test_the_form_says_who_reads_it_however_it_is_published(office):
    """In the channel, only the managers, or at the close: under the title, in the thanks, and in the welcome."""
    team = await office.set_up(wall="16:00")
    await begin(office, team, item(1, "What came of it?"), name="Private", publish="managers")
    await begin(office, team, item(1, "What came of it?"), name="Later", wall="10:00", publish="close")
    await office.at("2026-03-03T09:00", NEW_YORK)
    assert "Only Ana sees this" in office.said(office.ben)[0]
    private = await open_form(office, office.ben, "Private")
    assert "Only Ana sees this" in str(private.blocks)
    await send(office, office.ben, private, {"What came of it?": "Met Acme"})
    assert "Only Ana sees this" in office.titled(office.ben, "Thanks, Ben").words

    await office.at("2026-03-03T10:00", NEW_YORK)
    later = await open_form(office, office.ben, "Later")
    assert f"Shared in <#{office.emea.id}> at the close, Tuesday at 14:00" in str(later.blocks)


async def test_asking_everyone_before_the_usual_hour_does_not_name_that_day_again(office):
    """Ana asked at eight in New York: after his answer Ben reads that Wednesday comes next."""
    await office.set_up(wall="09:15")
    await office.at("2026-03-03T08:00", NEW_YORK)
    view = await office.act(office.ana).view()
    await office.act(office.ana).click(view, "desk.ask_now")
    await office.settle()
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    outcome = await office.act(office.ben).command("/checkin")
    assert "tomorrow (Wed 4 Mar) at 09:15" in outcome.shown[0]
