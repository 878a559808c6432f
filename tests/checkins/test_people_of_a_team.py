"""Who is in a team, and manages it, whatever several people change at once or a channel brings and takes."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from sales_floor import ACME

from salesbot import clock
from salesbot.desk.service import teams
from salesbot.errors import Refusal
from salesbot.people import digest, queries, service
from salesbot.people.rules import Role


async def test_two_managers_do_not_leave_a_team_without_one(floor):
    """Ana and Ben make each other a rep in one moment: the second one is refused."""
    async with floor.house.store.begin() as db:
        team = await db.merge(floor.team)
        await service.set_role(db, team, "UBEN", role=Role.MANAGER, by="UANA", now=clock.now())

    async def demote(who, by):
        change = teams.Change(who=[who], what="rep")
        mine = {"workspace_id": ACME, "team_id": floor.team.id, "users": {}, "by": by, "now": clock.now()}
        async with floor.house.store.begin() as db:
            await teams.change(db, floor.house, change, **mine)
            await asyncio.sleep(0.2)

    done = await asyncio.gather(demote("UBEN", "UANA"), demote("UANA", "UBEN"), return_exceptions=True)
    assert sorted(type(one) for one in done if one is not None) == [Refusal]
    async with floor.house.store.read() as db:
        assert len(await queries.managers(db, ACME, floor.team.id)) == 1


@pytest.mark.parametrize(("role", "gone"), [(Role.MANAGER, []), (Role.REP, ["UDEV"])])
async def test_whoever_was_made_a_manager_may_leave_the_channel(floor, role, gone):
    """Dev came with the channel: a rep goes with it, somebody who was named stays."""
    now = clock.now()
    async with floor.house.store.begin() as db:
        team = await db.merge(floor.team)
        await service.set_everyone(db, team, everyone=True)
        await service.arrived(db, team, "UDEV", now=now + timedelta(minutes=1))
        await service.set_role(db, team, "UDEV", role=role, by="UANA", now=now + timedelta(minutes=2))
        assert await service.departed(db, team, "UDEV", now=now + timedelta(minutes=3)) == gone


async def test_two_days_off_are_no_week_in_the_digest(floor):
    """Ben is away on Monday and on Friday, and works in between."""
    async with floor.house.store.begin() as db:
        ben = await queries.member(db, ACME, "UBEN")
        for day in (date(2026, 3, 9), date(2026, 3, 13)):
            await service.set_away(db, ben, day, day, by="UBEN", now=clock.now())
    async with floor.house.store.read() as db:
        span = SimpleNamespace(workspace_id=ACME, team_id=floor.team.id, last=date(2026, 3, 6))
        said = str(await digest.coming(floor.house, db, span))
    assert "Ben on Mon 9 Mar and on Fri 13 Mar" in said
