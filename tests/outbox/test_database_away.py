"""Rendering takes too long, or the database goes away meanwhile."""

from __future__ import annotations

import asyncio
import gc

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InternalError, OperationalError

from salesbot.room import Message


@pytest.mark.parametrize("kind", [OperationalError, InternalError, DBAPIError])
async def test_a_board_outlives_a_database_that_was_away(office, kind):
    """However the driver words it, a lost session is no fault of the room: the board waits, and is posted once."""
    losses = 5
    render = office._render

    async def lost(db, workspace_id, subject):
        nonlocal losses
        losses -= 1
        if losses >= 0:
            raise kind("SELECT 1", {}, Exception("connection was closed in the middle of operation"))
        return await render(db, workspace_id, subject)

    office._render = lost
    office.says["1"] = Message(text="the report")
    await office.promise(office.board("1"))
    assert await office.sender().drain(20)
    assert office.texts(office.channel) == ["the report"]
    row = await office.row("board.1")
    assert (row.state, row.error_times) == ("sent", 0)


async def test_a_board_whose_table_is_missing_dies_and_is_not_drawn_for_ever(office):
    """SQLite calls it an OperationalError, as a locked file; it is the room's mistake, and ends after three tries."""

    async def wrong(db, _workspace_id, _subject):
        await db.execute(text("SELECT * FROM nowhere"))

    office._render = wrong
    await office.promise(office.board("1"))
    assert await office.sender(look_again_factor=0.01).drain(20)
    row = await office.row("board.1")
    assert (row.state, row.error_times) == ("dead", 3)


async def test_a_lease_that_lapses_in_our_own_hands_is_carried_twice_and_posted_once(office):
    """A room that renders for longer than the lease: the same sender takes it up again, and both end well."""
    troubles = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: troubles.append(context))
    render, first = office._render, True

    async def slow(db, workspace_id, subject):
        nonlocal first
        if first:
            first = False
            await asyncio.sleep(office.settings.lease.total_seconds() * 1.3)
        return await render(db, workspace_id, subject)

    office._render = slow
    office.says["1"] = Message(text="the report")
    await office.promise(office.board("1"))
    sender = office.sender()
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(office.settings.lease.total_seconds() * 1.6)
    assert await sender.drain(20)
    await sender.stop()
    await running
    gc.collect()
    assert office.texts(office.channel) == ["the report"]
    assert [str(one.get("exception")) for one in troubles] == []
