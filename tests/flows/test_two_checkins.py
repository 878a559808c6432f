"""Two check-ins due for one person within a quarter of an hour come as one message, and stay two in all else."""

from __future__ import annotations

from rounds import begin, item, open_form, send

from office import BERLIN, NEW_YORK

DEAL, WEEK = item(1, "The Acme deal?"), item(1, "What will the week bring?")


async def two(office, *, first="09:00", second="09:10", **more):
    """Ben is asked about the deal and about the week; the standup stays out of the way."""
    team = await office.set_up(wall="16:00")
    deal = await begin(office, team, DEAL, name="Deals", wall=first, **more)
    week = await begin(office, team, WEEK, name="Commitments", wall=second, **more)
    return deal, week


def questions(office, who):
    """The messages that ask somebody, without the welcome."""
    return [one for one in office.slack.messages(who, by_bots=True) if "I am salesbot" not in one.words]


def numbers(message):
    """The numbers behind a message's Answer buttons, in order."""
    elements = [one for block in message.blocks for one in (*block.get("elements", ()), block.get("accessory") or {})]
    return [one["value"] for one in elements if one.get("action_id") == "checkin.answer"]


async def test_what_is_due_at_the_same_moment_is_one_message_with_two_parts(office):
    """Each part has its own buttons and its own form, and one is answered while the other stays open."""
    await two(office, second="09:00")
    await office.at("2026-03-03T09:00", NEW_YORK)
    (message,) = questions(office, office.ben)
    assert message.words.count("Morning, Ben") == 1
    assert "The Acme deal?" in message.words
    assert "What will the week bring?" in message.words

    first, second = numbers(message)
    view = await open_form(office, office.ben, "Morning, Ben", value=second)
    assert view.title == "Commitments"
    await send(office, office.ben, view, {"What will the week bring?": "Two demos"})
    (message,) = questions(office, office.ben)
    assert "Two demos" in message.words
    assert numbers(message) == [first, second]
    assert "The Acme deal?" in message.words
    assert [one for one in office.said(office.emea) if "Two demos" in one]
    assert not [one for one in office.said(office.emea) if "Deals" in one]


async def test_the_later_one_joins_within_a_quarter_of_an_hour(office):
    """Ten minutes later the second question stands in the first one's message."""
    await two(office)
    await office.at("2026-03-03T09:00", NEW_YORK)
    (before,) = questions(office, office.ben)
    await office.at("2026-03-03T09:10", NEW_YORK)
    (after,) = questions(office, office.ben)
    assert after.ts == before.ts
    assert "What will the week bring?" in after.words


async def test_what_comes_later_or_after_an_answer_gets_its_own_message(office):
    """Twenty minutes are too long, and where the first is answered already the second rings for itself."""
    await two(office, second="09:20")
    await office.at("2026-03-03T09:00", NEW_YORK)
    await office.at("2026-03-03T09:20", NEW_YORK)
    assert len(questions(office, office.ben)) == 2

    await office.at("2026-03-04T09:00", BERLIN)
    view = await open_form(office, office.ana, "Morning, Ana")
    await send(office, office.ana, view, {"The Acme deal?": "Won"})
    await office.at("2026-03-04T09:10", BERLIN)
    assert len(questions(office, office.ana)) == 1
    await office.at("2026-03-04T09:20", BERLIN)
    assert len(questions(office, office.ana)) == 2


async def test_each_part_is_skipped_closed_and_over_on_its_own(office):
    """Skipping one leaves the other; both close; the next day has a message of its own, and the old one is over."""
    await two(office)
    await office.at("2026-03-03T09:10", NEW_YORK)
    (message,) = questions(office, office.ben)
    first, second = numbers(message)
    await office.act(office.ben).click(message, "checkin.skip", first)
    await office.settle()
    (message,) = questions(office, office.ben)
    assert "*Deals:* Skipped for today." in message.words
    assert "Commitments for EMEA Sales" in message.words

    await office.at("2026-03-03T14:00", NEW_YORK)
    (message,) = questions(office, office.ben)[:1]
    assert "Commitments closed at 14:00" in message.words
    view = await open_form(office, office.ben, "Commitments closed", value=second)
    await send(office, office.ben, view, {"What will the week bring?": "Two demos"})
    assert "It was late" in questions(office, office.ben)[0].words

    await office.at("2026-03-04T09:10", NEW_YORK)
    old = questions(office, office.ben)[0]
    assert old.words.count("Tuesday is over") == 2
    assert not numbers(old)
    assert len(numbers(questions(office, office.ben)[-1])) == 2


async def test_they_are_reminded_of_together_and_told_apart_in_why(office):
    """Due at the same moment, both are in one reminder, which goes when both are answered; why names each."""
    await two(office, second="09:00")
    await office.at("2026-03-03T09:00", NEW_YORK)
    await office.at("2026-03-03T10:30", NEW_YORK)
    reminders = [one for one in questions(office, office.ben) if "Still time" in one.words]
    assert len(reminders) == 1
    assert reminders[0].words.count("Still time") == 2
    await office.act(office.ben).command("/salesbot", "why")
    why = office.slack.messages(office.ben)[-1].words
    assert "I sent your Deals in EMEA Sales" in why
    assert "I sent your Commitments in EMEA Sales" in why

    first, second = numbers(questions(office, office.ben)[0])
    for value, label in ((first, "The Acme deal?"), (second, "What will the week bring?")):
        await office.act(office.ben).click(questions(office, office.ben)[0], "checkin.answer", value)
        view = await office.act(office.ben).view()
        await send(office, office.ben, view, {label: "Done"})
    assert not [one for one in office.said(office.ben) if "Still time" in one]
    await office.act(office.ben).command("/salesbot", "why")
    why = office.slack.messages(office.ben)[-1].words
    for name in ("Deals", "Commitments"):
        assert why.count(f"I sent the reminder of your {name} in EMEA Sales.") == 1


async def test_a_message_that_slack_never_took_loses_neither_question(office):
    """Slack is away until the first closes: the later part is still asked in time, and both are explained."""
    team = await office.set_up(wall="16:00")
    await begin(office, team, DEAL, name="Deals", wall="09:00")
    await begin(office, team, WEEK, name="Commitments", wall="09:00")
    office.slack.fault("chat.postMessage", "ratelimited", seconds=1, times=None)
    await office.at("2026-03-03T09:00", NEW_YORK, patience=1)
    office.slack.behave()
    await office.at("2026-03-03T12:00", NEW_YORK)
    (message,) = questions(office, office.ben)[:1]
    assert len(numbers(message)) == 2
