"""Answers given the evening before are read when their time comes, whatever became of the day meanwhile."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from published import give_role
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY, words
from sqlalchemy import event, select

from salesbot import clock
from salesbot.checkins import blocks, queries, service
from salesbot.checkins.foretell import foretell
from salesbot.checkins.rules.sketch import Item
from salesbot.checkins.service import pausing
from salesbot.desk.ahead import Window, look_ahead
from salesbot.desk.service import personal
from salesbot.desk.service.personal import Settings
from salesbot.desk.service.why import why
from salesbot.outbox.model import Delivery
from salesbot.people import service as people
from salesbot.room import SeatsChanged
from salesbot.schedule.foresee import Scope, foresee

WEDNESDAY = date(2026, 3, 4)


async def answer_early(floor):
    """On Tuesday evening Ben answers Wednesday's questions."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.at("2026-03-03T09:15", NEW_YORK)
    now = await floor.at("2026-03-03T20:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        seat = (await queries.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        await service.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=now)
    await floor.answer("UBEN", "Early bird", "Orion", "Legal is slow", day=WEDNESDAY)


async def test_an_early_answer_of_somebody_who_is_away_then_is_read_all_the_same(floor):
    """Ben answered before he left for the day; the report has it, the blocker is told, and he is not missing."""
    await answer_early(floor)
    async with floor.house.store.begin() as db:
        ben = await db.merge((await floor.part("UBEN")).member)
        await people.set_away(db, ben, WEDNESDAY, WEDNESDAY, by="UBEN", now=clock.now())
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await floor.at("2026-03-04T09:16", NEW_YORK)
    report = await floor.report(WEDNESDAY)
    assert "Early bird" in report
    assert "Legal is slow" in report
    await floor.at("2026-03-04T14:00", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.closed_at is not None


async def test_an_early_answer_for_a_day_that_the_new_plan_does_not_have_is_read_then(floor):
    """Ana takes Wednesday away in the evening; what Ben wrote for it is read on Wednesday, under its date."""
    await answer_early(floor)
    await floor.change(weekdays="1245")
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at is None
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_says_of_which_day_its_hour_is(floor):
    """Eight in the evening of Tuesday, when Wednesday's report shows it in the morning; Ana's hour is of that day."""
    await answer_early(floor)
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.answer("UANA", "Closed Zenith", "Orion", day=WEDNESDAY)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    report = await floor.report(WEDNESDAY)
    assert "*Ben* · Tue 3 Mar 20:00" in report
    assert "*Ana* · 09:15" in report


async def test_an_early_answer_says_when_it_is_read_also_after_the_check_in_moved(floor):
    """Ana moves the standup to eleven: Ben's message says so, and it is read then, also where he is asked no more."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    assert "sees it from 09:15" in await floor.question("UBEN", WEDNESDAY)
    await floor.change(wall=time(11))
    assert "sees it from 11:00" in await floor.question("UBEN", WEDNESDAY)
    await floor.change(roles=("manager",))
    await floor.at("2026-03-04T10:59", NEW_YORK)
    assert "Early bird" not in await floor.report(WEDNESDAY)
    assert "sees it from 11:00" in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T11:01", NEW_YORK)
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_says_when_it_is_read_also_where_others_were_asked(floor):
    """It is Wednesday in Sydney, and Cleo was asked, when Ana moves the standup: Ben's comes at eleven, as he reads."""
    await answer_early(floor)
    await floor.change(wall=time(11))
    assert "sees it from 11:00" in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T11:00", NEW_YORK)
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_is_read_sooner_where_its_check_in_comes_sooner(floor):
    """Ben is away on Wednesday, and Ana moves the standup to eight: it is read when his message says so."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    async with floor.house.store.begin() as db:
        ben = await db.merge((await floor.part("UBEN")).member)
        await people.set_away(db, ben, WEDNESDAY, WEDNESDAY, by="UBEN", now=clock.now())
    await floor.change(wall=time(8))
    assert "sees it from 08:00" in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T08:00", NEW_YORK)
    await floor.at("2026-03-04T08:01", NEW_YORK)
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_waits_where_its_question_only_comes_later(floor):
    """Wednesday is asked at eleven now: the answer is read then, not at a quarter past nine."""
    await answer_early(floor)
    await floor.change(wall=time(11))
    await floor.at("2026-03-04T09:17", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at is None
    asked_at = await floor.at("2026-03-04T11:00", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at == asked_at
    await floor.at("2026-03-04T11:01", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at == asked_at
    assert "Early bird" in await floor.report(WEDNESDAY)


# ---- its author moves between the early answer and its day ----


async def move(floor, zone=NEW_YORK, *, begins=None):
    """Ben's wall is another one from now on, or his day begins at another hour."""
    quiet = time(20), time(7)
    chosen = Settings(zone, "12345", country=None, quiet=quiet, pause_until=None, away=None, begins=begins)
    async with floor.house.store.begin() as db:
        await personal.change(db, floor.house, chosen, workspace_id=ACME, member_id="UBEN", now=clock.now())


async def test_an_early_answer_says_when_it_is_read_also_where_its_authors_day_begins_later(floor):
    """Ben's day begins at half past ten from now on: his message is drawn anew, and Wednesday's comes as it says."""
    await answer_early(floor)
    drawn = await versions(floor)
    await move(floor, begins=time(10, 30))
    assert "Kept for Wednesday; <#C1> sees it from 10:30." in await floor.question("UBEN", WEDNESDAY)
    assert await versions(floor) > drawn
    await floor.at("2026-03-04T10:29", NEW_YORK)
    assert "Early bird" not in await floor.report(WEDNESDAY)
    await floor.at("2026-03-04T10:30", NEW_YORK)
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_of_somebody_who_flies_east_and_is_away_is_read_on_their_new_wall(floor):
    """Ben flies to Berlin on Tuesday night, where he is off on Wednesday: it is read at a quarter past nine there."""
    await answer_early(floor)
    await move(floor, BERLIN)
    async with floor.house.store.begin() as db:
        ben = await db.merge((await floor.part("UBEN")).member)
        await people.set_away(db, ben, WEDNESDAY, WEDNESDAY, by="UBEN", now=clock.now())
    assert "Kept for Wednesday; <#C1> sees it from 09:15." in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.at("2026-03-04T09:16", BERLIN)
    assert "Early bird" in await floor.report(WEDNESDAY)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.closes_at == datetime(2026, 3, 4, 13, tzinfo=UTC)


async def test_an_early_answer_whose_hour_has_passed_where_its_author_flies_says_when_it_is_read(floor):
    """In Sydney it is Wednesday noon: nobody asks Ben any more, and his message says on his wall when it is read."""
    await answer_early(floor)
    await move(floor, SYDNEY)
    said = "Kept for Wednesday; <#C1> sees it from 01:15 on Thursday."
    assert said in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-05T01:14", SYDNEY)
    assert "Early bird" not in await floor.report(WEDNESDAY)
    await floor.at("2026-03-05T01:16", SYDNEY)
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_of_a_paused_check_in_moves_with_its_author_too(floor):
    """Ben's day begins later from now on, and then the standup goes on in time: his message says the new hour."""
    await answer_early(floor)
    await turned(floor, pausing.PAUSE)
    await move(floor, begins=time(10, 30))
    await turned(floor, pausing.RESUME)
    assert "sees it from 10:30" in await floor.question("UBEN", WEDNESDAY)


# ---- the check-in is edited between the early form and its day ----


async def open_early(floor):
    """On Tuesday evening Ben opens Wednesday's form; returns what it shows."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    now = await floor.at("2026-03-03T20:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        seat = (await queries.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        part = await service.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=now)
    async with floor.house.store.read() as db:
        return (await service.form(db, part.id, workspace_id=ACME, member_id="UBEN", open_blockers=())).questions


async def ask_anew(floor):
    """Ana asks one other thing, and publishes it in another channel."""
    await floor.change(items=(Item(1, "What did you learn?"),), channel_id="C9", channel_name="lessons")


async def test_a_round_that_was_only_opened_early_is_as_edited_before_it_begins(floor):
    """Ben looked at Wednesday's form on Tuesday: Ana's edit of Tuesday night is what everybody is asked and reads."""
    await leave(floor, "UCLEO")
    await open_early(floor)
    await ask_anew(floor)
    await floor.at("2026-03-04T09:15", BERLIN)
    assert "What did you learn?" in await floor.question("UANA", WEDNESDAY)
    await floor.answer("UANA", "To listen", day=WEDNESDAY)
    part = await floor.part("UANA", WEDNESDAY)
    assert (part.place.channel_id, part.round.question_set) == ("C9", 2)
    assert "To listen" in await floor.report(WEDNESDAY)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "What did you learn?" in await floor.question("UBEN", WEDNESDAY)


async def test_an_early_answer_keeps_its_questions_when_the_others_are_asked_something_else(floor):
    """Ben's words stand under what he was asked, to the letter, also when he changes them; Ana is asked anew."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    await ask_anew(floor)
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.answer("UANA", "To listen", day=WEDNESDAY)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    for said in (await floor.report(WEDNESDAY), await floor.question("UBEN", WEDNESDAY)):
        assert "Early bird" in said
        assert "Orion" in said
    assert "To listen" in await floor.report(WEDNESDAY)
    part = await floor.part("UBEN", WEDNESDAY)
    async with floor.house.store.read() as db:
        form = await service.form(db, part.ask.id, workspace_id=ACME, member_id="UBEN", open_blockers=())
    texts = {one.id: "Late bird" for one in form.questions[:2]}
    async with floor.house.store.begin() as db:
        await service.answer(db, service.Submission(part.ask.id, ACME, "UBEN", texts, now=clock.now()))
    assert "Late bird" in await floor.report(WEDNESDAY)


async def test_a_form_that_was_open_while_the_check_in_was_edited_is_taken_as_it_was_shown(floor):
    """Ben sends the questions of Tuesday evening after Ana asked something else: nothing that he typed is lost."""
    await leave(floor, "UCLEO")
    shown = await open_early(floor)
    await ask_anew(floor)
    part = await floor.part("UBEN", WEDNESDAY)
    texts = {one.id: f"Said {number}" for number, one in enumerate(shown[:2])}
    async with floor.house.store.begin() as db:
        await service.answer(db, service.Submission(part.ask.id, ACME, "UBEN", texts, now=clock.now()))
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    report = await floor.report(WEDNESDAY)
    assert "Said 0" in report
    assert "Said 1" in report


async def test_a_round_that_began_somewhere_keeps_its_questions(floor):
    """Cleo has been asked in Sydney when Ana edits: Ben, who opened his form early, is asked the same as she."""
    await open_early(floor)
    await floor.at("2026-03-04T09:15", SYDNEY)
    await ask_anew(floor)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "What did you learn?" not in await floor.question("UBEN", WEDNESDAY)
    assert (await floor.part("UBEN", WEDNESDAY)).place.channel_id == "C1"


async def test_an_early_answer_is_foretold_where_its_author_is_away_by_then(floor):
    """Nobody is asked by it, but the team will read it, and simulate says when."""
    await answer_early(floor)
    async with floor.house.store.begin() as db:
        ben = await db.merge((await floor.part("UBEN")).member)
        await people.set_away(db, ben, WEDNESDAY, WEDNESDAY, by="UBEN", now=clock.now())
    told = await foretold(floor)
    assert {one.words for one in told if one.to == "UBEN" and one.day == WEDNESDAY} == set()
    (report,) = [one for one in told if one.to == "C1" and one.day == WEDNESDAY and not one.only and not one.moment]
    at = datetime(2026, 3, 4, 14, 16, tzinfo=UTC)
    assert (report.words, report.at) == ("live report", at)
    assert not [one for one in told if one.only == "if nobody does" and one.day == WEDNESDAY]
    await floor.at("2026-03-04T14:16")
    async with floor.house.store.read() as db:
        posted = list(await db.scalars(select(Delivery.due_at).where(Delivery.kind == "checkin.report")))
    assert at in posted


async def test_however_many_rounds_are_foretold_it_takes_as_many_statements(floor):
    """A week of rounds that managers alone read costs as much as two days: simulate is typed in a hurry."""
    await floor.change(publish="managers")
    now = await floor.at("2026-03-03T09:15", BERLIN)
    counts = []
    for days in (2, 5):
        async with floor.house.store.read() as db:
            seen = await foresee(db, Scope(ACME), now=now, until=now + timedelta(days=days))
            said, engine = [], db.get_bind()

            def hear(*heard, said=said):
                said.append(heard[2])

            event.listen(engine, "before_cursor_execute", hear)
            told = await foretell(db, seen, now)
            event.remove(engine, "before_cursor_execute", hear)
        counts.append((len(said), len({one.day for one in told.messages})))
    assert counts[0][0] == counts[1][0]
    assert counts[0][1] < counts[1][1]


async def test_whoever_answered_early_is_foretold_no_question(floor):
    """Their message stands already and says thanks; their answer is read when the question would have come."""
    await answer_early(floor)
    told = await foretold(floor)
    assert [one.words for one in told if one.to == "UBEN" and one.day == WEDNESDAY] == []
    assert [one.at for one in told if one.to == "C1" and one.day == WEDNESDAY and not one.only] == [
        datetime(2026, 3, 4, 14, 15, tzinfo=UTC)
    ]


async def foretold(floor):
    """What `salesbot simulate` says of the next three days."""
    house, now = floor.house, clock.now()
    async with house.store.read() as db:
        window = Window.of(3, now=now)
        offers = {"foretell": house.offers("foretell"), "called": house.offers("called")}
        return (await look_ahead(db, Scope(ACME), window, **offers)).messages


# ---- after all ----


async def test_an_early_form_that_is_sent_after_its_day_was_taken_away_is_read_too(floor):
    """Ben changes his early answer when its time has passed unasked: the team reads what he wrote last."""
    await answer_early(floor)
    await floor.change(weekdays="1245")
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await floor.answer("UBEN", "Late bird", "Orion", day=WEDNESDAY)
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert "Late bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_of_somebody_who_left_stays_unread(floor):
    """Ben leaves the team before Wednesday: nobody there reads what he wrote for it."""
    await answer_early(floor)
    await leave(floor, "UBEN")
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.asked_at is None


async def test_an_early_answer_of_somebody_who_left_says_that_nobody_reads_it(floor):
    """Ben's message no longer promises Wednesday, from the day he leaves; back in time, it does again."""
    await answer_early(floor)
    assert "Kept for Wednesday" in await floor.question("UBEN", WEDNESDAY)
    drawn = await versions(floor)
    await leave(floor, "UBEN")
    assert await versions(floor) == drawn + 1
    said = await floor.question("UBEN", WEDNESDAY)
    assert "You are no longer in EMEA Sales, so nobody there reads what you had kept for Wednesday's Daily" in said
    assert "Early bird" in said
    assert "Take it back" not in said
    await come_back(floor, "UBEN")
    assert await versions(floor) == drawn + 2
    assert "Kept for Wednesday" in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_of_somebody_who_comes_back_late_is_read_all_the_same(floor):
    """Ben is back when Wednesday's question has had its time: his message and the report say what is so again."""
    await answer_early(floor)
    await leave(floor, "UBEN")
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert "You are no longer in EMEA Sales" in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T15:00", NEW_YORK)
    drawn = await versions(floor)
    await come_back(floor, "UBEN")
    assert await versions(floor) == drawn + 1
    await floor.at("2026-03-04T15:02", NEW_YORK)
    assert "Early bird" in await floor.report(WEDNESDAY)
    assert "Your team reads it in <#C1>" in await floor.question("UBEN", WEDNESDAY)


async def test_whoever_opened_a_day_early_and_left_and_came_back_is_asked_it_as_everybody_is(floor):
    """Ben looked at Wednesday's form on Tuesday and left; back before its hour, he reads and answers its question."""
    await open_early(floor)
    await leave(floor, "UBEN")
    await floor.at("2026-03-03T21:00", NEW_YORK)
    await come_back(floor, "UBEN")
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "Morning, Ben. Daily standup for EMEA Sales" in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert (await floor.part("UBEN", WEDNESDAY)).ask.closed_at is None
    await floor.answer("UBEN", "Back again", "Orion", day=WEDNESDAY)
    assert "Back again" in await floor.report(WEDNESDAY)


async def test_whoever_has_another_role_by_then_is_asked_what_is_for_it(floor):
    """Ben opened Wednesday's form as a rep and sent nothing; he is a manager when its hour comes."""
    mine = Item(1, "What did you sell?", role="rep"), Item(2, "Who needs you?", role="manager")
    await floor.change(items=mine, roles=("manager", "rep"))
    await open_early(floor)
    await give_role(floor, "UBEN", "manager")
    await floor.at("2026-03-04T09:15", NEW_YORK)
    said = await floor.question("UBEN", WEDNESDAY)
    assert "Who needs you?" in said
    assert "What did you sell?" not in said


@pytest.mark.parametrize("answered", [False, True])
async def test_whoever_began_a_day_early_and_left_for_good_is_not_waited_for(floor, answered):
    """It is Wednesday in Sydney: while Ben is in the team the report waits for him, and no longer once he left."""
    await (answer_early if answered else open_early)(floor)
    await floor.answer("UCLEO", "Surf's up", "Orion", day=WEDNESDAY)
    assert "Ben" in await floor.report(WEDNESDAY)
    reported = service.report_key((await floor.part("UCLEO", WEDNESDAY)).round.id)
    before = await versions(floor, reported)
    await leave(floor, "UBEN")
    assert await versions(floor, reported) == before + 1
    assert "Ben" not in await floor.report(WEDNESDAY)


async def test_an_early_answer_says_when_it_is_read_also_after_the_hour_moved_while_its_author_was_out(floor):
    """Ben is out of the team when Ana moves the standup to eleven and he flies west; he is back: eleven, there."""
    await answer_early(floor)
    await leave(floor, "UBEN")
    await floor.change(wall=time(11))
    await move(floor, "America/Los_Angeles")
    await come_back(floor, "UBEN")
    assert "Kept for Wednesday; <#C1> sees it from 11:00." in await floor.question("UBEN", WEDNESDAY)
    part = (await floor.part("UBEN", WEDNESDAY)).ask
    assert (part.opens_at.hour, part.zone) == (19, "America/Los_Angeles")
    await floor.at("2026-03-04T11:00", "America/Los_Angeles")
    assert "Early bird" in await floor.report(WEDNESDAY)


async def versions(floor, key=""):
    """How often a message was to say something new: Ben's of Wednesday, or another."""
    key = key or (await floor.part("UBEN", WEDNESDAY)).ask.key
    async with floor.house.store.read() as db:
        return await db.scalar(select(Delivery.version).where(Delivery.key == key))


async def test_the_check_in_of_a_team_that_somebody_left_is_not_offered_to_them(floor):
    """What Ben left open when he left stands in nobody's way: `/checkin` and typing look past it."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    async with floor.house.store.read() as db:
        assert len(await service.current(db, "UBEN", workspace_id=ACME)) == 1
    await leave(floor, "UBEN")
    async with floor.house.store.read() as db:
        assert await service.current(db, "UBEN", workspace_id=ACME) == []


async def test_the_last_round_of_an_ended_check_in_is_offered_until_it_closes(floor):
    """No next round will ever put an end to it, so the close does."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, pausing.END, workspace_id=ACME, member_id="UANA", now=clock.now())
    async with floor.house.store.read() as db:
        assert len(await service.current(db, "UBEN", workspace_id=ACME)) == 1
    await floor.at("2026-03-03T14:00", NEW_YORK)
    async with floor.house.store.read() as db:
        assert await service.current(db, "UBEN", workspace_id=ACME) == []


async def test_a_chooser_says_of_what_closed_that_a_late_answer_counts(floor):
    """Nothing that closed is called open."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    before = words(blocks.choose([await floor.part("UBEN")]))
    assert "open until 14:00" in before
    assert "More than one check-in is open. Which one?" in before
    await floor.at("2026-03-03T14:00", NEW_YORK)
    said = words(blocks.choose([await floor.part("UBEN")]))
    assert "Tuesday, closed at 14:00; a late answer still counts" in said
    assert "open until" not in said
    assert "More than one check-in can still be answered. Which one?" in said


async def leave(floor, who):
    """Somebody leaves EMEA Sales."""
    async with floor.house.store.begin() as db:
        await people.leave(db, await db.merge(floor.team), [who], by="UANA", now=clock.now())
        await service.seats_changed(db, SeatsChanged(ACME, floor.team.id, left=[who], now=clock.now()))


async def come_back(floor, who):
    """Somebody is in EMEA Sales again."""
    async with floor.house.store.begin() as db:
        await people.join(db, await db.merge(floor.team), [who], by="UANA", now=clock.now())
        await service.seats_changed(db, SeatsChanged(ACME, floor.team.id, joined=[who], now=clock.now()))


async def test_what_was_answered_early_is_neither_announced_nor_told_as_sent(floor):
    """Ben's next is Thursday's, and Wednesday's question never went out: why says so, before its hour and after."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    assert await told(floor) == ["Thu 5 Mar"]
    now = await floor.at("2026-03-04T09:15", NEW_YORK)
    async with floor.house.store.read() as db:
        story = await why(db, floor.house, workspace_id=ACME, member_id="UBEN", now=now + timedelta(minutes=1))
    said = [one.words for one in story.past if one.at >= now]
    assert said == ["Your Daily standup in EMEA Sales: you had answered before I asked."]


async def test_a_question_that_comes_anew_is_told_once(floor):
    """Ben takes his early answer back, which leaves no message: Wednesday's question has its own, and one line."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    async with floor.house.store.begin() as db:
        mine = {"workspace_id": ACME, "member_id": "UBEN", "now": clock.now()}
        await service.take_back(db, (await floor.part("UBEN", WEDNESDAY)).ask.id, **mine)
    now = await floor.at("2026-03-04T09:15", NEW_YORK)
    async with floor.house.store.read() as db:
        story = await why(db, floor.house, workspace_id=ACME, member_id="UBEN", now=now + timedelta(minutes=1))
    (said,) = [one.words for one in story.past if one.at >= now and "andup" in one.words]
    assert said.startswith("Your Daily standup in EMEA Sales: on its way")


async def test_the_button_of_what_was_answered_early_opens_it_to_be_changed(floor):
    """Ben presses *Answer it now* once more, where his answer to Wednesday's stands already."""
    await answer_early(floor)
    async with floor.house.store.begin() as db:
        seat = (await queries.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        again = await service.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=clock.now())
    assert again.id == (await floor.part("UBEN", WEDNESDAY)).ask.id


async def test_the_list_says_for_which_day_something_was_answered_early(floor):
    """On Tuesday evening Ben's standup is not simply answered: it is for Wednesday; on that day it is."""
    await answer_early(floor)
    before = blocks.choose([await floor.part("UBEN", WEDNESDAY)])
    assert "answered for Wednesday" in words(before)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "answered for" not in words(blocks.choose([await floor.part("UBEN", WEDNESDAY)]))


async def told(floor):
    """The days of which Ben is told that his standup comes next: by why, and by `/checkin`."""
    now = clock.now()
    async with floor.house.store.read() as db:
        story = await why(db, floor.house, workspace_id=ACME, member_id="UBEN", now=now)
        coming = await queries.coming(db, "UBEN", workspace_id=ACME)
    standup = [one.at for one in story.coming if "standup" in one.words]
    assert standup == [one.at for one in coming]
    return [f"{at.astimezone(ZoneInfo(NEW_YORK)):%a %-d %b}" for at in standup]


# ---- the check-in is paused, or ends ----


async def turned(floor, verb):
    """Ana pauses the standup, lets it go on, or ends it."""
    async with floor.house.store.begin() as db:
        await pausing.turn(db, floor.checkin.id, verb, workspace_id=ACME, member_id="UANA", now=clock.now())


async def test_an_early_answer_stays_its_authors_where_the_check_in_is_paused(floor):
    """Wednesday's round does not take place: Ben reads that, the team nothing, and simulate foretells no report."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    drawn = await versions(floor)
    await turned(floor, pausing.PAUSE)
    assert await versions(floor) == drawn + 1
    said = await floor.question("UBEN", WEDNESDAY)
    assert "Daily standup was paused for everybody, so nobody reads what you had kept for Wednesday unless" in said
    assert "Early bird" in said
    assert "Change my answer" not in said
    assert [one for one in await foretold(floor) if one.day == WEDNESDAY] == []
    await floor.at("2026-03-04T09:16", NEW_YORK)
    await floor.at("2026-03-04T15:00", NEW_YORK)
    await turned(floor, pausing.RESUME)
    await floor.at("2026-03-04T15:02", NEW_YORK)
    assert await floor.report(WEDNESDAY) == ""
    assert "was paused for everybody" in await floor.question("UBEN", WEDNESDAY)


async def test_an_early_answer_is_read_where_the_check_in_goes_on_in_time(floor):
    """Paused in the evening and resumed before Wednesday's hour: the message promises Wednesday again, and it is so."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    await turned(floor, pausing.PAUSE)
    drawn = await versions(floor)
    await turned(floor, pausing.RESUME)
    assert await versions(floor) == drawn + 1
    assert "Kept for Wednesday" in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert "Early bird" in await floor.report(WEDNESDAY)


async def test_an_early_answer_stays_its_authors_also_where_others_were_asked(floor):
    """It is Wednesday in Sydney, and Cleo was asked, when Ana pauses: Ben is not, and reads that nobody reads him."""
    await answer_early(floor)
    await turned(floor, pausing.PAUSE)
    assert "was paused for everybody" in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T09:16", NEW_YORK)
    await turned(floor, pausing.RESUME)
    await floor.at("2026-03-04T13:00", NEW_YORK)
    assert "Early bird" not in await floor.report(WEDNESDAY)
    assert "was paused for everybody" in await floor.question("UBEN", WEDNESDAY)


async def test_an_early_answer_of_a_check_in_that_ended_stays_its_authors(floor):
    """Nobody is asked on Wednesday, so there is no report for Ben's words alone, and his message says so."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    await turned(floor, pausing.END)
    assert "Daily standup has ended, so nobody reads what you had kept" in await floor.question("UBEN", WEDNESDAY)
    await floor.at("2026-03-04T09:16", NEW_YORK)
    assert await floor.report(WEDNESDAY) == ""


async def test_an_early_answer_of_a_check_in_that_ended_while_it_was_paused_waits_for_nothing(floor):
    """Ana pauses the standup, and ends it: Ben reads no longer that it may go on before Wednesday."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    await turned(floor, pausing.PAUSE)
    await turned(floor, pausing.END)
    assert "Daily standup has ended, so nobody reads what you had kept" in await floor.question("UBEN", WEDNESDAY)


async def test_an_early_answer_of_a_day_that_was_paused_stays_its_authors_also_off_the_plan(floor):
    """Ana takes Wednesdays away, pauses over Ben's, and lets the standup go on: his message promises no report."""
    await leave(floor, "UCLEO")
    await answer_early(floor)
    await floor.change(weekdays="1245")
    await turned(floor, pausing.PAUSE)
    await floor.at("2026-03-04T09:16", NEW_YORK)
    await turned(floor, pausing.RESUME)
    await floor.at("2026-03-04T09:30", NEW_YORK)
    assert await floor.report(WEDNESDAY) == ""
    assert "was paused for everybody" in await floor.question("UBEN", WEDNESDAY)
