"""A playground with a stock bolt app in it, by sockets or by HTTP; nothing of salesbot above the playground."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from salesbot.playground import Playground, Settings


@pytest.fixture
async def slack():
    async with Playground.serve(settings=Settings(ack_within=0.4, refresh_warning=0.01)) as running:
        yield running


@pytest.fixture
def acme(slack):
    return slack.workspace("T_ACME", name="Acme")


@pytest.fixture
def bot(slack, acme):
    return slack.install(acme)


@pytest.fixture
def ana(slack, acme):
    return slack.user("Ana", tz="Europe/Berlin", is_admin=True)


@pytest.fixture
def ben(slack, acme):
    return slack.user("Ben", tz="America/New_York")


@pytest.fixture
async def session():
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
def client(slack, bot, session):
    return AsyncWebClient(token=bot.bot_token, base_url=slack.url, session=session, retry_handlers=[])


@pytest.fixture
def app(client, bot):
    """A stock bolt app; the test adds listeners."""
    return AsyncApp(client=client, token=bot.bot_token, signing_secret=bot.signing_secret, process_before_response=True)


@pytest.fixture
async def socket(slack, bot, app):
    """The app, connected by one socket."""
    handler = AsyncSocketModeHandler(app, bot.app_token, ping_interval=0.2)
    await handler.connect_async()
    await slack.connected(bot)
    yield handler
    await handler.close_async()


@pytest.fixture
async def http(slack, bot, app):
    """The app, reached by signed HTTP."""

    async def door(request):
        from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request

        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    served = web.Application()
    served.router.add_post("/slack/events", door)
    runner = web.AppRunner(served)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    bot.app.delivery, bot.app.request_url = "http", f"http://127.0.0.1:{port}/slack/events"
    yield bot
    await runner.cleanup()


@pytest.fixture(params=["socket", "http"])
def connected(request):
    """The app on each transport in turn."""
    return request.getfixturevalue(request.param)
