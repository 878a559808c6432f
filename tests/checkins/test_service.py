"""The verbs of check-ins on real databases, also where two people or two processes are at it at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY, TUESDAY, words
from sqlalchemy import select, update

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.checkins.blocks import history
from salesbot.checkins.model import Checkin
from salesbot.checkins.rules.sketch import Item
from salesbot.checkins.service import past
from salesbot.checkins.service.ask import closing
from salesbot.checkins.service.compose import sketch_of
from salesbot.checkins.silence import noticed
from salesbot.checkins.templates import STANDUP
from salesbot.errors import Refusal
from salesbot.outbox import queries as outbox
from salesbot.outbox.model import Delivery
from salesbot.people import service as people
from salesbot.room import Run, SeatsChanged
from salesbot.schedule.model import Occurrence

WEDNESDAY = date(2026, 3, 4)


async def ask_all(floor):
    """Let Tuesday's (for Cleo Wednesday's) question come to Ana and Ben."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.at("2026-03-03T09:15", NEW_YORK)


async def test_two_who_answer_at_once_both_stand_in_the_report(floor):
    """Neither answer is lost, and nobody is told that it failed."""
    await ask_all(floor)
    await asyncio.gather(floor.answer("UANA", "Hired a rep", "Reviews"), floor.answer("UBEN", "Met Acme", "Offer"))
    report = await floor.report()
    assert "Hired a rep" in report
    assert "Met Acme" in report
    assert "2 of 2 answered" in report


async def test_the_same_person_answering_twice_at_once_is_an_edit(floor):
    """Of two submissions at the same moment the later one stands, whole."""
    await ask_all(floor)
    await asyncio.gather(*(floor.answer("UBEN", f"Met {name}", f"Offer {name}") for name in ("Acme", "Orion")))
    report = await floor.report()
    assert ("Met Acme" in report and "Offer Acme" in report) != ("Met Orion" in report and "Offer Orion" in report)
    assert (await floor.part("UBEN")).ask.edited_at is not None


async def test_two_typed_texts_used_at_once_answer_two_questions(floor):
    """The second does not take the place of the first."""
    await ask_all(floor)
    drafts = [await floor.typed("UBEN", text, ts) for text, ts in (("Met Acme", "1.1"), ("Send the offer", "1.2"))]
    await asyncio.gather(*(floor.use("UBEN", one) for one in drafts))
    report = await floor.report()
    assert "Met Acme" in report
    assert "Send the offer" in report


async def test_a_typed_text_is_used_once(floor):
    """Pressing `Use it` twice does not answer the next question too."""
    await ask_all(floor)
    draft = await floor.typed("UBEN", "Met Acme", "1.1")
    await asyncio.gather(floor.use("UBEN", draft), floor.use("UBEN", draft))
    part = await floor.part("UBEN")
    async with floor.house.store.read() as db:
        assert list((await queries.texts(db, [part.ask.id]))[part.ask.id].values()) == ["Met Acme"]


async def test_a_typed_text_that_is_too_long_gets_words(floor):
    """It says how long it is and what to do, offers the form only, and a stale `Use it` says the same."""
    await ask_all(floor)
    draft = await floor.typed("UBEN", "x" * 3200, "1.1")
    asked = await floor.board(f"checkin.draft.{draft}")
    assert "3,200 characters" in asked
    assert "Use it" not in asked
    assert "Open the form" in asked
    with pytest.raises(Refusal, match="3,200"):
        await floor.use("UBEN", draft)


async def test_an_answer_given_as_its_round_opens_is_published(floor):
    """Whether the answer or the question comes first, the report reads it."""
    await floor.at("2026-03-03T09:15", BERLIN)
    now = await floor.at("2026-03-03T09:14", NEW_YORK)
    async with floor.house.store.begin() as db:
        seat = (await queries.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        await service.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=now)
    await asyncio.gather(floor.at("2026-03-03T09:15", NEW_YORK), floor.answer("UBEN", "Met Acme", "Offer"))
    assert "Met Acme" in await floor.report()


