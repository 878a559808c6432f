"""The database goes away while a board is rendered."""

from __future__ import annotations

import pytest
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
