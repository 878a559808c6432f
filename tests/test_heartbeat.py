"""The metronome: it beats whatever the wall clock does, and whatever a beat does."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from salesbot import clock, trace
from salesbot.heartbeat import Chore, Heartbeat

PERIOD = 0.05  # seconds


class Beats:
    """Counts what the heart does, and lets a test wait for more of it."""

    def __init__(self) -> None:
        self.at: list[datetime] = []
        self._bell = asyncio.Condition()

    async def __call__(self, now: datetime) -> None:
        """Count one."""
        async with self._bell:
            self.at.append(now)
            self._bell.notify_all()

    async def more(self, count: int = 3) -> None:
        """Wait for so many more, far shorter than any jump of these tests."""
        wanted = len(self.at) + count
        async with asyncio.timeout(10), self._bell:
            await self._bell.wait_for(lambda: len(self.at) >= wanted)


@pytest.fixture
def beats():
    """What the heart did so far."""
    return Beats()


@asynccontextmanager
async def beating(beat, *, chores=(), jumped=None):
    heart = Heartbeat(beat, seconds=PERIOD, chores=chores, jumped=jumped)
    heart.start()
    try:
        yield heart
    finally:
        await heart.stop()


@pytest.fixture
def wall_clock():
    """A wall clock that a test may set; it ticks on, and the monotonic clock knows nothing of it."""
    monotonic = clock.monotonic
    with time_machine.travel(datetime(2026, 3, 3, 8, tzinfo=UTC), tick=True) as travel:
        assert clock.monotonic() - monotonic() < 1
        yield travel


@pytest.mark.parametrize(
    "jump", [timedelta(hours=-1), timedelta(days=-1), timedelta(hours=1), timedelta(hours=6)], ids=str
)
async def test_a_wall_clock_that_is_set_does_not_stop_the_beat(beats, wall_clock, jump):
    """Set back an hour, an interval job would be silent for that hour; the watchdog pulls it to now."""
    async with beating(beats) as heart:
        await beats.more()
        wall_clock.shift(jump)
        await beats.more()
        assert heart.age() < 10


async def test_each_beat_is_told_the_calendar_of_its_moment(beats, wall_clock):
    """After a jump the beat is called with the new time: what is due then is done then."""
    async with beating(beats):
        await beats.more()
        wall_clock.shift(timedelta(hours=-1))
        await beats.more()
    assert beats.at[-1] < beats.at[0] - timedelta(minutes=59)


async def test_a_chore_keeps_its_pace_when_the_wall_clock_is_set_back(beats, wall_clock):
    """Chores move with the clock: set back a day, the janitor comes again in its own time and not a day later."""
    chores = Beats()
    chore = Chore("janitor", timedelta(seconds=PERIOD * 2), chores, at_start=True)
    async with beating(beats, chores=[chore]):
        await chores.more()
        wall_clock.shift(timedelta(days=-1))
        await chores.more()


async def test_a_beat_that_fails_is_followed_by_the_next(beats):
    """The database is away for two beats: the heart goes on, and health counts only what came through."""
    ages = []

    async def fail_twice(now):
        await beats(now)
        if len(beats.at) <= 2:
            raise OSError("away")
        ages.append(heart.age())

    async with beating(fail_twice) as heart:
        await beats.more(4)
    assert len(ages) >= 2


async def test_a_chore_that_fails_stops_neither_the_beat_nor_itself(beats):
    """A backup that cannot be written is tried again; the beat knows nothing of it."""
    tried = Beats()

    async def fail(now):
        await tried(now)
        raise OSError("no room")

    async with beating(beats, chores=[Chore("backup", timedelta(seconds=PERIOD), fail)]):
        await tried.more()
        await beats.more()


async def test_stopping_in_the_middle_of_a_chore_is_no_error(beats, caplog):
    """A chore that is stopped is done at the next start, and nobody reads of an error that was none."""
    begun = asyncio.Event()

    async def forever(now):
        begun.set()
        await asyncio.Event().wait()

    async with beating(beats, chores=[Chore("backup", timedelta(seconds=PERIOD), forever)]):
        await begun.wait()
    await asyncio.sleep(PERIOD)
    assert [one.getMessage() for one in caplog.records if one.levelname == "ERROR"] == []


async def test_stopping_waits_until_a_chore_has_let_go(beats):
    """A chore that is stopped rolls back first: a database that is closed before that holds up the process for good."""
    begun, gone = asyncio.Event(), asyncio.Event()

    async def forever(now):
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            for _ in range(10):
                await asyncio.sleep(0)
            gone.set()

    async with beating(beats, chores=[Chore("people", timedelta(seconds=PERIOD), forever)]):
        await begun.wait()
    assert gone.is_set()


async def test_a_beat_that_outlasts_its_period_is_not_told_each_period(beats, caplog):
    """A crowd is asked in one long beat; the log need not say every five seconds that the next one waits."""
    begun, let_go = asyncio.Event(), asyncio.Event()

    async def beat(now):
        begun.set()
        await let_go.wait()
        await beats(now)

    async with beating(beat):
        await begun.wait()
        await asyncio.sleep(5 * PERIOD)
        let_go.set()
        await beats.more(2)
    assert not caplog.records


async def test_stopping_waits_for_the_beat_that_runs(beats):
    """What has begun is finished: `stop` returns after it, and nothing beats any more."""
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def slowly(now):
        begun.set()
        await go_on.wait()
        await beats(now)

    heart = Heartbeat(slowly, seconds=PERIOD)
    heart.start()
    await begun.wait()
    stopping = asyncio.create_task(heart.stop())
    await asyncio.sleep(PERIOD)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert len(beats.at) == 1


async def test_whoever_keeps_machine_time_hears_by_how_much_the_clock_was_set(beats, wall_clock):
    """It is told once a jump; where it fails, the heart beats on."""
    heard = []

    async def jumped(by):
        heard.append(round(by / timedelta(hours=1), 1))
        raise RuntimeError("the database is away")

    async with beating(beats, jumped=jumped):
        await beats.more()
        for hours in (1, -1):
            wall_clock.shift(timedelta(hours=hours))
            await beats.more(12)
    assert heard == [1.0, -1.0]


async def test_each_beat_and_each_chore_is_a_story_of_its_own(beats):
    """What a beat does can be told from what the next one did, and from what a chore did."""
    stories, chores = [], []

    async def beat(now):
        stories.append(trace.current())
        await beats(now)

    async def tidy(_now):
        chores.append(trace.current())

    async with beating(beat, chores=[Chore("tidy", timedelta(seconds=PERIOD), tidy, at_start=True)]):
        await beats.more(3)
    assert len(set(stories)) == len(stories)
    assert all(one.startswith("beat-") for one in stories)
    assert chores
    assert all(one.startswith("chore-") for one in chores)
    assert trace.current() == ""
