"""Offers to people: sent, kept waiting through the night, dropped with a reason, paused where they are ignored."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sales_floor import ACME
from sqlalchemy import select, update

from salesbot.app.forgetting import forget_old
from salesbot.attention import service
from salesbot.attention.rules import Verdict
from salesbot.outbox.model import Delivery
from salesbot.people import announce
from salesbot.people import service as people
from salesbot.people.model import Away, Member, Membership, Team
from salesbot.store import Store


async def test_an_offer_with_room_in_the_day_goes(corner):
    """Ana will be asked at 09:15; one card more stays within two messages."""
    assert await corner.offer("a")
    assert (await corner.delivery("a")).due_at == corner.now
    await corner.arrive()
    assert await corner.why() == ["I wrote to you: the card a."]


async def test_an_offer_is_decided_once(corner):
    """The same key again changes nothing: neither what was decided, nor the day's count."""
    assert await corner.offer("a")
    await corner.arrive()
    assert await corner.offer("b", policies=[_objects]) is False
    for key, verdict in (("a", True), ("b", False)):
        assert await corner.offer(key) is verdict
    assert sorted(await corner.why()) == ["I left this out: the card b. It is resolved.", "I wrote to you: the card a."]


async def _objects(_db, _item, _now):
    return "it is resolved"


async def test_quiet_hours_hold_an_offer_until_they_end(corner):
    """At half past nine in the evening it waits until seven, and `why` says so meanwhile."""
    await corner.at("2026-03-03 21:30")
    assert await corner.offer("a")
    assert (await corner.delivery("a")).due_at == datetime(2026, 3, 4, 6, tzinfo=UTC)
    assert await corner.why() == ["Wed 07:00 The card a: it waits until your quiet hours end."]
    await corner.at("2026-03-04 07:00")
    assert await corner.why() == ["I wrote to you: the card a."]


async def test_an_offer_that_does_not_outlast_the_night_is_dropped(corner):
    """What would be too late at seven is not sent at all."""
    await corner.at("2026-03-03 21:30")
    assert not await corner.offer(corner.card("a", expires_at=corner.now + timedelta(hours=3)))
    assert await corner.delivery("a") is None
    why = "By the end of your quiet hours it would have been too late"
    assert await corner.why() == [f"I left this out: the card a. {why}."]


async def test_a_person_sets_their_own_quiet_hours(corner):
    """Quiet hours are each person's own, on their own wall: it is three in the morning for Ben, who asked for none."""
    async with corner.house.store.begin() as db:
        ben = await db.get_one(Member, (ACME, "UBEN"))
        await people.set_quiet(db, ben, ben.quiet_from, ben.quiet_from)
    assert await corner.offer(corner.card("a", "UBEN"))
    assert (await corner.delivery("a")).due_at == corner.now


async def _away(db, corner):
    day = date(2026, 3, 3)
    mine = {"workspace_id": ACME, "member_id": "UANA", "set_by": "UANA", "set_at": corner.now}
    db.add(Away(first_day=day, last_day=day, **mine))


async def _paused(db, corner):
    await people.pause_until(db, await db.get_one(Member, (ACME, "UANA")), corner.now + timedelta(days=1))


async def _gone(db, corner):
    await db.execute(update(Membership).where(Membership.member_id == "UANA").values(until_at=corner.now))


async def _works_on_wednesdays(db, corner):
    await people.set_days(db, await db.get_one(Member, (ACME, "UANA")), "3")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_away, "You were away"),
        (_paused, "You had paused me"),
        (_gone, "You are in no team any more"),
        (_works_on_wednesdays, "It was not one of your working days"),
    ],
)
async def test_whoever_is_not_there_is_offered_nothing(corner, change, why):
    """Away, paused, in no team any more, or at home: it is dropped, and the person can read why."""
    async with corner.house.store.begin() as db:
        await change(db, corner)
    assert not await corner.offer("a")
    assert await corner.delivery("a") is None
    assert await corner.why() == [f"I left this out: the card a. {why}."]


