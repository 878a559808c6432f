"""The inspector: what went between Slack and an app, whole, without its secrets."""

from __future__ import annotations

import json
from contextlib import suppress

import pytest
from slack_sdk.errors import SlackApiError

from salesbot.playground.log import KEPT_WHOLE


def _line(slack, method):
    return next(one for one in reversed(slack.page.inspector.lines()) if one.method == method)


def _opened(slack, method):
    return slack.page.inspector.open(_line(slack, method).id)


async def test_a_call_is_listed_and_opens_to_what_was_sent_and_answered(client, slack, ana):
    """Direction, method, status and time in the list; both payloads as JSON behind it."""
    await client.chat_postMessage(channel=ana.id, text="Morning")
    line = _line(slack, "chat.postMessage")
    assert (line.direction, line.status, line.well) == ("to Slack", 200, True)
    assert 0 <= line.ms < 60_000
    whole = _opened(slack, "chat.postMessage")
    assert json.loads(whole.request) == {"channel": ana.id, "text": "Morning"}
    assert json.loads(whole.response)["message"]["text"] == "Morning"


async def test_a_call_that_slack_refuses_says_why(client, slack):
    """The Web API says no with status 200: the list says the word."""
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C0NOWHERE", text="x")
    line = _line(slack, "chat.postMessage")
    assert (line.status, line.well) == ("200 channel_not_found", False)


async def test_reads_and_forms_open_as_fields(client, slack, ana):
    """slack_sdk sends reads as forms or queries: they are shown as fields all the same."""
    await client.users_info(user=ana.id)
    assert json.loads(_opened(slack, "users.info").request) == {"user": ana.id}


async def test_deliveries_are_listed_with_their_acks(connected, app, slack, ana, bot):
    """On both transports a command opens to its payload and to what the app answered."""

    @app.command("/hello")
    async def hello(ack):
        await ack("Hello back")

    await slack.act(ana).command("/hello", "you")
    line = _line(slack, "slash_commands /hello")
    assert (line.direction, line.status, line.well) == (
        "to app", "acked" if bot.app.delivery == "socket" else 200, True,
    )  # fmt: skip
    whole = _opened(slack, "slash_commands /hello")
    assert json.loads(whole.request)["text"] == "you"
    assert "Hello back" in whole.response


async def test_no_secret_is_shown(connected, app, slack, ana, bot, client):
    """Tokens, response URLs, trigger ids, tickets of sockets: masked wherever they stand."""

    @app.command("/hello")
    async def hello(ack, respond):
        await ack()
        await respond(f"My token is {bot.bot_token}")

    await slack.act(ana).command("/hello", f"{bot.app_token} https://hooks.slack.com/commands/T1/2/abcdef")
    with suppress(SlackApiError):
        await client.api_call("views.open", json={"trigger_id": "1.2.abcdef", "token": bot.bot_token, "view": {}})
    await slack.settled()
    inspector = slack.page.inspector
    shown = "\n".join(whole.request + whole.response for whole in (inspector.open(one.id) for one in inspector.lines()))
    payload = json.loads(_opened(slack, "slash_commands /hello").request)
    assert payload["token"] == "•••"
    assert payload["trigger_id"].endswith(".•••")
    assert payload["response_url"].endswith("/response/•••")
    assert payload["text"].startswith("xapp-•••")
    tickets = [*slack.world.tickets.triggers, *slack.world.tickets.responders]
    secrets = [bot.bot_token, bot.app_token, bot.signing_secret, bot.app.verification_token, "abcdef", *tickets]
    assert [secret for secret in secrets if secret in shown] == []
    assert "xoxb-•••" in shown


async def test_a_cut_connection_says_so(client, slack, ana):
    """What was asked is there; nobody read an answer."""
    slack.fault("chat.postMessage", "reset_after")
    with pytest.raises(Exception):  # noqa: B017, PT011  aiohttp's own errors differ by the moment of the cut
        await client.chat_postMessage(channel=ana.id, text="Morning")
    line = _line(slack, "chat.postMessage")
    assert (line.status, line.well, line.fault) == ("cut", False, "reset_after")
    whole = _opened(slack, "chat.postMessage")
    assert "Morning" in whole.request
    assert whole.response.startswith("The connection was cut")


async def test_only_the_last_few_hundred_are_kept(client, slack):
    """The ring is bounded: what fell out of it is told to be gone."""
    slack.settings.strict_rates = False
    for _ in range(KEPT_WHOLE + 1):
        await client.api_test()
    lines = slack.page.inspector.lines()
    assert len(lines) == KEPT_WHOLE
    assert [one.id for one in lines] == sorted(one.id for one in lines)
    with pytest.raises(LookupError, match="too long ago"):
        slack.page.inspector.open(lines[0].id - 1)
