"""The command line's manners: what it says of itself, and how it says no."""

from __future__ import annotations

import io
import socket
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from salesbot import cli

# What a command line that only prints its help has no business to import.
HEAVY = ("sqlalchemy", "slack_bolt", "slack_sdk", "aiohttp", "holidays", "apscheduler", "alembic", "asyncpg")


def test_help_names_every_command(run):
    """Whoever types `salesbot` with --help sees all there is."""
    ran = run("--help")
    assert ran.code == 0
    for name in ("run", "demo", "playground", "doctor", "manifest", "settings", "version", "db", "outbox"):
        assert f" {name} " in ran.out


def test_help_imports_nothing_heavy():
    """Help comes at once: neither database nor Slack is imported for it."""
    code = f"import sys, salesbot.cli; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)  # noqa: S603  our own interpreter
    assert done.stdout.strip() == "[]"


def test_a_missing_setting_is_one_sentence_and_exit_code_two(run):
    """`salesbot run` without tokens says which is missing, without a traceback."""
    ran = run("run")
    assert ran.code == cli.TROUBLE
    assert ran.err.startswith("SALESBOT_BOT_TOKEN is missing")
    assert ran.err.count("\n") == 1


def test_a_wrong_setting_is_one_sentence_in_every_command(run):
    """A slip in a setting reads the same wherever it is met first."""
    for command in (["run"], ["manifest"], ["db", "upgrade"]):
        ran = run(*command, port="many")
        assert ran.code == cli.TROUBLE, command
        assert ran.err.startswith("SALESBOT_PORT was read from the environment as 'many'"), command
        assert ran.err.count("\n") == 1


def test_an_unknown_command_is_told_with_what_there_is(run):
    """A slip in a command ends with exit code 2 and the way to the help."""
    ran = run("rnu")
    assert ran.code == 2
    assert "No such command 'rnu'" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("db backup", "Missing argument 'to': `salesbot db backup --help` says what can be typed.\n"),
        ("simulate --from 2026-13-01", "'2026-13-01' is no day such as 2026-03-31: `salesbot simulate --help` says"),
        (
            "demo --port 99999",
            "Invalid value for '--port': Input should be less than or equal to 65535: `salesbot demo",
        ),
        ("demo --headless", "--headless and --script belong together: the one plays what the other names.\n"),
        ("rnu", "No such command 'rnu' (did you mean 'run'?): `salesbot --help` says what can be typed.\n"),
        ("doctor much", "Got unexpected extra argument(s) (much): `salesbot doctor --help` says"),
        ("doctor --fast", "No such option: --fast: `salesbot doctor --help` says what can be typed.\n"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_with_the_way_to_the_help(run, typed, said):
    """No box, no usage over three lines: what is wrong, and where to read what is right."""
    ran = run(*typed.split())
    assert (ran.code, ran.out, ran.err.count("\n")) == (cli.TROUBLE, "", 1)
    assert said in ran.err


def test_a_command_that_only_has_others_shows_them(run):
    """`salesbot db` alone asks what there is."""
    ran = run("db")
    assert (ran.code, ran.err) == (cli.TROUBLE, "")
    assert "backup" in ran.out


def test_who_is_not_sure_after_all_reads_that_nothing_was_done(run, monkeypatch, versioned_url):
    """Whoever is asked whether they are sure, and says no."""
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    ran = run("keys", "give-up", database_url=versioned_url)
    assert ran.code == 1
    assert ran.err.endswith("Stopped; nothing was done.\n")


def test_ctrl_c_ends_quietly(run, monkeypatch):
    """Whoever interrupts a command does not read a traceback."""

    def interrupted(**_) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "app", interrupted)
    ran = run()
    assert (ran.code, ran.err) == (130, "Stopped.\n")


def test_an_error_that_nobody_expected_is_one_sentence(run, monkeypatch):
    """Even a bug is told in one line, with the way to the traceback."""

    def broken(**_) -> None:
        raise ValueError("the first line\nthe second")

    monkeypatch.setattr(cli, "app", broken)
    ran = run()
    assert ran.code == cli.UNEXPECTED
    assert ran.err == (
        "salesbot stopped unexpectedly: ValueError: the first line (SALESBOT_LOG_LEVEL=DEBUG shows where.)\n"
    )


def test_debug_shows_where(run, monkeypatch):
    """Whoever hunts a bug gets the traceback as well."""

    def broken(**_) -> None:
        raise ValueError("oh")

    monkeypatch.setattr(cli, "app", broken)
    assert "Traceback (most recent call last)" in run(log_level="DEBUG").err


