"""A test's database that says its version: the templates are made without migrating, and so say none."""

from __future__ import annotations

from sqlalchemy import text

from salesbot.store import Store, migrate


async def stamp(url: str, version: str = "") -> None:
    """Say that the tables are of today's version, or of this one; the command line reads no others."""
    store = await Store.open(url)
    async with store.begin() as db:
        await db.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        await db.execute(text("DELETE FROM alembic_version"))
        await db.execute(text("INSERT INTO alembic_version VALUES (:at)"), {"at": version or migrate.versions()[-1]})
    await store.close()
