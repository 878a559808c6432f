"""What apps hear of, how often, and on which of their sockets."""

from __future__ import annotations

import asyncio
import re

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

ANYTHING = re.compile(".*")


@pytest.fixture
def heard(app):
    """Every event the app acks, in order."""
    got = []

    @app.event(ANYTHING)
    async def listen(body):
        got.append(body)

    return got


def types(heard):
    return [body["event"]["type"] for body in heard]


async def test_a_direct_message_reaches_the_app(slack, ana, connected, heard):
    """message.im with who, where and what."""
    said = await slack.act(ana).say("Call Acme & Co")
    await slack.settled()
    event = heard[0]["event"]
    assert (event["type"], event["channel_type"], event["user"], event["ts"]) == ("message", "im", ana.id, said.ts)
    assert event["text"] == "Call Acme &amp; Co"
    assert heard[0]["event_id"].startswith("Ev")


async def test_an_app_filters_what_it_said_itself(slack, client, bot, ana, heard, socket):
    """Slack tells an app of its own messages, too; bolt drops them by the bot's user."""
    await client.chat_postMessage(channel=ana.id, text="Hi")
    await slack.settled()
    assert [each.what for each in slack.log.deliveries] == ["message"]
    assert heard == []


async def test_people_come_change_and_go(slack, acme, bot, ana, ben, connected, heard):
    """team_join, user_change, member_joined_channel and _left_channel, channel_archive, reaction_added and _removed."""
    room = slack.channel("room", members=[ana, bot.bot])
    steps = (
        lambda: slack.arrive("Cleo", tz="Australia/Sydney"),
        lambda: slack.change(ben, tz="Europe/London"),
        lambda: slack.act(ben).join(room),
        lambda: slack.act(ben).leave(room),
        lambda: slack.archive(room),
        lambda: slack.archive(room, archived=False),
    )
    for step in steps:
        done = step()
        if asyncio.iscoroutine(done):
            await done
        await slack.settled(quiet=0.01)
    said = await slack.act(ana).say("Hi", to=room)
    await slack.settled(quiet=0.01)
    await slack.act(ana).react(said, "eyes")
    await slack.settled(quiet=0.01)
    for _ in "twice":  # the others do nothing, and nobody hears of them
        await slack.act(ana).unreact(said, "eyes")
    await slack.settled(quiet=0.01)
    assert slack.messages(room)[-1].reactions == ()
    assert types(heard) == [
        "team_join", "user_change", "member_joined_channel", "member_left_channel", "channel_archive",
        "channel_unarchive", "message", "reaction_added", "reaction_removed",
    ]  # fmt: skip
    assert heard[1]["event"]["user"]["tz"] == "Europe/London"


async def test_removing_the_app_is_told_twice(slack, bot, connected):
    """app_uninstalled and tokens_revoked, delivered although the token no longer works."""
    slack.uninstall(bot)
    await slack.wait_for(lambda: len({each.what for each in slack.log.deliveries}) == 2)
    assert {each.what for each in slack.log.deliveries} == {"app_uninstalled", "tokens_revoked"}


