"""A channel that another company reads meanwhile: what is said no more leaves it, and nothing points to it."""

from __future__ import annotations

import pytest

from flows.test_publishing import deals, edit, with_seven_questions
from office import BERLIN, NEW_YORK, SYDNEY


def said(office, channel):
    return "".join(one.words for one in office.slack.messages(channel, by_bots=True))


async def confirm(office, name):
    note = office.titled(office.ana, "is now shared with another company")
    await office.act(office.ana).click(note, "checkin.shared_confirm")
    await office.act(office.ana).submit(await office.act(office.ana).view(), {"confirm": name})
    await office.settle()


@pytest.mark.parametrize("mode", ["live", "thread"])
@pytest.mark.parametrize("deed", ["take back", "change"])
async def test_a_blocker_that_was_taken_back_leaves_the_report_of_a_shared_channel(office, mode, deed):
    """It stood at the top of the day's message, which is else not drawn any more."""
    channel = await deals(office, publish=mode)
    for zone, who, words in ((BERLIN, office.ana, ""), (NEW_YORK, office.ben, "Margin is 41 percent")):
        await office.at("2026-03-03T09:15", zone)
        await office.answer(who, "Met Acme", "Reviews", words)
    assert "41 percent" in said(office, channel)
    office.slack.share(channel)
    await office.settle()
    if deed == "change":
        await edit(office, office.ben, "Met Acme", "Reviews", "Nothing of note")
    else:
        await office.act(office.ben).click(office.titled(office.ben, "Thanks, Ben"), "checkin.retract")
        await office.settle()
        await office.answer(office.ben, "Met Acme", "Reviews", "Nothing of note")
    assert "41 percent" not in said(office, channel)
    assert "Nothing of note" not in said(office, channel)

    await confirm(office, "#deals")
    text = said(office, channel)
    assert "2 of 2 answered" in text
    assert text.count("*What is the one thing today?* Reviews") == 2
    assert "41 percent" not in text
    assert "waits until" not in text


async def test_a_long_answer_that_was_taken_back_there_is_continued_nowhere(office):
    """Once the channel is confirmed, the report says nothing of pages on which nobody stands."""
    channel = office.slack.channel("deals", members=[office.ana, office.cleo, office.bot.bot])
    await with_seven_questions(office, publish="live", channel_id=channel.id, channel_name="deals")
    await office.at("2026-03-04T09:15", SYDNEY)
    await office.answer(office.cleo, *[f"Short {n}" for n in range(7)])
    await office.at("2026-03-04T09:15", BERLIN)
    await office.answer(office.ana, *[f"{'word ' * 500}end-{n}" for n in range(7)])
    office.slack.share(channel)
    await office.settle()
    await office.act(office.ana).click(office.titled(office.ana, "Thanks, Ana"), "checkin.retract")
    await office.settle()
    assert "Continued" not in said(office, channel)
    assert "Short 6" in said(office, channel)
    await confirm(office, "#deals")
    text = said(office, channel)
    assert "1 of" in text
    assert "Continued" not in text
