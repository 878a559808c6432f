"""Whoever is taken out of a team and is back before the close goes on where they were."""

from __future__ import annotations

from datetime import date

import pytest
from published import ask_all
from sales_floor import ACME, NEW_YORK, TUESDAY

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.errors import Refusal
from salesbot.people import service as people
from salesbot.people.rules import Role
from salesbot.room import SeatsChanged

WEDNESDAY = date(2026, 3, 4)


async def out(floor):
    """Ana takes Ben out of the team."""
    async with floor.house.store.begin() as db:
        left = await people.leave(db, await db.merge(floor.team), ["UBEN"], by="UANA", now=clock.now())
        await told(floor, db, left=left)


async def back(floor):
    """Ana takes him in again."""
    async with floor.house.store.begin() as db:
        joined = await people.join(db, await db.merge(floor.team), ["UBEN"], by="UANA", now=clock.now())
        await told(floor, db, joined=joined)


async def told(floor, db, **who):
    """All rooms hear of it."""
    for tell in floor.house.offers("on_seats_changed"):
        await tell(db, SeatsChanged(ACME, floor.team.id, **who, now=clock.now()))


async def test_whoever_was_taken_out_by_mistake_can_still_answer(floor):
    """Out and back while his question is open, Ben is waited for again, and answers it; tomorrow's comes as usual."""
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Reviews")
    await out(floor)
    assert "Ben" not in await floor.report()
    await back(floor)
    assert "Still to come:* Ben" in await floor.report()
    assert "Open until 14:00" in await floor.question("UBEN")
    await floor.answer("UBEN", "Met Acme", "Offer")
    assert "Met Acme" in await floor.report()
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "Open until 14:00" in await floor.question("UBEN", WEDNESDAY)


async def test_a_role_given_by_mistake_and_taken_back_costs_nobody_their_question(floor):
    """Ana makes Ben an observer while his question is open, and a rep again: it is open again."""
    await ask_all(floor)
    for role in (Role.OBSERVER, Role.REP):
        async with floor.house.store.begin() as db:
            await people.set_role(db, await db.merge(floor.team), "UBEN", role=role, by="UANA", now=clock.now())
            await told(floor, db, joined=["UBEN"])
    assert (await floor.part("UBEN")).ask.state == "open"
    assert "Open until 14:00" in await floor.question("UBEN")


async def test_whoever_is_asked_no_more_cannot_answer_what_was_open(floor):
    """Ben, an observer now, presses the button that his client still shows: he reads why it leads nowhere."""
    await ask_all(floor)
    async with floor.house.store.begin() as db:
        await people.set_role(db, await db.merge(floor.team), "UBEN", role=Role.OBSERVER, by="UANA", now=clock.now())
        await told(floor, db, joined=["UBEN"])
        assert not await service.current(db, "UBEN", workspace_id=ACME)
    with pytest.raises(Refusal, match="no longer asked for the Daily standup"):
        await floor.answer("UBEN", "Met Acme", "Offer")


async def test_whoever_is_back_and_away_is_not_waited_for(floor):
    """Ben was noted as away for today while he was out of the team: nobody waits for him when he is back."""
    await ask_all(floor)
    await out(floor)
    async with floor.house.store.begin() as db:
        ben = await db.merge((await floor.part("UBEN")).member)
        await people.set_away(db, ben, TUESDAY, TUESDAY, by="UBEN", now=clock.now())
    await back(floor)
    assert (await floor.part("UBEN")).ask.state == "away"
    assert "nobody waits for you" in await floor.question("UBEN")


async def test_whoever_is_back_and_no_longer_away_is_waited_for_again(floor):
    """Ben's time away ended while he was out of the team: back in it, he is asked and named as everybody is."""
    await ask_all(floor)
    await floor.press_away((await floor.part("UBEN")).ask.id)
    await floor.answer("UANA", "Reviews", "Reviews")
    await out(floor)
    async with floor.house.store.begin() as db:
        ben = await db.merge((await floor.part("UBEN")).member)
        assert await people.end_pressed(db, ben, TUESDAY, button="checkin.away", now=clock.now())
        await service.follow_away(db, ACME, "UBEN", clock.now())
    await back(floor)
    assert "Still to come:* Ben" in await floor.report()
    assert "Open until 14:00" in await floor.question("UBEN")


async def test_whoever_is_back_after_the_close_is_not_missing(floor):
    """Ben is out of the team at his close: it was nobody's to answer, and stays so when he is back."""
    await ask_all(floor)
    await out(floor)
    await floor.at("2026-03-03T14:00", NEW_YORK)
    await back(floor)
    assert (await floor.part("UBEN")).ask.state == "left"
    with pytest.raises(Refusal):
        await floor.answer("UBEN", "Met Acme", "Offer")


async def test_whoever_opened_a_round_early_and_is_back_is_asked_when_it_comes(floor):
    """Ben opens tomorrow's form and sends nothing, is out of the team and back: tomorrow's question comes, open."""
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    await floor.at("2026-03-03T18:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        seat = (await queries.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        await service.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=clock.now())
    await out(floor)
    await back(floor)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.state == "open"
    assert "Open until 14:00" in await floor.question("UBEN", WEDNESDAY)


@pytest.mark.parametrize("turn", ["observer", "late"])
async def test_what_was_only_opened_early_is_not_open_where_its_question_did_not_come(floor, turn):
    """Ben looked at Wednesday's form, and is an observer by then, or was back too late: nothing of it stays open."""
    await floor.at("2026-03-03T18:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        seat = (await queries.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        await service.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=clock.now())
        assert WEDNESDAY in {one.round.day for one in await service.current(db, "UBEN", workspace_id=ACME)}
    if turn == "late":
        await out(floor)
        await floor.at("2026-03-04T10:00", NEW_YORK)
        await back(floor)
    else:
        async with floor.house.store.begin() as db:
            team = await db.merge(floor.team)
            await people.set_role(db, team, "UBEN", role=Role.OBSERVER, by="UANA", now=clock.now())
            await told(floor, db, joined=["UBEN"])
    async with floor.house.store.read() as db:
        assert WEDNESDAY not in {one.round.day for one in await service.current(db, "UBEN", workspace_id=ACME)}
