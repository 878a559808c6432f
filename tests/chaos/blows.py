"""Blows that are more than a mood of a road: to processes, to the database, to the clock, to what Slack sends."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import asyncpg
from administrator import cut_sessions
from sqlalchemy.engine import make_url

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Coroutine
    from pathlib import Path

    from field import Field

MINUTE, HOUR = 60, 3600


# ---- processes ----


@asynccontextmanager
async def killed(field: Field) -> AsyncIterator[None]:
    """One process dies and is started again at once."""
    bot = field.random.choice(field.raging.bots)
    await bot.kill()
    await bot.start()
    yield
    assert await bot.up(90), f"{bot.name} does not come up; seed {field.raging.seed}"


@asynccontextmanager
async def frozen(field: Field) -> AsyncIterator[None]:
    """One process stands still, longer than its lease."""
    bot = field.random.choice(field.raging.bots)
    bot.freeze()
    yield
    bot.thaw()


# ---- what Slack sends ----


@asynccontextmanager
async def events_in_disorder(field: Field) -> AsyncIterator[None]:
    """Some events come late and behind newer ones, some twice though acked, of some the ack is lost."""
    odd = {"method": "events_api", "times": None}
    await field.slack.fault(kind="slow", seconds=1.5, chance=0.3, **odd)
    await field.slack.fault(kind="repeat", copies=2, chance=0.5, **odd)
    await field.slack.fault(kind="ack_lost", chance=0.3, **odd)
    for member in field.random.sample(
        field.raging.crowd.members, 3
    ):  # so that there are events whatever the crowd does
        await field.raging.crowd.types(member)
    yield
    await field.slack.behave()


@asynccontextmanager
async def refreshes(field: Field) -> AsyncIterator[None]:
    """Slack renews all sockets every second."""

    async def again_and_again() -> None:
        while True:
            await field.slack.refresh(app=field.app)
            await asyncio.sleep(0.8)

    async with _meanwhile(again_and_again()):
        yield


@asynccontextmanager
async def sockets_cut(field: Field) -> AsyncIterator[None]:
    """All sockets break without a word."""
    await field.slack.disconnect(app=field.app)
    yield


@asynccontextmanager
async def _meanwhile(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


# ---- the database ----


@asynccontextmanager
async def restarted(field: Field) -> AsyncIterator[None]:
    """The server crashes and comes back, as `pg_ctl restart -m immediate` has it."""
    assert field.restart is not None
    await asyncio.to_thread(field.restart)
    yield


@asynccontextmanager
async def sessions_terminated(field: Field) -> AsyncIterator[None]:
    """All sessions end."""
    await cut_sessions(field.raging.database_url)
    yield


@asynccontextmanager
async def read_only(field: Field) -> AsyncIterator[None]:
    """All sessions end, and new ones may only read: as after a fail-over to a copy, or in a host's emergency."""
    url = field.raging.database_url
    name = make_url(url).database
    await _say(url, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    await cut_sessions(url)
    yield
    await _say(url, f'ALTER DATABASE "{name}" RESET default_transaction_read_only')


@asynccontextmanager
async def read_only_file(field: Field) -> AsyncIterator[None]:
    """SQLite refuses every write, with the error of a file that may only be read."""
    [bot] = field.raging.bots
    await bot.pull("read_only 1")
    yield
    await bot.pull("read_only 0")


@asynccontextmanager
async def disk_full(field: Field) -> AsyncIterator[None]:
    """Somebody else fills the disk that the database is on, to the last byte."""
    assert field.disk is not None
    filler = field.disk / "somebody-elses"
    await asyncio.to_thread(_fill, filler)
    yield
    filler.unlink()


@asynccontextmanager
async def locked(field: Field) -> AsyncIterator[None]:
    """Another program holds the lock: of the SQLite file, or of the outbox in PostgreSQL."""
    url = field.raging.database_url
    if url.startswith("sqlite"):
        async with _sqlite_locked(url.removeprefix("sqlite:///")):
            yield
        return
    keeper = await asyncpg.connect(url)
    try:
        async with keeper.transaction():
            await keeper.execute("LOCK TABLE deliveries IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await keeper.close()


@asynccontextmanager
async def _sqlite_locked(file: str) -> AsyncIterator[None]:
    """A program of its own, for a lock that is real between processes."""
    keeper = await asyncio.create_subprocess_exec(
        "python3", "-c", _KEEP, file, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    assert await keeper.stdout.readline() == b"locked\n"
    yield
    keeper.stdin.close()
    await keeper.wait()


_KEEP = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None)
db.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
sys.stdin.read()
"""


def _fill(filler: Path) -> None:
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            with contextlib.suppress(OSError):
                while file.write(b"x" * size):
                    pass


async def _say(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url, server_settings={"application_name": "administrator"})
    try:
        await connection.execute("SET default_transaction_read_only = off")
        await connection.execute(statement)
    finally:
        await connection.close()


# ---- time ----


@asynccontextmanager
async def clock_wrong_by_minutes(field: Field) -> AsyncIterator[None]:
    """The clocks of all processes jump by up to four minutes, either way, and back."""
    async with _wrong(field, field.random.choice((-1, 1)) * field.random.uniform(2, 4 * MINUTE)):
        yield


@asynccontextmanager
async def clock_wrong_by_hours(field: Field) -> AsyncIterator[None]:
    """The same by an hour or two: Slack takes such a clock's signatures for forged, and ours its."""
    async with _wrong(field, field.random.choice((-1, 1)) * field.random.uniform(HOUR, 2 * HOUR)):
        yield


@asynccontextmanager
async def _wrong(field: Field, seconds: float) -> AsyncIterator[None]:
    for bot in field.raging.bots:
        await bot.pull(f"clock {seconds:.0f}")
    yield
    for bot in field.raging.bots:
        await bot.pull("clock 0")
