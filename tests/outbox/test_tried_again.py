"""What cannot go now is tried again, and what stands in Slack is changed and taken away whatever happened around it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from salesbot import clock
from salesbot.outbox import copies, janitor, pauses, queries, service
from salesbot.outbox.carry import Carrier, Lease
from salesbot.outbox.model import Copy, Delivery, PausedTarget
from salesbot.outbox.turn import Asked, turn
from salesbot.people.model import Workspace
from salesbot.room import Message, Priority
from salesbot.slack.passes import refused

POST = "chat.postMessage"
REFUSED = "restricted_action"  # only an hourly try finds out that it is over: Slack tells nobody
BLIND = pytest.mark.parametrize("without", [["channels:history", "chat:write.public"]])


# ---- a target that is paused ----


async def an_hour_passes(office):
    """The look at paused targets, an hour later; then whatever may go goes."""
    async with office.store.begin() as db:
        await db.execute(update(PausedTarget).values(look_at=clock.real() - timedelta(seconds=1)))
    await pauses.look_at_paused(office.store)
    await office.sender().drain(3)


async def refuse(office, *items):
    """Slack takes no post in the channel this time."""
    office.slack.fault(POST, "error", error=REFUSED)
    await office.promise(*items)
    await office.sender().drain(3)
    assert await paused(office)


async def paused(office):
    """The targets that are paused."""
    async with office.store.read() as db:
        return list(await db.scalars(select(PausedTarget.target)))


@pytest.mark.parametrize("how", ["changed", "taken away", "withdrawn"])
async def test_what_changes_in_a_paused_channel_keeps_nobody_from_trying(office, how):
    """An older report is edited, deleted or taken back while nothing can be posted there."""
    office.says |= {"old": Message("old"), "new": Message("new")}
    await office.promise(office.board("old"))
    assert await office.sender().drain(5)
    await refuse(office, office.board("new"))
    if how == "withdrawn":
        async with office.store.begin() as db:
            await service.withdraw(db, "TACME", "board.old")
    else:
        office.says["old"] = Message("older") if how == "changed" else None
        await office.dirty("old")
    await an_hour_passes(office)
    assert office.texts(office.channel) == (["older", "new"] if how == "changed" else ["new"])
    assert not await paused(office)


async def test_what_only_changed_in_a_paused_channel_is_tried_too(office):
    """What was refused has lapsed; the report that stands there has changed since."""
    office.says["old"] = Message("old")
    await office.promise(office.board("old"))
    assert await office.sender().drain(5)
    await refuse(office, office.note("q", to=office.channel.id, expires_at=office.now + timedelta(hours=1)))
    office.says["old"] = Message("older")
    await office.dirty("old")
    async with office.store.begin() as db:
        await service.expire(db, now=office.now + timedelta(hours=2))
    await an_hour_passes(office)
    assert office.texts(office.channel) == ["older"]


async def test_whoever_could_not_try_in_its_hour_tries_in_the_next(office):
    """Slack was away for longer than an hour."""
    await refuse(office, office.note("a", to=office.channel.id))
    for _ in range(2):
        async with office.store.begin() as db:
            await db.execute(update(PausedTarget).values(look_at=clock.real() - timedelta(seconds=1)))
        assert await pauses.look_at_paused(office.store) == 1
    assert await office.sender().drain(3)
    assert office.texts(office.channel) == ["say a"]


async def test_a_try_by_hand_is_made_at_once(office):
    """`salesbot outbox retry` of one message: it goes, and with it everything else."""
    await refuse(office, office.note("a", to=office.channel.id), office.note("b", to=office.channel.id))
    async with office.store.begin() as db:
        found = await queries.delivery(db, "TACME", "b")
        await service.send_again(db, found)
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["say b", "say a"]
    assert not await paused(office)


@pytest.mark.parametrize("later", [True, False])
async def test_one_success_lets_everything_go_on(office, later):
    """Whether it was promised while nothing could be posted, or met a reset before it got through."""
    first = office.note("a", to=office.channel.id, expires_at=office.now + timedelta(hours=1))
    await refuse(office, first)
    async with office.store.begin() as db:
        await service.expire(db, now=office.now + timedelta(hours=2))
    await office.promise(office.note("b", to=office.channel.id), office.note("c", to=office.channel.id))
    if later:
        office.slack.fault(POST, "reset")
    await an_hour_passes(office)
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["say b", "say c"]
    assert not await paused(office)


async def test_what_is_due_comes_before_what_is_not(office):
    """Tomorrow's question does not try in place of today's note."""
    tomorrow = office.note("b", to=office.channel.id, due_at=office.now + timedelta(days=1))
    await refuse(office, office.note("a", to=office.channel.id, expires_at=office.now + timedelta(hours=1)), tomorrow)
    async with office.store.begin() as db:
        await service.expire(db, now=office.now + timedelta(hours=2))
    await office.promise(office.note("c", to=office.channel.id, priority=Priority.REPORT))  # which is less urgent
    await an_hour_passes(office)
    assert office.texts(office.channel) == ["say c"]


async def test_a_change_says_nothing_of_posts(office):
    """Where posts are refused and changes are not: the owner hears of it once, and a post that is taken ends it."""
    office.says["old"] = Message("old")
    await office.promise(office.board("old"))
    assert await office.sender().drain(5)
    lapses = {"to": office.channel.id, "expires_at": office.now + timedelta(hours=1)}
    await refuse(office, office.note("q1", **lapses))
    for number in (1, 2):
        office.says["old"] = Message(f"older {number}")
        await office.dirty("old")
        async with office.store.begin() as db:
            await service.expire(db, now=office.now + timedelta(hours=2))
        await an_hour_passes(office)
        assert office.texts(office.channel) == [f"older {number}"]
        office.slack.fault(POST, "error", error=REFUSED, times=1 if number == 1 else 0)
        await office.promise(office.note(f"q{number + 1}", **lapses))
        await an_hour_passes(office)
    async with office.store.read() as db:
        told = list(await db.scalars(select(Delivery.key).where(Delivery.kind == "outbox.unreachable")))
    assert len(told) == 1
    assert "say q3" in office.texts(office.channel)
    assert not await paused(office)


async def test_whoever_cannot_go_keeps_nobody_from_trying(office):
    """A reply waits for a beginning of which nobody knows whether it arrived; the other one may go."""
    office.says |= {"root": Message("root"), "kid": Message("kid")}
    await office.promise(office.board("root"), office.board("kid", parent_key="board.root"))
    async with office.store.begin() as db:
        row = await queries.delivery(db, "TACME", "board.root")
        row.state, row.maybe_sent, row.first_try_at = "unknown", True, clock.real()
    await refuse(office, office.note("a", to=office.channel.id, priority=Priority.TIDYING))
    await an_hour_passes(office)
    assert office.texts(office.channel) == ["say a"]
    assert not await paused(office)


async def test_whoever_failed_otherwise_lets_the_next_one_try(office):
    """The first lacks a permission of its own each time."""
    await refuse(office, office.note("a", to=office.channel.id), office.note("b", to=office.channel.id))
    office.slack.fault(POST, "error", error="missing_scope")
    await an_hour_passes(office)
    assert office.texts(office.channel) == []
    await an_hour_passes(office)
    assert office.texts(office.channel) == ["say b"]


async def test_a_reply_whose_thread_is_gone_may_try_too(office):
    """It is said outside of its thread, and everything goes on."""
    await in_a_thread(office)
    office.says["kid2"] = Message("kid 2")
    await refuse(office, office.board("kid2", parent_key="board.root"))
    office.slack.fault(POST, "error", error="thread_not_found")
    await an_hour_passes(office)
    assert await office.sender().drain(5)
    assert "kid 2" in office.texts(office.channel)
    assert not await paused(office)


async def test_a_try_by_hand_and_a_channel_that_is_back_do_not_wait_for_each_other(office):
    """Both in one moment: the one locks what is paused before what waits for it, as the other does."""
    if office.store.dialect == "sqlite":
        pytest.skip("one writer at a time")
    await refuse(office, office.note("a", to=office.channel.id), office.note("b", to=office.channel.id))
    begun = asyncio.Event()

    async def back():
        async with office.store.begin() as db:  # as `resume` does it
            await db.execute(delete(PausedTarget))
            begun.set()
            await asyncio.sleep(0.3)
            await service.let_go_on(db, "TACME", office.channel.id)

    async def by_hand():
        await begun.wait()
        async with office.store.begin() as db:
            await service.send_again(db, await queries.delivery(db, "TACME", "b"))

    await asyncio.gather(by_hand(), back())
    assert await office.sender().drain(5)
    assert sorted(office.texts(office.channel)) == ["say a", "say b"]


# ---- threads whose beginning is gone ----


async def in_a_thread(office, *, beginning="root"):
    """A message and a reply stand in the channel."""
    office.says |= {"root": Message("root"), "kid": Message("kid")}
    await office.promise(office.board("root"), office.board("kid", parent_key="board.root"))
    assert await office.sender().drain(5)
    assert sorted(office.texts(office.channel)) == ["kid", beginning]


async def test_a_thread_is_taken_back_with_all_its_replies(office):
    """Also the reply goes, though its thread's beginning went first."""
    await in_a_thread(office)
    async with office.store.begin() as db:
        await service.withdraw(db, "TACME", ["board.root", "board.kid"])
    assert await office.sender().drain(5)
    assert (await office.row("board.kid")).state == "withdrawn"
    assert "kid" not in office.texts(office.channel)