def test_version_says_what_it_stands_on(run):
    """A bug report can begin with the output of `salesbot version`."""
    ran = run("version")
    assert ran.code == 0
    for name in ("salesbot ", "Python ", "slack_bolt ", "sqlalchemy ", "tzdata "):
        assert f"\n{name}" in f"\n{ran.out}"


@pytest.mark.parametrize("url", ["http://bot.example.com", "bot.example.com", "https://"])
def test_a_manifest_for_a_bad_address_is_refused(run, url):
    """Slack sends to https addresses only, and the sentence says so before Slack does."""
    ran = run("manifest", "--url", url)
    assert ran.code == cli.TROUBLE
    assert "https://" in ran.err


def test_a_strange_name_is_mentioned_also_where_a_setting_is_missing(run, tmp_path):
    """Whoever writes the names of the environment into the TOML file reads both: what is missing, and what is there."""
    (tmp_path / "salesbot.toml").write_text('SALESBOT_BOT_TOKEN = "xoxb-1-a"\n', encoding="utf-8")
    ran = run("run")
    note, missing = ran.err.splitlines()
    assert "SALESBOT_SALESBOT_BOT_TOKEN, which is no setting" in note
    assert missing.startswith("SALESBOT_BOT_TOKEN is missing")
    assert ran.code == cli.TROUBLE


def test_a_file_that_cannot_be_read_is_one_sentence_for_every_command(run, tmp_path):
    """A `.env` in another encoding shows no traceback, whatever is typed."""
    (tmp_path / ".env").write_text("SALESBOT_HOST=a\n", encoding="utf-16")
    for command in (["run"], ["db", "check"], ["outbox", "list"], ["manifest"]):
        ran = run(*command)
        assert (ran.code, ran.out) == (cli.TROUBLE, ""), command
        assert ran.err.startswith(".env cannot be read"), command


@pytest.mark.parametrize("command", [["run"], ["db", "upgrade"], ["outbox", "list"]])
def test_a_postgresql_that_is_away_is_no_refusal(run, command):
    """The systemd unit starts salesbot again after code 1 and not after code 2: the server may be a minute late."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and does not listen
        url = f"postgresql://ana@127.0.0.1:{nobody.getsockname()[1]}/sales"
        ran = run(*command, database_url=url, bot_token="xoxb-1-a", app_token="xapp-1-a")
    assert (ran.code, ran.out) == (cli.UNEXPECTED, "")
    assert ran.err.startswith(f"The database {url} c")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("command", [["list"], ["retry", "x"], ["drop", "x"]])
def test_the_outbox_of_a_database_that_is_not_there_is_no_empty_one(run, tmp_path, command):
    """Typed in a folder without the settings it says where it looked, and leaves no empty database there."""
    ran = run("outbox", *command, database_url=f"sqlite:///{tmp_path}/salesbot.db")
    assert (ran.code, ran.out) == (cli.TROUBLE, "")
    assert ran.err == f"There is no database at {tmp_path}/salesbot.db yet. salesbot run makes it.\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "typed",
    [
        "outbox list", "outbox retry x", "outbox drop x", "simulate", "export all.zip", "erase-member UBEN", "audit",
        "purge", "keys check", "keys rotate", "keys give-up --yes",
    ],
)  # fmt: skip
def test_a_database_of_an_older_version_is_told_with_what_to_type(run, versioned_url, typed):
    """Whoever looks in between two versions reads one sentence, whatever they typed, and nothing is done."""
    with closing(sqlite3.connect(versioned_url.removeprefix("sqlite:///"), isolation_level=None)) as database:
        database.execute("UPDATE alembic_version SET version_num = '0001'")
        database.execute("ALTER TABLE deliveries DROP COLUMN trace")
    ran = run(*typed.split(), database_url=versioned_url)
    assert (ran.code, ran.out) == (cli.TROUBLE, "")
    assert ran.err == "The database is of an older version of salesbot. Run: salesbot db upgrade\n"


def test_a_postgresql_whose_socket_is_not_there_yet_is_no_refusal(run, tmp_path):
    """On one machine salesbot may reach it by a file, which is there as soon as the server is."""
    url = f"postgresql:///sales?host={tmp_path}&user=ana"
    assert run("db", "upgrade", database_url=url).code == cli.UNEXPECTED


def test_a_word_in_the_database_url_that_means_nothing_is_refused(run):
    """It means nothing in a minute either: the systemd unit does not try again and again."""
    ran = run("db", "upgrade", database_url="postgresql://ana@127.0.0.1:1/sales?sslmode=requires")
    assert ran.code == cli.TROUBLE
    assert "must be one of: disable" in ran.err
