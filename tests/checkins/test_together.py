"""Questions that are due together: never lost, never doubled, however many processes ask, and whatever fails."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from published import arrive
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY, words
from sqlalchemy import select, update

from hearing import heard
from salesbot import clock
from salesbot.checkins import blocks, queries, service
from salesbot.checkins.jobs import REMINDER
from salesbot.checkins.model import Ask
from salesbot.checkins.rules.sketch import Item, Sketch
from salesbot.checkins.service.compose import compose
from salesbot.checkins.service.question import QUESTION, board_of, draft_key
from salesbot.desk.service.why import why
from salesbot.outbox import lanes
from salesbot.outbox.model import Delivery
from salesbot.outbox.parcel import Did, Outcome, parcel
from salesbot.outbox.settle import Settling
from salesbot.schedule.model import Occurrence

TUESDAY = date(2026, 3, 3)
CHECKINS = 4


@pytest.fixture
async def busy(floor):
    """Everybody is asked four more things at nine, beside the standup at a quarter past."""
    for number in range(CHECKINS):
        sketch = Sketch(f"Round {number}", time(9), time(14), TUESDAY, items=(Item(1, f"Question {number}?"),))
        async with floor.house.store.begin() as db:
            await compose(db, sketch, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=clock.now())
    return floor


async def shown(floor, who):
    """Of one member: their parts, the messages that stand or wait, and how often each part stands in them."""
    async with floor.house.store.read() as db:
        parts = list(await db.scalars(select(Ask).where(Ask.member_id == who, Ask.workspace_id == ACME)))
        mine = Delivery.workspace_id == ACME, Delivery.kind == QUESTION, Delivery.target == who
        boards = {row.key: row for row in await db.scalars(select(Delivery).where(*mine))}
        together = await queries.together_in(db, dict.fromkeys(boards, who), workspace_id=ACME)
        counted: Counter[int] = Counter(number for some in together.values() for number in some)
    return parts, boards, counted


@pytest.mark.parametrize("batch", [1, 50])
async def test_however_many_beat_at_once_each_question_stands_in_exactly_one_message(busy, monkeypatch, batch):
    """Two processes hold the questions of one person: each is in one message, and most are in one together."""
    monkeypatch.setattr(busy.house.store, "batch", batch, raising=False)
    now = await busy.at("2026-03-03T08:59", NEW_YORK) + timedelta(minutes=1)
    clock.set_calendar(now)
    await asyncio.gather(*(busy.house.beat(now) for _ in range(3)))
    await busy.at("2026-03-03T09:15", NEW_YORK)
    for who in ("UBEN",):
        parts, boards, counted = await shown(busy, who)
        assert len(parts) == CHECKINS + 1
        assert counted == {part.id: 1 for part in parts}
        assert {board_of(part) for part in parts} == set(boards)
        assert len(boards) < len(parts)


async def test_whoever_is_in_many_checkins_gets_as_many_messages_as_can_be_read(floor):
    """A partner in fourteen check-ins at nine: each question stands in one message, and none is too long for Slack."""
    for number in range(13):
        sketch = Sketch(f"Round {number}", time(9), time(14), TUESDAY, items=(Item(1, f"Question {number}?"),))
        async with floor.house.store.begin() as db:
            await compose(db, sketch, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=clock.now())
    await floor.at("2026-03-03T09:00", NEW_YORK)
    await floor.at("2026-03-03T09:15", NEW_YORK)
    parts, boards, counted = await shown(floor, "UBEN")
    assert counted == {part.id: 1 for part in parts}
    in_each = Counter(board_of(part) for part in parts)
    assert (in_each.keys(), sorted(in_each.values())) == (boards.keys(), [2, 6, 6])
    for board in boards.values():
        message = await drawn(floor, board)
        assert len(message.blocks) <= 50
        assert str(message.blocks).count("checkin.answer") == sum(board_of(part) == board.key for part in parts)


async def drawn(floor, board):
    """A message as it is drawn now."""
    async with floor.house.store.read() as db:
        return await floor.house.boards[board.kind](db, ACME, board.subject)


async def test_what_joined_a_message_that_never_came_is_missed_and_says_so(busy):
    """Slack took nothing until it was too late: none of the parts is called asked."""
    await busy.at("2026-03-03T09:00", NEW_YORK)
    parts, boards, _ = await shown(busy, "UBEN")
    assert len(boards) == 1
    assert next(iter(boards.values())).expires_at is not None
    await busy.at("2026-03-03T13:30", NEW_YORK)
    await busy.at("2026-03-03T14:00", NEW_YORK)
    async with busy.house.store.read() as db:
        keys = [part.key for part in parts]
        rows = list(await db.scalars(select(Occurrence).where(Occurrence.key.in_(keys))))
    assert {row.reason for row in rows} == {"missed"}


async def test_a_question_whose_post_was_unclear_until_too_late_is_missed(floor):
    """The sender looked for it and did not find it: its occurrence says so, though the sender was the first to know."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    part, mine = await floor.part("UBEN"), {"state": "claimed", "maybe_sent": True, "owner": "me", "attempts": 1}
    async with floor.house.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.key == part.ask.key).values(mine))
    now, settings = await floor.at("2026-03-03T14:01", NEW_YORK), floor.house.settings
    async with floor.house.store.begin() as db:
        row = await db.scalar(select(Delivery).where(Delivery.key == part.ask.key))
        await lanes.lay(db, settings, machine=now)
        taken = parcel(row, thread_ts=None, machine=now, now=now)
        outcome = Outcome(replace(taken, attempt=1), Did.TOO_LATE)
        here = await lanes.locked(db, settings, machine=now)
        await Settling(db, here, settings, "me", now, now, timedelta(0)).settle([outcome])
    await floor.at("2026-03-03T14:02", NEW_YORK)
    async with floor.house.store.read() as db:
        asked = await db.scalar(select(Occurrence).where(Occurrence.key == part.ask.key))
        sent = await db.scalar(select(Delivery).where(Delivery.key == part.ask.key))
    assert (asked.state, asked.reason, sent.state) == ("skipped", "missed", "expired")
    assert sent.check_at is not None  # it may come up in Slack after all