MANIFEST = {
    "display_information": {"name": "salesbot"},
    "features": {
        "app_home": {"messages_tab_enabled": True, "messages_tab_read_only_enabled": False, "home_tab_enabled": True},
        "bot_user": {"display_name": "salesbot"},
        "slash_commands": [{"command": "/checkin", "description": "Answer", "should_escape": False}],
        "shortcuts": [{"name": "Kudos", "callback_id": "kudos", "type": "global", "description": "Thank"}],
    },
    "oauth_config": {"scopes": {"bot": ["commands", "chat:write"], "bot_optional": ["im:history", "channels:history"]}},
    "settings": {
        "event_subscriptions": {"bot_events": ["message.im", "message.channels", "user_change"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


async def test_only_what_the_manifest_declares_exists(slack, acme, ana):
    """Commands, shortcuts, scopes and subscriptions come from the manifest; an event needs its scope as well."""
    app = slack.install(acme, MANIFEST, without=["channels:history"])
    room = slack.channel("room", members=[ana, app.bot])
    assert app.scopes == {"commands", "chat:write", "im:history"}
    assert (await slack.act(ana).command("/kudos")).sent is False
    with pytest.raises(LookupError, match="no shortcut"):
        await slack.act(ana).shortcut("tip")
    slack.ghost(app)
    slack.settings.event_retries, slack.settings.ack_within = (), 0.05
    await slack.act(ana).say("in public", to=room)
    slack.change(ana, tz="Europe/Paris")
    await slack.act(ana).say("in private")
    await slack.settled(quiet=0.1)
    assert [each.what for each in slack.log.deliveries] == ["message"]
    assert (await slack.act(ana).command("/checkin")).failure.endswith('"operation_timeout"')


async def test_a_read_only_messages_tab_takes_no_messages(slack, bot, ana):
    """What a person types is refused by Slack itself."""
    bot.app.messages_read_only = True
    with pytest.raises(PermissionError, match="turned off"):
        await slack.act(ana).say("Hi")


async def test_an_event_without_ack_comes_again(slack, app, ana, connected):
    """Three retries with the same event id and rising numbers; an ack ends them."""
    slack.settings.event_retries = (0.0, 0.05, 0.1)
    seen, numbers = [], []

    @app.event("message")
    async def flaky(body, request):
        seen.append(body["event_id"])
        numbers.append(request.headers.get("x-slack-retry-num", ["0"])[0])
        if len(seen) < 3:
            raise RuntimeError("not yet")

    await slack.act(ana).say("Hi")
    await slack.wait_for(lambda: len(seen) == 3)
    await slack.settled(quiet=0.15)
    assert numbers == ["0", "1", "2"]
    assert len(set(seen)) == 1
    assert [(each.attempt, each.ok) for each in slack.log.deliveries] == [(0, False), (1, False), (2, True)]


async def test_an_event_sent_while_nobody_listened_comes_as_a_retry(slack, app, bot, ana, heard):
    """No socket was open: the retry carries retry_attempt and retry_reason."""
    slack.settings.event_retries = (0.0, 0.3)
    attempts = []

    @app.middleware
    async def look(request, next):  # noqa: A002  bolt's name
        attempts.append((request.headers["x-slack-retry-num"], request.headers["x-slack-retry-reason"]))
        await next()

    await slack.act(ana).say("Hi")
    handler = AsyncSocketModeHandler(app, bot.app_token)
    await handler.connect_async()
    await slack.wait_for(lambda: heard)
    await handler.close_async()
    assert attempts == [(["2"], ["timeout"])]


async def test_an_acked_event_can_come_again_all_the_same(slack, ana, connected, heard):
    """The fault `repeat`: same event id, twice."""
    slack.fault("events_api", "repeat")
    await slack.act(ana).say("Hi")
    await slack.wait_for(lambda: len(heard) == 2)
    assert len({body["event_id"] for body in heard}) == 1


async def test_http_payloads_are_signed(slack, bot, ana, http):
    """bolt, with its own check switched on, takes the right secret and refuses another; the challenge is answered."""
    assert await slack.verify(bot)
    bot.app.signing_secret = "another"
    failed = await slack.act(ana).command("/checkin")
    assert (failed.status, failed.acked) == (401, False)
    assert not await slack.verify(bot)


# -- sockets ------------------------------------------------------------------------------------------------------


@pytest.fixture
async def two(slack, bot, session):
    """Two plain slack_sdk socket clients of one app that note what they get; the first one's list first."""
    lists, clients = ([], []), []
    for got in lists:
        client = SocketModeClient(
            app_token=bot.app_token, ping_interval=0.2,
            web_client=AsyncWebClient(base_url=slack.url, session=session),
        )  # fmt: skip

        async def take(client, request, got=got):
            got.append(request)
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))

        client.socket_mode_request_listeners.append(take)
        await client.connect()
        clients.append(client)
    await slack.connected(bot, links=2)
    yield lists
    for client in clients:
        await client.close()


async def test_each_payload_goes_to_exactly_one_socket(slack, ana, two):
    """Two sockets share the payloads."""
    for _ in range(6):
        assert (await slack.act(ana).command("/checkin")).ok
    assert [len(got) for got in two] == [3, 3]


async def test_hello_counts_connections(slack, bot, session):
    """The first word tells num_connections, ghosts included; an eleventh socket is refused."""
    slack.ghost(bot)
    for _ in range(8):
        slack.ghost(bot)
    client = AsyncWebClient(base_url=slack.url, session=session)
    url = (await client.apps_connections_open(app_token=bot.app_token))["url"]
    async with session.ws_connect(url) as tenth:
        hello = await tenth.receive_json()
        assert (hello["type"], hello["num_connections"]) == ("hello", 10)
        assert hello["connection_info"] == {"app_id": bot.app.id}
        async with session.ws_connect(url) as eleventh:
            assert (await eleventh.receive_json())["reason"] == "too_many_websockets"


async def test_a_refresh_is_announced_and_clients_come_back(slack, bot, ana, two):
    """warning, refresh_requested, close; slack_sdk opens new sockets and payloads arrive."""
    await slack.refresh(bot)
    await slack.connected(bot, links=2)
    assert (await slack.act(ana).command("/checkin")).ok


async def test_a_broken_socket_is_opened_anew(slack, bot, ana, two):
    """Without any close frame."""
    slack.disconnect(bot)
    await slack.wait_for(lambda: len(slack.courier.links.of(bot.app)) < 2)
    await slack.connected(bot, links=2)
    assert (await slack.act(ana).command("/checkin")).ok


async def test_a_ghost_swallows_its_share(slack, bot, ana, socket, app):
    """A half-open socket gets payloads that nobody answers."""

    @app.command("/checkin")
    async def yes(ack):
        await ack()

    slack.settings.ack_within = 0.1
    ghost = slack.ghost(bot)
    outcomes = [(await slack.act(ana).command("/checkin")).ok for _ in range(2)]
    assert sorted(outcomes) == [False, True]
    slack.courier.links.drop(ghost)
    assert (await slack.act(ana).command("/checkin")).ok
