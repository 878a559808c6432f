"""The first story: a team is asked, answers, and reads its report."""

from __future__ import annotations

from office import BERLIN, NEW_YORK, SYDNEY, fields_of


async def test_a_member_is_asked_answers_and_the_channel_reads_it(office):
    """The question comes at the member's own 09:15, the modal stores the answer, and the report says it."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.at("2026-03-03T09:15", NEW_YORK)

    outcome = await office.answer(office.ben, "Met Acme", "Send the offer", "")

    assert outcome.closed
    report = office.last(office.emea).words
    assert "Met Acme" in report
    assert "Send the offer" in report
    assert "1 of 2 answered" in report
    assert "Thanks, Ben" in office.said(office.ben)[-1]


async def test_nobody_is_asked_before_their_own_morning(office):
    """At 09:15 in Berlin only Berlin is asked; Sydney's turn came long before, New York's comes later."""
    await office.set_up()
    await office.at("2026-03-04T09:15", SYDNEY)
    assert any("Morning, Cleo" in words for words in office.said(office.cleo))
    await office.at("2026-03-04T09:15", BERLIN)
    assert any("Morning, Ana" in words for words in office.said(office.ana))
    assert not any("Wednesday" in words or "Morning, Ben" in words for words in office.said(office.ben)[1:])


async def test_a_member_reads_once_who_added_them_and_how_to_stop(office):
    """The welcome comes before the first question, once, and says who, what, when, who sees it and how to pause."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.at("2026-03-04T09:15", NEW_YORK)
    welcome, first, *_ = office.said(office.ben)
    for words in ("<@UANA> added you", "09:15 your time", "Who sees it", "/salesbot me", "/salesbot why"):
        assert words in welcome
    assert "Morning, Ben" in first or "is over" in first
    assert sum("added you" in words for words in office.said(office.ben)) == 1


async def test_the_report_is_one_message_across_zones(office):
    """Cleo answers in her morning, Ana and Ben in theirs: one message, changed in place, with who is still to come."""
    await office.set_up()
    await office.at("2026-03-04T09:15", SYDNEY)
    await office.answer(office.cleo, "Closed Zenith", "Call Orion", "")
    first = office.last(office.emea)
    assert "Still to come" in first.words
    assert "Ana" in first.words.split("Still to come")[1]

    await office.at("2026-03-04T09:15", BERLIN)
    await office.answer(office.ana, "Hired a rep", "Reviews", "")
    reports = [one for one in office.slack.messages(office.emea, by_bots=True) if "Wednesday 4 March" in one.words]
    assert [one.ts for one in reports] == [first.ts]
    assert "Closed Zenith" in reports[0].words
    assert "Hired a rep" in reports[0].words
    assert "2 of 3 answered" in reports[0].words


async def test_an_answer_can_be_changed_and_the_report_follows(office):
    """The form comes back with what was said; the report shows the new words and says that it was edited."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    message = office.last(office.ben)
    await office.act(office.ben).click(message, "checkin.answer")
    view = await office.act(office.ben).view()
    assert "Met Acme" in str(view.body)
    await office.act(office.ben).submit(view, {fields_of(view)[0]: "Lost Acme"})
    await office.settle()
    report = office.last(office.emea).words
    assert "Lost Acme" in report
    assert "Met Acme" not in report
    assert "edited" in report


async def test_the_same_as_last_time_repeats_yesterday(office):
    """One click answers with yesterday's words; the first time there is nothing to repeat, and no such button."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    assert "checkin.again" not in office.last(office.ben).buttons
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    await office.at("2026-03-04T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.again")
    await office.settle()
    assert "Met Acme" in office.titled(office.emea, "Wednesday 4 March").words


async def test_skipping_counts_apart_from_missing(office):
    """A skipped round says so in the report, and the button turns into a way back."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.answer(office.ana, "Reviews", "Reviews", "")
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.skip")
    await office.settle()
    assert "Skipped:* Ben" in office.last(office.emea).words
    assert office.last(office.ben).buttons == {"checkin.answer": "Answer after all"}


async def test_being_away_is_one_click_and_known_everywhere(office):
    """`I'm away` marks the day: the report says away, and nothing else is asked that day."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.answer(office.ana, "Reviews", "Reviews", "")
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.away")
    await office.settle()
    assert "Away:* Ben" in office.last(office.emea).words


