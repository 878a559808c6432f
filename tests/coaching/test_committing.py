"""I'll do it: kept once, asked about once on the next working day, and settled by whoever said it."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from salesbot import clock
from salesbot.coaching import loop, queries
from salesbot.coaching.blocks import committing as blocks
from salesbot.coaching.model import Commitment
from salesbot.coaching.service import committing, focus, heeding
from salesbot.coaching.service.standing import place
from salesbot.desk.service.why import why
from salesbot.errors import Refusal
from salesbot.letters import letters
from salesbot.outbox.model import Delivery
from salesbot.people import queries as people_queries
from salesbot.people import service as people
from salesbot.schedule import queries as schedule_queries
from salesbot.schedule import service as schedule
from salesbot.schedule.foresee import Scope, foresee
from salesbot.schedule.model import Occurrence, Seat
from salesbot.slack import split

ACME, NEW_YORK = "T1", "America/New_York"
SQLITE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # what does not depend on the database
FOLLOW = "coaching.follow"


async def asked(coached, who="UBEN"):
    """The questions what became of it, by the local day in their keys, with what each says now."""
    async with coached.store.read() as db:
        mine = Delivery.kind == FOLLOW, Delivery.target == who
        keys = list(await db.scalars(select(Delivery.key).where(*mine).order_by(Delivery.id)))
    return {key.rpartition(".")[2]: await coached.floor.board(key) for key in keys}


async def seated(coached):
    """Who will be asked."""
    async with coached.store.read() as db:
        one = await db.scalar(select(Occurrence.appointment_id).where(Occurrence.job == FOLLOW).limit(1))
        found = await db.scalars(select(Seat).where(Seat.appointment_id == one) if one else select(Seat))
        return {seat.who for seat in found}


async def kept(coached, number):
    """A commitment as it stands."""
    async with coached.store.read() as db:
        return await db.get_one(Commitment, number)


async def test_it_is_asked_about_once_on_the_next_working_day(coached):
    """Said on Tuesday at 09:00: nothing that day, one question on Wednesday at 10:00, and no other, ever."""
    await coached.floor.at("2026-03-03 09:00", NEW_YORK)
    about = await coached.show()
    one, _ = await asyncio.gather(coached.commit(about), coached.commit(about))
    assert (one.words, one.day, one.state) == ("Call Nordwind by noon.", date(2026, 3, 3), "open")
    await coached.floor.at("2026-03-03 23:00", NEW_YORK)
    assert await asked(coached) == {}
    await coached.floor.at("2026-03-04 09:59", NEW_YORK)
    assert await asked(coached) == {}
    await coached.floor.at("2026-03-04 10:00", NEW_YORK)
    found = await asked(coached)
    assert list(found) == ["2026-03-04"]
    for words in ("> Call Nordwind by noon.", "Done", "Not yet", "Drop", "I ask only once"):
        assert words in found["2026-03-04"]
    assert "UBEN" not in await seated(coached)
    for day in range(5, 12):
        await coached.floor.at(f"2026-03-{day:02} 12:00", NEW_YORK)
    assert list(await asked(coached)) == ["2026-03-04"]


async def test_a_restart_brings_no_question_forward(coached):
    """Said at 09:00 and read anew at once: `why` goes on naming tomorrow, and nothing today is called unnecessary."""
    await coached.floor.at("2026-03-03 09:00", NEW_YORK)
    one = await coached.commit(await coached.show())
    async with coached.store.begin() as db:
        await schedule.refresh(db, now=clock.now())
    assert await told(coached) == ["Wed 10:00"]
    await coached.floor.at("2026-03-03 12:00", NEW_YORK)
    too_soon = "Tue 10:00: I ask on a later day than the one on which you said it."
    assert await told(coached) == [too_soon, "Wed 10:00"]
    await coached.settle(one.id, committing.DONE)
    assert await told(coached) == [too_soon]


async def test_what_was_said_on_the_morning_of_a_question_is_asked_about_as_well(coached):
    """What was asked about at 10:00 is done by 09:00, and something new is said then: that one's question comes too."""
    await coached.floor.at("2026-03-03 12:00", NEW_YORK)
    first = await coached.commit(await coached.show(key="coaching.prompt.first"))
    await coached.floor.at("2026-03-04 09:00", NEW_YORK)
    await coached.settle(first.id, committing.DONE)
    await coached.commit(await coached.show(key="coaching.prompt.second"))
    for day in (4, 5):
        await coached.floor.at(f"2026-03-0{day} 10:00", NEW_YORK)
    assert list(await asked(coached)) == ["2026-03-05"]


