"""What an administrator of PostgreSQL does to everybody's sessions."""

from __future__ import annotations

import asyncpg


async def cut_sessions(database_url: str) -> None:
    """End every session of this database but our own, as an administrator or a fail-over does.

    Each process has somebody who does this, and they leave one another alone.
    """
    connection = await asyncpg.connect(database_url, server_settings={"application_name": "administrator"})
    try:
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name <> 'administrator'"
        )
    finally:
        await connection.close()