async def test_one_reminder_and_no_second(office):
    """Ninety minutes after the question one reminder comes; it changes when the answer is there."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.at("2026-03-03T10:45", NEW_YORK)
    await office.at("2026-03-03T12:00", NEW_YORK)
    reminders = [words for words in office.said(office.ben) if "Still time" in words]
    assert len(reminders) == 1
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    assert not any("Still time" in words for words in office.said(office.ben))


async def test_after_an_outage_the_reminder_does_not_come_with_the_question(office):
    """Salesbot was down from before nine until eleven: Ben is asked then, and reminded at half past twelve."""
    await office.set_up()
    await office.at("2026-03-03T11:00", NEW_YORK)
    assert office.titled(office.ben, "Morning, Ben")
    for wall, times in (("11:05", 0), ("12:25", 0), ("12:35", 1), ("13:30", 1)):
        await office.at(f"2026-03-03T{wall}", NEW_YORK)
        assert len([words for words in office.said(office.ben) if "Still time" in words]) == times
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    assert not any("Still time" in words for words in office.said(office.ben))


async def test_a_closed_round_takes_late_answers_until_the_next(office):
    """At 14:00 the question offers a late answer, which counts and is marked; the next round ends that."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    stale = office.titled(office.ben, "Morning, Ben")
    await office.at("2026-03-03T14:00", NEW_YORK)
    closed = office.titled(office.ben, "closed at 14:00")
    assert closed.buttons == {"checkin.answer": "Answer late"}
    await office.act(office.ben).click(closed, "checkin.answer")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, dict(zip(fields_of(view), ("Met Acme", "Offer", ""), strict=True)))
    await office.settle()
    assert "late" in office.last(office.emea).words

    await office.at("2026-03-04T09:15", NEW_YORK)
    over = office.titled(office.ben, "Tuesday is over")
    assert not over.buttons
    outcome = await office.act(office.ben).click(stale, "checkin.answer")
    assert outcome.acked
    await office.slack.settled()
    assert any("Tuesday is over" in one.text and one.ephemeral_for for one in office.slack.messages(office.ben))


async def test_who_skipped_a_day_that_is_closed_reads_what_comes_next(office):
    """In the evening the command opens no form for a day that Ben skipped; in the morning it still did."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).click(office.titled(office.ben, "Morning, Ben"), "checkin.skip")
    assert (await office.act(office.ben).command("/checkin", "")).view is not None
    await office.at("2026-03-03T20:00", NEW_YORK)
    told = await office.act(office.ben).command("/checkin", "")
    assert "comes next" in str(told.body)
    assert "You have answered" not in str(told.body)


async def test_a_day_that_was_missed_is_meant_on_that_day_only(office):
    """On Tuesday evening the command and what is typed mean Tuesday; on Wednesday morning, what comes next."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.at("2026-03-03T20:00", NEW_YORK)
    assert (await office.act(office.ben).command("/checkin", "")).view is not None
    await office.act(office.ben).say("Met Acme")
    await office.settle()
    assert "Use this as your answer" in office.last(office.ben).words
    await office.at("2026-03-04T08:00", NEW_YORK)
    told = await office.act(office.ben).command("/checkin", "")
    assert "comes next" in str(told.body)


async def test_who_is_away_reads_nothing_of_an_answer_of_before(office):
    """Ben answered on Tuesday and is away on Wednesday: nothing is open, and nothing of today is answered."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    assert "You have answered what was open" in str((await office.act(office.ben).command("/checkin", "")).body)
    await office.act(office.ben).command("/salesbot", "away tomorrow")
    await office.at("2026-03-04T10:00", NEW_YORK)
    assert "Nothing is open right now" in str((await office.act(office.ben).command("/checkin", "")).body)


async def test_a_round_that_nobody_answered_says_so_once(office):
    """After the last member's close there is one line, naming who is missing."""
    await office.set_up()
    for hour in ("09:15", "14:00"):
        await office.at(f"2026-03-04T{hour}", SYDNEY)
        await office.at(f"2026-03-04T{hour}", BERLIN) if hour == "09:15" else None
    await office.at("2026-03-04T14:00", BERLIN)
    await office.at("2026-03-04T09:15", NEW_YORK)
    assert not any("Wednesday 4 March" in words for words in office.said(office.emea))
    await office.at("2026-03-04T14:00", NEW_YORK)
    wednesday = [words for words in office.said(office.emea) if "Wednesday 4 March" in words]
    assert len(wednesday) == 1
    assert "Nobody answered" in wednesday[0]
    assert "Missing:* Ana, Ben, Cleo" in wednesday[0]


