"""Socket Mode brings everything, through refreshes, cuts and ghosts."""

from __future__ import annotations

import asyncio

import pytest
import structlog
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from pydantic import SecretStr

from salesbot.errors import WrongSetting
from salesbot.slack.socket import SocketDoor
from salesbot.slack.socket.line import End, Line


async def until(look):
    """Wait until it is so, five seconds at most."""
    async with asyncio.timeout(5):
        while not look():  # noqa: ASYNC110  the code under test has no event to wait for
            await asyncio.sleep(0.01)


@pytest.fixture
def heard(app):
    """Everything typed that reached the bot, once each time it came."""
    texts = []

    @app.command("/note")
    async def note(ack, command):
        texts.append(command["text"])
        await asyncio.sleep(0.02)
        await ack(f"noted {command['text']}")

    @app.event("message")
    async def message(event):
        texts.append(event["text"])

    return texts


@pytest.mark.usefixtures("socket")
async def test_refreshes_lose_nothing_and_leave_no_gap(slack, bot, ben, heard):
    """While Slack renews both connections again and again, all that is typed arrives, and one is always there."""
    slack.settings.event_retries = (0.05, 0.2, 0.5)
    open_links = []

    async def refreshes():
        for _ in range(4):
            await slack.refresh(bot)
            await slack.connected(bot, links=2)

    renewing = asyncio.create_task(refreshes())
    said = [str(number) for number in range(60)]
    for number in said:
        await slack.act(ben).say(number)
        open_links.append(len([link for link in slack.courier.links.of(bot.app) if not link.leaving]))
    await renewing
    await slack.wait_for(lambda: sorted(set(heard), key=int) == said, within=5)
    assert min(open_links) >= 1


@pytest.mark.usefixtures("socket")
async def test_events_at_a_cut_come_when_the_connection_is_back(slack, bot, ben, heard):
    """A cut without a word: what Slack could not bring it brings again."""
    slack.settings.event_retries = (0.3, 0.6)
    slack.disconnect(bot)
    await slack.act(ben).say("good morning")
    await slack.wait_for(lambda: heard == ["good morning"], within=5)


async def test_after_a_cut_somebody_is_told_since_when(slack, bot, app, settings, clients, pace):
    """What was typed since then can be looked up in the history."""
    told = asyncio.Queue()
    door = SocketDoor(app, settings, clients=clients, on_reconnect=told.put, pace=pace)
    await door.start()
    await slack.connected(bot, links=2)
    slack.disconnect(bot)
    since = [await asyncio.wait_for(told.get(), 5) for _ in range(2)]
    assert all(instant.tzinfo for instant in since)
    await slack.connected(bot, links=2)
    await door.stop(1)


async def test_after_socket_mode_was_switched_off_somebody_is_told_since_when(slack, bot, app, settings, clients, pace):
    """Slack brings nothing while it is off; what was typed meanwhile can be looked up."""
    told = asyncio.Queue()
    door = SocketDoor(app, settings, clients=clients, on_reconnect=told.put, pace=pace)
    await door.start()
    await slack.connected(bot, links=2)
    for link in list(slack.courier.links.of(bot.app)):
        await link.tell({"type": "disconnect", "reason": "link_disabled", "debug_info": {}})
        await link.socket.close()
    since = [await asyncio.wait_for(told.get(), 5) for _ in range(2)]
    assert all(instant.tzinfo for instant in since)
    await slack.connected(bot, links=2)
    await door.stop(1)


async def test_a_refresh_needs_no_catching_up(slack, bot, app, settings, clients, pace):
    """A connection that was replaced in time has missed nothing."""
    told = asyncio.Queue()
    door = SocketDoor(app, settings, clients=clients, on_reconnect=told.put, pace=pace)
    await door.start()
    await slack.connected(bot, links=2)
    await slack.refresh(bot)
    await slack.connected(bot, links=2)
    await door.stop(1)
    assert told.empty()


async def test_salesbot_says_whether_it_is_connected(slack, socket):
    """Ready while a connection stands, not while Slack is away, ready again when it is back."""
    assert await socket.connected()
    await slack.down()
    await until(lambda: not any(line.is_open for line in socket._lines))
    assert not await socket.connected()
    await slack.up()
    await until(lambda: any(line.is_open for line in socket._lines))
    assert await socket.connected()