async def test_answering_again_as_last_time_never_replaces_an_answer(floor):
    """A stale `Same as last time` gets a sentence."""
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await floor.answer("UBEN", "Lost Acme", "Orion", day=WEDNESDAY)
    part = await floor.part("UBEN", WEDNESDAY)
    with pytest.raises(Refusal, match="already"):
        async with floor.house.store.begin() as db:
            await service.again(db, part.ask.id, workspace_id=ACME, member_id="UBEN", now=clock.now())
    assert "Lost Acme" in await floor.report(WEDNESDAY)


SHARE = (Item(1, "Anything to share?", required=False),)
BLOCKED = (Item(1, "What is today?"), Item(2, "What is in the way?", topic="blockers", required=True))


@pytest.mark.parametrize(
    ("asks", "answers", "why"), [(SHARE, [""], "no last time to repeat"), (BLOCKED, ["Acme", "no"], "anew each time")]
)
async def test_answering_again_says_why_it_cannot(floor, asks, answers, why):
    """Where nothing was said the last time nothing is stored; what is in the way is asked anew each time."""
    await floor.change(items=asks)
    await ask_all(floor)
    await floor.answer("UBEN", *answers)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    part = await floor.part("UBEN", WEDNESDAY)
    with pytest.raises(Refusal, match=why):
        async with floor.house.store.begin() as db:
            await service.again(db, part.ask.id, workspace_id=ACME, member_id="UBEN", now=clock.now())
    assert (await floor.part("UBEN", WEDNESDAY)).ask.state == "open"


async def test_away_today_settles_the_open_question_and_back_opens_it(floor):
    """However the time away is noted, nobody waits for Ben; when it ends, he is asked again."""
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Reviews")
    await change_away(floor, away=True)
    assert "You are away or have paused me" in await floor.question("UBEN")
    assert "Away:* Ben" in await floor.report()
    await change_away(floor, away=False)
    assert "Morning, Ben" in await floor.question("UBEN")
    assert "Still to come:* Ben" in await floor.report()


async def change_away(floor, *, away):
    """Ben notes that he is away on Tuesday, or that he is back."""
    now = clock.now()
    async with floor.house.store.begin() as db:
        ben = (await floor.part("UBEN")).member
        ben = await db.merge(ben)
        if away:
            await people.set_away(db, ben, TUESDAY, TUESDAY, by="UBEN", now=now)
        else:
            await people.cancel_away(db, ben, today=TUESDAY, now=now)
        for tell in floor.house.offers("on_away"):
            await tell(db, ACME, "UBEN", now)


async def test_away_leaves_an_answer_alone(floor):
    """What Ben said before he left for the day stays."""
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    await change_away(floor, away=True)
    assert "Met Acme" in await floor.report()


async def test_a_round_whose_last_member_is_off_still_says_that_nobody_answered(floor):
    """Ana's round closes while Ben's morning is still to come; he is away, so nobody closes after her."""
    async with floor.house.store.begin() as db:
        ben = await people.meet(db, {"id": "UBEN", "tz": NEW_YORK, "name": "Ben"}, workspace_id=ACME, now=clock.now())
        await people.set_away(db, ben, TUESDAY, TUESDAY, by="UBEN", now=clock.now())
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.at("2026-03-03T14:00", BERLIN)
    assert await floor.report() == ""
    await floor.at("2026-03-03T09:20", NEW_YORK)
    report = await floor.report()
    assert "Nobody answered" in report
    assert "Away:* Ben" in report


async def test_a_report_with_answers_is_drawn_again_when_the_last_turns_out_to_be_off(floor):
    """Ana answered, and closes; Ben, whose morning comes later, is away: he is not *still to come* for ever."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T14:00", BERLIN)
    assert "Still to come" in await floor.report()
    key = service.report_key((await floor.part("UANA")).round.id)
    before = await stands(floor, key)
    async with floor.house.store.begin() as db:
        ben = await people.meet(db, {"id": "UBEN", "tz": NEW_YORK, "name": "Ben"}, workspace_id=ACME, now=clock.now())
        await people.set_away(db, ben, TUESDAY, TUESDAY, by="UBEN", now=clock.now())
    await floor.at("2026-03-03T09:20", NEW_YORK)
    assert await version(floor, key) > before
    assert "Still to come" not in await floor.report()


async def test_an_answer_that_waited_for_the_close_no_longer_says_when_it_will_be_read(floor):
    """Ana read that her team sees it at the close; once it is published her question says so."""
    async with floor.house.store.begin() as db:
        await db.execute(update(Checkin).values(publish="close"))
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    assert "at the close" in await floor.question("UANA")
    key = (await floor.part("UANA")).ask.key
    await floor.at("2026-03-03T14:00", BERLIN)
    before = await stands(floor, key)
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert await version(floor, key) > before
    assert "at the close" not in await floor.question("UANA")


async def test_a_close_draws_the_question_of_whoever_did_not_answer_and_of_nobody_else(floor):
    """Ana answered, and her message says the same as before; Ben's is closed now and says so."""
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    ana, ben = [(await floor.part(who)).ask.key for who in ("UANA", "UBEN")]
    before = await stands(floor, ana), await stands(floor, ben)
    said = await floor.question("UANA")
    await floor.at("2026-03-03T14:00", BERLIN)
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert await version(floor, ana) == before[0]
    assert await floor.question("UANA") == said
    assert await version(floor, ben) > before[1]
    assert "closed" in await floor.question("UBEN")


