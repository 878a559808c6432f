"""The calendar of the demo: its leaps, what happens on the way, and that one leap is taken at a time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from salesbot import clock
from salesbot.cli.demo.calendar import tomorrow
from salesbot.cli.demo.colleagues import Colleagues
from salesbot.cli.demo.stage import opened
from salesbot.playground.page.calendar import MovingError

WEEK = (
    "Morning, Ben. Daily standup",
    "Still time for Daily standup",
    "Is this still in your way?",
    "Legal has had the Nordwind data agreement since Thursday. · since Monday",
    "No access to the portal.",
    "*Skipped:* Finn Demo",
    "*Missing:* Ben Demo, Gia Demo",
    "4 of 5 answered.",
)


@pytest.fixture
async def stage():
    """The demo at the rise of the curtain, with a calendar that only leaps."""
    async with opened(held=True) as stage:
        stage.calendar.pace = 0.0
        yield stage


def _read(stage, where):
    return "\n".join(message.words for message in stage.slack.messages(where, by_bots=True))


async def _arrived(stage):
    await stage.slack.wait_for(lambda: not stage.calendar.progress, within=100)


async def test_a_week_goes_by_with_all_that_a_week_brings(stage):
    """Monday's question, a reminder, a blocker that ages, who skips and who forgets, and the end of the week."""
    seen, progress = [], set()
    stage.calendar.colleagues = Colleagues(stage.slack, stage.cast)

    def watch(what, about):
        if what == "message" and about.bot_id:
            seen.append(about.words)
        if what == "edited":
            seen.append(about.words)
        if what == "clock" and about:
            progress.add(about)

    stage.slack.world.watchers.append(watch)
    begun = clock.now()
    assert "A week goes by" in await stage.calendar.leap("week", who=stage.cast.ben)
    await stage.slack.wait_for(lambda: progress, within=20)
    with pytest.raises(MovingError, match="on its way already"):
        await stage.calendar.leap("next", who=stage.cast.ben)
    await _arrived(stage)
    assert clock.now() - begun == timedelta(days=7)
    told = "\n".join(seen)
    for words in WEEK:
        assert words in told, words
    assert any("A week at speed" in words for words in progress)


async def test_a_leap_to_tomorrow_is_one_on_the_wall_of_whoever_takes_it(stage):
    """Where Ben is it is Monday, and tomorrow is Tuesday; where Cleo is that is so already, and it is Wednesday."""
    assert tomorrow("America/New_York") == datetime(2026, 3, 3, 14, 15, tzinfo=UTC)
    assert await stage.calendar.leap("tomorrow", who=stage.cast.cleo) == ""
    assert f"{stage.calendar.now_in('Australia/Sydney'):%a %H:%M}" == "Wed 09:15"


async def test_the_walls_of_all_zones_from_west_to_east(stage):
    """Each zone of the people once, by the name of its city."""
    walls = [("Los Angeles", "Mon 06:10"), ("New York", "Mon 09:10"), ("Berlin", "Mon 15:10"), ("Sydney", "Tue 01:10")]
    assert stage.calendar.zones() == walls


async def test_two_leaps_at_once_are_refused_in_words(stage):
    """The second one changes nothing, and the first one arrives."""
    first = asyncio.create_task(stage.calendar.leap("hour", who=stage.cast.ben))
    await asyncio.sleep(0)
    with pytest.raises(MovingError, match="Let it arrive, or stop it first"):
        await stage.calendar.leap("week", who=stage.cast.ben)
    await first
    assert f"{stage.calendar.now_in('America/New_York'):%H:%M}" == "10:10"
    assert stage.calendar.progress == ""


async def test_a_week_can_be_stopped(stage):
    """It ends after the step that it is taking, and the next leap begins there."""
    begun = clock.now()
    stage.calendar.pace = 0.2
    await stage.calendar.leap("week", who=stage.cast.ben)
    await stage.slack.wait_for(lambda: stage.calendar.progress, within=20)
    stage.calendar.stop()
    await _arrived(stage)
    stopped = clock.now()
    assert begun < stopped < begun + timedelta(days=2)
    await stage.calendar.leap("next", who=stage.cast.ben)
    assert stopped < clock.now()


async def test_nobody_acts_whose_seat_the_visitor_took(stage):
    """Whoever moves the clock as Finn answers for Finn from then on; Ana answers by herself."""
    stage.calendar.colleagues = Colleagues(stage.slack, stage.cast)
    await stage.calendar.leap("tomorrow", who=stage.cast.finn)
    await stage.calendar.leap("hour", who=stage.cast.finn)
    assert "Thanks, Ana" in _read(stage, stage.cast.ana)
    asked = stage.slack.messages(stage.cast.finn, by_bots=True)[-1]
    assert "checkin.answer" in asked.buttons


async def test_a_held_calendar_moves_only_where_it_is_set():
    """It stands still between two looks, follows what sets it, and ticks again when it is let go."""
    clock.hold_calendar()
    at = clock.now()
    await asyncio.sleep(0.01)
    assert clock.now() == at
    clock.set_calendar(at + timedelta(days=1))
    assert clock.now() == at + timedelta(days=1)
    clock.reset_calendar()
    at = clock.now()
    await asyncio.sleep(0.01)
    assert clock.now() > at