@pytest.mark.parametrize(("minute", "messages"), [("15", 1), ("16", 2)])
async def test_a_quarter_of_an_hour_is_one_on_the_wall_however_long_a_beat_took(floor, minute, messages):
    """The question of nine o'clock was asked a little sooner after its minute than the one of a quarter past."""
    for name, wall in (("First", time(9)), ("Second", time(9, int(minute)))):
        sketch = Sketch(name, wall, time(14), TUESDAY, items=(Item(1, f"{name}?"),))
        async with floor.house.store.begin() as db:
            await compose(db, sketch, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=clock.now())
    await floor.change(wall=time(7))
    await floor.at("2026-03-03T09:00:00.2", NEW_YORK)
    await floor.at(f"2026-03-03T09:{minute}:01.5", NEW_YORK)
    parts, _, _ = await shown(floor, "UBEN")
    assert (
        len({board_of(part) for part in parts if part.opens_at.minute in {0, int(minute)} and part.opens_at.hour == 14})
        == messages
    )


async def test_what_was_asked_at_one_moment_is_answered_in_the_order_of_its_message(busy):
    """Ben types his answer below a message of four: it is for the first, as the first in what `/checkin` offers."""
    await busy.at("2026-03-03T09:00", NEW_YORK)
    async with busy.house.store.read() as db:
        offered = [part.checkin.name for part in await service.current(db, "UBEN", workspace_id=ACME)]
    assert offered == [f"Round {number}" for number in range(CHECKINS)]
    number = await busy.typed("UBEN", "Met Acme", "1772546400.000100")
    assert "for Round 0?" in await busy.board(draft_key(number))


async def test_what_joined_a_message_later_is_not_what_is_typed_below_it(floor):
    """The standup of a quarter past nine heads the message that the question of half past came to."""
    sketch = Sketch("Second", time(9, 30), time(14), TUESDAY, items=(Item(1, "Second?"),))
    async with floor.house.store.begin() as db:
        await compose(db, sketch, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=clock.now())
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await floor.at("2026-03-03T09:30", NEW_YORK)
    async with floor.house.store.read() as db:
        offered = await service.current(db, "UBEN", workspace_id=ACME)
    assert len({board_of(part.ask) for part in offered}) == 1
    assert [part.checkin.name for part in offered] == ["Daily standup", "Second"]


async def test_a_part_answered_in_a_shared_message_leaves_the_others_open(busy):
    """One answer, four questions still open, and the message says both."""
    await busy.at("2026-03-03T09:00", NEW_YORK)
    parts, boards, _ = await shown(busy, "UBEN")
    second = sorted(parts, key=lambda one: one.id)[1]
    async with busy.house.store.begin() as db:
        part = await queries.part(db, second.id, workspace_id=ACME)
        (asked,) = await queries.asked(db, part)
        given = service.Submission(second.id, ACME, "UBEN", {asked.id: "Met Acme"}, now=clock.now())
        await service.answer(db, given)
    said = await busy.board(next(iter(boards)))
    assert said.count("Met Acme") == 1
    assert said.count("Skip today") == len(parts) - 1
    _, after, _ = await shown(busy, "UBEN")
    assert set(after) == set(boards)


