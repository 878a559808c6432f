"""The doctor: every line is ok, or says what to do. Slack is the local one, over a real connection."""

from __future__ import annotations

import socket
from datetime import timedelta
from email.utils import format_datetime

import pytest

from salesbot import clock
from salesbot.cli.doctor import channel_line, clock_line, look, scope_lines
from salesbot.cli.manifest import manifest, scopes
from salesbot.config import PREFIX, environment_name, os
from salesbot.features import rooms
from salesbot.people import service
from salesbot.playground import Playground
from salesbot.store import Store, migrate


@pytest.fixture
async def slack():
    """A local Slack."""
    async with Playground.serve() as slack:
        yield slack


@pytest.fixture
def bot(slack):
    """salesbot, installed from its own manifest."""
    return slack.install(slack.workspace("T_ACME", name="Acme"), manifest(rooms()))


@pytest.fixture
def port():
    """A port at which nobody answers, so that no other salesbot of this machine is taken for the one looked at."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        yield nobody.getsockname()[1]


@pytest.fixture
def examine(monkeypatch, tmp_path, slack, bot, port):
    """Run the doctor with good settings, but for those given; returns its findings."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    good = {
        "bot_token": bot.bot_token,
        "app_token": bot.app_token,
        "slack_api_url": slack.url,
        "database_url": f"sqlite:///{tmp_path}/salesbot.db",
        "port": str(port),
    }

    async def findings(**changed):
        for name, value in {**good, **changed}.items():
            monkeypatch.setenv(environment_name(name), value)
        await migrate.upgrade(good["database_url"])
        return [one async for one in look()]

    findings.database_url = good["database_url"]
    return findings


def _wrong(findings):
    return [one.words for one in findings if not one.well]


async def test_a_good_set_up_has_nothing_to_do(examine):
    """With good settings, tokens, scopes and database every line is ok, and the last says what comes next."""
    findings = await examine()
    assert _wrong(findings) == []
    said = " ".join(one.words for one in findings)
    for word in ("settings are complete", "bot token is good", "app-level token is good", "clock agrees", "scopes"):
        assert word in said
    assert findings[-1].words == "There is no team yet: type /salesbot setup in Slack."


async def test_a_wrong_setting_is_the_only_line(examine):
    """Where the settings cannot be read nothing else is worth looking at."""
    (finding,) = await examine(port="many")
    assert not finding.well
    assert "SALESBOT_PORT" in finding.words


async def test_days_for_a_kind_of_data_that_is_none_are_told(examine):
    """What would end the start of `salesbot run` is told by the doctor before."""
    (told,) = _wrong(await examine(retention="answer=180"))
    assert told.startswith("SALESBOT_RETENTION names 'answer'")


async def test_a_bot_token_that_slack_does_not_know_is_told_with_the_place_to_copy_it_from(examine):
    """A wrong token is named with Slack's word for it and with what to do."""
    (words,) = _wrong(await examine(bot_token="xoxb-wrong"))
    assert "Slack says invalid_auth" in words
    assert "OAuth & Permissions" in words
    assert "xoxb-wrong" not in words


async def test_an_app_token_that_slack_does_not_know_is_told_apart(examine):
    """It is said which of the two tokens is wrong."""
    (words,) = _wrong(await examine(app_token="xapp-wrong"))
    assert words.startswith("The app-level token was tried: Slack says invalid_auth")


async def test_a_missing_app_token_is_told(examine, monkeypatch):
    """Socket Mode without its token is not complete."""
    (words,) = _wrong(await examine(app_token=""))
    assert words.startswith("SALESBOT_APP_TOKEN is missing")


async def test_a_slack_that_cannot_be_reached_is_told(examine, slack):
    """No answer is a different trouble from a no."""
    await slack.down()
    words = _wrong(await examine(send_timeout="0.5"))
    assert any("no answer" in one and "internet" in one for one in words)


@pytest.mark.parametrize("fault", [{"kind": "status"}, {"kind": "html"}, {"kind": "error", "error": "fatal_error"}])
async def test_a_bad_moment_of_slack_is_not_blamed_on_the_token(examine, slack, fault):
    """Whoever looks while Slack is unwell is not sent to copy a good token again."""
    slack.fault("auth.test", times=None, **fault)
    (words,) = _wrong(await examine())
    assert words.endswith("is Slack well (status.slack.com)? Try again.")
    assert "Copy it again" not in words


