"""What every table shares: instants know their zone, and an id is given once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError, StatementError

from salesbot.people.model import Team, Workspace
from salesbot.store import insert


async def workspace(db, id_: str, *, now: datetime) -> None:
    await insert(db, Workspace, [{"id": id_, "created_at": now}])


async def team(db, workspace_id: str, *, now: datetime) -> int:
    named = {"name": "EMEA", "channel_id": f"C{workspace_id}", "zone": "Europe/Berlin", "created_by": "U1"}
    return (await insert(db, Team, [{"workspace_id": workspace_id, "created_at": now, **named}]))[0]


async def test_a_naive_datetime_is_refused(store, now):
    """An instant without a zone does not enter the database: nobody could say when it is."""
    with pytest.raises(StatementError, match="has no time zone"):
        async with store.begin() as db:
            await workspace(db, "T1", now=now.replace(tzinfo=None))


async def test_an_instant_comes_back_as_utc(store, now):
    """Whatever the zone it was said in, an instant is read back as the same moment in UTC."""
    sydney = now.astimezone(timezone(timedelta(hours=11)))
    async with store.begin() as db:
        await workspace(db, "T1", now=sydney)
    async with store.read() as db:
        read = (await db.execute(select(Workspace.created_at))).scalar_one()
    assert read == now
    assert read.tzinfo is UTC


async def test_an_id_is_never_given_twice(store, now):
    """The id of a deleted row is not given again, for keys of promises and receipts hold ids."""
    async with store.begin() as db:
        await workspace(db, "T1", now=now)
        first = await team(db, "T1", now=now)
    async with store.begin() as db:
        await db.execute(delete(Team))
    async with store.begin() as db:
        assert await team(db, "T1", now=now) > first


async def test_a_reference_cannot_leave_its_workspace(store, now):
    """A row of one workspace cannot point at a row of another, whatever the code above asks for."""
    async with store.begin() as db:
        await workspace(db, "T1", now=now)
        await workspace(db, "T2", now=now)
        theirs = await team(db, "T2", now=now)
    with pytest.raises(IntegrityError):
        async with store.begin() as db:
            await _appointment(db, workspace_id="T1", team_id=theirs, now=now)


async def _appointment(db, *, workspace_id: str, team_id: int, now: datetime) -> None:
    from salesbot.schedule.model import Appointment

    row = {"workspace_id": workspace_id, "team_id": team_id, "job": "checkin.ask", "subject": "1", "created_at": now}
    await insert(db, Appointment, [row])
