"""The command line as a person runs it: arguments in; words and an exit code out."""

from __future__ import annotations

import logging
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from salesbot import cli, config
from salesbot.store import migrate

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str


@pytest.fixture
def versioned_url(sqlite_url: str) -> str:
    """A SQLite file with all tables, whose version says so, as `salesbot` wants it."""
    newest = migrate.versions()[-1]
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        database.execute("INSERT INTO alembic_version VALUES (?)", [newest])
    return sqlite_url


@pytest.fixture
def run(monkeypatch, capsys, tmp_path) -> Callable[..., Ran]:
    """Run `salesbot` with these arguments in an empty folder, with no settings but those given."""
    for name in [name for name in config.os.environ if name.startswith(config.PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def salesbot(*arguments: str, **settings: str) -> Ran:
        for name, value in settings.items():
            monkeypatch.setenv(config.environment_name(name), value)
        monkeypatch.setattr(sys, "argv", ["salesbot", *arguments])
        with pytest.raises(SystemExit) as end:
            cli.main()
        _log_no_more()
        said = capsys.readouterr()
        return Ran(int(end.value.code or 0), said.out, said.err)

    return salesbot


def _log_no_more() -> None:
    """A command's log ends with it: what is logged later must not go to the standard error of another test."""
    for handler in [one for one in logging.root.handlers if getattr(one, "stream", None) is sys.stderr]:
        logging.root.removeHandler(handler)
