"""A SQLite file with rows in every table, and PostgreSQL databases for it to be copied to."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "chaos"))  # whose roads lead to PostgreSQL here too
sys.path.insert(0, str(Path(__file__).parent))

import asyncio
import shutil
import sqlite3
from contextlib import closing

import pytest
from benchmarks.every_table import fill
from moving import ROWS, database
from sqlalchemy.engine import make_url

from salesbot.store import migrate, urls


@pytest.fixture(scope="session")
def _filled(tmp_path_factory):
    """A file at our version with rows in every table."""
    file = tmp_path_factory.mktemp("copying") / "salesbot.db"
    asyncio.run(migrate.upgrade(f"sqlite:///{file}"))
    fill(f"sqlite:///{file}", ROWS, nuls=True)
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")  # as salesbot runs it
    return file


@pytest.fixture
def source(_filled, tmp_path):
    """The database that is copied."""
    return f"sqlite:///{shutil.copyfile(_filled, tmp_path / 'salesbot.db')}"


@pytest.fixture
def file(source):
    """The file of the database that is copied."""
    return urls.file_of(urls.parse(source))


@pytest.fixture(scope="session")
def _with_tables(postgresql_server):
    """A PostgreSQL database at our version, to be copied."""
    with database(postgresql_server) as url:
        asyncio.run(migrate.upgrade(url))
        yield make_url(url).database


@pytest.fixture
def target(postgresql_server, _with_tables):
    """An empty PostgreSQL database with all tables, as a copy that ended early leaves it."""
    with database(postgresql_server, _with_tables) as url:
        yield url


@pytest.fixture
def bare_target(postgresql_server):
    """A PostgreSQL database without any table."""
    with database(postgresql_server) as url:
        yield url
