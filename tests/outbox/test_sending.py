"""Notes and boards on their way to a local Slack, over real sockets."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from salesbot import clock
from salesbot.outbox import rules, service
from salesbot.room import Message, Priority


async def test_a_promise_is_sent_once(office):
    """Promised twice and delivered twice is still one message, and its words are forgotten when it settled."""
    sender = office.sender()
    for _ in range(2):
        await office.promise(office.note("one", text="Morning, Ben."))
        assert await sender.drain(5)

    assert office.texts("UBEN") == ["Morning, Ben."]
    row = await office.row("one")
    assert (row.state, row.message, row.channel[0]) == ("sent", None, "D")


async def test_what_is_not_due_waits(office):
    """A promise for later goes when the calendar gets there, and not before."""
    sender = office.sender()
    await office.promise(office.note("later", due_at=office.now + timedelta(hours=1)))
    assert await sender.drain(5)
    assert office.texts("UBEN") == []

    clock.set_calendar(office.now + timedelta(hours=1))
    assert await sender.drain(5)
    assert office.texts("UBEN") == ["say later"]


async def test_what_is_too_late_lapses(office):
    """A promise whose time is over is never posted, and it is told which ones lapsed."""
    await office.promise(office.note("stale", expires_at=office.now + timedelta(minutes=1)))
    clock.set_calendar(office.now + timedelta(hours=1))
    assert await office.sender().drain(5)
    async with office.store.begin() as db:
        lapsed = await service.expire(db, now=clock.now())

    assert lapsed == [("TACME", "stale")]
    assert (await office.row("stale")).state == "expired"
    assert office.texts("UBEN") == []


async def test_a_channel_reads_in_order(office):
    """Thirty notes to one channel arrive in the order of their promises, however many may be on their way."""
    await office.promise(*[office.note(f"n{number:02}", to=office.channel.id) for number in range(30)])
    assert await office.sender().drain(20)

    assert office.texts(office.channel) == [f"say n{number:02}" for number in range(30)]


async def test_questions_go_before_reports(office):
    """In one channel what was promised later but matters more goes first."""
    report = office.note("report", to=office.channel.id, priority=Priority.REPORT)
    await office.promise(report, office.note("question", to=office.channel.id))
    assert await office.sender().drain(5)

    assert office.texts(office.channel) == ["say question", "say report"]


async def test_a_running_sender_wakes_on_a_commit(office):
    """Nobody polls: the commit of a promise is what sends it, and `stop` lets what is on its way settle."""
    sender = office.sender()
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(0.05)
    office.slack.settings.latency = 0.1
    await office.promise(office.note("now"))
    await office.slack.wait_for(lambda: office.sent() == 1, within=5)
    await sender.stop()
    await running

    assert (await office.row("now")).state == "sent"


async def test_drain_waits_for_a_running_sender(office):
    """Draining beside a sender that runs returns when all is said."""
    sender = office.sender()
    running = asyncio.create_task(sender.run())
    await office.promise(*[office.note(f"n{number}") for number in range(5)])
    assert await sender.drain(10)
    assert len(office.texts("UBEN")) == 5
    await sender.stop()
    await running


async def test_a_board_is_one_message_that_changes(office):
    """A board is posted once, updated where it says something new, and left alone where it does not."""
    sender = office.sender()
    office.says["tue"] = Message(text="0 of 3")
    await office.promise(office.board("tue"))
    assert await sender.drain(5)
    for text in ("1 of 3", "1 of 3", "2 of 3"):
        office.says["tue"] = Message(text=text)
        await office.dirty("tue")
        assert await sender.drain(5)

    assert office.texts(office.channel) == ["2 of 3"]
    assert (office.sent(), office.sent("chat.update")) == (1, 2)


async def test_many_changes_are_one_update(office):
    """What changes fifty times within the interval is updated once an interval at most, and ends as it should."""
    sender = office.sender(board_seconds=0.5)
    office.says["tue"] = Message(text="first")
    await office.promise(office.board("tue"))
    assert await sender.drain(5)
    began = clock.monotonic()
    for number in range(50):
        office.says["tue"] = Message(text=f"answer {number}")
        await office.dirty("tue")
        await sender.drain(0.01)
    assert await sender.drain(5)

    assert office.texts(office.channel) == ["answer 49"]
    assert 1 <= office.sent("chat.update") <= (clock.monotonic() - began) / 0.5 + 1


async def test_while_every_slot_is_taken_a_board_waits_longer_for_its_next_update(office):
    """What was never said goes first in a crowd; a report that everybody answers follows in larger steps."""
    sender = office.sender(board_seconds=20.0, send_concurrency=2)
    office.says |= {"mon": Message(text="alone"), "tue": Message(text="in a crowd")}
    await office.promise(office.board("mon"))
    assert await sender.drain(5)
    office.slack.fault("chat.postMessage", "slow", times=1, seconds=0.6)
    await office.promise(office.note("first"), office.board("tue"))
    assert await sender.drain(5)
    alone, crowd = await office.row("board.mon"), await office.row("board.tue")
    assert (alone.not_before - alone.sent_at).total_seconds() == 20
    assert (crowd.not_before - crowd.sent_at).total_seconds() == 100


async def test_a_board_dirtied_on_its_way_goes_again(office):
    """A change that comes while the board is on its way to Slack is shown by the next update."""
    sender = office.sender()
    office.slack.settings.latency = 0.15
    office.says["tue"] = Message(text="old")
    await office.promise(office.board("tue"))
    draining = asyncio.create_task(sender.drain(5))
    await asyncio.sleep(0.08)
    office.says["tue"] = Message(text="new")
    await office.dirty("tue")
    assert await draining

    assert office.texts(office.channel) == ["new"]


async def test_a_board_with_nothing_to_say_is_taken_away(office):
    """None takes the message away, and later words post it anew; a board that never had words is never posted."""
    sender = office.sender()
    office.says |= {"tue": Message(text="here"), "silent": None}
    await office.promise(office.board("tue"), office.board("silent"))
    assert await sender.drain(5)
    office.says["tue"] = None
    await office.dirty("tue")
    assert await sender.drain(5)
    assert office.texts(office.channel) == []

    office.says["tue"] = Message(text="back")
    await office.dirty("tue")
    assert await sender.drain(5)
    assert office.texts(office.channel) == ["back"]


async def test_a_withdrawn_promise_leaves_nothing(office):
    """Withdrawn before it was posted, it never is; after, it is deleted from Slack."""
    sender = office.sender()
    await office.promise(office.note("early"), office.note("shown", to="UANA"))
    async with office.store.begin() as db:
        await service.withdraw(db, "TACME", "early")
    assert await sender.drain(5)
    async with office.store.begin() as db:
        await service.withdraw(db, "TACME", "shown")
    assert await sender.drain(5)

    assert office.texts("UBEN") == office.texts("UANA") == []
    assert {(await office.row(key)).state for key in ("early", "shown")} == {"withdrawn"}


async def test_a_reply_waits_for_its_thread(office):
    """A child goes into its parent's thread, whichever of them matters more."""
    office.says["tue"] = Message(text="the report")
    child = office.note("child", to=office.channel.id, parent_key="board.tue", priority=Priority.QUESTION)
    await office.promise(office.board("tue"), child)
    assert await office.sender().drain(5)

    parent = await office.row("board.tue")
    replies = [
        message.text for message in office.slack.messages(office.channel, thread=parent.ts) if message.ts != parent.ts
    ]
    assert replies == ["say child"]


async def test_a_reply_to_what_never_came_is_said_outside(office):
    """A parent that lapsed frees its children; one that was withdrawn takes them along."""
    lapsed = office.note("lapsed", to=office.channel.id, expires_at=office.now)
    children = [office.note(f"to {one}", to=office.channel.id, parent_key=one) for one in ("lapsed", "gone")]
    await office.promise(lapsed, office.note("gone", to=office.channel.id), *children)
    async with office.store.begin() as db:
        await service.expire(db, now=office.now)
        await service.withdraw(db, "TACME", "gone")
    assert await office.sender().drain(5)

    assert office.texts(office.channel) == ["say to lapsed"]


async def test_a_message_carries_its_delivery_and_no_live_guesses(office):
    """What is posted names its delivery in its metadata, and nothing in it is turned into links, names or previews."""
    await office.promise(office.note("marked"))
    await office.sender().drain(5)

    seen = next(seen for seen in office.slack.calls if seen.method == "chat.postMessage")
    assert seen.args["metadata"] == {
        "event_type": "salesbot.delivery",
        "event_payload": {"id": rules.delivery_id("TACME", "marked")},
    }
    assert (seen.args["link_names"], seen.args["parse"], seen.args["unfurl_links"]) == (False, "none", False)