async def test_a_start_without_slack_goes_on_trying(slack, bot, app, settings, clients, pace):
    """Slack away at the start is no reason to end; it connects when Slack is back."""
    await slack.down()
    door = SocketDoor(app, settings, clients=clients, pace=pace)
    await door.start()
    assert not await door.connected()
    await slack.up()
    await slack.connected(bot, links=2)
    await door.stop(1)


async def test_a_ghost_is_noticed_and_the_connection_renewed(slack, bot, app, settings, clients, pace):
    """Slack counts more connections than there are: that is logged, and a fresh one is opened."""
    slack.ghost(bot)
    with structlog.testing.capture_logs() as lines:
        door = SocketDoor(app, settings, clients=clients, pace=pace)
        await door.start()
        await slack.wait_for(lambda: slack.log.counters["apps.connections.open"] >= 3, within=5)
    assert {"event": "socket_ghosts", "counted": 2, "expected": 1, "log_level": "warning"} in lines
    await door.stop(1)


async def test_connections_of_other_processes_are_no_ghosts(slack, bot, app, settings, clients, pace, socket):
    """Two processes with two connections each are four, and that is right."""
    with structlog.testing.capture_logs() as lines:
        second = SocketDoor(app, settings, clients=clients, others=lambda: 2, pace=pace)
        await second.start()
        await slack.connected(bot, links=4)
    assert not [line for line in lines if line["event"] == "socket_ghosts"]
    await second.stop(1)


@pytest.mark.parametrize(
    ("token", "words"),
    [(None, "SALESBOT_APP_TOKEN is not set"), ("xapp-wrong", "SALESBOT_APP_TOKEN is set, but Slack does not know it")],
)
async def test_a_wrong_token_ends_the_start_with_a_sentence(app, settings, clients, pace, token, words):
    """The sentence names the setting and says what to make."""
    wrong = settings.model_copy(update={"app_token": SecretStr(token) if token else None})
    with pytest.raises(WrongSetting, match=words):
        await SocketDoor(app, wrong, clients=clients, pace=pace).start()


async def test_a_token_that_is_wrong_later_is_logged_in_words(slack, bot, app, settings, clients, socket):
    """The process goes on: the admin reads what to do, and nothing falls over."""
    with structlog.testing.capture_logs() as lines:
        slack.fault("apps.connections.open", "error", times=50, error="invalid_auth")
        slack.disconnect(bot)
        await until(lambda: any(line["event"] == "socket_not_connected" for line in lines))
        slack.behave()
        await slack.connected(bot, links=2)
    assert "Slack does not know it" in next(line["words"] for line in lines if line["event"] == "socket_not_connected")


@pytest.mark.usefixtures("socket")
async def test_what_no_ack_can_answer_any_more_is_given_up(slack, bot, ben, app):
    """Its connection broke: Ben reads that it did not work and says it anew, so the old words must not come later."""
    began, ended = asyncio.Event(), []

    @app.command("/note")
    async def note(ack):
        began.set()
        try:
            await asyncio.sleep(5)
            ended.append("stored")
        except asyncio.CancelledError:
            ended.append("given up")
            raise
        await ack("noted")

    typing = asyncio.create_task(slack.act(ben).command("/note", "old words"))
    await asyncio.wait_for(began.wait(), 5)
    slack.disconnect(bot)
    assert not (await typing).acked
    await until(lambda: ended)
    assert ended == ["given up"]


async def test_a_stop_lets_answers_out(slack, bot, ben, heard, socket):
    """A command under way when salesbot stops is still answered."""
    typing = asyncio.create_task(slack.act(ben).command("/note", "last"))
    await until(lambda: heard)
    await socket.stop(2)
    assert (await typing).shown == ("noted last",)
    assert not await socket.connected()


async def test_a_connection_without_a_sign_of_life_is_given_up(pace):
    """A peer that answers no ping is as good as gone, though its connection never closes."""

    async def dead(request):
        peer = web.WebSocketResponse(autoping=False)
        await peer.prepare(request)
        await peer.send_str('{"type": "hello", "num_connections": 1}')
        async for _ in peer:
            pass
        return peer

    site = web.Application()
    site.router.add_get("/", dead)
    async with TestServer(site) as server, ClientSession() as session:
        line = Line(await session.ws_connect(server.make_url("/"), autoping=False), never, pace=pace)
        assert await asyncio.wait_for(line.hello, 5) == 1
        assert await asyncio.wait_for(line.leaving, 5) is End.LOST
        await line.close(0)
        assert not line.is_open


async def never(envelope):
    raise AssertionError(envelope)
