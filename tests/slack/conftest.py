"""The doors of salesbot, reached over real sockets or signed HTTP from a local Slack."""

from __future__ import annotations

import pytest

from salesbot.config import Settings, Transport
from salesbot.playground import Playground
from salesbot.playground import Settings as PlaygroundSettings
from salesbot.slack import client as slack_client
from salesbot.slack.authority import Authority
from salesbot.slack.doors import make_app
from salesbot.slack.health import Health
from salesbot.slack.http import WebDoor
from salesbot.slack.socket import Pace, SocketDoor


@pytest.fixture
async def slack():
    async with Playground.serve(
        settings=PlaygroundSettings(refresh_warning=0.05, strict_rates=False, ack_within=1.2)
    ) as running:
        yield running


@pytest.fixture
def bot(slack):
    return slack.install(slack.workspace("T_ACME", name="Acme"))


@pytest.fixture
def ana(slack, bot):
    return slack.user("Ana", id="U_ANA", tz="Europe/Berlin", is_admin=True)


@pytest.fixture
def ben(slack, bot):
    return slack.user("Ben", id="U_BEN", tz="America/New_York")


@pytest.fixture
def emea(slack, bot, ana, ben):
    return slack.channel("emea-sales", members=[ana, ben, bot.bot])


@pytest.fixture
def settings(slack, bot):
    return Settings(
        _env_file=None,
        bot_token=bot.bot_token,
        app_token=bot.app_token,
        signing_secret=bot.signing_secret,
        slack_api_url=slack.url,
        host="127.0.0.1",
        port=0,
        door_deadline=0.5,
        send_timeout=2.0,
        transport=Transport.SOCKET,
    )


@pytest.fixture
async def clients(settings):
    session = slack_client.session(settings)
    yield slack_client.clients(session, settings.bot_token.get_secret_value(), settings=settings)
    await session.close()


@pytest.fixture
async def app(settings, clients):
    """The doors, without a listener: each test adds its own."""
    doors = make_app(settings, clients, authorize=Authority(clients))
    yield doors
    await doors.drain(2)


@pytest.fixture
def health():
    return Health(tick_age=lambda: 0.5)


@pytest.fixture
def pace():
    """Waits so short that nobody notices."""
    return Pace(ping=0.2, silence=1.0, hello=2.0, first_wait=0.05, longest_wait=0.2, retire=1.0, ghost=0.1)


@pytest.fixture
async def socket(slack, bot, app, settings, clients, pace):
    door = SocketDoor(app, settings, clients=clients, pace=pace)
    await door.start()
    await slack.connected(bot, links=2)
    yield door
    await door.stop(1)


@pytest.fixture
async def web(bot, app, settings, health):
    door = WebDoor(app, settings, health=health)
    port = await door.start()
    bot.app.delivery, bot.app.request_url = "http", f"http://127.0.0.1:{port}/slack/events"
    yield door
    await door.stop(1)


@pytest.fixture(params=["socket", "web"])
def reached(request):
    """The doors on each transport in turn."""
    return request.getfixturevalue(request.param)
