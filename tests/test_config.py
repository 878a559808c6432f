"""Settings: where they come from, and what is said when one is wrong or missing."""

from __future__ import annotations

import pytest

from salesbot import config
from salesbot.config import Settings, Transport
from salesbot.errors import WrongSetting

BOT = "xoxb-1-2-verysecretverysecret"
APP = "xapp-1-A1-2-verysecretverysecret"


@pytest.fixture(autouse=True)
def _bare(monkeypatch, tmp_path):
    """No setting comes from the machine that runs the tests."""
    for name in [name for name in config.os.environ if name.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def _no(**given):
    with pytest.raises(WrongSetting) as no:
        config.load(**given).ready()
    return str(no.value)


def test_the_environment_wins_over_the_env_file_and_that_over_toml(monkeypatch, tmp_path):
    """The nearest word counts: environment, .env, TOML, default."""
    (tmp_path / "salesbot.toml").write_text('host = "toml"\nport = 1\nlog_level = "ERROR"\n', encoding="utf-8")
    (tmp_path / ".env").write_text("SALESBOT_HOST=file\nSALESBOT_PORT=2\n", encoding="utf-8")
    monkeypatch.setenv("SALESBOT_HOST", "environment")
    read = config.load()
    assert (read.host, read.port, read.log_level, read.pump_seconds) == ("environment", 2, "ERROR", 2.0)


def test_salesbot_config_names_the_toml_file(monkeypatch, tmp_path):
    """Settings may lie anywhere, if SALESBOT_CONFIG says where."""
    (tmp_path / "other.toml").write_text("port = 4000\n", encoding="utf-8")
    monkeypatch.setenv("SALESBOT_CONFIG", "other.toml")
    assert config.load().port == 4000


def test_a_toml_file_that_is_not_there_is_named(monkeypatch):
    """A SALESBOT_CONFIG that leads nowhere ends the start and does not mean the defaults."""
    monkeypatch.setenv("SALESBOT_CONFIG", "nowhere.toml")
    assert "SALESBOT_CONFIG names nowhere.toml" in _no()


def test_garbled_toml_is_one_sentence(tmp_path):
    """A TOML file with a slip in it is named, with what the reader said."""
    (tmp_path / "salesbot.toml").write_text("port 3000\n", encoding="utf-8")
    assert "salesbot.toml cannot be read as TOML" in _no()


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_an_env_file_in_another_encoding_is_one_sentence(tmp_path, encoding):
    """What some shells write by `>` is named as what cannot be read, with what was expected."""
    (tmp_path / ".env").write_text("SALESBOT_HOST=münchen\n", encoding=encoding)
    said = _no()
    assert said.startswith(".env cannot be read (")
    assert "it has UTF-8 lines such as SALESBOT_PORT=3000" in said


def test_an_empty_variable_is_as_good_as_none(monkeypatch):
    """A line `SALESBOT_PORT=` in a template does not break the start."""
    monkeypatch.setenv("SALESBOT_PORT", "")
    assert config.load().port == 3000


@pytest.mark.parametrize(
    ("name", "read", "expected"),
    [
        ("PORT", "many", "a whole number, at least 0 and at most 65535"),
        ("PORT", "70000", "a whole number, at least 0 and at most 65535"),
        ("PORT", "tcp://10.0.0.1:3000", "a whole number, at least 0 and at most 65535"),  # what Kubernetes puts there
        ("TRANSPORT", "pigeon", "socket or http"),
        ("LIMITER", "perhaps", "true or false"),
        ("LOG_LEVEL", "LOUD", "DEBUG or INFO or WARNING or ERROR"),
        ("PUMP_SECONDS", "9", "a number, above 0 and at most 5"),
        ("DOOR_DEADLINE", "3", "a number, above 0 and at most 2.4"),
        ("SEND_TIMEOUT", "inf", "a number, above 0"),
        ("SEND_TIMEOUT", "1e300", "a number, above 0 and at most 60"),
        ("LEASE_FACTOR", "1e300", "a number, at least 2 and at most 60"),
        ("LOOK_AGAIN_FACTOR", "1e300", "a number, at least 1 and at most 60"),
        ("DATABASE_URL", "mysql://host/name", "sqlite:///path/to/file.db or postgresql://user:password@host/name"),
        ("SLACK_API_URL", "slack", "a web address such as https://slack.com/api/"),
        ("COMMAND_PREFIX", "/acme", "lower-case letters"),
    ],
)
def test_a_wrong_setting_names_itself_what_was_read_and_what_is_expected(monkeypatch, name, read, expected):
    """The one sentence holds all that is needed to mend it."""
    monkeypatch.setenv(f"SALESBOT_{name}", read)
    said = _no()
    assert f"SALESBOT_{name} was read from the environment as '{read}'" in said
    assert expected in said


@pytest.mark.parametrize(
    ("name", "expected"),
    [("BOT_TOKEN", "begins with xoxb-"), ("APP_TOKEN", "begins with xapp-"), ("SIGNING_SECRET", "32")],
)
def test_a_token_of_the_wrong_shape_is_refused_and_not_shown(monkeypatch, name, expected):
    """Whoever pastes one token into the other's place learns which one, and the log does not learn the token."""
    monkeypatch.setenv(f"SALESBOT_{name}", "xoxp-1234-very-secret-indeed")
    said = _no()
    assert f"SALESBOT_{name} was read from the environment as xoxp… (28 characters)" in said
    assert expected in said
    assert "secret-indeed" not in said


@pytest.mark.parametrize(("name", "begins"), [("BOT_TOKEN", "xoxb"), ("APP_TOKEN", "xapp")])
def test_a_token_with_something_behind_it_is_told_what_else_must_not_be_there(monkeypatch, name, begins):
    """It begins as it should: a sentence that only says how it begins would send whoever reads it astray."""
    monkeypatch.setenv(f"SALESBOT_{name}", f"{begins}-1-2-secretsecret #mine")
    assert _no().endswith("and goes on with letters, digits and -, and nothing else.")


def test_a_password_in_a_wrong_database_url_is_not_shown(monkeypatch):
    """The URL is repeated so that the slip can be seen, without its password."""
    monkeypatch.setenv("SALESBOT_DATABASE_URL", "mysql://ana:ge/h@im@host/name")
    said = _no()
    assert "mysql://ana:…@host/name" in said
    assert "im@" not in said


@pytest.mark.parametrize("url", ["ana:secret@host/name", "mysql://host/name?user=ana&password=secret"])
def test_a_password_is_found_wherever_it_stands(monkeypatch, url):
    """Without a scheme, and behind the question mark, it is a password all the same."""
    monkeypatch.setenv("SALESBOT_DATABASE_URL", url)
    said = _no()
    assert "host/name" in said
    assert "secret" not in said


def test_no_secret_shows_in_what_settings_print(monkeypatch):
    """Settings may be logged whole: neither tokens nor the database's password come with them."""
    monkeypatch.setenv("SALESBOT_BOT_TOKEN", BOT)
    monkeypatch.setenv("SALESBOT_DATABASE_URL", "postgresql://ana:secretpassword@host/name")
    shown = f"{config.load()!r} {config.load()}"
    assert "verysecret" not in shown
    assert "secretpassword" not in shown


def test_a_misspelt_name_ends_the_start_with_the_name_that_was_meant(monkeypatch):
    """A slip in a name would else leave the default in force without a word."""
    monkeypatch.setenv("SALESBOT_DATABSE_URL", "sqlite:///x.db")
    assert _no() == (
        "The environment has SALESBOT_DATABSE_URL, which is no setting of salesbot; SALESBOT_DATABASE_URL is one."
    )


@pytest.mark.parametrize(("file", "line"), [(".env", "SALESBOT_BOT_TOKN=x\n"), ("salesbot.toml", 'bot_tokn = "x"\n')])
def test_a_misspelt_name_in_a_file_is_found_as_well(tmp_path, file, line):
    """The sentence names the file and the setting that was meant."""
    (tmp_path / file).write_text(line, encoding="utf-8")
    assert file in (said := _no())
    assert "SALESBOT_BOT_TOKEN is one" in said


def test_a_strange_name_is_mentioned_and_left_alone(monkeypatch):
    """What an orchestrator puts into the environment under our prefix does not stop the start."""
    monkeypatch.setenv("SALESBOT_SERVICE_HOST", "10.0.0.1")
    config.load()
    assert config.strange() == ["The environment has SALESBOT_SERVICE_HOST, which is no setting of salesbot."]


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "SALESBOT_BOT_TOKEN"),
        ({"bot_token": BOT}, "SALESBOT_APP_TOKEN"),
        ({"bot_token": BOT, "transport": Transport.HTTP}, "SALESBOT_SIGNING_SECRET"),
    ],
)
def test_a_missing_secret_is_named_with_who_needs_it(given, missing):
    """Each transport says which of its secrets is not there."""
    assert _no(**given).startswith(f"{missing} is missing")


