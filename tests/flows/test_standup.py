"""The first story: a team is asked, answers, and reads its report."""

from __future__ import annotations

from office import BERLIN, NEW_YORK


async def test_a_member_is_asked_answers_and_the_channel_reads_it(office):
    """The question comes at the member's own 09:15, the modal stores the answer, and the report says it."""
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.at("2026-03-03T09:15", NEW_YORK)
    question = office.titled(office.ben, "What is the one thing today?")

    await office.act(office.ben).click(question, "checkin.answer")
    view = await office.act(office.ben).view()
    outcome = await office.act(office.ben).submit(
        view, {label: words for label, words in zip(inputs(view), ("Met Acme", "Send the offer", ""), strict=True)}
    )
    await office.settle()

    assert outcome.closed
    report = office.last(office.emea).words
    assert "Met Acme" in report and "Send the offer" in report and "1 of 2 answered" in report
    assert "Thanks, ben" in office.said(office.ben)[-1]


def inputs(view):
    """The block ids of a form's questions, in order."""
    return [block["block_id"] for block in view.blocks if str(block.get("block_id", "")).startswith("question.")]
