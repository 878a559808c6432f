"""A copy that goes wrong on the way, or is cut short: the target has no row, and the source is as it was."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import asynccontextmanager

import pytest
from moving import copy, disturb, is_empty, visiting

from salesbot.errors import StoreError

ALTER = {
    "changed": ("NEW.text := NEW.text || '.';", "row id=5, text is not the same: 14 char"),
    "lost": ("RETURN NULL;", "the row id=5 is not in PostgreSQL"),
}


@pytest.mark.parametrize("how", ["changed", "lost"])
async def test_a_row_that_is_not_the_same_is_found(how, source, target):
    """One row of the last table arrives otherwise: the comparison names it, and nothing stands."""
    does, words = ALTER[how]
    await disturb(target, f"IF NEW.id = 5 THEN {does} END IF; RETURN NEW;")
    with pytest.raises(StoreError, match=f"drafts: .*{words}"):
        await copy(source, target)
    assert await is_empty(target)


async def test_a_full_disk_is_told(source, target):
    """PostgreSQL's own words, the table's name, and nothing stands; with room again the copy goes through."""
    await disturb(target, "RAISE EXCEPTION 'could not extend file: no space left' USING ERRCODE = '53100';")
    with pytest.raises(StoreError, match=r"drafts: could not extend file.*Nothing was copied"):
        await copy(source, target)
    assert await is_empty(target)
    async with visiting(target) as visitor:
        await visitor.execute("DROP TRIGGER d ON drafts")
    assert (await copy(source, target)).rows > 0


@asynccontextmanager
async def held_up(target):
    """The copy waits in the middle of its last table, until this is over."""
    await disturb(target, "IF NEW.id = 5 THEN PERFORM pg_advisory_xact_lock(5); END IF; RETURN NEW;")
    async with visiting(target) as visitor:
        await visitor.execute("SELECT pg_advisory_lock(5)")
        yield visitor


async def waits(visitor):
    """Return when the copy waits there, with its process on the server."""
    asks = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 5"
    for _ in range(3000):
        if pid := await visitor.fetchval(asks):
            return pid
        await asyncio.sleep(0.02)
    raise AssertionError("it never came there")


@pytest.mark.parametrize("how", ["ctrl-C", "the server", pytest.param("kill -9", marks=pytest.mark.chaos)])
async def test_a_copy_that_is_cut_short_leaves_nothing(how, source, target):
    """In the middle of the last table: the target has no row, the source is whole, and a second try goes through."""
    async with held_up(target) as visitor:
        if how == "kill -9":
            await _killed(source, target, visitor)
        else:
            await _ended(source, target, visitor, cancel=how == "ctrl-C")
        assert await is_empty(target)
    async with visiting(target) as visitor:
        await visitor.execute("DROP TRIGGER d ON drafts")  # waits until the server has let go of the first try
    assert (await copy(source, target)).rows > 0


async def _ended(source, target, visitor, *, cancel):
    copying = asyncio.create_task(copy(source, target))
    pid = await waits(visitor)
    if cancel:
        copying.cancel()
    else:
        await visitor.execute(f"SELECT pg_terminate_backend({pid})")
    with pytest.raises(asyncio.CancelledError if cancel else StoreError):
        await copying


async def _killed(source, target, visitor):
    command = [sys.executable, "-c", "from salesbot.cli import main; main()", "db", "copy", "--from", source, target]
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.DEVNULL)
    await waits(visitor)
    process.send_signal(signal.SIGKILL)
    await process.wait()