async def told(coached, what="question about what you said"):
    """What `/salesbot why` tells Ben of the question, with its time in New York."""
    async with coached.store.read() as db:
        story = await why(db, coached.house, workspace_id=ACME, member_id="UBEN", now=clock.now())
    lines = [(one.at.astimezone(ZoneInfo(NEW_YORK)), one.words) for one in (*story.past, *story.coming)]
    mine = [(at, words) for at, words in lines if what in words]
    return [f"{at:%a %H:%M}{words[words.index(':') :] if ':' in words else ''}" for at, words in mine]


async def test_days_off_and_time_away_move_it_on(coached):
    """Said on Friday, with Monday and Tuesday off: asked on Wednesday, about both things that are open by then."""
    await coached.floor.at("2026-03-06 15:00", NEW_YORK)
    await coached.commit(await coached.show())
    async with coached.store.begin() as db:
        ben = await people_queries.member(db, ACME, "UBEN")
        await people.set_away(db, ben, date(2026, 3, 9), date(2026, 3, 10), by="UBEN", now=clock.now())
    for day in (7, 8, 9, 10):
        await coached.floor.at(f"2026-03-{day:02} 12:00", NEW_YORK)
    assert await asked(coached) == {}
    await coached.commit(await coached.show())
    await coached.floor.at("2026-03-11 10:00", NEW_YORK)
    found = await asked(coached)
    assert list(found) == ["2026-03-11"]
    assert found["2026-03-11"].count("> Call Nordwind") == 2
    assert "the 2 things you took on" in found["2026-03-11"]


@SQLITE
async def test_what_is_said_on_the_day_of_a_question_waits_for_the_next(coached):
    """Wednesday's question is about Tuesday's word; what Ben says on Wednesday morning is asked on Thursday."""
    await coached.floor.at("2026-03-03 15:00", NEW_YORK)
    await coached.commit(await coached.show())
    await coached.floor.at("2026-03-04 09:00", NEW_YORK)
    await coached.commit(await coached.show())
    await coached.floor.at("2026-03-04 10:00", NEW_YORK)
    await coached.floor.at("2026-03-05 10:00", NEW_YORK)
    assert [said.count("> Call") for said in (await asked(coached)).values()] == [1, 1]


@SQLITE
async def test_settled_before_it_is_asked_about_nobody_asks(coached):
    """Done on the same day: Wednesday brings nothing, and `why` has nothing to tell."""
    one = await coached.commit(await coached.show())
    assert (await coached.settle(one.id, "done")).settled_at == clock.now()
    await coached.floor.at("2026-03-04 10:00", NEW_YORK)
    assert await asked(coached) == {}
    async with coached.store.read() as db:
        (row,) = (await db.scalars(select(Occurrence).where(Occurrence.job == FOLLOW))).all()
    assert (row.state, row.reason) == ("skipped", "nothing you said you would do is open")


async def test_not_yet_leaves_it_open_beside_the_next_checkin(coached):
    """It stands beside Ben's next question until he settles it, in his words as they were typed; Cleo sees nothing."""
    await coached.floor.at("2026-03-03 15:00", NEW_YORK)
    one = await coached.commit(await coached.show())
    async with coached.store.begin() as db:
        await committing.reword(db, one.id, "  Call <Nordwind>\nby noon ", workspace_id=ACME, by="UBEN")
    await coached.floor.at("2026-03-04 10:00", NEW_YORK)
    await coached.settle(one.id, "not_yet")
    (said,) = (await asked(coached)).values()
    assert "It stays open beside your check-ins" in said
    assert "Not yet\n" not in said
    await coached.floor.at("2026-03-05 09:15", NEW_YORK)
    thursday = date(2026, 3, 5)
    assert "You said you would: _Call &lt;Nordwind&gt; by noon_" in await coached.floor.question("UBEN", thursday)
    async with coached.store.read() as db:
        assert (await loop.beside_question(db, ACME, ["UBEN", "UCLEO"], clock.now())).keys() == {"UBEN"}
    await coached.settle(one.id, "done")
    assert "You said you would" not in await coached.floor.question("UBEN", thursday)
    (said,) = (await asked(coached)).values()
    assert "Well kept" in said
    assert list(await asked(coached)) == ["2026-03-04"]


@SQLITE
async def test_only_whoever_said_it_settles_it(coached):
    """A manager and a colleague are refused; what is settled stays, whatever a stale button says."""
    about = await coached.show()
    with pytest.raises(Refusal, match="somebody else's"):
        await coached.commit(about, who="UCLEO")
    one = await coached.commit(about)
    for who in ("UANA", "UCLEO"):
        for verdict in ("done", "dropped", "not_yet"):
            with pytest.raises(Refusal, match="That commitment is gone"):
                await coached.settle(one.id, verdict, who=who)
    await coached.settle(one.id, "dropped")
    clock.set_calendar(clock.now() + timedelta(hours=1))
    await coached.settle(one.id, "done")
    found = await kept(coached, one.id)
    assert (found.state, found.settled_at) == ("dropped", clock.now() - timedelta(hours=1))
    async with coached.store.begin() as db:
        with pytest.raises(Refusal, match="settled already"):
            await committing.reword(db, one.id, "else", workspace_id=ACME, by="UBEN")
        with pytest.raises(Refusal, match="A few words are enough"):
            await committing.reword(db, one.id, " \n ", workspace_id=ACME, by="UBEN")