async def test_what_was_typed_in_a_round_that_is_over_is_drawn_anew(floor):
    """Its buttons, which asked what it was, have nothing to do any more."""
    await ask_all(floor)
    draft = await floor.typed("UBEN", "Met Acme", "1.1")
    key = f"checkin.draft.{draft}"
    before = await stands(floor, key)
    assert "Use it" in await floor.board(key)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    assert await version(floor, key) > before
    assert "Use it" not in await floor.board(key)


async def test_two_processes_that_close_the_last_two_say_once_that_nobody_answered(floor):
    """Each sees the other's close, or does it before: the line is never left unsaid."""
    await ask_all(floor)
    now = datetime(2026, 3, 3, 20, tzinfo=UTC)
    runs = await closes(floor, now)
    assert len(runs) == 2
    await asyncio.gather(*(close_alone(floor, run) for run in runs))
    assert "Nobody answered" in await floor.report()


async def closes(floor, now):
    """The planned closes of Tuesday."""
    async with floor.house.store.read() as db:
        rows = list(await db.scalars(select(Occurrence).where(Occurrence.slot == "close", Occurrence.day == TUESDAY)))
    return [
        Run(ACME, one.appointment_id, one.job, one.subject, one.member_id, one.day, one.slot, one.due_at, one.zone,
            one.key, now)
        for one in rows
    ]  # fmt: skip


async def close_alone(floor, run):
    """Close one part in a transaction of its own."""
    async with floor.house.store.begin() as db:
        await floor.house.jobs[run.job](db, [run])


async def test_a_question_that_never_reached_its_member_is_not_missing(floor):
    """Slack was down until it was too late: the report says that Ben was not asked."""
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Reviews")
    await floor.at("2026-03-03T13:30", NEW_YORK)
    async with floor.house.store.read() as db:
        fates = await outbox.fate(db, ACME, [(await floor.part("UBEN")).ask.key])
    assert [one.state for one in fates.values()] == ["expired"]
    await floor.at("2026-03-03T14:00", NEW_YORK)
    report = await floor.report()
    assert "Not asked:* Ben" in report
    assert "Missing" not in report
    async with floor.house.store.read() as db:
        mine = await past.history(db, ACME, of="UBEN", to="UBEN")
    told = words(history.history(mine, today=TUESDAY))
    assert "not asked: the question could not be sent in time" in told
    assert "missing" not in told


async def test_who_could_not_be_asked_is_not_silent(floor):
    """On three days Slack was away: nobody reads that Ben answers no more, and his reminders go on."""
    for day in ("03", "04", "05", "06"):
        for wall in ("09:15", "13:30", "14:30"):
            await floor.at(f"2026-03-{day}T{wall}", NEW_YORK)
    async with floor.house.store.read() as db:
        assert await noticed(db, ACME, floor.team.id) == {}


async def test_asking_everyone_asks_each_once(floor):
    """The second press asks nobody, and the regular time of that day does not ask again."""
    now = clock.now()
    for expected in (3, 0):
        async with floor.house.store.begin() as db:
            assert await service.ask_everyone(db, floor.checkin, now=now) == expected
        await floor.house.beat(now)
    await ask_all(floor)
    async with floor.house.store.read() as db:
        asked = list(await db.scalars(select(Delivery.key).where(Delivery.kind == "checkin.question")))
    assert len(asked) == 3