@pytest.mark.parametrize(
    "given",
    [
        {"bot_token": BOT, "app_token": APP},
        {"bot_token": BOT, "transport": "http", "signing_secret": "8f742231b10e8888abcd99yyyzzz85a5"},
    ],
)
def test_enough_secrets_make_it_ready(given):
    """What a transport needs is enough for it."""
    assert config.load(**given).ready().bot_token is not None


def test_a_secret_that_a_file_ends_with_a_line_is_the_secret():
    """Secrets that Docker or Kubernetes keep in files come so."""
    given = config.load(bot_token=f"{BOT}\n", app_token=f" {APP}\r\n").ready()
    assert given.bot_token.get_secret_value() == BOT
    assert given.app_token.get_secret_value() == APP


def test_the_times_of_a_delivery_keep_their_order():
    """One call ends before anybody looks whether it arrived, and a lease outlasts both, for every time-out."""
    for seconds in (0.2, 10, 60):
        settings = Settings(send_timeout=seconds)
        assert seconds < settings.look_again.total_seconds() < settings.lease.total_seconds()


def test_every_setting_has_a_meaning_in_one_sentence():
    """A setting without a description could not be documented."""
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


@pytest.mark.parametrize(
    ("role", "transport", "needed"),
    [
        ("all", "socket", ("bot_token", "app_token")),
        ("web", "http", ("bot_token", "signing_secret")),
        ("worker", "http", ("bot_token",)),
        ("worker", "socket", ("bot_token",)),
    ],
)
def test_each_role_needs_what_its_part_needs(role, transport, needed):
    """A worker, which Slack does not reach, needs neither of the secrets by which Slack is known."""
    assert Settings(role=role, transport=transport, _env_file=None).needed() == needed


@pytest.mark.parametrize("role", ["web", "worker"])
def test_a_part_of_salesbot_is_refused_on_sqlite(role):
    """One process has a SQLite file; the sentence names both ways out."""
    given = {"role": role, "bot_token": "xoxb-1", "app_token": "xapp-1"}
    with pytest.raises(WrongSetting, match="take SALESBOT_ROLE out, or set SALESBOT_DATABASE_URL"):
        config.load(**given).ready()
    assert config.load(**given, database_url="postgresql://u:p@host/name").ready().role == role
