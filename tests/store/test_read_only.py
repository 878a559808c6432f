"""A PostgreSQL that takes no writes for a while, as after a fail-over to a copy or in a host's emergency."""

from __future__ import annotations

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from salesbot.store import Store
from salesbot.store.away import is_away

_CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


async def test_a_read_only_server_is_away_and_its_sessions_are_not_kept(postgresql_url):
    """A write is refused as if the server were away; once it takes writes again, so does the first transaction."""
    store = await Store.open(postgresql_url)
    host = await asyncpg.connect(postgresql_url)
    name = make_url(postgresql_url).database
    await host.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    await host.execute(_CUT)
    with pytest.raises(DBAPIError) as refused:
        await _write(store)
    assert is_away(refused.value)
    await host.execute("SET default_transaction_read_only = off")
    await host.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
    await _write(store)
    await host.close()
    await store.close()


async def test_a_write_where_we_only_read_stays_our_mistake(postgresql_url):
    """It would fail the same way every time, so nobody may wait for it to pass."""
    store = await Store.open(postgresql_url)
    with pytest.raises(DBAPIError) as refused:
        async with store.read() as db:
            await db.execute(text("DELETE FROM receipts"))
    assert not is_away(refused.value)
    await store.close()


async def _write(store: Store) -> None:
    async with store.begin() as db:
        await db.execute(text("DELETE FROM receipts"))