async def test_a_short_offer_counts_the_whole_day(corner):
    """Ana had a brief and is asked at 09:15: a card that ends before that has no room in her day either."""
    await corner.promise(corner.note("brief"))
    await corner.arrive()
    assert not await corner.offer(corner.card("a", expires_at=corner.now + timedelta(minutes=10)))
    why = "Two messages from me are enough for a day, and no other was to come in time"
    assert await corner.why() == [f"I left this out: the card a. {why}."]


async def test_a_stranger_is_offered_nothing(corner):
    """Somebody whom salesbot does not know has no attention to give."""
    assert not await corner.offer(corner.card("a", "UNOBODY"))


async def test_many_are_offered_at_once(corner):
    """Each gets what fits into their own day, two for one person one after another."""
    cards = [corner.card("a"), corner.card("b"), corner.card("c", "UCLEO")]
    async with corner.house.store.begin() as db:
        found = await service.offer_all(db, cards, house=corner.house, reason="a card", now=corner.now)
    assert found == {"a": Verdict.SENT, "b": Verdict.KEPT, "c": Verdict.SENT}


async def test_two_processes_never_offer_more_than_a_day_holds(corner):
    """Eight offers at the same moment from two processes: one goes beside the question, two wait, no more."""
    other = await Store.open(str(corner.house.settings.database_url))
    keys = [f"card {at}" for at in range(8)]

    async def offer(store, key):
        async with store.begin() as db:
            return await service.offer(
                db, corner.card(key, expires_at=corner.now + timedelta(hours=8)), house=corner.house, reason=key,
                now=corner.now,
            )  # fmt: skip

    try:
        await asyncio.gather(
            *(offer(store, key) for store, key in zip([corner.house.store, other] * 4, keys, strict=True))
        )
    finally:
        await other.close()
    verdicts = sorted([(await corner.decision(key)).verdict for key in keys])
    assert verdicts == [Verdict.DROPPED] * 5 + [Verdict.KEPT] * 2 + [Verdict.SENT]


async def test_an_offer_with_nothing_left_to_say_is_explained(corner):
    """Its room had no words for it any more when it was to be sent: it does not stay on its way for ever."""
    await corner.offer("a")
    async with corner.house.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == "a").values(state="sent"))  # and never was in Slack
    assert await corner.why() == ["I left this out: the card a. It was no longer needed."]


# ---- ignored ----


async def _ignore(corner, days, prefix="old"):
    """Offer a card on each of these days of March at noon, and let nobody press."""
    for day in days:
        await corner.at(f"2026-03-{day:02} 12:00")
        assert await corner.offer(f"{prefix} {day}")
        await corner.arrive()


async def test_offers_pause_where_three_were_ignored_and_begin_again(corner):
    """After three without a press nothing is offered for two weeks; that is said once, and then the count is anew."""
    await _ignore(corner, (3, 4, 5))
    await corner.at("2026-03-06 12:00")
    assert not await corner.offer("a")
    assert not await corner.offer("b")
    why = "You had used none of the last three, so I offer nothing until Fri 20 Mar"
    said = await corner.why()
    assert {f"I left this out: the card {key}. {why}." for key in "ab"} <= set(said)
    assert "Fri 12:00 I begin to offer things again; the last three had gone by unused." in said
    key = "attention.paused.UANA.2026-03-06"
    assert "I stop offering until Friday 20 March" in await corner.read(key)
    await corner.at("2026-03-19 12:00")
    assert not await corner.offer("c")
    await _ignore(corner, (20, 23), "new")
    await corner.at("2026-03-25 12:00")
    assert await corner.offer("d")
    async with corner.house.store.read() as db:
        assert list(await db.scalars(select(Delivery.key).where(Delivery.kind == "attention.paused"))) == [key]