async def test_a_round_asked_by_hand_in_the_evening_lasts_as_long_as_usual(floor):
    """Asked at 17:00 in Berlin, on a day that is none of Ana's, it is open until 21:45, not until tomorrow's 14:00."""
    now = await floor.at("2026-03-07T17:00", BERLIN)
    async with floor.house.store.begin() as db:
        assert await service.ask_everyone(db, floor.checkin, now=now) == 3
    await floor.house.beat(now)
    part = await floor.part("UANA", date(2026, 3, 7))
    assert part.ask.closes_at == datetime(2026, 3, 7, 20, 45, tzinfo=UTC)


def test_a_close_after_midnight_is_a_wall_time_also_when_the_clocks_change():
    """Asked at 22:00 before Berlin's spring night, a round that closes at 04:00 closes at 04:00: an hour less."""
    night = Checkin(id=1, workspace_id=ACME, close_wall=time(4))
    opens_at = datetime(2026, 3, 28, 21, tzinfo=UTC)
    closes_at = closing(night, date(2026, 3, 28), opens_at=opens_at, ask_wall=time(22), zone=BERLIN)
    assert closes_at == datetime(2026, 3, 29, 2, tzinfo=UTC)


async def test_nothing_goes_to_a_channel_that_another_company_reads(floor):
    """The answer is kept, its author reads that it is not published, and the channel gets no report."""
    async with floor.house.store.begin() as db:
        await people.set_shared(db, ACME, "C1", shared=True)
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    assert await floor.report() == ""
    assert "not published" in await floor.question("UBEN")
    async with floor.house.store.read() as db:
        assert not list(await db.scalars(select(Delivery.key).where(Delivery.target == "C1")))


async def test_two_days_reports_live_beside_each_other_and_the_next_round_ends_the_first(floor):
    """Cleo's Wednesday does not touch Ben's Tuesday; Ben's own Wednesday ends it, with a sentence for stale buttons."""
    await ask_all(floor)
    await floor.at("2026-03-04T09:15", SYDNEY)
    await floor.answer("UCLEO", "Closed Zenith", "Orion", day=WEDNESDAY)
    await floor.answer("UBEN", "Met Acme", "Offer")
    assert "Met Acme" in await floor.report()
    assert "Closed Zenith" in await floor.report(WEDNESDAY)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    with pytest.raises(Refusal, match="Tuesday is over"):
        await floor.answer("UBEN", "Too late", "Too late")


async def test_a_member_who_left_is_neither_asked_nor_missing(floor):
    """Whoever is taken out between question and answer can no longer answer, and nobody waits for them."""
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Reviews")
    now = clock.now()
    async with floor.house.store.begin() as db:
        team = await db.merge(floor.team)
        await people.leave(db, team, ["UBEN"], by="UANA", now=now)
        for tell in floor.house.offers("on_seats_changed"):
            await tell(db, left(floor, now))
    with pytest.raises(Refusal, match="no longer in EMEA Sales"):
        await floor.answer("UBEN", "Met Acme", "Offer")
    assert "Ben" not in await floor.report()
    assert "no longer asked" in await floor.question("UBEN")


async def test_whoever_leaves_with_an_open_question_has_it_drawn_anew(floor):
    """It stood in Slack, with buttons that no longer work: the sender is told that it says something else now."""
    await ask_all(floor)
    key = (await floor.part("UBEN")).ask.key
    before = await stands(floor, key)
    async with floor.house.store.begin() as db:
        left_team = await people.leave(db, await db.merge(floor.team), ["UBEN"], by="UANA", now=clock.now())
        assert left_team
        for tell in floor.house.offers("on_seats_changed"):
            await tell(db, left(floor, clock.now()))
    assert await version(floor, key) > before


async def stands(floor, key):
    """Let everything that waits be in Slack as it is now; returns how often what this board says has changed."""
    async with floor.house.store.begin() as db:
        await db.execute(update(Delivery).values(state="sent", ts="1.1", shown=Delivery.version))
    return await version(floor, key)


async def version(floor, key):
    """How often what a board says has changed."""
    async with floor.house.store.read() as db:
        return await db.scalar(select(Delivery.version).where(Delivery.workspace_id == ACME, Delivery.key == key))


