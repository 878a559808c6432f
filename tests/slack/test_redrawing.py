"""A form that changes under somebody's hands shows what their newest act asks for, whatever overtakes what."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from salesbot.slack import kit
from salesbot.slack.redrawing import Redrawing


def form(*words: str):
    """A form with a field for each word."""
    fields = [kit.text_input(word, word, optional=True) for word in words]
    return kit.modal("Form", fields, callback_id="form", submit="Send")


def act(view, at: str):
    """An act in this version of a form."""
    return {"view": view.json(), "actions": [{"action_ts": at}]}


@pytest.fixture
async def client(slack, bot):
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(token=bot.bot_token, base_url=slack.url, session=session, retry_handlers=[])


@pytest.fixture
async def view(slack, bot, ana, client):
    """A form that is open on Ana's screen."""
    await client.views_open(trigger_id=slack.world.trigger(bot, ana), view=form("a"))
    return await slack.act(ana).view()


async def shown(slack, ana):
    """The fields on Ana's screen."""
    now = await slack.act(ana).view(within=0)
    return now and [block["block_id"] for block in now.blocks]


async def test_an_act_changes_the_form(slack, ana, client, view):
    """Nothing came between."""
    redrawing = Redrawing()
    redrawing.heard(act(view, "1.000001"))
    await redrawing.update(client, act(view, "1.000001"), form("a", "b"))
    assert await shown(slack, ana) == ["a", "b"]


@pytest.mark.parametrize("order", [("1.000001", "1.000002"), ("1.000002", "1.000001")])
async def test_of_two_acts_in_one_version_the_newer_stands(slack, ana, client, view, order):
    """Whichever of them gets through first: an older one never covers a newer one, nor is the newer one lost."""
    redrawing = Redrawing()
    for at in order:
        redrawing.heard(act(view, at))
    for at in order:
        await redrawing.update(client, act(view, at), form("a", at))
    assert await shown(slack, ana) == ["a", "1.000002"]


async def test_a_form_that_was_closed_is_left_alone(slack, ana, client, view):
    """Before its update, and between its two tries."""
    redrawing = Redrawing()
    redrawing.heard(act(view, "1.000001"))
    await slack.act(ana).close(view)
    await redrawing.update(client, act(view, "1.000001"), form("a", "b"))
    assert await shown(slack, ana) is None


async def test_what_slack_refuses_for_another_reason_is_raised(client, view):
    """A view that Slack does not take is our fault, and the log shall say so."""
    redrawing = Redrawing()
    redrawing.heard(act(view, "1.000001"))
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await redrawing.update(client, act(view, "1.000001"), {"type": "modal", "blocks": []})


async def test_only_so_many_forms_are_remembered(view):
    """A process that runs for months forgets forms that were filled in long ago."""
    redrawing = Redrawing()
    for number in range(3_000):
        redrawing.heard({"view": {"id": f"V{number}"}, "actions": [{"action_ts": "1.0"}]})
    assert len(redrawing._newest) <= 1_000
