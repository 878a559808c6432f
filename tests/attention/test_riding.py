"""What may not be sent by itself rides in the next promised message: exactly once, and nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from offering import spoken
from sales_floor import ACME
from sqlalchemy import func, select, update

from salesbot.attention import queries, rights, service, shape
from salesbot.attention.model import Rider
from salesbot.attention.rules import Verdict
from salesbot.outbox.model import Delivery
from salesbot.room import HELD, Erasure, Message
from salesbot.slack import kit

AT_NINE = "2026-03-03 09:15"
ENOUGH = "two messages from me are enough for a day, so it comes within the next one"


async def _fill(corner):
    """Ana's day is full: she has had a brief, and is asked at 09:15."""
    await corner.promise(corner.note("brief"))
    await corner.arrive()


async def test_an_offer_rides_in_the_next_question(corner):
    """It is kept, stands below the question's own words when that comes, and `why` tells both."""
    await _fill(corner)
    assert await corner.offer("a")
    assert await corner.delivery("a") is None
    assert f"Tue 09:15 The card a: {ENOUGH}." in await corner.why()
    await corner.at(AT_NINE)
    question = await corner.question()
    assert (await corner.decision("a")).carried_by == question
    read = await corner.read(question)
    assert read.startswith("Morning, Ana.")
    assert read.endswith("card a\nYes")
    assert "I added to another message: the card a." in await corner.why()


async def test_a_board_that_is_redrawn_keeps_its_rider(corner):
    """Once the question is answered it says so, and the card stays below, with what it says by then."""
    await _fill(corner)
    await corner.offer("a")
    await corner.at(AT_NINE)
    await corner.floor.answer("UANA", "Signed", "The demo")
    corner.says["a"] = "card a, done"
    async with corner.house.store.begin() as db:
        await service.redraw(db, ACME, "a")
    question = await corner.question()
    assert (await corner.delivery(question)).state == "waiting"
    assert (await corner.read(question)).endswith("card a, done\nYes")


async def test_what_another_process_takes_along_meanwhile_is_drawn_with_its_host_behind_the_commit(corner):
    """The card changes while a question takes it along and is sent with the words of before: both say the new ones."""
    if not corner.house.store.shared:
        pytest.skip("one writer at a time: nothing is promised meanwhile")
    await _fill(corner)
    await corner.offer("a")
    async with corner.house.store.begin() as db:
        await service.redraw(db, ACME, "a")
        await corner.at(AT_NINE)
        question = await corner.question()
        async with corner.house.store.begin() as other:
            await other.execute(update(Delivery).where(Delivery.key == question).values(state="sent", shown=1))
    await corner.house.store.close()
    host = await corner.delivery(question)
    assert (host.state, host.version) == ("waiting", 2)


async def test_two_ride_at_most_and_each_once(corner):
    """Three are kept for two questions: two come on Tuesday, the third on Wednesday, none of them twice."""
    await _fill(corner)
    for key in "abc":
        assert await corner.offer(key)
    await corner.at(AT_NINE)
    await corner.at("2026-03-04 09:15")
    first, second = [await corner.read(await corner.question(day=day)) for day in (3, 4)]
    assert [("card " + key in first, "card " + key in second) for key in "abc"] == [(True, False)] * 2 + [(False, True)]


async def test_a_promise_made_twice_takes_nobody_along_twice(corner):
    """The same question promised again is the one that stands: what is kept meanwhile waits for another."""
    await _fill(corner)
    await corner.at(AT_NINE)
    await corner.offer("a")
    question = await corner.delivery(await corner.question())
    again = replace(corner.card(question.key), kind=question.kind, subject=question.subject)
    await corner.promise(again)
    assert (await corner.decision("a")).verdict == Verdict.KEPT


async def test_a_note_is_given_the_words_at_once(corner):
    """A note that counts takes a kept note along, but no board: a note never changes. Light ones take nobody."""
    await _fill(corner)
    await corner.offer(corner.card("board"))
    await corner.offer(corner.note("words"))
    await corner.promise(corner.note("thanks"), light=True)
    await corner.promise(corner.note("news"))
    assert await corner.read("thanks") == "card thanks\nYes"
    assert await corner.read("news") == "card news\nYes\ncard words\nYes"
    assert (await corner.decision("board")).verdict == Verdict.KEPT


@pytest.mark.parametrize("state", ["expired", "withdrawn", "dead", "sent"])
async def test_what_rides_in_a_message_that_never_comes_rides_in_another(corner, state):
    """Slack could not be reached, or the question had no words left: what rode in it is kept for the next one."""
    await _fill(corner)
    await corner.offer("a")
    await corner.floor.at(AT_NINE, "Europe/Berlin")
    lost = await corner.question()
    async with corner.house.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == lost).values(state=state))
    assert f"The card a: {ENOUGH}." in "\n".join(await corner.why())
    await corner.at("2026-03-04 09:15")
    assert (await corner.read(await corner.question(day=4))).endswith("card a\nYes")


async def test_what_finds_no_ride_in_time_is_dropped(corner):
    """Its time passes while the question is skipped: `why` says that nothing came."""
    await _fill(corner)
    await corner.offer(corner.card("a", expires_at=corner.now + timedelta(hours=1)))
    async with corner.house.store.begin() as db:
        await db.execute(update(Rider).values(ends_at=corner.now + timedelta(minutes=10)))
    await corner.at(AT_NINE)
    assert "card a" not in await corner.read(await corner.question())
    assert await corner.why() == ["I left this out: the card a. Nothing came in time in which it could ride along."]


