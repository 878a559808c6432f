"""A PostgreSQL behind a road on which nothing arrives any more, and nobody is told."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import pytest
from proxy import Mood, Proxy
from roads import server_of
from sqlalchemy import func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from salesbot.errors import AlreadyDone, StoreError
from salesbot.room import Once
from salesbot.store import Store, wake
from salesbot.store.away import is_away
from salesbot.store.receipts import Receipt
from salesbot.store.setup import alone
from salesbot.store.urls import parse

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HOLE = Mood(hole=True)
PATIENCE = 1.0  # seconds
FAR_LESS_THAN_TCP = 60
OTHERS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND application_name NOT IN ('salesbot bell', 'keeper')"
)
ONCE = Once("T1", "view.V1.hash")


@pytest.fixture
async def road(postgresql_url) -> AsyncIterator[Proxy]:
    """The way to the server."""
    async with Proxy.to(server_of(make_url(postgresql_url))) as opened:
        yield opened


@pytest.fixture
def far_url(road, postgresql_url) -> str:
    """The database at the other end of the road."""
    url = make_url(postgresql_url).set(host="127.0.0.1", port=road.port, query={})
    return url.render_as_string(hide_password=False)


@pytest.fixture
async def far(far_url) -> AsyncIterator[Store]:
    """A process there, that does not wait long."""
    async with opened(far_url, patience=PATIENCE) as store:
        yield store


@asynccontextmanager
async def opened(url: str, **how: Any) -> AsyncIterator[Store]:
    store = await Store.open(url, **how)
    try:
        yield store
    finally:
        async with asyncio.timeout(30):
            await store.close()


async def session_of(store) -> int:
    """The server's number of the connection that is used next."""
    async with store.begin() as db:
        return (await db.execute(text("SELECT pg_backend_pid()"))).scalar_one()


async def kept(store) -> int:
    async with store.read() as db:
        return (await db.execute(select(func.count()).select_from(Receipt))).scalar_one()


async def meet_the_hole(store, road, *, before: str, once: Once | None = None, swallows: bool = False) -> None:
    """A door before whose begin, statement or commit the road falls silent, until the door has ended.

    What it swallows is lost for good; else it arrives late.
    """
    async with AsyncExitStack() as at_the_end, asyncio.timeout(FAR_LESS_THAN_TCP):

        def now(moment: str) -> None:
            if moment == before:
                at_the_end.enter_context(road.bad(HOLE))
            if moment == before and swallows:
                at_the_end.push_async_callback(road.cut)

        now("begin")
        async with store.begin(once=once) as db:
            await db.execute(text("SELECT 1"))
            now("statement")
            await db.execute(text("SELECT 2"))
            now("commit")


@pytest.mark.parametrize("before", ["begin", "statement", "commit"])
async def test_a_door_in_a_hole_fails_as_one_without_its_database(far, road, before):
    """Wherever it meets the silence, it ends, in the database's words; the next one has a connection that works."""
    first = await session_of(far)
    with pytest.raises(DBAPIError, match="did not answer in time") as silent:
        await meet_the_hole(far, road, before=before)
    assert is_away(silent.value)
    assert far.in_use() == {"all": 0}
    assert await session_of(far) != first


@pytest.mark.parametrize("swallows", [False, True])
async def test_a_commit_into_a_hole_can_be_repeated(far, road, swallows):
    """Whether the commit arrived late or was lost with its connection, whoever presses again is stored once."""
    with pytest.raises(DBAPIError):
        await meet_the_hole(far, road, before="commit", once=ONCE, swallows=swallows)
    assert await settled(far) == (not swallows)
    with nullcontext() if swallows else pytest.raises(AlreadyDone):
        async with far.begin(once=ONCE):
            pass
    assert await kept(far) == 1


async def settled(store) -> bool:
    """Whether the receipt stands, once the server has ended every other session, as it does in time."""
    async with asyncio.timeout(20):
        while await others(store):  # noqa: ASYNC110  the server tells nobody
            await asyncio.sleep(0.02)
    return await kept(store) == 1


async def others(store) -> int:
    """How many sessions there are; a transaction would see the same ones for as long as it lasts."""
    async with store.read() as db:
        return (await db.execute(text(OTHERS))).scalar_one()


async def test_what_the_server_is_slow_at_ends_there_too(far):
    """A server that is there, and works on something past our patience, is told that nobody waits any more."""
    with pytest.raises(DBAPIError) as slow:
        async with far.begin() as db:
            await db.execute(text("SELECT pg_sleep(100)"))
    assert is_away(slow.value)
    await settled(far)


async def test_the_url_says_how_long_a_statement_may_take(postgresql_url):
    """A host's own number of seconds holds for doors, and not for migrations and copies."""
    url = make_url(postgresql_url).update_query_dict({"command_timeout": "0.5"}).render_as_string(hide_password=False)
    async with opened(url) as store, asyncio.timeout(20):
        with pytest.raises(DBAPIError, match="did not answer in time"):
            async with store.read() as db:
                await db.execute(text("SELECT pg_sleep(100)"))
    engine = alone(parse(url))
    async with engine.connect() as connection:
        await connection.execute(text("SELECT pg_sleep(0.7)"))
    await engine.dispose()


async def test_a_connection_that_died_while_it_lay_idle_is_left_within_a_second(far_url, road):
    """Its door does not wait out the patience for a statement: it is served over a new connection."""
    async with opened(far_url) as store:
        first = await session_of(store)
        await asyncio.sleep(2.1)  # from two seconds on a connection counts as idle
        with road.bad(HOLE):
            door = asyncio.create_task(session_of(store))
            await asyncio.sleep(1.5)
        async with asyncio.timeout(10):
            assert await door != first


async def test_a_new_connection_into_a_hole_fails_as_one_without_its_database(far, road):
    """It is no TimeoutError of its own, which a door would take for a slow Slack."""
    await far._engines.dispose()
    with pytest.raises(DBAPIError, match="did not answer in time") as silent, road.bad(HOLE):
        async with asyncio.timeout(FAR_LESS_THAN_TCP):
            await session_of(far)
    assert is_away(silent.value)
    assert await session_of(far)


async def test_opening_a_database_in_a_hole_is_refused_in_words(far_url, road):
    """Whoever starts salesbot reads what is the matter."""
    with road.bad(HOLE), pytest.raises(StoreError, match="cannot be opened: the server did not answer in time"):
        async with asyncio.timeout(FAR_LESS_THAN_TCP):
            await Store.open(far_url, patience=PATIENCE)


async def test_the_bell_notices_a_hole_and_mends_itself(far, road, postgresql_url):
    """Who only listens asks after a while of quiet; behind the hole all are woken, and hear again."""
    wire, signal = far._bell._wire, far.signal("outbox")
    with road.bad(HOLE):
        async with asyncio.timeout(FAR_LESS_THAN_TCP):
            while not wire.is_closed():  # noqa: ASYNC110  the bell tells nobody
                await asyncio.sleep(0.02)
        assert not signal.is_set()
    async with asyncio.timeout(20), opened(postgresql_url) as near:
        await signal.wait()
        signal.clear()
        async with near.begin() as db:
            wake(db, "outbox")
        await signal.wait()


async def test_a_quiet_bell_keeps_its_connection(far):
    """To be asked now and then costs nothing where there is an answer."""
    wire = far._bell._wire
    await asyncio.sleep(2.5 * PATIENCE)
    assert far._bell._wire is wire
    assert not wire.is_closed()
