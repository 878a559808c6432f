"""Two processes behind one address: what one of them knows, the other must not need to remember."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from urllib.parse import urlencode

import aiohttp
import pytest
from sqlalchemy import select, update
from test_home import looked, published, words

from office import NEW_YORK, fields_of, free_port, patient
from salesbot import clock
from salesbot.app.house import House
from salesbot.app.serving import Service
from salesbot.config import Transport
from salesbot.people.model import Away
from salesbot.playground.delivery.posts import signature
from salesbot.schedule.model import Seat


@pytest.fixture
def place(postgresql_url):
    """HTTP on PostgreSQL: the only place where two processes can have doors behind one address."""
    return postgresql_url, Transport.HTTP


@asynccontextmanager
async def another(office):
    """A second process on the same database, with its own door; yields its house and its address."""
    settings = office.house.settings.model_copy(update={"port": free_port()})
    house = patient(await House.open(settings))
    service = Service(house)
    await house.introduce(now=clock.now())
    await service.door.start()
    try:
        yield house, f"http://127.0.0.1:{settings.port}/slack/events"
    finally:
        await service.door.stop()
        await house.close()


async def test_home_follows_what_is_done_at_the_other_door(office):
    """Ben opens his home at one door; what he does at the other shows there, and what changed nothing is not sent."""
    await office.set_up()
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).open_home()
    assert "open until 14:00" in words(await looked(office, office.ben))
    first = office.bot.app.request_url
    async with another(office) as (house, url):
        office.bot.app.request_url = url
        form = await office.question(office.ben)
        given = dict(zip(fields_of(form), ("Met Acme", "Offer", "Legal"), strict=True))
        await office.act(office.ben).submit(form, given)
        await house.doors.drain(5)
        assert "All answered. Thank you." in words(office.act(office.ben).home())
        await office.act(office.ben).command("/salesbot", "away 5 mar")
        await house.doors.drain(5)
        before = published(office)
        await office.act(office.ben).command("/salesbot", "help")
        await house.doors.drain(5)
        assert published(office) == before

        office.bot.app.request_url = first
        blocked = words(office.act(office.ben).home())
        await office.act(office.ben).click(office.act(office.ben).home(), "blocker.resolve")
        assert "Legal" in blocked
        assert "Legal" not in words(await looked(office, office.ben))


async def test_who_did_not_open_it_gets_nothing_published(office):
    """Nobody's home is drawn because somebody else's was opened at the other door."""
    await office.set_up()
    await office.act(office.ben).open_home()
    await looked(office, office.ben)
    async with another(office) as (house, url):
        office.bot.app.request_url = url
        before = published(office)
        await office.act(office.cleo).command("/salesbot", "away 5 mar")
        await house.doors.drain(5)
        assert published(office) == before


async def test_a_request_that_comes_again_at_the_other_door_does_nothing(office):
    """Whoever caught a signed command and sends it to the other process gets a yes, and changes nothing."""
    await office.set_up()
    body = urlencode({
        "command": "/salesbot", "text": "away 5 mar", "team_id": "T_ACME", "user_id": "UBEN", "channel_id": "D1",
        "trigger_id": "1.2.3", "response_url": "",
    }).encode()  # fmt: skip
    async with another(office) as (_, url):
        first = await knock(office, office.bot.app.request_url, body)
        assert first[0] == 200
        assert "you are away Thu 5 Mar" in first[1]
        await cancel(office)
        assert await knock(office, url, body) == (200, "")
        assert not await away(office)


async def test_the_door_of_a_start_does_not_wait_for_its_seats(office):
    """While a start reads all seats anew its door answers; nobody is asked before, and then by the zones of today."""
    await office.set_up()
    clock.set_calendar(datetime.fromisoformat("2026-03-03T14:14:50+00:00"))  # 09:14:50 for Ben
    async with office.house.store.begin() as db:  # as the rules of his zone were when salesbot last ran
        for seat in await db.scalars(select(Seat).where(Seat.member_id == "UBEN")):
            seat.next_at += timedelta(hours=5)
    settings = office.house.settings.model_copy(update={"port": free_port(), "pump_seconds": 0.2})
    house = patient(await House.open(settings))
    service = Service(house)
    await house.introduce(now=clock.now())
    async with AsyncExitStack() as stack:
        stack.push_async_callback(house.close)
        stack.push_async_callback(service.stop)
        async with office.house.store.begin() as db:
            await db.scalars(select(Seat).with_for_update())
            await service.start()
            office.bot.app.request_url = f"http://127.0.0.1:{settings.port}/slack/events"
            assert (await office.act(office.ben).command("/salesbot", "help")).shown == ("What I can do",)
            clock.set_calendar(clock.now() + timedelta(seconds=9))
            await asyncio.sleep(1.5)  # the beats of 09:15 pass, were they not waiting
            assert "What is the one thing today?" not in str(office.said(office.ben))
        async with asyncio.timeout(30):
            while "What is the one thing today?" not in str(office.said(office.ben)):  # noqa: ASYNC110  a beat's message
                await asyncio.sleep(0.05)


async def knock(office, url, body):
    """Come to a door with this, signed as it was the first time."""
    stamp = office.__dict__.setdefault("stamp", str(int(clock.real().timestamp())))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(office.bot.signing_secret, stamp, body),
    }  # fmt: skip
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status, await answer.text()


async def cancel(office):
    """Ben thinks better of it."""
    async with office.house.store.begin() as db:
        await db.execute(update(Away).values(cancelled_at=clock.now()))


async def away(office):
    """The days on which Ben is away."""
    async with office.house.store.read() as db:
        return list(await db.scalars(select(Away.first_day).where(Away.cancelled_at.is_(None))))