async def test_a_message_without_place_leaves_its_rider_for_the_next(corner):
    """Nothing is cut: below a very long message there is no place, so the card waits for a shorter one."""
    await _fill(corner)
    await corner.offer("a")
    long = [kit.section("x" * 2990) for _ in range(4)]
    draw = corner.house.boards["nudge.card"]

    async def draw_long(db, workspace_id, subject):
        return Message("long", long) if subject == "long" else await draw(db, workspace_id, subject)

    corner.house.boards["nudge.card"] = draw_long
    await corner.promise(corner.card("long"))
    assert (await corner.decision("a")).carried_by == "long"
    assert "card a" not in await corner.read("long")
    assert (await corner.decision("a")).verdict == Verdict.KEPT
    await corner.arrive()
    await corner.at(AT_NINE)
    assert (await corner.read(await corner.question())).endswith("card a\nYes")


@pytest.mark.parametrize(("left", "verdict"), [(None, Verdict.DROPPED), (HELD, Verdict.KEPT)])
async def test_what_is_not_said_was_not_shown(corner, left, verdict):
    """A card without words when its message goes is dropped, one that is held waits on; neither counts as ignored."""
    await _fill(corner)
    await corner.offer("a")
    draw = corner.house.boards["nudge.card"]

    async def draw_rest(db, workspace_id, subject):
        return left if subject == "a" else await draw(db, workspace_id, subject)

    corner.house.boards["nudge.card"] = draw_rest
    await corner.promise(corner.card("news"))
    assert await corner.read("news") == "card news\nYes"
    await corner.arrive()
    async with corner.house.store.read() as db:
        assert await queries.shown(db, ACME, ["UANA"], since={"UANA": corner.now - timedelta(days=9)}) == {}
    assert (await corner.decision("a")).verdict == verdict


async def test_an_offer_that_is_taken_back_leaves_its_message(corner):
    """Whatever became of it, it is not said any more, and the message in which it rode is drawn without it."""
    await _fill(corner)
    for key in "ab":
        await corner.offer(key)
    await corner.promise(corner.card("news"))
    await corner.arrive()
    async with corner.house.store.begin() as db:
        await service.withdraw(db, ACME, ["a"])
    assert (await corner.delivery("news")).state == "waiting"
    assert await corner.read("news") == "card news\nYes\ncard b\nYes"
    assert "I left this out: the card a. It was no longer needed." in await corner.why()
    async with corner.house.store.read() as db:
        assert await db.scalar(select(func.count(Rider.id))) == 1


async def test_a_rider_goes_with_whom_it_names(corner):
    """Ben is forgotten: what rode to Ana because of him leaves her message, and its key names him no more."""
    await _fill(corner)
    await corner.offer(corner.card("thank.UBEN"))
    await corner.promise(corner.card("news"))
    await corner.arrive()
    async with corner.house.store.begin() as db:
        await rights.erase(
            db, Erasure(workspace_id=ACME, member_id="UBEN", stand_in="XGONE1", now=corner.now)
        )  # fmt: skip
    assert (await corner.delivery("news")).state == "waiting"
    assert await corner.read("news") == "card news\nYes"
    assert (await corner.decision("thank.XGONE1")).verdict == Verdict.DROPPED


async def test_what_this_very_beat_asks_takes_it_along(corner):
    """A card offered in the beat that asks its person: the question counts, though it is promised after the card."""
    await _fill(corner)
    ask = corner.house.jobs["checkin.ask"]

    async def ask_after_a_card(db, runs):
        for run in [one for one in runs if one.member_id == "UANA"]:
            card = replace(corner.card("a"), expires_at=run.now + timedelta(hours=2))
            await service.offer(db, card, house=corner.house, reason="the card a", now=run.now)
        return await ask(db, runs)

    corner.house.jobs = {**corner.house.jobs, "checkin.ask": ask_after_a_card}
    await corner.at(AT_NINE)
    assert (await corner.read(await corner.question())).endswith("card a\nYes")


def test_a_press_is_known_by_its_block():
    """The key of an offer comes back from the block of its button, whatever stands in the key."""
    said = shape.marked(spoken("card"), "tip.still/12/UANA")
    assert [shape.offer_of(one["block_id"]) for one in said.blocks] == ["tip.still/12/UANA"] * 2
    assert shape.offer_of("question.1") == ""


def test_a_host_keeps_its_fallback():
    """Where a workspace refuses a block of either, both are said without it."""
    host = Message("host", [kit.header("host")], fallback=[kit.section("plain host")])
    rider = Message("rider", [kit.section("rider")])
    joined = shape.joined(host, "a", rider)
    assert joined is not None
    assert joined.text == "host\n\nrider"
    assert [one["type"] for one in joined.blocks] == ["header", "divider", "section"]
    assert [one["type"] for one in joined.fallback or ()] == ["section", "divider", "section"]
    large = Message("rider", [kit.section("x" * 2990), kit.section("x")])
    assert shape.joined(host, "a", large) is None
