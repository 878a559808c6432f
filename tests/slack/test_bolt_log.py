"""Bolt's log and ours are two."""

from __future__ import annotations

import logging

import pytest


@pytest.mark.usefixtures("reached")
async def test_bolt_does_not_turn_our_own_log_down(slack, app, ben):
    """Bolt gives the logger of the app's name its own quiet level at the first payload: it must not be the house's."""
    house = logging.getLogger("salesbot")
    house.setLevel(logging.NOTSET)

    @app.command("/kudos")
    async def kudos(ack):
        await ack()

    assert (await slack.act(ben).command("/kudos")).ok
    assert house.level == logging.NOTSET
