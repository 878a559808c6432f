"""Channels that salesbot cannot write to any more, and people who left between a question and its answer."""

from __future__ import annotations

import pytest

from office import BERLIN, NEW_YORK

NINE_FIFTEEN = "2026-03-03T09:15"
MISHAPS = {
    "kicked": "I am not in the channel. Type `/invite @salesbot` there",
    "archived": "the channel is archived. Unarchive it, or choose another channel for the team",
}


async def happen(office, mishap):
    if mishap == "kicked":
        await office.act(office.ana).kick(office.bot.bot, out_of=office.emea)
    else:
        office.slack.archive(office.emea)
    await office.slack.settled()


async def undo(office, mishap):
    if mishap == "kicked":
        await office.act(office.ana).invite(office.bot.bot, to=office.emea)
    else:
        office.slack.archive(office.emea, archived=False)
    await office.settle()


def told(office, who):
    return [words for words in office.said(who) if "I cannot write to" in words]


@pytest.mark.parametrize("mishap", list(MISHAPS))
async def test_a_channel_that_is_closed_to_salesbot_is_told_once_and_goes_on(office, mishap):
    """The manager reads once why and what mends it; answers are taken meanwhile; then the report comes, whole, once."""
    await office.set_up()
    await happen(office, mishap)
    await office.at(NINE_FIFTEEN, BERLIN)
    await office.answer(office.ana, "Reviews", "Hiring", "")
    await office.at(NINE_FIFTEEN, NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "No access to the CRM")
    await office.at("2026-03-03T12:00", NEW_YORK)
    assert len(told(office, office.ana)) == 1
    assert f"I cannot write to <#{office.emea.id}>: {MISHAPS[mishap]}" in told(office, office.ana)[0]
    assert "I go on by myself as soon as it works again" in told(office, office.ana)[0]
    assert not told(office, office.ben)
    assert any("Thanks, Ben" in words for words in office.said(office.ben))
    assert not office.said(office.emea)

    await undo(office, mishap)
    reports = [words for words in office.said(office.emea) if "Tuesday 3 March" in words]
    assert len(reports) == 1
    for words in ("Met Acme", "Hiring", "No access to the CRM", "2 of 2 answered"):
        assert words in reports[0]
    assert len(told(office, office.ana)) == 1


async def test_a_channel_closed_a_second_time_is_told_a_second_time(office):
    """What was mended and broke again is news."""
    await office.set_up()
    for day in ("2026-03-03", "2026-03-04"):
        await happen(office, "kicked")
        await office.at(f"{day}T09:15", BERLIN)
        await office.answer(office.ana, "Reviews", "Hiring", "")
        await undo(office, "kicked")
    assert len(told(office, office.ana)) == 2
    assert len([words for words in office.said(office.emea) if "Hiring" in words]) == 2


async def test_somebody_deactivated_after_the_question_is_neither_reminded_nor_missing(office):
    """Ben leaves the company: no reminder, no next question, and no report that waits for him or calls him missing."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, BERLIN)
    await office.answer(office.ana, "Reviews", "Hiring", "")
    await office.at(NINE_FIFTEEN, NEW_YORK)
    office.slack.change(office.ben, deleted=True)
    await office.slack.settled()
    before = len(office.said(office.ben))
    for wall in ("2026-03-03T10:45", "2026-03-03T14:00", "2026-03-04T09:15"):
        await office.at(wall, NEW_YORK)
    assert len(office.said(office.ben)) == before
    report = office.titled(office.emea, "Tuesday 3 March").words
    assert "1 of 1 answered" in report
    assert "Ben" not in report
    assert not told(office, office.ana)
    assert not [call for call in office.slack.calls if call.error == "user_disabled"]


async def test_the_answer_of_somebody_who_left_stays_in_the_report(office):
    """What Ben said before he left still stands there."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    await office.answer(office.ben, "Met Acme", "Send the offer", "")
    office.slack.change(office.ben, deleted=True)
    await office.at("2026-03-03T14:00", NEW_YORK)
    assert "Met Acme" in office.titled(office.emea, "Tuesday 3 March").words


async def test_a_form_open_when_its_owner_left_the_team_is_refused_in_words(office):
    """Out of the team with the form open: Submit says so beside the field, stores nothing, and keeps the words."""
    await office.set_up()
    await office.at(NINE_FIFTEEN, NEW_YORK)
    view = await office.question(office.ben)
    fields = [block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("question.")]
    office.slack.change(office.ben, deleted=True)
    await office.slack.settled()
    office.ben.deleted = False  # his client is still open
    outcome = await office.act(office.ben).submit(view, dict.fromkeys(fields[:2], "Met Acme"))
    assert list(outcome.errors.values()) == [
        "You are no longer in EMEA Sales, so there is nothing left to answer there."
    ]
    await office.settle()
    assert not any("Met Acme" in words for words in office.said(office.emea))


async def test_somebody_whom_slack_does_not_reach_is_told_to_the_manager_once(office):
    """A deactivation that no event told of shows at the first message: the manager reads who, once, and what to do."""
    await office.set_up()
    office.ben.deleted = True  # and no user_change comes
    await office.at(NINE_FIFTEEN, NEW_YORK)
    await office.at("2026-03-03T10:45", NEW_YORK)
    assert len(told(office, office.ana)) == 1
    assert "I cannot write to <@UBEN>" in told(office, office.ana)[0]
    assert "If they left, take them out of the team" in told(office, office.ana)[0]
