"""A process that stood still does not store what waited meanwhile."""

from __future__ import annotations

import asyncio
import time

import pytest

from salesbot.slack.pulse import Pulse


async def test_a_pulse_knows_that_it_was_missing():
    """While it beats there is no doubt; after a standstill there is, for a while."""
    pulse = Pulse(still=0.3, doubt=0.3)
    assert not pulse.just_woke()
    await asyncio.sleep(0.25)
    assert not pulse.just_woke()
    time.sleep(0.4)  # noqa: ASYNC251  the loop must stand still
    await asyncio.sleep(0.05)
    assert pulse.just_woke()
    await asyncio.sleep(0.4)
    assert not pulse.just_woke()


@pytest.mark.usefixtures("reached")
async def test_what_waited_while_the_process_stood_still_is_not_stored(slack, app, ben, visit):
    """Words that Slack has given up must not go over newer ones: they get no yes; what comes later is taken again."""
    stored = []

    @app.view("kudos.form")
    async def keep(ack, body):
        stored.append(body["view"]["id"])
        await ack()

    visit.offer_form()
    view = await visit.open_form()
    app.pulse = Pulse(still=0.3, doubt=5)
    assert not app.pulse.just_woke()
    time.sleep(0.4)  # noqa: ASYNC251  the loop must stand still
    slack.settings.ack_within = 0.5
    assert not (await slack.act(ben).submit(view, {"who": "Ana", "why": "the demo"})).acked
    assert stored == []
    app.pulse = Pulse()
    assert (await slack.act(ben).submit(view, {"who": "Ana", "why": "the demo"}, again=True)).closed
    assert len(stored) == 1
