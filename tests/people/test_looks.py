"""Processes of one workspace share the hourly look at everybody; a start, and whoever asks again, gets one."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError

from salesbot import clock
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.people import queries, service
from salesbot.people.room import room
from salesbot.playground import Playground
from salesbot.playground import Settings as SlackSettings
from salesbot.store import leases

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

ACME = "T_ACME"
HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


@dataclass
class Street:
    """Any number of houses on one database, beside one Slack that counts."""

    slack: Any
    settings: Settings
    began: datetime
    _houses: AsyncExitStack = field(default_factory=AsyncExitStack)

    async def start(self, after: timedelta = timedelta(0)) -> House:
        """A process starts so long after the story began, and does not look yet."""
        clock.set_calendar(self.began + after)
        house = await House.open(self.settings, rooms=[room])
        self._houses.push_async_callback(house.close)
        await house.introduce(now=clock.now())
        return house

    async def look(self, house: House, after: timedelta) -> None:
        """Its chore comes round so long after the story began."""
        await house.sync(now=self.began + after)

    @property
    def looks(self) -> int:
        """How often Slack was asked for everybody."""
        return len([one for one in self.slack.calls if one.method == "users.list"])

    async def close(self) -> None:
        """All processes end."""
        await self._houses.aclose()


async def opened(url: str, now: datetime) -> AsyncIterator[Street]:
    async with Playground.serve(settings=SlackSettings(strict_rates=False)) as slack:
        bot = slack.install(slack.workspace(ACME, name="Acme"))
        settings = Settings(
            _env_file=None, bot_token=SecretStr(bot.bot_token), app_token=SecretStr(bot.app_token),
            slack_api_url=slack.url, database_url=url, send_timeout=2.0,
        )  # fmt: skip
        street = Street(slack, settings, now)
        yield street
        await street.close()


@pytest.fixture
async def street(postgresql_url, now) -> AsyncIterator[Street]:
    """A street on PostgreSQL."""
    async for one in opened(postgresql_url, now):
        yield one


@pytest.fixture
async def cottage(sqlite_url, now) -> AsyncIterator[Street]:
    """A street of one house, on a file."""
    async for one in opened(sqlite_url, now):
        yield one


async def test_two_processes_look_as_often_as_one(street):
    """Each looks when it starts; after that it is once an hour, not once an hour for each of them."""
    one = await street.start()
    await street.look(one, timedelta(0))
    two = await street.start(SECOND)
    await street.look(two, SECOND)
    assert street.looks == 2
    for hour in range(1, 9):
        await street.look(one, hour * HOUR)
        await street.look(two, hour * HOUR + SECOND)
    assert street.looks == 2 + 8


async def test_of_those_who_look_at_the_same_moment_one_does(street):
    """Processes that were started together come round together, hour after hour."""
    houses = [await street.start() for _ in range(4)]
    for hour in (1, 2, 3):
        await asyncio.gather(*(street.look(house, hour * HOUR) for house in houses))
        assert street.looks == hour


async def test_whoever_asks_again_gets_a_look_again(street):
    """What a process did itself a moment ago keeps nobody from asking it once more."""
    house = await street.start()
    for minute in range(3):
        await street.look(house, minute * MINUTE)
    assert street.looks == 3


async def test_a_start_looks_however_lately_another_did(street):
    """Nobody listened while no process ran: the one before looked ten minutes ago, and that is not enough."""
    await street.look(await street.start(), timedelta(0))
    await street.look(await street.start(10 * MINUTE), 10 * MINUTE)
    assert street.looks == 2


async def test_a_look_that_fails_is_left_to_the_next(street):
    """Slack refused the one who took it; the other does not wait an hour for that, nor does the first."""
    one, two = await street.start(), await street.start()
    street.slack.fault("users.list", "error", error="internal_error", times=10)
    with pytest.raises(SlackApiError):
        await street.look(one, MINUTE)
    street.slack.behave()
    before = street.looks
    await street.look(two, 2 * MINUTE)
    assert street.looks == before + 1


async def die_over_it(street, house, *, silent):
    """A process took the look at the first minute, and was not heard of for as long as `silent`."""
    async with house.store.begin() as db:
        assert await service.take_look(
            db, ACME, began=street.began, mine=None, share=50 * MINUTE, now=street.began + MINUTE,
            at_work=clock.real() - silent,
        )  # fmt: skip


async def test_whoever_died_over_it_holds_nobody_up_for_long(street):
    """A process took the look and was not heard of for four minutes: another takes it over, and one only."""
    one, two = await street.start(), await street.start()
    await die_over_it(street, one, silent=4 * MINUTE)
    await one.take_over(now=street.began + 5 * MINUTE)
    await two.take_over(now=street.began + 5 * MINUTE)
    await street.look(two, 6 * MINUTE)
    assert street.looks == 1


async def test_whoever_is_at_work_is_left_to_it(street):
    """A process that said so a moment ago looks still; once an hour somebody looks all the same."""
    house = await street.start()
    await die_over_it(street, house, silent=2 * MINUTE)
    await house.take_over(now=street.began + 2 * MINUTE)
    await street.look(house, 2 * MINUTE)
    assert street.looks == 0
    await street.look(house, 52 * MINUTE)
    assert street.looks == 1


async def test_nobody_takes_over_what_is_done(street):
    """A look that came to its end, or failed, leaves nothing behind."""
    house = await street.start()
    await street.look(house, MINUTE)
    street.slack.fault("users.list", "error", error="internal_error", times=10)
    with pytest.raises(SlackApiError):
        await street.look(house, 2 * MINUTE)
    async with house.store.read() as db:
        assert not await service.look_left(db, ACME, at_work=clock.real() + HOUR)


async def test_a_long_look_says_that_it_goes_on(street, monkeypatch):
    """Nobody takes over from a process that lives, however many people there are."""
    monkeypatch.setattr(leases, "RENEWED", timedelta(milliseconds=10))
    house = await street.start()
    async with house.tenants.look(ACME, now=street.began + MINUTE) as mine:
        assert mine
        async with house.store.begin() as db:
            await service.keep_look(db, ACME, at_work=clock.real() - HOUR)
        for _ in range(1000):
            await asyncio.sleep(0.01)
            if not (left := await house.tenants.left()):
                break
        assert not left


async def test_a_look_of_tomorrow_holds_nobody_up(street):
    """The clock was set back: what is noted for a time that is still to come is no reason to wait for it."""
    house = await street.start()
    async with house.store.begin() as db:
        (await queries.workspace(db, ACME)).synced_at = street.began + 24 * HOUR
    await street.look(house, MINUTE)
    assert street.looks == 1


async def test_a_file_has_one_process_which_always_looks(cottage):
    """On SQLite nobody else can have done it."""
    house = await cottage.start()
    for minute in range(3):
        await cottage.look(house, minute * MINUTE)
    assert cottage.looks == 3
