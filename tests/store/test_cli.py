"""`salesbot db`, as whoever hosts salesbot types it."""

from __future__ import annotations

import asyncio

import pytest
from typer.testing import CliRunner

from salesbot.cli import db
from salesbot.errors import StoreError
from salesbot.store import migrate
from salesbot.store.lock import hold


@pytest.fixture
def url(tmp_path, monkeypatch) -> str:
    """The database that the settings name."""
    address = f"sqlite:///{tmp_path}/salesbot.db"
    monkeypatch.setenv("SALESBOT_DATABASE_URL", address)
    return address


def typed(*words: str, code: int = 0) -> str:
    """What `salesbot db …` answers."""
    result = CliRunner().invoke(db.app, list(words), catch_exceptions=False)
    assert result.exit_code == code
    return result.output


def test_upgrade_says_what_it_did(url):
    """The first time the versions are named, the second time there is nothing to do."""
    assert "Brought up to date: 0001" in typed("upgrade")
    assert "The tables are up to date." in typed("upgrade")


def test_upgrade_under_a_running_salesbot_is_refused(url):
    """Tables do not change under a salesbot that runs; where nothing is to be done, nobody is stopped."""
    with hold(url), pytest.raises(StoreError, match="Stop that one first"):
        typed("upgrade")
    asyncio.run(migrate.upgrade(url))
    with hold(url):
        assert "up to date" in typed("upgrade")


def test_check_ends_with_a_code(url):
    """A script can tell from the exit code whether all is well, and a person from the lines."""
    assert "NOT" in typed("check", code=1)
    typed("upgrade")
    lines = typed("check").splitlines()
    assert [line[:2] for line in lines] == ["ok", "ok"]


def test_a_copy_and_the_way_back(url, tmp_path):
    """Backup and restore name the files, the old database among them."""
    typed("upgrade")
    copy = str(tmp_path / "copy.db")
    assert f"Copied to {copy}" in typed("backup", copy)
    assert "salesbot.db.replaced-" in typed("restore", copy)
