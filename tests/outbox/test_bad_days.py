"""What Slack does on bad days, and what becomes of a promise then."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import select, update

from salesbot import clock
from salesbot.outbox import janitor, pauses, queries, rules, service
from salesbot.outbox.model import Copy, Delivery, PausedTarget
from salesbot.people import queries as people
from salesbot.room import Message
from salesbot.store import insert

POST = "chat.postMessage"
UNCLEAR_AFTER = [
    "reset_after",
    "error_after",
    "status_after",
    "html_after",
    "truncated",
    "garbled",
    "empty",
    "slow_after",
]
UNCLEAR_BEFORE = ["reset", "error", "status", "html", "slow"]


@pytest.mark.parametrize("kind", UNCLEAR_AFTER + UNCLEAR_BEFORE)
async def test_an_unclear_answer_never_makes_two(office, kind):
    """Whether Slack took it before or after the accident, one message is there in the end."""
    office.slack.fault(POST, kind, times=1, **({"seconds": 0.8} if kind.startswith("slow") else {}))
    await office.promise(office.note("once"), office.note("twice", to=office.channel.id))
    assert await office.sender().drain(15)

    assert office.texts("UBEN") == ["say once"]
    assert office.texts(office.channel) == ["say twice"]


@pytest.mark.parametrize(("times", "state"), [(rules.GIVE_UP_TRIES - 2, "waiting"), (rules.GIVE_UP_TRIES, "dead")])
async def test_only_many_unclear_answers_over_a_day_are_given_up(office, times, state):
    """A process that was away for days between two of them goes on; one that tried all the time stops."""
    await office.promise(office.note("patient"))
    async with office.store.begin() as db:
        long_ago = clock.real() - rules.GIVE_UP_AFTER - timedelta(hours=1)
        await db.execute(
            update(Delivery).values(first_try_at=long_ago, error="internal_error", error_times=times - 1, attempts=1)
        )
    office.slack.fault(POST, "error", times=1)
    await office.sender().drain(0.3)

    row = await office.row("patient")
    assert row.error_times == times
    assert row.state == state


@pytest.mark.parametrize("without", [["channels:history", "chat:write.public"]])
async def test_what_nobody_may_look_for_is_unknown(office):
    """Without the history scope an unclear answer leaves `unknown`, and nothing is ever posted twice by itself."""
    office.slack.fault(POST, "reset_after", times=1)
    await office.promise(office.note("unclear", to=office.channel.id), office.note("next", to=office.channel.id))
    sender = office.sender()
    assert await sender.drain(15)

    assert (await office.row("unclear")).state == "unknown"
    assert office.texts(office.channel) == ["say unclear", "say next"]
    async with office.store.begin() as db:
        row = await db.get(Delivery, (await office.row("unclear")).id)
        await service.arrived(db, row)
    assert await sender.drain(5)
    assert len(office.texts(office.channel)) == 2


@pytest.mark.parametrize("without", [["channels:history", "chat:write.public"]])
async def test_somebody_may_send_the_unknown_again(office):
    """Whoever looked and saw nothing has it sent again."""
    office.slack.fault(POST, "reset", times=1)
    await office.promise(office.note("unclear", to=office.channel.id))
    sender = office.sender()
    assert await sender.drain(15)
    async with office.store.begin() as db:
        await service.send_again(db, await db.get(Delivery, (await office.row("unclear")).id))
    assert await sender.drain(5)

    assert office.texts(office.channel) == ["say unclear"]


async def test_slack_says_slow_down(office):
    """429 is obeyed: nothing is posted before Retry-After is over, then all of it is, once."""
    office.slack.fault(POST, "ratelimited", times=1, seconds=1)
    await office.promise(*[office.note(f"n{number}", to=to) for number, to in enumerate(["UANA", "UBEN", "UCLEO"])])
    assert await office.sender(send_concurrency=1).drain(15)

    seen = [one for one in office.slack.calls if one.method == POST]
    assert seen[1].at - seen[0].at >= 0.95
    assert [len(office.texts(to)) for to in ("UANA", "UBEN", "UCLEO")] == [1, 1, 1]


async def test_slack_is_away_for_a_while(office):
    """A refused connection is no doubt: what waits is sent when Slack is back, without a look."""
    await office.promise(office.note("patient"), office.note("second"))
    await office.slack.down()
    sender = office.sender()
    await sender.drain(0.5)
    assert (await office.row("patient")).error == "cannot_connect"
    assert (await office.row("second")).attempts == 0
    await office.slack.up()
    assert await sender.drain(15)

    assert office.texts("UBEN") == ["say patient", "say second"]
    assert office.sent("conversations.history") == 0


@pytest.mark.parametrize("shut", ["archived", "kicked"])
async def test_an_unreachable_channel_pauses_and_its_manager_hears_once(office, shut):
    """What goes there waits, its manager reads once what mends it, and all of it is sent when it is mended."""
    channel = office.channel
    if shut == "archived":
        office.slack.archive(channel)
    else:
        await office.slack.act(office.people["UANA"]).kick(office.bot.bot, out_of=channel)
    sender = office.sender()
    await office.promise(*[office.note(f"n{number}", to=channel.id) for number in range(3)])
    assert await sender.drain(10)
    await office.promise(office.note("n3", to=channel.id))
    assert await sender.drain(10)
    assert len(office.texts("UANA")) == 1
    assert ("archived" if shut == "archived" else "/invite @salesbot") in office.texts("UANA")[0]

    if shut == "archived":
        office.slack.archive(channel, archived=False)
    else:
        await office.slack.act(office.people["UANA"]).invite(office.bot.bot, to=channel)
    async with office.store.begin() as db:
        assert await service.resume(db, "TACME", channel.id)
    assert await sender.drain(10)
    assert [text for text in office.texts(channel) if text.startswith("say")] == [
        f"say n{number}" for number in range(4)
    ]
    assert len(office.texts("UANA")) == 1


async def test_a_paused_channel_is_tried_every_hour(office):
    """One delivery an hour tries again; when it works, all that is in time follows, and nobody is told twice."""
    channel, sender = office.channel, office.sender()
    office.slack.archive(channel)
    stale = office.note("stale", to=channel.id, expires_at=office.now + timedelta(minutes=30))
    await office.promise(office.note("n0", to=channel.id), stale, office.note("n2", to=channel.id))
    assert await sender.drain(10)
    for unarchived in (False, True):
        before = office.sent()
        office.slack.archive(channel, archived=not unarchived)
        clock.set_calendar(office.now + timedelta(hours=1))
        async with office.store.begin() as db:
            await service.expire(db, now=clock.now())
            await db.execute(update(PausedTarget).values(look_at=clock.real()))
        assert await pauses.look_at_paused(office.store) == 1
        assert await sender.drain(10)
        assert office.sent() - before == (2 if unarchived else 1)

    assert [text for text in office.texts(channel) if text.startswith("say")] == ["say n0", "say n2"]
    assert (await office.row("stale")).state == "expired"
    assert len(office.texts("UANA")) == 1
    async with office.store.read() as db:
        assert await queries.paused(db) == []


async def test_what_is_promised_for_a_paused_target_is_held_with_the_rest(office):
    """A note, and a board that is shown; what is for others goes."""
    row = {"workspace_id": "TACME", "target": office.channel.id, "error": "is_archived"}
    async with office.store.begin() as db:
        await insert(db, PausedTarget, [row | {"since_at": office.now, "look_at": office.now, "probe_id": None}])
        await service.promise(db, office.note("held", to=office.channel.id), office.note("sent"))
        await service.show(db, office.board("held"), office.board("sent", to="UBEN"))
    states = [(await office.row(key)).state for key in ("held", "board.held", "sent", "board.sent")]
    assert states == ["paused", "paused", "waiting", "waiting"]


async def test_a_person_who_left_is_told_to_their_manager(office):
    """A deactivated member's messages wait, and the manager of their team reads why."""
    office.slack.change(office.people["UBEN"], deleted=True)
    await office.promise(office.note("question"))
    assert await office.sender().drain(10)

    assert (await office.row("question")).state == "paused"
    assert [("Ben" in text or "<@UBEN>" in text) for text in office.texts("UANA")] == [True]


