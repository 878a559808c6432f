"""Somebody sets the machine's clock, and sets it right again: nothing waits for the time that was wrong."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import update

from salesbot import clock
from salesbot.outbox import clock_set
from salesbot.outbox.model import Delivery, Lane, PausedTarget
from salesbot.room import Message

HOUR = timedelta(hours=1)


async def _set(store, by):
    """Somebody sets the clock by so much, as the heartbeat notices."""
    store.skew.give_back(by)
    await clock_set.follow(store)


async def test_what_waits_by_a_clock_that_was_an_hour_ahead_goes_on_when_it_is_right(office):
    """SQLite's outbox waits by this machine's clock, and moves along with it; PostgreSQL's by the server's."""
    await office.promise(office.note("patient"))
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(not_before=clock.real() + HOUR, first_try_at=clock.real() + HOUR))
    assert await office.sender().drain(5)
    assert office.texts("UBEN") == []

    await _set(office.store, -HOUR)
    assert await office.sender().drain(5)
    ours = office.store.dialect == "sqlite"
    assert office.texts("UBEN") == (["say patient"] if ours else [])
    assert ((await office.row("patient")).first_try_at > clock.real() + HOUR / 2) is not ours


async def test_a_first_try_never_moves_on(office):
    """A message that Slack may have is looked for from when it was first tried, whatever the clock says since."""
    await office.promise(office.note("tried"))
    tried = clock.real() - HOUR
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(first_try_at=tried, check_at=clock.real()))
    await _set(office.store, HOUR)
    assert (await office.row("tried")).first_try_at == tried


async def test_lanes_and_paused_targets_move_too(office):
    """A pace that is full and a channel that is looked at later keep the time that they had left."""
    at = clock.real()
    async with office.store.begin() as db:
        db.add(Lane(workspace_id="TACME", name="channel:C9", free_at=at, interval_ms=1000.0))
        db.add(PausedTarget(workspace_id="TACME", target="C9", error="is_archived", since_at=at, look_at=at))
    await _set(office.store, HOUR)
    async with office.store.read() as db:
        lane = await db.get_one(Lane, ("TACME", "channel:C9"))
        paused = await db.get_one(PausedTarget, ("TACME", "C9"))
        moved = at + (HOUR if office.store.dialect == "sqlite" else timedelta(0))
        assert all(abs(one - moved) < timedelta(seconds=1) for one in (lane.free_at, paused.look_at))
        assert paused.since_at == at


async def test_what_is_written_after_the_clock_was_set_is_not_moved_with_it(office):
    """A turn sees to the clock before it writes by it: a second try is seconds away, not an hour and seconds."""
    await office.promise(office.note("before"), office.note("after"))
    async with office.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == "before").values(not_before=clock.real() + HOUR))
    office.slack.fault("chat.postMessage", kind="status", status=503, times=None)
    office.store.skew.give_back(HOUR)  # set on by an hour, and no heartbeat has noticed yet
    sender = office.sender()
    async with asyncio.timeout(10):
        while (after := await office.row("after")).not_before is None:
            await sender.drain(0.1)
    await clock_set.follow(office.store)
    before, after = await office.row("before"), await office.row("after")
    assert after.not_before < clock.real() + HOUR / 2
    assert (before.not_before > clock.real() + 1.5 * HOUR) is (office.store.dialect == "sqlite")


async def test_a_board_that_was_sent_by_a_clock_ahead_can_change_when_it_is_right(office):
    """It rests for a moment after each update; that moment is not an hour because the clock was."""
    office.says["tue"] = Message(text="0 of 3")
    await office.promise(office.board("tue"))
    assert await office.sender().drain(5)
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(not_before=clock.real() + HOUR))
    await _set(office.store, -HOUR)
    office.says["tue"] = Message(text="1 of 3")
    await office.dirty("tue")
    assert await office.sender().drain(5)
    ours = office.store.dialect == "sqlite"
    assert office.texts(office.channel) == (["1 of 3"] if ours else ["0 of 3"])


async def test_a_clock_is_seen_to_once(office):
    """What could not be moved is left to the next who asks; what was moved is not moved again."""
    office.store.skew.give_back(HOUR)
    assert (HOUR - office.store.skew.take()) < timedelta(seconds=1)
    assert office.store.skew.take() == timedelta(0)
    office.store.skew.give_back(HOUR)
    office.store.skew.give_back(-HOUR + timedelta(seconds=0.5))  # half a second is a clock that is kept right
    assert office.store.skew.take() == timedelta(0)