async def test_a_reply_that_was_promised_while_its_thread_was_taken_back_is_taken_back_too(office):
    """Neither transaction saw the other; the next look at what is held finds the reply, which nobody could post."""
    office.says |= {"root": Message("root"), "kid": Message("kid")}
    await office.promise(office.board("root"), office.board("kid", parent_key="board.root"))
    async with office.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == "board.root").values(state="withdrawn"))
    await pauses.look_at_paused(office.store)
    assert (await office.row("board.kid")).state == "withdrawn"
    assert await office.sender().drain(3)
    assert office.texts(office.channel) == []


async def test_a_reply_changes_and_goes_though_its_beginning_went_before(office):
    """What is deleted at the top of a report leaves its second page to be kept up."""
    await in_a_thread(office)
    office.says |= {"root": None, "kid": Message("kid 2")}
    await office.dirty("root")
    assert await office.sender().drain(5)
    await office.dirty("kid")
    assert await office.sender().drain(5)
    assert "kid 2" in office.texts(office.channel)
    office.says["kid"] = None
    await asyncio.sleep(0.1)
    await office.dirty("kid")
    assert await office.sender().drain(5)
    assert "kid 2" not in office.texts(office.channel)


async def test_a_reply_to_what_was_given_up_is_said(office):
    """Slack took the beginning in no shape: what follows it stands outside a thread."""
    await office.promise(
        office.note("root", to=office.channel.id), office.note("kid", to=office.channel.id, parent_key="root")
    )
    async with office.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == "root").values(state="dead", settled_at=clock.real()))
    assert await office.sender().drain(3)
    assert office.texts(office.channel) == ["say kid"]