async def test_however_many_questions_are_drawn_it_takes_as_many_statements(busy):
    """Everybody's question in one session: word for word what each is alone, for what one of them costs."""
    for local, zone in (("2026-03-03T09:20", BERLIN), ("2026-03-03T09:20", NEW_YORK), ("2026-03-04T09:20", SYDNEY)):
        await busy.at(local, zone)
    await busy.answer("UBEN", "Called Acme", "Call Initech", "")
    async with busy.house.store.read() as db:
        query = select(Delivery.subject).where(Delivery.kind == QUESTION).order_by(Delivery.id)
        subjects = list(await db.scalars(query))
    assert len(subjects) >= 3
    draw = busy.house.boards[QUESTION]
    alone, costs = {}, []
    for subject in subjects:
        async with busy.house.store.read() as db:
            with heard(db.get_bind()) as statements:
                alone[subject] = await draw(db, ACME, subject)
            costs.append(len(statements))
    async with busy.house.store.read() as db:
        with heard(db.get_bind()) as statements:
            assert await draw.several(db, ACME, subjects) == alone
    assert None not in alone.values()
    # Of what is open other rooms are asked, of what is not what was said, and what is out of the way since.
    assert len(statements) <= max(costs) + 2


async def test_several_reminders_are_drawn_as_each_alone(busy):
    """In one statement; one whose part is gone says nothing, and takes nobody along."""
    await busy.at("2026-03-03T09:20", NEW_YORK)
    async with busy.house.store.read() as db:
        numbers = [str(one) for one in await db.scalars(select(Ask.id).where(Ask.asked_at.is_not(None)))]
    draw = busy.house.boards[REMINDER]
    subjects = [*numbers, ",".join(numbers[:2]), "999999"]
    async with busy.house.store.read() as db:
        with heard(db.get_bind()) as statements:
            said = await draw.several(db, ACME, subjects)
        assert len(statements) == 1
        assert said == {one: await draw(db, ACME, one) for one in subjects}
    assert said["999999"] is None
    assert None not in [said[one] for one in subjects[:-1]]


async def test_a_reminder_of_several_thanks_for_all_of_them_or_goes(busy):
    """Ben answered one of two, and the other closed: his reminder says no more that he is done."""
    await busy.at("2026-03-03T09:00", NEW_YORK)
    first, second, *_ = (await shown(busy, "UBEN"))[0]
    async with busy.house.store.begin() as db:
        part = await queries.part(db, first.id, workspace_id=ACME)
        (asked,) = await queries.asked(db, part)
        await service.answer(db, service.Submission(first.id, ACME, "UBEN", {asked.id: "Acme"}, now=clock.now()))
    assert "Answer Round" in await reminded_of(busy, first, second)
    await busy.at("2026-03-03T14:00", NEW_YORK)
    assert await reminded_of(busy, first, second) == ""
    assert await reminded_of(busy, first) == "Done, thanks."


async def reminded_of(floor, *asks):
    """What a reminder of these parts that stands in Slack says now."""
    async with floor.house.store.read() as db:
        parts = [await queries.part(db, one.id, workspace_id=ACME) for one in asks]
    said = blocks.reminder(*parts)
    return "" if said is None else words(said) or said.text


@pytest.mark.parametrize(
    ("host", "told"),
    [
        ({"state": "sent", "ts": "2.2", "sent_at": True}, "I sent the reminder of your {} in EMEA Sales."),
        ({"state": "sent"}, "The reminder of your {} in EMEA Sales: not sent, as it was no longer needed."),
        ({"state": "expired"}, "The reminder of your {} in EMEA Sales: not sent, since Slack could not be reached"),
        ({"state": "waiting"}, "The reminder of your {} in EMEA Sales: on its way to you."),
    ],
)
async def test_a_reminder_within_another_is_told_as_that_one_went(busy, host, told):
    """It has no message of its own: why says of each that it came where theirs did, and not where it did not."""
    await busy.at("2026-03-03T09:00", NEW_YORK)
    await arrive(busy)
    now = await busy.at("2026-03-03T10:30", NEW_YORK)
    went = host | ({"sent_at": now} if host.get("sent_at") else {})
    async with busy.house.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.kind == REMINDER).values(**went))
    async with busy.house.store.read() as db:
        story = await why(db, busy.house, workspace_id=ACME, member_id="UBEN", now=now)
    said = "\n".join(one.words for one in story.past)
    for number in range(CHECKINS):
        assert told.format(f"Round {number}") in said