def left(floor, now):
    """Ben left the team."""
    return SeatsChanged(ACME, floor.team.id, left=["UBEN"], now=now)


async def in_partners_too(floor):
    """Dev has made a second team with a standup of its own, and Ben is in it as well."""
    now = clock.now()
    async with floor.house.store.begin() as db:
        draft = people.TeamDraft("Partners", "C2", BERLIN, channel_name="partners", members=["UBEN"])
        team = await people.make_team(db, draft, workspace_id=ACME, by="UDEV", now=now)
        await service.begin(db, STANDUP, workspace_id=ACME, team_id=team.id, wall=None, by="UDEV", now=now)
    return team


async def test_a_member_of_two_teams_is_welcomed_to_each(floor):
    """Each team's welcome says who added them there."""
    partners = await in_partners_too(floor)
    await ask_all(floor)
    assert "<@UANA> added you to *EMEA Sales*" in await floor.board(f"checkin.welcome.{floor.team.id}.UBEN")
    assert "<@UDEV> added you to *Partners*" in await floor.board(f"checkin.welcome.{partners.id}.UBEN")


async def test_two_check_ins_of_one_name_in_one_message_are_told_apart_by_their_teams(floor):
    """Ben is in two teams with a daily standup at the same hour: what reminds him, closes and is over says of which."""
    await in_partners_too(floor)
    await ask_all(floor)
    asked = (await floor.part("UBEN")).ask.shown_in or (await floor.part("UBEN")).ask.key
    await floor.at("2026-03-03T10:45", NEW_YORK)
    async with floor.house.store.read() as db:
        reminder = await db.scalar(select(Delivery.key).where(Delivery.kind == "checkin.reminder"))
    for wall, key, told in (
        ("2026-03-03T10:45", reminder, "Still time for Daily standup in {}: "),
        ("2026-03-03T14:00", asked, "Daily standup in {} closed at 14:00"),
        ("2026-03-04T09:15", asked, "*Daily standup in {}:* Tuesday is over"),
    ):
        await floor.at(wall, NEW_YORK)
        said = await floor.board(key)
        assert all(told.format(one) in said for one in ("EMEA Sales", "Partners")), said


async def test_reminders_go_to_those_who_are_still_open(floor):
    """Whoever answered, skipped or is away needs none."""
    for zone in (BERLIN, NEW_YORK):
        await floor.at("2026-03-03T09:15", zone)
        if zone == NEW_YORK:
            part = await floor.part("UBEN")
            async with floor.house.store.begin() as db:
                await service.skip(db, part.ask.id, workspace_id=ACME, member_id="UBEN", now=clock.now())
        await floor.at("2026-03-03T10:45", zone)
    async with floor.house.store.read() as db:
        reminded = set(await db.scalars(select(Delivery.member_id).where(Delivery.kind == "checkin.reminder")))
    assert reminded == {"UANA"}


async def test_a_question_of_one_weekday_shows_what_was_said_a_week_ago(floor):
    """Tuesday's question comes with last Tuesday's words, though the others were answered every day since."""
    sketch = await floor_sketch(floor)
    await floor.change(items=(replace(sketch.items[0], weekdays="2"), sketch.items[1]))
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Won Kessing", "Tuesday's thing")
    for day in range(4, 11):
        await floor.at(f"2026-03-{day:02}T09:15", BERLIN)
        if day in {4, 5, 6, 9}:
            part = await floor.part("UANA", date(2026, 3, day))
            await answer_all(floor, part, "Another thing")
    part = await floor.part("UANA", date(2026, 3, 10))
    async with floor.house.store.read() as db:
        form = await service.form(db, part.ask.id, workspace_id=ACME, member_id="UANA", open_blockers=[])
    assert [form.last[one.id] for one in form.questions] == ["Won Kessing", "Another thing"]


async def floor_sketch(floor):
    """The standup as it is."""
    async with floor.house.store.read() as db:
        return await sketch_of(db, floor.checkin)


async def answer_all(floor, part, text):
    """Ana answers everything that she is asked in a part with the same words."""
    async with floor.house.store.begin() as db:
        texts = {one.id: text for one in await queries.asked(db, part)}
        await service.answer(db, service.Submission(part.ask.id, ACME, "UANA", texts, now=clock.now()))