async def test_a_reply_to_what_was_counted_as_arrived_is_said(office):
    """Nobody knows where its thread is: it stands outside of it."""
    office.says |= {"root": Message("root"), "kid": Message("kid")}
    await office.promise(office.board("root"), office.board("kid", parent_key="board.root"))
    async with office.store.begin() as db:
        row = await queries.delivery(db, "TACME", "board.root")
        row.state, row.maybe_sent, row.first_try_at = "unknown", True, clock.real()
        await db.flush()
        await service.arrived(db, row)
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["kid"]


# ---- by hand ----


@BLIND
async def test_what_was_taken_back_is_not_sent_by_a_try_by_hand(office):
    """It was unknown whether it arrived; somebody looked, and it had not: it stays away."""
    office.slack.fault(POST, "reset")
    await office.promise(office.note("unclear", to=office.channel.id))
    await office.sender().drain(5)
    async with office.store.begin() as db:
        await service.withdraw(db, "TACME", "unclear")
    await office.sender().drain(3)
    async with office.store.begin() as db:
        await service.send_again(db, await queries.delivery(db, "TACME", "unclear"))
    assert await office.sender().drain(3)
    assert office.texts(office.channel) == []
    assert (await office.row("unclear")).state == "withdrawn"


@BLIND
async def test_a_report_that_was_counted_as_arrived_is_never_posted_again(office):
    """Its next change cannot reach it, and does not become a second report."""
    office.says["r"] = Message("report 1")
    office.slack.fault(POST, "reset_after")
    await office.promise(office.board("r"))
    await office.sender().drain(8)
    async with office.store.begin() as db:
        await service.arrived(db, await queries.delivery(db, "TACME", "board.r"))
    office.says["r"] = Message("report 2")
    await office.dirty("r")
    await office.sender().drain(3)
    async with office.store.begin() as db:
        await service.expire(db, now=office.now)
        assert not await service.prolong(db, "TACME", "board.r", until=office.now + timedelta(hours=2))
    assert await office.sender().drain(3)
    assert office.texts(office.channel) == ["report 1"]
    assert (await office.row("board.r")).state == "sent"


# ---- late, and for ever ----


