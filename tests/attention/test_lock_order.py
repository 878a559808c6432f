"""Parts of a round are locked before offers, by whoever changes somebody's days as by a button of their question."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest
from sales_floor import ACME
from sqlalchemy import select, text

from salesbot.attention import queries
from salesbot.checkins.model import Ask
from salesbot.outbox import service as outbox
from salesbot.people import announce
from salesbot.people import service as people
from salesbot.people.model import Member, Team
from salesbot.people.rules import Role

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


async def go_away(db, corner):
    """Ana takes the next day off."""
    ana, off = await db.get_one(Member, (ACME, "UANA")), date(2026, 3, 4)
    await people.set_away(db, ana, off, off, by="UANA", now=corner.now)
    await announce.away(db, corner.house, ACME, "UANA", now=corner.now)


async def leave(db, corner):
    """Ana leaves the team, in which Ben manages now."""
    team = await db.get_one(Team, corner.floor.team.id)
    await people.join(db, team, ["UBEN"], role=Role.MANAGER, by="UANA", now=corner.now)
    left = await people.leave(db, team, ["UANA"], by="UBEN", now=corner.now)
    await announce.seats(db, corner.house, ACME, team.id, left=left, now=corner.now)


@pytest.mark.parametrize("do", [go_away, leave])
async def test_whoever_changes_days_holds_no_offer_while_a_part_is_waited_for(corner, do):
    """A button of Ana's question holds her part: the offer that waits for her morning can be locked meanwhile."""
    if not corner.house.store.shared:
        pytest.skip("one writer locks nothing out of order")
    await corner.at("2026-03-03 09:15")
    await corner.at("2026-03-03 21:30")
    assert await corner.offer("a")
    part = await corner.floor.part("UANA")

    async def change():
        async with corner.house.store.begin() as db:
            await do(db, corner)

    async with corner.house.store.begin() as db:
        await db.execute(select(Ask.id).where(Ask.id == part.ask.id).with_for_update(key_share=True))
        task = asyncio.create_task(change())
        await until_somebody_waits(corner)
        await db.execute(text("SET LOCAL lock_timeout = '500ms'"))
        assert await queries.decided(db, ACME, ["a"])
        await outbox.dirty(db, ACME, "a")
    await task
    assert (await corner.delivery("a")).state == "withdrawn"


async def until_somebody_waits(corner):
    """Let the other transaction come as far as it can."""
    for _ in range(500):
        async with corner.house.store.read() as db:
            if await db.scalar(WAITING):
                return
        await asyncio.sleep(0.01)
    raise AssertionError("nobody waits for the part")