async def test_typing_is_an_answer_when_its_author_says_so(office):
    """Typed words are kept, asked about, and become the first answer; the message says that they did."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).say("Got the verbal yes from Acme & co")
    await office.settle()
    asked = office.titled(office.ben, "Use this as your answer")
    await office.act(office.ben).click(asked, "checkin.use")
    await office.settle()
    assert "Stored as your answer for Tuesday" in office.titled(office.ben, "Stored").words
    assert "Got the verbal yes from Acme &amp; co" in office.last(office.emea).words
    assert "Still open: What is the one thing today?" in office.titled(office.ben, "Thanks, Ben").words


async def test_a_typed_text_can_go_into_the_form(office):
    """`Open the form` brings the words along."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).say("Got the verbal yes")
    await office.settle()
    await office.act(office.ben).click(office.titled(office.ben, "Use this"), "checkin.form")
    view = await office.act(office.ben).view()
    assert "Got the verbal yes" in str(view.body)


async def test_the_evening_before_counts_and_is_published_in_the_morning(office):
    """Answered on Tuesday evening, it is kept; the report has it when Wednesday opens, and nobody asks him again."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Offer", "")
    await office.at("2026-03-03T20:00", NEW_YORK)
    outcome = await office.act(office.ben).command("/checkin")
    assert "comes next" in outcome.shown[0]
    early = office.slack.messages(office.ben)[-1]
    await office.act(office.ben).click(early, "checkin.early")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, dict(zip(fields_of(view), ("Early bird", "Orion", ""), strict=True)))
    await office.settle()
    assert "Kept for Wednesday" in office.last(office.ben).words
    assert not any("Early bird" in words for words in office.said(office.emea))

    await office.at("2026-03-04T09:15", NEW_YORK)
    assert "Early bird" in office.titled(office.emea, "Wednesday 4 March").words
    assert not any("Morning, Ben" in words for words in office.said(office.ben))


async def test_both_commands_open_the_form(office):
    """`/checkin` and `/standup` are the same door; with nothing open they say what comes."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    for typed in ("/checkin", "/standup"):
        outcome = await office.act(office.ben).command(typed)
        assert outcome.acked
        view = await office.act(office.ben).view()
        assert view.title == "Daily standup"
        await office.act(office.ben).close(view)
    outcome = await office.act(office.ben).command("/checkin", "list")
    assert "09:15 your time" in office.slack.messages(office.ben)[-1].words or outcome.shown


async def test_ask_everyone_now_asks_today_once(office):
    """The button at the end of setup asks at once; the regular time of that day is not asked again."""
    await office.set_up(wall="18:30")
    view = await office.act(office.ana).view()
    outcome = await office.act(office.ana).click(view, "desk.ask_now")
    assert outcome.acked, outcome
    await office.settle()
    assert any("one thing" in words for words in office.said(office.ana))
    await office.at("2026-03-03T18:30", BERLIN)
    assert not any("Evening, Ana" in words for words in office.said(office.ana))
    assert sum("Open until 23:15" in words for words in office.said(office.ana)) == 1


async def test_away_typed_while_a_question_is_open_settles_it(office):
    """`/salesbot away today` is the same as the button; `away off` opens the question again."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).command("/salesbot", "away today")
    await office.settle()
    assert office.titled(office.ben, "nobody waits for you").buttons == {"checkin.answer": "Answer after all"}
    await office.act(office.ben).command("/salesbot", "away off")
    await office.settle()
    assert "checkin.skip" in office.titled(office.ben, "Morning, Ben").buttons
