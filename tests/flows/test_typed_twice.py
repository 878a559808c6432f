"""A typed text is one answer, however often its button is pressed."""

from __future__ import annotations

from office import NEW_YORK


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