async def test_what_a_frozen_process_deleted_late_comes_back(office):
    """A froze over taking it away; B took over and says "new"; A's call lands: it is said anew."""
    office.says["x"] = Message("old")
    await office.promise(office.board("x"))
    assert await office.sender().drain(5)
    await asyncio.sleep(0.1)
    await office.dirty("x")
    (held,) = (await turn(office.store, office.settings, [], Asked("A", clock.now(), 10))).claimed
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(lease_until=clock.real() - timedelta(seconds=1)))
    office.says["x"] = Message("new")
    await office.dirty("x")
    assert await office.sender().drain(5)
    office.says["x"] = None  # what A drew before it froze
    late = await Carrier(office.clients, office.drawing(), office.settings.send_timeout).carry(held, Lease.of(60))
    office.says["x"] = Message("new")
    assert office.texts(office.channel) == []
    await turn(office.store, office.settings, [late], Asked("A", clock.now(), 0))
    assert await office.sender().drain(5)
    assert office.texts(office.channel) == ["new"]


async def test_copies_in_a_workspace_that_is_gone_keep_nobody_elses(office):
    """Fifty of them stand first."""
    await office.promise(office.note("a", to=office.channel.id))
    assert await office.sender().drain(3)
    row = await office.row("a")
    posting = office.clients("TACME").posting
    extra = (await posting.chat_postMessage(channel=office.channel.id, text="extra"))["ts"]
    gone = Workspace(id="TGONE", name="g", created_at=clock.real(), stopped_at=clock.real(), stopped_why="gone")
    async with office.store.begin() as db:
        db.add(gone)
        await db.flush()
        kept = {one.name: getattr(row, one.name) for one in Delivery.__table__.columns if one.name != "id"}
        theirs = Delivery(**(kept | {"workspace_id": "TGONE", "member_id": None}))
        db.add(theirs)
        await db.flush()
        common = {"channel": "C1", "seen_at": clock.real(), "extra": True}
        db.add_all(Copy(workspace_id="TGONE", delivery_id=theirs.id, ts=f"1.{n}", **common) for n in range(50))
        await db.flush()
        common["channel"] = office.channel.id
        db.add(Copy(workspace_id="TACME", delivery_id=row.id, ts=extra, **common))

    def clients(workspace_id):
        if workspace_id == "TGONE":
            raise refused("chat.delete")
        return office.clients(workspace_id)

    await copies.delete_extra(office.store, clients, seconds=2)
    assert office.texts(office.channel) == ["say a"]


async def test_what_can_never_be_looked_at_is_not_looked_at_for_ever(office):
    """Its channel is gone: for a day it is tried every hour."""
    await office.promise(office.note("a", to=office.channel.id))
    assert await office.sender().drain(3)
    for days in (0, 2):
        settled = clock.real() - timedelta(days=days)
        async with office.store.begin() as db:
            await db.execute(update(Delivery).values(check_at=clock.real() - timedelta(seconds=1), settled_at=settled))
        office.slack.fault("conversations.history", "error", error="channel_not_found")
        await janitor.run(office.store, office.clients, office.settings)
        check_at = (await office.row("a")).check_at
        assert check_at is None if days else check_at > clock.real() + timedelta(minutes=50)


async def test_what_lapsed_after_a_doubt_is_looked_at_twice_and_no_more(office):
    """It was never settled: its days count from its first try."""
    office.slack.fault(POST, "reset")
    await office.promise(office.note("q", to=office.channel.id, expires_at=office.now + timedelta(hours=1)))
    sender = office.sender()
    while not (await office.row("q")).maybe_sent:
        await sender.drain(0.05)
    long_ago = {"expires_at": office.now - timedelta(minutes=1), "not_before": None}
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(**long_ago))
    assert await office.sender().drain(3)
    async with office.store.begin() as db:
        assert await service.expire(db, now=office.now)
        soon = clock.real() - timedelta(seconds=1)
        await db.execute(update(Delivery).values(check_at=soon, first_try_at=clock.real() - timedelta(days=3)))
    assert await janitor.run(office.store, office.clients, office.settings) == 1
    assert (await office.row("q")).check_at is None


async def test_a_workspace_that_is_gone_is_not_looked_at(office):
    """Once it is back, what was in doubt is looked at."""
    await office.promise(office.note("a", to=office.channel.id))
    assert await office.sender().drain(3)
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(check_at=clock.real() - timedelta(seconds=1)))
        await db.execute(update(Workspace).values(stopped_at=clock.real()))
    assert await janitor.run(office.store, office.clients, office.settings) == 0
    async with office.store.begin() as db:
        await db.execute(update(Workspace).values(stopped_at=None))
    assert await janitor.run(office.store, office.clients, office.settings) == 1