@pytest.mark.parametrize("what", ["old 5", "nudge.card"])
async def test_a_heeded_offer_begins_the_count_anew(corner, what):
    """A room may say so by the offer's key, or of whatever it offered of a kind."""
    await _ignore(corner, (3, 4, 5))
    async with corner.house.store.begin() as db:
        await service.heeded(db, ACME, "UBEN", what, now=corner.now)  # of somebody else: not theirs
        await service.heeded(db, ACME, "UANA", what, now=corner.now)
    await corner.at("2026-03-06 12:00")
    assert await corner.offer("a")


async def test_the_note_that_offers_pause_waits_for_the_morning(corner):
    """Nobody is told at night that they will be left alone."""
    await _ignore(corner, (3, 4, 5))
    await corner.at("2026-03-06 23:00")
    assert not await corner.offer("a")
    note = await corner.delivery("attention.paused.UANA.2026-03-06")
    assert note.due_at == datetime(2026, 3, 7, 6, tzinfo=UTC)


async def test_what_was_offered_long_ago_is_forgotten(corner):
    """After a hundred days neither the reason of an offer nor what waited for a ride is kept."""
    await corner.offer("a")
    await corner.offer("b")
    await corner.offer("c", policies=[_objects])
    assert await forget_old(corner.house.store, now=corner.now + timedelta(days=99)) == 0
    assert await forget_old(corner.house.store, now=corner.now + timedelta(days=108)) == 4


# ---- what changes while an offer waits for the morning ----


async def _wait_for_morning(corner):
    await corner.at("2026-03-03 21:30")
    assert await corner.offer("a")


async def test_whoever_is_away_in_the_morning_gets_nothing_then(corner):
    """At ten in the evening Ana takes the next day off: what waited for seven is dropped, and she can read why."""
    await _wait_for_morning(corner)
    async with corner.house.store.begin() as db:
        ana, off = await db.get_one(Member, (ACME, "UANA")), date(2026, 3, 4)
        await people.set_away(db, ana, off, off, by="UANA", now=corner.now)
        await announce.away(db, corner.house, ACME, "UANA", now=corner.now)
    assert (await corner.delivery("a")).state == "withdrawn"
    assert await corner.why() == ["I left this out: the card a. You were away."]


async def test_new_quiet_hours_hold_for_what_waits(corner):
    """Ana wants to be left alone until eight, and later not at all: what waits comes then, or at once."""
    await _wait_for_morning(corner)
    for begin, end, due_at in (
        (time(20), time(8), datetime(2026, 3, 4, 7, tzinfo=UTC)),
        (time(20), time(20), corner.now),
    ):
        async with corner.house.store.begin() as db:
            await people.set_quiet(db, await db.get_one(Member, (ACME, "UANA")), begin, end)
            await announce.away(db, corner.house, ACME, "UANA", now=corner.now)
        assert (await corner.delivery("a")).due_at == due_at
    await corner.arrive()
    assert await corner.why() == ["I wrote to you: the card a."]


async def test_who_left_their_team_is_not_written_to_in_the_morning(corner):
    """Ben leaves the team in the evening: what waited for him goes with it."""
    await corner.at("2026-03-03 23:00", "America/New_York")
    assert await corner.offer(corner.card("a", "UBEN"))
    async with corner.house.store.begin() as db:
        team = await db.get_one(Team, corner.floor.team.id)
        left = await people.leave(db, team, ["UBEN"], by="UANA", now=corner.now)
        await announce.seats(db, corner.house, ACME, team.id, left=left, now=corner.now)
    assert await corner.why("UBEN") == ["I left this out: the card a. You are in no team any more."]


async def test_nobody_loses_patience_with_the_absent(corner):
    """An offer to somebody on holiday neither pauses the offers nor says so to them there."""
    await _ignore(corner, (3, 4, 5))
    await corner.at("2026-03-07 12:00")  # a Saturday
    assert not await corner.offer("a")
    assert await corner.delivery("attention.paused.UANA.2026-03-07") is None