@SQLITE
async def test_whoever_left_all_teams_is_asked_nothing(coached):
    """Ben leaves on the evening of the day on which he said it."""
    await coached.commit(await coached.show())
    async with coached.store.begin() as db:
        await people.leave(db, coached.floor.team, ["UBEN"], by="UANA", now=clock.now())
    await coached.floor.at("2026-03-04 10:00", NEW_YORK)
    assert await asked(coached) == {}
    assert "UBEN" not in await seated(coached)


@SQLITE
async def test_it_is_foretold_once(coached):
    """The days ahead show one question about it, and nothing more of it after that day."""
    one = await coached.commit(await coached.show())
    async with coached.store.read() as db:
        seen = await foresee(db, Scope(ACME), now=clock.now(), until=clock.now() + timedelta(days=7))
        messages, skipped = await loop.foretell(db, seen)
    assert [(each.to, each.day) for each in messages] == [("UBEN", date(2026, 3, 4))]
    assert all("nothing you said" in why for why in skipped.values())
    await coached.settle(one.id, "done")
    async with coached.store.read() as db:
        assert (await loop.foretell(db, seen))[0] == []


async def test_what_is_promised_while_the_seat_is_given_back_is_asked_about(coached):
    """The beat asked about all it saw and takes Ben's seat back; what he says at that very moment brings another."""
    await coached.commit(await coached.show(key="first"))
    about, now = await coached.show(key="second"), clock.now()
    async with coached.store.begin() as db:
        one = await queries.appointment(db, ACME, FOLLOW, FOLLOW)
        await schedule_queries.seats(db, one, ["UBEN"])
        other = asyncio.create_task(coached.commit(about))
        await asyncio.sleep(0.2)
        await schedule.unseat(db, one, ["UBEN"], now=now)
    await other
    async with coached.store.begin() as db:
        assert [seat.who for seat in await schedule_queries.seats(db, one)] == ["UBEN"]


def test_many_at_once_are_no_more_than_a_message_takes(now):
    """Twenty of the longest words: those that wait for an answer come first, and how many more there are."""
    many = [Commitment(id=10**15 + number, words=f"{number} " + "&" * 297, state="open") for number in range(20)]
    message = blocks.follow(many)
    assert split.size(message.blocks) < split.LARGEST
    assert "…and 12 more" in str(message.blocks)
    many[0].state, many[1].not_yet_at = "done", now
    message = blocks.follow(many)
    assert "the 20 things" in message.text
    assert "…and 10 more" in str(message.blocks)
    assert "> 2 " in str(message.blocks[1])
    for one in many:
        one.state = "done"
    assert split.size(blocks.follow(many).blocks) < split.LARGEST
    assert "more" not in str(blocks.follow(many).blocks)


def test_words_that_count_double_can_be_said_anew():
    """The form opens with as much of them as its box takes."""
    one = Commitment(id=1, words="Call \N{PARTY POPPER}" * 50, state="open")
    (box,) = [block["element"] for block in blocks.words_form(one, longest=300)["blocks"] if block["type"] == "input"]
    assert letters(box["initial_value"]) <= box["max_length"]


async def test_a_prompt_that_was_put_off_stands_in_what_comes_next(coached):
    """Put off on Tuesday until Wednesday at 11:00, `why` says so; taken up after all, it says so no more."""
    await coached.floor.at("2026-03-03 12:00", NEW_YORK)
    number = await coached.show()
    async with coached.store.begin() as db:
        await place(db, ACME, ["UBEN"], now=clock.now())
    for put_off, said in ((True, ["Wed 11:00"]), (False, [])):
        async with coached.store.begin() as db:
            if put_off:
                await heeding.snooze(db, ACME, number, by="UBEN", now=clock.now())
            else:
                await heeding.take_up(db, ACME, number, by="UBEN")
        assert await told(coached, "prompt that you had put off") == said


async def test_a_pause_of_prompts_stands_in_what_comes_next(coached):
    """Paused up to Friday, the next prompt comes on Tuesday; paused for good, none does."""
    await coached.floor.at("2026-03-03 12:00", NEW_YORK)
    async with coached.store.begin() as db:
        await place(db, ACME, ["UBEN"], now=clock.now())
    for last, said in ((date(2026, 3, 6), ["Tue 11:00"]), (None, [])):
        async with coached.store.begin() as db:
            await focus.pause(db, ACME, "UBEN", last=last, now=clock.now())
        assert await told(coached, "our coaching prompt") == said
