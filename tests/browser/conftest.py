"""A real browser on the local Slack: Debian's chromium, driven by Playwright; skipped where there is none."""

from __future__ import annotations

import asyncio
import shutil

import aiohttp
import pytest
import pytest_asyncio
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from salesbot.playground import Playground, Settings

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
HERE = {"scope": "session", "loop_scope": "session"}
LIGHT, DARK = "light", "dark"
WIDE, NARROW = (1440, 900), (375, 760)


def pytest_collection_modifyitems(items):
    """One browser for all of it, so one event loop for all of it."""
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest_asyncio.fixture(**HERE)
async def browser():
    if CHROMIUM is None:
        pytest.skip("The browser stories are skipped: there is no chromium on this machine (apt-get install chromium).")
    playwright = pytest.importorskip("playwright.async_api", reason="The browser stories need Playwright for Python.")
    async with playwright.async_playwright() as driver:
        running = await driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser):
    """Opens a window of some size; in the end nothing went wrong in it, and it asked nobody else for anything."""
    opened, wrong = [], []

    def heard(message):
        if message.type == "error" and "Failed to load resource" not in message.text:
            wrong.append(message.text)

    async def window(address, *, size=WIDE, scheme=LIGHT, **more):
        context = await browser.new_context(
            viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, reduced_motion="reduce", **more
        )
        page = await context.new_page()
        page.set_default_timeout(30_000)  # a busy machine takes its time
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", heard)
        page.on("request", lambda asked: None if asked.url.startswith(address[:20]) else wrong.append(asked.url))
        await page.goto(address)
        opened.append(context)
        return page

    yield window
    for context in opened:
        await context.close()
    assert wrong == []


@pytest_asyncio.fixture(loop_scope="session")
async def slack():
    async with Playground.serve(settings=Settings(ack_within=2.0)) as running:
        yield running


@pytest.fixture
def acme(slack):
    return slack.workspace("T_ACME", name="Acme")


@pytest.fixture
def bot(slack, acme):
    """An app with one command and one message shortcut."""
    shortcut = {"name": "Say thanks", "type": "message", "callback_id": "thanks", "description": "Thank for it"}
    command = {
        "command": "/checkin",
        "description": "Answer your check-in",
        "usage_hint": "[list]",
        "should_escape": True,
    }
    features = {
        "bot_user": {"display_name": "salesbot"}, "slash_commands": [command], "shortcuts": [shortcut],
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
    }  # fmt: skip
    manifest = {
        "display_information": {"name": "salesbot"}, "features": features,
        "oauth_config": {"scopes": {"bot": ["chat:write", "commands", "im:history"]}},
        "settings": {"socket_mode_enabled": True, "interactivity": {"is_enabled": True}},
    }  # fmt: skip
    return slack.install(acme, manifest)


@pytest.fixture
def ana(slack, acme):
    return slack.user("Ana", tz="Europe/Berlin", is_admin=True)


@pytest.fixture
def ben(slack, acme):
    return slack.user("Ben", tz="America/New_York")


@pytest_asyncio.fixture(loop_scope="session")
async def app(slack, bot):
    """A stock bolt app on a socket; the test adds listeners."""
    async with aiohttp.ClientSession() as session:
        client = AsyncWebClient(token=bot.bot_token, base_url=slack.url, session=session, retry_handlers=[])
        made = AsyncApp(client=client, token=bot.bot_token, signing_secret="s", process_before_response=True)
        handler = AsyncSocketModeHandler(made, bot.app_token, ping_interval=5)
        async with asyncio.timeout(30):
            await handler.connect_async()
            await slack.connected(bot)
        yield made
        await handler.close_async()


async def until(page, truth):
    """Wait until that is so in the page; its policy forbids the way in which Playwright itself would wait."""
    async with asyncio.timeout(30):
        while not await page.evaluate(truth):  # noqa: ASYNC110  what it waits for is in another process
            await asyncio.sleep(0.05)


@pytest.fixture(name="until")
def _until():
    return until


@pytest.fixture
def at(slack, acme):
    """The address of somebody's seat at some place."""

    def address(who, place="", **more):
        asked = {"team": acme.id, "as": who.id, "in": place, **more}
        return f"{slack.address}/?" + "&".join(f"{name}={value}" for name, value in asked.items())

    return address
