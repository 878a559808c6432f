"""Misbehaviour on command, as plain slack_sdk sees it."""

from __future__ import annotations

import asyncio
import json
import sys

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from salesbot.playground import Playground, Remote, Settings


async def test_429_says_how_long(client, slack, ana):
    """Retry-After comes with it, and nothing was posted."""
    slack.fault("chat.postMessage", "ratelimited", seconds=7)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=ana.id, text="x")
    assert (caught.value.response.status_code, caught.value.response.headers["Retry-After"]) == (429, "7")
    assert slack.texts(to=ana) == []


@pytest.mark.parametrize(
    ("kind", "posted", "status"),
    [("status", 0, 503), ("status_after", 1, 503), ("html", 0, 502), ("html_after", 1, 200), ("text", 0, 504)],
)
async def test_answers_of_5xx_and_html(client, slack, ana, kind, posted, status):
    """Instead of the call, or after it was carried out; slack_sdk gives `{}` for HTML and text for plain text."""
    slack.fault("chat.postMessage", kind, status=status)
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel=ana.id, text="x")
    assert caught.value.response.status_code == status
    assert isinstance(caught.value.response.data, str) == (kind == "text")
    assert len(slack.texts(to=ana)) == posted


@pytest.mark.parametrize(("kind", "posted"), [("reset", 0), ("reset_after", 1), ("truncated", 1)])
async def test_connections_break(client, slack, ana, kind, posted):
    """Before the call was accepted, after it, and in the middle of the answer."""
    slack.fault("chat.postMessage", kind)
    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=ana.id, text="x")
    assert len(slack.texts(to=ana)) == posted
    assert (slack.calls[-1].status, slack.calls[-1].fault, slack.calls[-1].done) == (0, kind, bool(posted))
    await client.chat_postMessage(channel=ana.id, text="y")
    assert slack.texts(to=ana)[-1] == "y"


@pytest.mark.parametrize("kind", ["garbled", "empty"])
async def test_answers_that_are_no_json(client, slack, ana, kind):
    """The call was carried out all the same."""
    slack.fault("chat.postMessage", kind)
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=ana.id, text="x")
    assert slack.texts(to=ana) == ["x"]


async def test_errors_before_and_after(client, slack, ana):
    """internal_error may come from a call that was carried out."""
    slack.fault("chat.postMessage", "error", error="fatal_error")
    slack.fault("chat.postMessage", "error_after")
    errors = []
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await client.chat_postMessage(channel=ana.id, text="x")
        errors.append(caught.value.response["error"])
    assert (errors, slack.texts(to=ana)) == (["fatal_error", "internal_error"], ["x"])


async def test_slow_answers_run_into_time_outs(slack, bot, session, ana):
    """Slow before the call and slow after it."""
    client = AsyncWebClient(token=bot.bot_token, base_url=slack.url, session=session)
    client.timeout = 0.1
    for kind in ("slow_after", "slow"):
        slack.fault("chat.postMessage", kind, seconds=0.3)
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(client.chat_postMessage(channel=ana.id, text=kind), 0.1)
    assert slack.texts(to=ana) == ["slow_after"]


async def test_slack_sdks_own_retry_posts_twice(slack, bot, session, ana):
    """Why salesbot posts without retry handlers: a reset after the call was accepted makes a double."""
    client = AsyncWebClient(
        token=bot.bot_token, base_url=slack.url, session=session, retry_handlers=[AsyncConnectionErrorRetryHandler()]
    )
    slack.fault("chat.postMessage", "reset_after")
    await client.chat_postMessage(channel=ana.id, text="x")
    assert slack.texts(to=ana) == ["x", "x"]


async def test_faults_pick_by_count_chance_and_skip(client, slack):
    """`times` ends by itself, `skip` lets some pass, and a seed makes chance repeatable."""

    async def fails():
        try:
            await client.api_test()
        except SlackApiError:
            return True
        return False

    slack.fault("api.test", "error", times=2, skip=1)
    assert [await fails() for _ in range(4)] == [False, True, True, False]
    slack.fault("*", "error", times=None, chance=0.5)
    some = [await fails() for _ in range(30)]
    assert 5 < sum(some) < 25
    slack.behave()
    assert not await fails()
    with pytest.raises(ValueError, match="no such fault"):
        slack.fault("api.test", "explode")


async def test_slack_down_refuses_connections_and_comes_back(client, slack, bot, ana, socket):
    """Nobody gets in, sockets break, and at the same address all is well again."""
    await slack.down()
    with pytest.raises(aiohttp.ClientConnectorError):
        await client.api_test()
    assert (await slack.act(ana).command("/checkin")).failure.endswith('"dispatch_failed"')
    await slack.up()
    assert (await client.api_test())["ok"]
    await slack.connected(bot)


async def test_another_process_drives_a_playground_of_its_own():
    """`python -m salesbot.playground` and its control door: people, acts, faults, and being down."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "salesbot.playground", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    where = json.loads(await asyncio.wait_for(process.stdout.readline(), 20))
    try:
        async with Remote(where["control"]) as slack, aiohttp.ClientSession() as session:
            bot = await slack.install()
            ben = await slack.user(name="Ben", tz="America/New_York")
            client = AsyncWebClient(token=bot["bot_token"], base_url=where["api"], session=session)
            await client.chat_postMessage(channel=ben["id"], text="Morning")
            assert [m["text"] for m in await slack.messages(user="ben")] == ["Morning"]
            failed = await slack.command(user="ben", command="/checkin")
            assert failed["failure"].endswith('"dispatch_failed"')
            await slack.fault(method="api.test", kind="error")
            with pytest.raises(SlackApiError):
                await client.api_test()
            await slack.down()
            with pytest.raises(aiohttp.ClientConnectorError):
                await client.api_test()
            await slack.up()
            assert (await client.api_test())["ok"]
            assert (await slack.counters())["chat.postMessage"] == 1
            with pytest.raises(LookupError, match="no verb"):
                await slack.dance()
    finally:
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 10) == 0


async def test_the_control_door_streams_changes(slack, client, ana, session):
    """Whoever watches hears of every message."""
    async with session.get(f"{slack.control_url}/control/stream") as stream:
        assert await stream.content.readline() == b": open\n"
        await client.chat_postMessage(channel=ana.id, text="x")
        heard = [await stream.content.readline() for _ in range(4)]
    assert any(b'"what": "message"' in line for line in heard)


async def test_two_playgrounds_do_not_know_each_other():
    """Ids never repeat from one playground to the next, as a bot's database may outlive one."""
    async with Playground.serve(settings=Settings()) as one, Playground.serve() as other:
        first, second = one.user("Ana"), other.user("Ana")
        assert first.id != second.id
        assert one.url != other.url


async def test_the_control_door_takes_json_only(slack, session):
    """A page of some other site cannot make a browser send JSON here, so it cannot act."""
    async with session.post(f"{slack.control_url}/control/down", data="{}") as answer:
        assert answer.status == 415
