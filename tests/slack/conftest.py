"""The doors of salesbot, reached over real sockets or signed HTTP from a local Slack."""

from __future__ import annotations

import pytest

from salesbot.config import Settings, Transport
from salesbot.playground import Playground
from salesbot.playground import Settings as PlaygroundSettings
from salesbot.slack import client as slack_client
from salesbot.slack import kit
from salesbot.slack.authority import Authority
from salesbot.slack.doors import make_app
from salesbot.slack.health import Health
from salesbot.slack.http import WebDoor
from salesbot.slack.socket import Pace, SocketDoor
from salesbot.store.away import is_away


@pytest.fixture
async def slack():
    async with Playground.serve(
        settings=PlaygroundSettings(refresh_warning=0.05, strict_rates=False, ack_within=1.6)
    ) as running:
        yield running


@pytest.fixture
def bot(slack):
    return slack.install(slack.workspace("T_ACME", name="Acme"))


@pytest.fixture
def ana(slack, bot):
    return slack.user("Ana", id="UANA", tz="Europe/Berlin", is_admin=True)


@pytest.fixture
def ben(slack, bot):
    return slack.user("Ben", id="UBEN", tz="America/New_York")


@pytest.fixture
def emea(slack, bot, ana, ben):
    return slack.channel("emea-sales", members=[ana, ben, bot.bot])


@pytest.fixture
def door_deadline():
    """Seconds; Slack waits for three."""
    return 1.5


@pytest.fixture
def settings(slack, bot, door_deadline):
    return Settings(
        _env_file=None,
        bot_token=bot.bot_token,
        app_token=bot.app_token,
        signing_secret=bot.signing_secret,
        slack_api_url=slack.url,
        host="127.0.0.1",
        port=0,
        door_deadline=door_deadline,
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
    doors = make_app(settings, clients, authorize=Authority(clients), is_away=is_away)
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


class Visit:
    """Ben at the doors: what he can press there, and what he was told."""

    form = kit.modal(
        "Kudos",
        [kit.section("Say it"), kit.text_input("Who", "who"), kit.text_input("Why", "why")],
        callback_id="kudos.form",
        submit="Send",
    )

    def __init__(self, slack, app, clients, ben):
        self._slack, self._app, self._clients, self._ben = slack, app, clients, ben

    def offer_form(self, view=None):
        """Let `/form` open the form."""

        @self._app.command("/form")
        async def form(ack, body, client):
            await client.views_open(trigger_id=body["trigger_id"], view=view or self.form)
            await ack()

    def meet(self, trouble):
        """Let everything of each kind meet the trouble."""
        self.offer_form()

        @self._app.command("/kudos")
        @self._app.action("kudos.reply")
        @self._app.view("kudos.form")
        @self._app.shortcut("kudos.give")
        @self._app.event("message")
        async def door(ack):
            await trouble()
            await ack()

    async def open_form(self):
        """Ben opens the form and looks at it."""
        opened = await self._slack.act(self._ben).command("/form")
        assert opened.ok, opened
        return await self._slack.act(self._ben).view()

    async def button(self, to):
        """A message with a button."""
        block = kit.actions(kit.button("Say it back", "kudos.reply", value="7"))
        await self._clients.posting.chat_postMessage(channel=to.id, text="Ana thanked you", blocks=[block])
        return self._slack.messages(to, by_bots=True)[0]

    def told(self, where):
        """What only Ben reads there."""
        return [said.text for said in self._slack.messages(where, by_bots=True) if said.ephemeral_for == self._ben.id]

    def heard(self):
        """Each time that Slack brought a message event."""
        return [each for each in self._slack.log.deliveries if (each.kind, each.what) == ("events_api", "message")]


@pytest.fixture
def visit(slack, app, clients, ben):
    return Visit(slack, app, clients, ben)
