"""Storms run on both databases: one process with HTTP on SQLite, two with sockets on PostgreSQL."""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

sys.path.insert(0, str(Path(__file__).parent))
_numbers = itertools.count(1)


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The run's seed; `--randomly-seed=…` gives the same chances again."""
    return int(request.config.getoption("randomly_seed", default=None) or 20260303)


@pytest.fixture
def fresh_sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'salesbot.db'}"


@pytest.fixture
async def fresh_postgresql_url(postgresql_server: str) -> AsyncIterator[str]:
    """A PostgreSQL database without any table, dropped after the test."""
    name = f"chaos_{os.getpid()}_{next(_numbers)}"
    await _execute(postgresql_server, f'CREATE DATABASE "{name}"')
    yield make_url(postgresql_server).set(database=name).render_as_string(hide_password=False)
    await _execute(postgresql_server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _execute(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
