"""After an outage: a question that comes late has its reminder later too, or none, and why tells which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from published import deliveries, drawn
from sales_floor import ACME, BERLIN
from sqlalchemy import select, update

from salesbot import clock
from salesbot.checkins import service
from salesbot.checkins.foretell import foretell
from salesbot.desk.service.why import why
from salesbot.outbox.model import Delivery
from salesbot.schedule.foresee import Scope, foresee
from salesbot.schedule.model import Occurrence

REMINDER = "checkin.reminder"
ANA = {"workspace_id": ACME, "member_id": "UANA"}


@pytest.mark.parametrize(
    ("asked", "reminded"),
    [("09:15", "10:45"), ("09:20", "10:45"), ("09:21", "10:51"), ("10:44", "12:14"), ("11:02", "12:32"),
     ("12:29", "13:59")],
)  # fmt: skip
async def test_the_reminder_comes_as_long_after_the_question_as_promised(floor, asked, reminded):
    """Ana is asked at nine fifteen, or when salesbot is back, and reminded ninety minutes after that, not before."""
    await floor.at(f"2026-03-03T{asked}", BERLIN)
    due = datetime.fromisoformat(f"2026-03-03T{reminded}:00+01:00")
    assert await planned(floor) == (due.astimezone(UTC), "planned", "")
    await floor.at(f"{due - timedelta(minutes=1):%Y-%m-%dT%H:%M}", BERLIN)
    assert await reminders(floor) == []
    await floor.at(f"2026-03-03T{reminded}", BERLIN)
    assert await reminders(floor) == ["UANA"]


@pytest.mark.parametrize(
    ("back", "read", "greeted"),
    [("09:15", "09:16", "Morning, Ana"), ("12:05", "12:05", "Afternoon, Ana"), ("09:15", "12:10", "Morning, Ana")],
)
async def test_a_question_greets_by_the_hour_at_which_it_comes(floor, back, read, greeted):
    """In time; late, because salesbot was away; and what stands is not worded anew because it is noon by now."""
    await floor.at(f"2026-03-03T{back}", BERLIN)
    await floor.at(f"2026-03-03T{read}", BERLIN)
    assert greeted in await floor.question("UANA")


@pytest.mark.parametrize("asked", ["12:30", "12:59"])
async def test_a_reminder_that_would_come_after_the_close_does_not(floor, asked):
    """There is still time to answer, and none to be reminded: the ledger says why, and so does why, in plain words."""
    now = await floor.at(f"2026-03-03T{asked}", BERLIN)
    assert await planned(floor) == (now, "skipped", "asked late")
    said = await told(floor, now)
    assert "I did not send the reminder of your Daily standup in EMEA Sales: I had asked so late that" in said
    assert "that it would have come after the close." in said
    for wall in ("13:30", "14:00", "14:30"):
        now = await floor.at(f"2026-03-03T{wall}", BERLIN)
    assert await reminders(floor) == []
    assert "so late" in await told(floor, now)


async def test_whoever_answered_reads_nothing_of_it(floor):
    """A reminder that nobody needs any more is no news."""
    now = await floor.at("2026-03-03T12:45", BERLIN)
    await floor.answer("UANA", "Hired a rep", "Reviews")
    assert "reminder" not in await told(floor, now)


async def test_what_is_too_late_to_be_asked_has_no_reminder(floor):
    """After one o'clock nobody is asked about a round that closes at two, and nothing is planned or told of it."""
    now = await floor.at("2026-03-03T13:01", BERLIN)
    assert await planned(floor) is None
    assert "reminder" not in await told(floor, now)


async def test_simulate_foretells_what_then_comes(floor):
    """Asked what lies ahead just before salesbot catches up, it names the instants at which things really come."""
    now = datetime(2026, 3, 3, 10, tzinfo=UTC)  # 11:00 in Berlin, and nothing was done since the morning
    async with floor.house.store.read() as db:
        seen = await foresee(db, Scope(ACME), now=now, until=now + timedelta(hours=8))
        said = (await foretell(db, seen, now)).messages
    (foretold,) = (one for one in said if one.to == "UANA" and one.words == "reminder")
    await floor.at("2026-03-03T11:00", BERLIN)
    assert (foretold.at, "planned", "") == await planned(floor)


async def planned(floor):
    """What the ledger has of Ana's reminder on Tuesday."""
    mine = Occurrence.job == "checkin.remind", Occurrence.who == "UANA"
    async with floor.house.store.read() as db:
        row = (await db.execute(select(Occurrence.due_at, Occurrence.state, Occurrence.reason).where(*mine))).first()
    return None if row is None else tuple(row)


async def reminders(floor):
    """Who was promised a reminder."""
    async with floor.house.store.read() as db:
        return list(await db.scalars(select(Delivery.member_id).where(Delivery.kind == REMINDER)))


async def told(floor, now):
    """What `/salesbot why` tells Ana."""
    async with floor.house.store.read() as db:
        story = await why(db, floor.house, workspace_id=ACME, member_id="UANA", now=now)
    return "\n".join(one.words for one in (*story.past, *story.coming))


async def test_a_reminder_that_is_still_on_its_way_when_its_answer_comes_does_not_come(floor):
    """Slack was slow, and Ana answered first: there is nothing to remind of, and nothing to thank for."""
    key = await remind_ana(floor)
    assert "Still time" in (await drawn(floor, key)).text
    await floor.answer("UANA", "Hired a rep", "Reviews")
    assert await drawn(floor, key) is None
    async with floor.house.store.begin() as db:
        await service.take_back(db, (await floor.part("UANA")).ask.id, **ANA, now=clock.now())
    assert "Still time" in (await drawn(floor, key)).text  # it was promised, and there is something to remind of again


async def test_why_does_not_say_that_a_reminder_came_which_did_not(floor):
    """Nothing was left to say when it was its turn: the outbox is done with it, and nothing stands in Slack."""
    key = await remind_ana(floor)
    await floor.answer("UANA", "Hired a rep", "Reviews")
    async with floor.house.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == key).values(state="sent"))
    said = await told(floor, clock.now())
    assert "I sent the reminder" not in said
    assert "The reminder of your Daily standup in EMEA Sales: not sent, as it was no longer needed." in said


async def test_why_tells_of_a_reminder_in_the_same_words_before_and_after_the_answer(floor):
    """Ana reads it twice: the line that she knows is still there."""
    key = await remind_ana(floor)
    async with floor.house.store.begin() as db:
        came = {"state": "sent", "ts": "2.2", "sent_at": clock.now()}
        await db.execute(update(Delivery).where(Delivery.key == key).values(**came))
    line = "I sent the reminder of your Daily standup in EMEA Sales."
    assert line in (await told(floor, clock.now())).split("\n")
    await floor.answer("UANA", "Hired a rep", "Reviews")
    assert line in (await told(floor, clock.now())).split("\n")


async def test_a_reminder_that_stands_says_thanks_for_the_answer(floor):
    """Ana has read it, so it does not vanish under her eyes."""
    key = await remind_ana(floor)
    async with floor.house.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == key).values(state="sent", ts="2.2"))
    await floor.answer("UANA", "Hired a rep", "Reviews")
    assert (await drawn(floor, key)).text == "Done, thanks."


async def remind_ana(floor):
    """Ana is asked, and her reminder promised; returns its key."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.at("2026-03-03T10:45", BERLIN)
    (key,) = await deliveries(floor, REMINDER)
    return key