async def test_missing_scopes_are_named(examine, slack, bot):
    """What the admin has to add is listed by name."""
    bot.scopes = bot.scopes - {"users:read", "im:history"}
    (words,) = _wrong(await examine())
    assert words.startswith("Scopes are missing: im:history, users:read.")


def test_an_optional_scope_that_is_missing_says_what_is_off():
    """Without an optional scope all is well, and one feature is off, by name."""
    findings = list(scope_lines(set(scopes(rooms())["bot"])))
    assert all(one.well for one in findings)
    assert any("channels:history is optional; it is not granted, so this is off:" in one.words for one in findings)


async def test_tables_that_lack_a_version_are_told(examine, tmp_path):
    """A database that is behind this salesbot says which command brings it up to date."""
    (tmp_path / "other.db").touch()
    words = _wrong(await examine(database_url=f"sqlite:///{tmp_path}/other.db"))
    assert any("salesbot db upgrade" in one for one in words)


async def test_a_database_that_is_not_there_yet_is_no_trouble(examine, tmp_path):
    """Before the first start there is no file, and the doctor says where it will be and makes none."""
    findings = await examine(database_url=f"sqlite:///{tmp_path}/other.db")
    assert _wrong(findings) == []
    assert any(f"makes it at {tmp_path}/other.db" in one.words for one in findings)
    assert not (tmp_path / "other.db").exists()


async def test_a_place_where_no_database_can_be_made_is_told(examine, tmp_path):
    """A file where a folder is wanted: the doctor says so before the first start does, and names the setting."""
    (tmp_path / "taken").touch()
    (words,) = _wrong(await examine(database_url=f"sqlite:///{tmp_path}/taken/salesbot.db"))
    assert "that is no folder" in words
    assert "SALESBOT_DATABASE_URL" in words


@pytest.mark.parametrize(
    ("seconds", "well", "said"), [(5, True, "agrees"), (400, False, "ahead of"), (-400, False, "behind")]
)
def test_a_clock_that_is_off_is_told_with_the_direction(seconds, well, said):
    """Signatures and schedules need a clock that agrees with Slack's to a minute."""
    finding = clock_line(format_datetime(clock.real() - timedelta(seconds=seconds), usegmt=False))
    assert finding.well is well
    assert said in finding.words


@pytest.mark.parametrize(
    ("channel", "well", "said"),
    [
        ({"is_member": True}, True, "has salesbot in it"),
        ({"is_member": False}, False, "/invite @salesbot"),
        ({"is_member": True, "is_archived": True}, False, "archived"),
    ],
)
def test_a_channel_is_told_with_what_to_do(channel, well, said):
    """Each team's channel is good, or says what keeps salesbot from posting there."""
    finding = channel_line("EMEA", {"id": "C1", "name": "emea-sales", **channel})
    assert finding.well is well
    assert said in finding.words
    assert finding.words.startswith("EMEA: #emea-sales")


async def test_the_channel_of_every_team_is_looked_at(examine, slack, bot):
    """A team whose channel lost salesbot is found without waiting for its next report."""
    ana = slack.user("Ana", tz="Europe/Berlin")
    emea = slack.channel("emea-sales", members=[ana])
    await examine()
    await _found(examine.database_url, ana, emea, bot)
    (words,) = _wrong(await examine())
    assert words.startswith("EMEA: #emea-sales does not have salesbot in it.")


async def _found(url, ana, channel, bot):
    """Store a team of Ana's in that channel."""
    user = {"id": ana.id, "team_id": "T_ACME", "name": "ana", "real_name": "Ana", "tz": ana.tz, "profile": {}}
    now = clock.now()
    store = await Store.open(url)
    try:
        async with store.begin() as db:
            await service.install(
                db, "T_ACME", name="Acme", bot_user_id=bot.bot.id, enterprise_id=None, scopes="", now=now
            )
            await service.meet(db, user, workspace_id="T_ACME", now=now)
            draft = service.TeamDraft(
                name="EMEA",
                channel_id=channel.id,
                channel_name=channel.name,
                zone=ana.tz,
                everyone=False,
                shared=False,
                managers=(ana.id,),
                members=(),
            )
            await service.make_team(db, draft, workspace_id="T_ACME", by=ana.id, now=now)
    finally:
        await store.close()
