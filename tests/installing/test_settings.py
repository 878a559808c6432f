"""The settings for many workspaces, whole or in halves, and what `salesbot doctor` says of each workspace."""

from __future__ import annotations

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from salesbot import clock
from salesbot.cli import installs
from salesbot.config import Settings, Transport
from salesbot.errors import WrongSetting
from salesbot.people import service as people

WHOLE = {
    "client_id": "1.2", "client_secret": SecretStr("a" * 32), "signing_secret": SecretStr("b" * 32),
    "transport": Transport.HTTP,
}  # fmt: skip


def settings(**given):
    return Settings(_env_file=None, **given)


def test_with_an_id_and_a_secret_no_bot_token_is_needed():
    """Each workspace brings its own token."""
    assert settings(**WHOLE).ready().many


def test_without_them_nothing_changes():
    """One workspace with tokens from the settings stays as it was."""
    given = {"bot_token": SecretStr("xoxb-1"), "signing_secret": SecretStr("b" * 32), "transport": Transport.HTTP}
    assert not settings(**given).ready().many


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"client_secret": None}, "SALESBOT_CLIENT_ID is set and SALESBOT_CLIENT_SECRET is not"),
        ({"client_id": ""}, "SALESBOT_CLIENT_SECRET is set and SALESBOT_CLIENT_ID is not"),
        ({"transport": Transport.SOCKET}, "set SALESBOT_TRANSPORT=http"),
        ({"bot_token": SecretStr("xoxb-1")}, "Take SALESBOT_BOT_TOKEN out"),
        ({"signing_secret": None}, "SALESBOT_SIGNING_SECRET is missing"),
    ],
)
def test_each_half_says_what_to_do(change, words):
    """Every combination that cannot work ends the start with a sentence that says what to set or to take out."""
    with pytest.raises(WrongSetting, match=words):
        settings(**{**WHOLE, **change}).ready()


async def test_the_doctor_has_a_line_for_each_workspace(lobby, monkeypatch):
    """Good, stopped, or without a token: each workspace is named with what to do."""
    for name in ("client_id", "client_secret", "signing_secret", "keys", "database_url", "slack_api_url"):
        value = getattr(lobby.house.settings, name)
        monkeypatch.setenv(f"SALESBOT_{name}".upper(), getattr(value, "get_secret_value", lambda v=value: v)())
    monkeypatch.setattr("salesbot.cli.ready.migrate.pending", nothing)
    assert [one.words async for one in installs.look()] == [installs.NONE_YET]
    for workspace_id in ("TACME", "TGLOBEX"):
        await lobby.browser().install(workspace_id)
    async with lobby.house.store.begin() as db:
        await people.stop_workspace(db, "TGLOBEX", "app_uninstalled", now=clock.now())
        await db.execute(text("DELETE FROM slack_bots WHERE team_id = 'TGLOBEX'"))
    good, gone = [one async for one in installs.look()]
    assert (good.well, good.words) == (True, "Acme (TACME): the token is good.")
    assert "Globex (TGLOBEX) is stopped since" in gone.words
    assert "/slack/install" in gone.words


async def nothing(_url):
    """The tables of a test are up to date."""
    return []
