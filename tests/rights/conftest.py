"""One whole world a database: nothing that a refused door touches, and what the others touched is put back."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import asyncio
import shutil
from typing import TYPE_CHECKING
from zlib import crc32

import asyncpg
import pytest
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.engine import URL


WHOLE = "postgresql, every cell"


@pytest.fixture(scope="module", params=["sqlite", "postgresql", pytest.param(WHOLE, marks=pytest.mark.chaos)])
def rights_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A database with all tables for a whole module, once of each kind.

    Who may do what is decided by the same code on both databases, so that `make test` tries a sixth of the cells on
    PostgreSQL, the same in each run (see `tried`); `make chaos` tries them all.
    """
    if request.param == "sqlite":
        file = tmp_path_factory.mktemp("rights") / "salesbot.db"
        shutil.copyfile(request.getfixturevalue("_sqlite_template"), file)
        yield f"sqlite:///{file}"
        return
    template = make_url(request.getfixturevalue("_postgresql_template"))
    name = f"rights_{id(request):x}"
    _run(template, f'CREATE DATABASE "{name}" TEMPLATE "{template.database}"')
    yield template.set(database=name).render_as_string(hide_password=False)
    _run(template, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def tried(request: pytest.FixtureRequest) -> Callable[..., bool]:
    """Whether a cell is tried on this database."""
    place = request.node.callspec.params["rights_url"]
    return lambda *cell: place != "postgresql" or crc32(repr(cell).encode()) % 6 == 0


def _run(server: URL, statement: str) -> None:
    async def run() -> None:
        address = server.set(database="postgres", drivername="postgresql")
        connection = await asyncpg.connect(address.render_as_string(hide_password=False))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    with asyncio.Runner() as runner:
        runner.run(run())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many cells of the matrix were tried."""
    cells = sys.modules["matrix"].cells() if "matrix" in sys.modules else []
    if cells:
        terminalreporter.write_line(
            f"rights: {len(cells)} cells of {len({one[0].name for one in cells})} doors a database"
        )