async def test_a_revoked_token_stops_the_workspace_and_keeps_the_rest(office):
    """Slack refuses the token: nothing more is tried and nothing is lost; with a token that works it goes on."""
    office.slack.fault(POST, "error", error="token_revoked", times=1)
    sender = office.sender(send_concurrency=1)
    await office.promise(office.note("first"), office.note("second"))
    assert await sender.drain(10)
    async with office.store.read() as db:
        assert (await people.workspace(db, "TACME")).stopped_why == "token_revoked"
    assert office.sent() == 1

    async with office.store.begin() as db:
        (await people.workspace(db, "TACME")).stopped_at = None
    assert await sender.drain(10)
    assert office.texts("UBEN") == ["say first", "say second"]


async def test_refused_blocks_go_as_plain_text_then_die(office):
    """What Slack refuses to draw is sent once more in plain words; refused again, it is dead and keeps its words."""
    blocks = [{"type": "nonsense"}]
    await office.promise(replace(office.note("good"), message=Message("plain words", blocks)))
    await office.promise(replace(office.note("bad"), message=Message("words", blocks, fallback=blocks)))
    assert await office.sender().drain(10)

    assert office.texts("UBEN") == ["plain words"]
    dead = await office.row("bad")
    assert (dead.state, dead.error, dead.message is not None) == ("dead", "invalid_blocks", True)


