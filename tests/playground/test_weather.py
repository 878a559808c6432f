"""The switch for bad days: Slack misbehaves for a short while, shows that it does, and heals by itself."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from salesbot.playground.page.weather import KINDS


async def test_too_many_requests_until_it_is_switched_off(client, slack, ana):
    """Every call is refused with a time to wait; the switch shows what is on, and off again nothing is wrong."""
    assert "too many requests" in await slack.weather.turn("429")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=ana.id, text="x")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "2")
    assert (slack.weather.now.kind, slack.weather.now.words) == ("429", KINDS["429"])
    assert slack.weather.now.left > 0
    assert await slack.weather.turn("none") == "Slack behaves again."
    assert slack.weather.now is None
    await client.chat_postMessage(channel=ana.id, text="y")
    assert slack.texts(to=ana) == ["y"]


@pytest.mark.parametrize("kind", ["500", "reset"])
async def test_answers_that_fail_before_and_after_they_are_obeyed(client, slack, ana, kind):
    """500 posts nothing; reset posts, and the line breaks before the answer."""
    await slack.weather.turn(kind)
    with pytest.raises((SlackApiError, aiohttp.ClientError)):
        await client.chat_postMessage(channel=ana.id, text="x")
    assert slack.texts(to=ana) == (["x"] if kind == "reset" else [])


async def test_slow_answers_come_all_the_same(client, slack, ana):
    """Slow is not wrong."""
    await slack.weather.turn("slow")
    await client.chat_postMessage(channel=ana.id, text="x")
    assert next(one.ms for one in slack.page.inspector.lines() if one.method == "chat.postMessage") >= 1000
    assert slack.texts(to=ana) == ["x"]


async def test_it_heals_by_itself(client, slack, ana):
    """After its time all is well without anybody doing anything, and whoever waits for news hears of it."""
    await slack.weather.turn("500", lasts=0.05)
    await slack.wait_for(lambda: slack.weather.now is None)
    await client.chat_postMessage(channel=ana.id, text="x")
    assert slack.faults.active == []


async def test_a_new_spell_ends_the_old_one_and_no_others(slack):
    """One spell at a time; a fault that somebody else made stays."""
    mine = slack.fault("chat.update", "reset")
    await slack.weather.turn("429")
    await slack.weather.turn("500")
    assert [fault.kind for fault in slack.faults.active] == ["reset", "status"]
    await slack.weather.turn("none")
    assert slack.faults.active == [mine]


async def test_sockets_are_renewed(slack, bot, socket):
    """The app is connected anew, by another socket than before."""
    before = slack.courier.links.of(bot.app)[0]
    await slack.weather.turn("refresh", lasts=0.05)
    await slack.wait_for(lambda: (links := slack.courier.links.of(bot.app)) and before not in links)
    await slack.wait_for(lambda: slack.weather.now is None)


async def test_an_unknown_kind_is_refused_in_words(slack):
    """The sentence names what there is."""
    with pytest.raises(ValueError, match="There is no fault called “hail”; there are 429, 500, reset, slow, refresh"):
        await slack.weather.turn("hail")
