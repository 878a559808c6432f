"""Channels that Slack calls by another id now, and boards that shall stay as they stand."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from salesbot import clock
from salesbot.outbox import service
from salesbot.outbox.model import Delivery
from salesbot.room import HELD, Message


async def follow(office, old, new):
    """Slack said that a channel has another id."""
    async with office.store.begin() as db:
        await service.follow_channel(db, "TACME", old, new_id=new)


async def rows(office):
    """All deliveries: target and channel by key."""
    async with office.store.read() as db:
        return {one.key: (one.target, one.channel) for one in await db.scalars(select(Delivery))}


async def test_what_waits_for_a_channel_follows_it_to_its_new_id(office):
    """A note that was promised before the change arrives after it, in the channel as it is called now."""
    old = office.channel.id
    await office.promise(office.note("later", to=old, due_at=office.now + timedelta(minutes=5)))
    office.slack.renumber(office.channel)
    await follow(office, old, office.channel.id)
    clock.set_calendar(office.now + timedelta(minutes=5))
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["say later"]


async def test_what_stands_in_a_channel_is_changed_under_its_new_id(office):
    """The board that was posted before the change is updated after it, not posted anew."""
    office.says["one"] = Message("first")
    await office.promise(office.board("one"))
    assert await office.sender().drain(5)
    old = office.channel.id
    office.slack.renumber(office.channel)
    await follow(office, old, office.channel.id)
    office.says["one"] = Message("second")
    await office.dirty("one")
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["second"]
    assert office.sent() == 1


async def test_what_was_paused_as_the_channel_was_not_found_goes_on(office):
    """The message came before the event: Slack knew the old id no more; now it goes where it belongs."""
    old = office.channel.id
    office.slack.renumber(office.channel)
    await office.promise(office.note("early", to=old))
    await office.sender().drain(5)
    assert office.texts(office.channel) == []
    assert (await office.row("early")).state == "paused"
    await follow(office, old, office.channel.id)
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["say early"]


async def test_other_channels_and_people_stay_where_they_are(office):
    """Only what belongs to the channel moves, and hearing of it twice changes nothing."""
    await office.promise(office.note("here", to=office.channel.id), office.note("ben"))
    for _ in range(2):
        await follow(office, office.channel.id, "CNEW")
    assert {key: target for key, (target, _) in (await rows(office)).items()} == {"here": "CNEW", "ben": "UBEN"}


async def test_what_is_on_its_way_while_another_is_waits_for_its_turn(office):
    """One at a time is on its way to a channel, also where two ids become one."""
    await office.promise(office.note("old", to=office.channel.id), office.note("new", to="CNEW"))
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(state="claimed", owner="somebody"))
    await follow(office, office.channel.id, "CNEW")
    assert {key: target for key, (target, _) in (await rows(office)).items()} == {
        "old": office.channel.id,
        "new": "CNEW",
    }


async def test_a_held_board_stays_unsaid_until_it_is_drawn_anew(office):
    """Nothing is posted, and nothing is tried again and again; then its words come."""
    office.says["one"] = HELD
    await office.promise(office.board("one"))
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == []
    assert (await office.row("board.one")).state == "sent"
    office.says["one"] = Message("now")
    await office.dirty("one")
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["now"]


async def test_a_board_that_stands_is_held_as_it_is(office):
    """It is neither changed nor taken away."""
    office.says["one"] = Message("first")
    await office.promise(office.board("one"))
    assert await office.sender().drain(5)
    office.says["one"] = HELD
    await office.dirty("one")
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["first"]
    assert office.sent("chat.update") == office.sent("chat.delete") == 0
    office.says["one"] = Message("second")
    await office.dirty("one")
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["second"]