async def test_a_board_deleted_by_hand_is_posted_anew(office):
    """Somebody deleted the report: its next change posts it again."""
    sender = office.sender()
    office.says["tue"] = Message(text="old")
    await office.promise(office.board("tue"))
    assert await sender.drain(5)
    row = await office.row("board.tue")
    await office.clients("TACME").posting.chat_delete(channel=row.channel, ts=row.ts)
    office.says["tue"] = Message(text="new")
    await office.dirty("tue")
    assert await sender.drain(5)

    assert office.texts(office.channel) == ["new"]


@pytest.mark.parametrize("kind", ["error_after", "status_after", "reset_after", "truncated"])
async def test_what_says_again_what_it_said_before_an_unclear_change_is_said(office, kind):
    """Slack took the change though its answer was lost; taken back meanwhile, the report says again what it said."""
    sender = office.sender()
    await _says(office, sender, "nobody")
    office.slack.fault("chat.update", kind, times=50)
    office.says["tue"] = Message(text="Ana")
    await office.dirty("tue")
    await sender.drain(0.5)
    assert (office.texts(office.channel), (await office.row("board.tue")).state) == (["Ana"], "waiting")
    office.slack.behave()
    await _says(office, sender, "nobody")
    assert office.texts(office.channel) == ["nobody"]


async def test_what_a_process_may_die_over_is_not_taken_for_what_stands(office):
    """While a change is on its way nobody knows what Slack shows: whoever takes over compares with nothing."""
    sender = office.sender()
    await _says(office, sender, "nobody")
    office.slack.settings.latency = 0.3
    office.says["tue"] = Message(text="Ana")
    await office.dirty("tue")
    draining = asyncio.create_task(sender.drain(10))
    await asyncio.sleep(0.15)
    row = await office.row("board.tue")
    assert (row.state, row.shown_hash) == ("claimed", "")
    assert await draining
    assert (await office.row("board.tue")).shown_hash != ""


async def _says(office, sender, text):
    """The board of Tuesday says this, as far as Slack lets it."""
    office.says["tue"] = Message(text=text)
    if await office.row("board.tue") is None:
        await office.promise(office.board("tue"))
    await office.dirty("tue")
    assert await sender.drain(10)


async def test_a_renderer_that_fails_dies_after_three_tries_and_revives(office):
    """A board whose room cannot say it is dead after three tries, and tries again with its next change."""
    sender = office.sender()
    await office.promise(office.board("tue"))
    assert await sender.drain(10)
    assert (await office.row("board.tue")).state == "dead"

    office.says["tue"] = Message(text="here")
    await office.dirty("tue")
    assert await sender.drain(5)
    assert office.texts(office.channel) == ["here"]


@pytest.mark.parametrize("trouble", [asyncpg.InternalClientError("cut"), ConnectionRefusedError(), TimeoutError()])
async def test_a_board_waits_while_the_database_is_away(office, trouble):
    """However often the database goes away under its drawing, whatever that raises: the board is posted once after."""
    office.says["tue"] = Message(text="here")
    office.troubles += [trouble] * 5
    await office.promise(office.board("tue"))
    assert await office.sender().drain(20)
    assert not office.troubles
    assert (await office.row("board.tue")).state == "sent"
    assert office.texts(office.channel) == ["here"]


async def test_a_lapsed_lease_is_looked_for(office):
    """A process that died after its post leaves a claim; whoever takes over finds the message and posts nothing."""
    await office.promise(office.note("orphan"))
    assert await office.sender().drain(5)
    async with office.store.begin() as db:
        left = {"state": "claimed", "owner": "dead", "ts": None, "channel": None, "settled_at": None}
        message = {"text": "say orphan", "blocks": [], "fallback": None}
        await db.execute(
            update(Delivery).values(**left, message=message, lease_until=clock.real() - timedelta(seconds=1))
        )
    assert await office.sender().drain(5)

    row = await office.row("orphan")
    assert (row.state, office.texts("UBEN"), office.sent()) == ("sent", ["say orphan"], 1)
    assert row.check_at is not None


async def test_the_janitor_deletes_a_second_copy(office):
    """A copy that came late from a frozen process is found by its metadata and deleted; the first stays."""
    await office.promise(office.note("doubled"))
    assert await office.sender().drain(5)
    row = await office.row("doubled")
    again = {"event_type": "salesbot.delivery", "event_payload": {"id": rules.delivery_id("TACME", "doubled")}}
    await office.clients("TACME").posting.chat_postMessage(channel="UBEN", text="say doubled", metadata=again)
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(check_at=clock.real()))
    assert await janitor.run(office.store, office.clients, office.settings) == 1

    assert [message.ts for message in office.slack.messages(office.people["UBEN"], by_bots=True)] == [row.ts]
    async with office.store.read() as db:
        extra = (await db.scalars(select(Copy).where(Copy.extra))).all()
    assert [copy.deleted_at is not None for copy in extra] == [True]
