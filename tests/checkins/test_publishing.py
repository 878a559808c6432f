"""Where and when answers are read: as they come, at the close, by managers alone; and in which channel."""

from __future__ import annotations

from datetime import date

import pytest
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY, TUESDAY
from sqlalchemy import delete, select, update

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.checkins.model import Answer, Ask, Checkin, Question, Round
from salesbot.checkins.service.publish import telling
from salesbot.errors import Refusal
from salesbot.outbox.model import Delivery
from salesbot.people import announce
from salesbot.people import queries as people_queries
from salesbot.people import service as people
from salesbot.people.rules import Role
from salesbot.room import HELD, ChannelChange

WEDNESDAY = date(2026, 3, 4)


async def change(floor, **values):
    """Change the check-in, as an approved edit does."""
    async with floor.house.store.begin() as db:
        await db.execute(update(Checkin).where(Checkin.id == floor.checkin.id).values(**values))


async def ask_all(floor, day="2026-03-03"):
    """Let the question of a day come to Ana and Ben."""
    for zone in (BERLIN, NEW_YORK):
        await floor.at(f"{day}T09:15", zone)
        await arrive(floor)


async def arrive(floor):
    """Let the questions that wait be in Slack: nobody carries them here, and nobody shall count as not asked."""
    async with floor.house.store.begin() as db:
        await db.execute(update(Delivery).where(Delivery.kind == "checkin.question").values(state="sent", ts="1.1"))


async def delete_answer(floor, who, day=TUESDAY):
    """Take somebody's answer back, as its verb does: the part is open again, its texts are gone."""
    part = await floor.part(who, day)
    async with floor.house.store.begin() as db:
        part = await queries.part(db, part.ask.id, workspace_id=ACME, lock=True)
        await db.execute(delete(Answer).where(Answer.ask_id == part.ask.id))
        part.ask.state = "open"
        await service.withdraw(db, part)


async def deliveries(floor, kind):
    """What was promised of a kind: target by key."""
    async with floor.house.store.read() as db:
        rows = await db.execute(select(Delivery.key, Delivery.target).where(Delivery.kind == kind))
        return dict(rows.all())


async def drawn(floor, key):
    """What a board's renderer says now."""
    async with floor.house.store.read() as db:
        row = await db.scalar(select(Delivery).where(Delivery.key == key))
    async with floor.house.store.read() as db:
        return await floor.house.boards[row.kind](db, ACME, row.subject)


async def entry(floor, who, piece=0):
    """What the thread says of somebody."""
    return await floor.board(service.entry_key((await floor.part(who)).ask.id, piece))


# ---- as they come ----


async def test_as_they_come_each_answer_stands_in_the_thread(floor):
    """The day's message says who answered and who is missing; each answer is a message of its own in its thread."""
    await change(floor, publish="thread")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    day = await floor.report()
    assert "Answered:* Ben" in day
    assert "Missing:* Ana" in day
    assert ":construction: *Ben* Legal is slow" in day
    assert "Met Acme" not in day
    said = await entry(floor, "UBEN")
    assert "*Ben*" in said
    assert "Met Acme" in said
    async with floor.house.store.read() as db:
        rows = {one.key: one for one in await db.scalars(select(Delivery).where(Delivery.workspace_id == ACME))}
    part = await floor.part("UBEN")
    assert rows[service.entry_key(part.ask.id)].parent_id == rows[service.report_key(part.round.id)].id


async def test_as_they_come_an_edit_changes_its_message_and_a_deletion_takes_it_away(floor):
    """Nothing else in the thread moves; the day's message counts anew."""
    await change(floor, publish="thread")
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.answer("UBEN", "Met Acme", "Offer")
    await floor.answer("UBEN", "Lost Acme", "Offer")
    assert "Lost Acme" in await entry(floor, "UBEN")
    assert "edited" in await entry(floor, "UBEN")
    await delete_answer(floor, "UBEN")
    part = await floor.part("UBEN")
    assert await drawn(floor, service.entry_key(part.ask.id)) is None
    assert "Reviews" in await entry(floor, "UANA")
    day = await floor.report()
    assert "Still to come:* Ben" in day
    assert "1 of 2 answered" in day


async def test_as_they_come_a_long_answer_goes_on_in_the_next_message(floor):
    """Not a word is lost; a shorter edit takes the rest away; who answers anew after a deletion stands there again."""
    await change(floor, publish="thread")
    async with floor.house.store.begin() as db:  # ten questions, as many as there may be
        for position in range(3, 10):
            db.add(_question(floor, position))
    await ask_all(floor)
    words = [f"{'long ' * 580}end{n}" for n in range(10)]
    await floor.answer("UBEN", *words)
    pieces = (await floor.part("UBEN")).ask.report_pages
    assert pieces > 1
    said = [await entry(floor, "UBEN", piece) for piece in range(pieces)]
    assert all(f"end{n}" in "".join(said) for n in range(10))
    assert "continued" in said[1]
    await floor.answer("UBEN", *["short"] * 10)
    assert await entry(floor, "UBEN", 1) == ""
    await delete_answer(floor, "UBEN")
    await floor.answer("UBEN", *["again"] * 10)
    assert "again" in await entry(floor, "UBEN")


def _question(floor, position, **more):
    return Question(
        workspace_id=ACME, checkin_id=floor.checkin.id, question_set=1, position=position,
        words=f"Question {position}?", required=False, **more,
    )  # fmt: skip


# ---- at the close ----


async def test_at_the_close_nothing_is_read_before_the_last_members_close(floor):
    """Ana's close is not enough while Ben's round is open; at his the report is there, whole."""
    await change(floor, publish="close")
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.answer("UBEN", "Met Acme", "Offer")
    await floor.at("2026-03-03T14:00", BERLIN)
    assert await deliveries(floor, "checkin.report") == {}
    await floor.at("2026-03-03T14:00", NEW_YORK)
    report = await floor.report()
    assert "Reviews" in report
    assert "Met Acme" in report
    assert "2 of 2 answered" in report


async def test_at_the_close_late_answers_and_edits_still_come_in(floor):
    """What stands is changed, and marked late."""
    await change(floor, publish="close")
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert "Missing:* Ben" in await floor.report()
    await floor.at("2026-03-03T14:30", NEW_YORK)
    await floor.answer("UBEN", "Met Acme", "Offer")
    assert "Met Acme" in await floor.report()
    assert "late" in await floor.report()


async def test_at_the_close_those_who_are_off_are_not_waited_for_for_ever(floor):
    """Ben is away and so never closes: the report comes once his time has passed."""
    await change(floor, publish="close")
    await make_away(floor, "UBEN")
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T14:00", BERLIN)
    assert await floor.report() == ""
    await floor.at("2026-03-03T09:20", NEW_YORK)
    assert "Reviews" in await floor.report()
    assert "Away:* Ben" in await floor.report()


async def make_away(floor, who, first=TUESDAY, last=TUESDAY):
    """Somebody notes that they are away."""
    async with floor.house.store.begin() as db:
        member = await queries_member(db, who)
        await people.set_away(db, member, first, last, by=who, now=clock.now())
        for tell in floor.house.offers("on_away"):
            await tell(db, ACME, who, clock.now())


async def queries_member(db, who):
    """The person."""
    found = await people_queries.member(db, ACME, who)
    assert found is not None
    return found


async def test_at_the_close_the_last_one_to_leave_the_team_ends_the_round(floor):
    """Ben leaves before he answered: there is nobody to wait for, and the report comes."""
    await change(floor, publish="close")
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T14:00", BERLIN)
    await leave(floor, "UBEN")
    assert "Reviews" in await floor.report()
    assert "Ben" not in await floor.report()


async def leave(floor, who):
    """Somebody leaves the team."""
    async with floor.house.store.begin() as db:
        left = await people.leave(db, await db.merge(floor.team), [who], by="UANA", now=clock.now())
        await announce.seats(db, floor.house, ACME, floor.team.id, left=left, now=clock.now())


async def test_at_the_close_of_a_silent_round_one_line_says_so(floor):
    """It is the same line as in the live report."""
    await change(floor, publish="close")
    await ask_all(floor)
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert "Nobody answered" in await floor.report()


async def test_at_the_close_a_clock_that_jumped_over_it_all_publishes_once(floor):
    """Salesbot stood still from Tuesday noon to Wednesday: Tuesday's report comes then, and only once."""
    await change(floor, publish="close")
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-04T09:00", BERLIN)
    await floor.at("2026-03-04T09:01", BERLIN)
    async with floor.house.store.read() as db:
        tuesday = await db.scalar(select(Round).where(Round.day == TUESDAY))
    assert tuesday.published_at is not None
    assert list(await deliveries(floor, "checkin.report")) == [service.report_key(tuesday.id)]


async def test_at_the_close_a_blocker_reaches_the_managers_at_once(floor):
    """There is no report yet in whose thread it could stand, and help should not wait until then."""
    await change(floor, publish="close")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    assert set((await deliveries(floor, "blocker.announced")).values()) == {"UANA"}
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert ":construction: *Ben* Legal is slow" in await floor.report()


# ---- private to managers ----


async def test_private_reports_reach_each_manager_and_no_channel(floor):
    """Ana reads it by direct message, blockers included; the channel learns nothing, not even in another report."""
    await change(floor, publish="managers")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    assert set((await deliveries(floor, "checkin.report")).values()) == {"UANA"}
    assert set((await deliveries(floor, "blocker.announced")).values()) == {"UANA"}
    report = await private(floor, "UANA")
    assert "Met Acme" in report
    assert "Only managers see this" in report
    assert ":construction: *Ben* Legal is slow" in report


async def private(floor, who, page=0, day=TUESDAY):
    """What the private report of a day says to somebody now."""
    async with floor.house.store.read() as db:
        number = await db.scalar(select(Round.id).where(Round.day == day))
    return await floor.board(service.report_key(number, page, to=who))


async def test_private_reports_follow_who_manages(floor):
    """Cleo becomes manager and reads what there is; once she is none any more it goes, and comes back with her."""
    await change(floor, publish="managers")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    await give_role(floor, "UCLEO", Role.MANAGER)
    assert "Met Acme" in await private(floor, "UCLEO")
    await give_role(floor, "UCLEO", Role.REP)
    assert await private(floor, "UCLEO") == ""
    assert "Met Acme" in await private(floor, "UANA")
    await give_role(floor, "UCLEO", Role.MANAGER)
    await floor.answer("UBEN", "Lost Acme", "Offer")
    assert "Lost Acme" in await private(floor, "UCLEO")


async def give_role(floor, who, role):
    """A manager gives somebody another role."""
    async with floor.house.store.begin() as db:
        await people.set_role(db, await db.merge(floor.team), who, role=role, by="UANA", now=clock.now())
        await announce.seats(db, floor.house, ACME, floor.team.id, joined=[who], now=clock.now())


async def test_a_silent_private_round_says_so_to_the_managers(floor):
    """One line, to them alone."""
    await change(floor, publish="managers")
    await ask_all(floor)
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert "Nobody answered" in await private(floor, "UANA")
    assert set((await deliveries(floor, "checkin.report")).values()) == {"UANA"}


async def test_what_was_said_to_managers_stands_in_no_channel_report(floor):
    """A blocker of a private check-in is not shown above the answers of the team's public one."""
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "My comp plan")
    await floor.answer("UANA", "Reviews", "Hiring")
    async with floor.house.store.begin() as db:
        await db.execute(update(Round).values(publish="managers"))
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring", day=WEDNESDAY)
    report = await floor.report(WEDNESDAY)
    assert "Reviews" in report
    assert "comp plan" not in report


# ---- a channel of its own, and other companies ----


async def test_a_check_in_with_a_channel_of_its_own_is_read_there(floor):
    """Report and announcements go there, not into the team's channel."""
    await change(floor, channel_id="C9", channel_name="deals")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    assert set((await deliveries(floor, "checkin.report")).values()) == {"C9"}
    assert set((await deliveries(floor, "blocker.announced")).values()) == {"C9"}


@pytest.mark.parametrize("mode", ["live", "thread", "close"])
async def test_nothing_appears_in_a_shared_channel_until_a_manager_names_it(floor, mode):
    """The answers are kept, the blocker reaches the managers; after the confirmation what waited is there."""
    await change(floor, publish=mode, channel_id="C9", channel_name="deals", channel_shared=True)
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    await floor.at("2026-03-03T14:00", NEW_YORK)
    assert await deliveries(floor, "checkin.report") == {}
    assert set((await deliveries(floor, "blocker.announced")).values()) == {"UANA"}
    with pytest.raises(Refusal, match="it is called deals"):
        await confirm(floor, "deal")
    with pytest.raises(Refusal, match="managers"):
        await confirm(floor, "deals", by="UBEN")
    assert await deliveries(floor, "checkin.report") == {}
    await confirm(floor, "#Deals")
    assert set((await deliveries(floor, "checkin.report")).values()) == {"C9"}
    assert "1 of 2 answered" in await floor.report()
    shown = await floor.report() if mode != "thread" else await entry(floor, "UBEN")
    assert "Met Acme" in shown


async def confirm(floor, typed, by="UANA"):
    """Somebody names the shared channel."""
    async with floor.house.store.begin() as db:
        await service.confirm_channel(
            db, floor.checkin.id, typed=typed, workspace_id=ACME, member_id=by, now=clock.now()
        )


@pytest.mark.parametrize("own", [True, False], ids=["its own", "the team's"])
async def test_a_channel_that_becomes_shared_later_stands_still(floor, own):
    """Managers are told; what stands there is neither changed nor taken away while it is shared unconfirmed."""
    channel = "C9" if own else "C1"
    await change(floor, channel_id="C9" if own else "", channel_name="deals" if own else "")
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await hear(floor, channel, shared=True)
    await floor.answer("UBEN", "Met Acme", "Offer")
    number = (await floor.part("UBEN")).round.id
    assert await drawn(floor, service.report_key(number)) is HELD
    told = await deliveries(floor, "checkin.shared" if own else "desk.shared")
    assert set(told.values()) == {"UANA"}
    await hear(floor, channel, shared=False)
    assert "Met Acme" in await floor.report()
    assert "Reviews" in await floor.report()


async def hear(floor, channel, **what):
    """Slack, or the people sync, says something new of a channel."""
    async with floor.house.store.begin() as db:
        if "shared" in what:
            await people.set_shared(db, ACME, channel, shared=what["shared"])
        await announce.channel(db, floor.house, ChannelChange(ACME, channel, now=clock.now(), **what))


async def test_hearing_twice_that_a_channel_is_shared_tells_once(floor):
    """The event and the sync both say so."""
    await change(floor, channel_id="C9", channel_name="deals")
    await hear(floor, "C9", shared=True)
    await floor.at("2026-03-03T08:30")
    await hear(floor, "C9", shared=True)
    assert len(await deliveries(floor, "checkin.shared")) == 1


async def test_a_renamed_channel_with_a_new_id_is_followed(floor):
    """The check-in, its running round and what stands there follow; a confirmation stays with the channel."""
    await change(floor, channel_id="C9", channel_name="deals", channel_shared=True, channel_ok="C9")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    await hear(floor, "C9", name="big-deals")
    await hear(floor, "C9", new_id="G9")
    async with floor.house.store.read() as db:
        checkin = await db.get_one(Checkin, floor.checkin.id)
    assert (checkin.channel_id, checkin.channel_name, checkin.channel_ok) == ("G9", "big-deals", "G9")
    assert (await floor.part("UBEN")).place.channel_id == "G9"
    assert (await floor.part("UBEN")).place.may_publish
    assert set((await deliveries(floor, "checkin.report")).values()) == {"G9"}


# ---- where blockers are told ----


@pytest.mark.parametrize(
    ("mode", "wanted", "told"),
    [
        ("live", "thread", "thread"),
        ("thread", "thread", "thread"),
        ("close", "thread", "dm"),
        ("managers", "thread", "dm"),
        ("live", "dm", "dm"),
        ("live", "off", "off"),
        ("managers", "off", "off"),
    ],
)
async def test_where_a_new_blocker_is_told(floor, mode, wanted, told):
    """In the report's thread where one stands, else to the managers; or as the check-in has it."""
    await change(floor, publish=mode, blockers_to=wanted)
    await ask_all(floor)
    part = await floor.part("UBEN")
    assert telling(part) == told
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    targets = {"thread": {"C1"}, "dm": {"UANA"}, "off": set()}[told]
    assert set((await deliveries(floor, "blocker.announced")).values()) == targets


# ---- taking an answer back ----


async def test_a_deleted_answer_leaves_the_report_and_the_others_keep_their_pages(floor):
    """Where nobody is left, the report says so."""
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.answer("UBEN", "Met Acme", "Offer")
    await floor.report()
    await delete_answer(floor, "UBEN")
    report = await floor.report()
    assert "Met Acme" not in report
    assert "Reviews" in report
    assert "Still to come:* Ben" in report
    await delete_answer(floor, "UANA")
    assert "Nobody has answered yet" in await floor.report()
    await floor.answer("UBEN", "Won Acme", "Offer")
    assert "Won Acme" in await floor.report()


# ---- who is counted ----


async def test_whoever_is_known_to_be_off_is_not_still_to_come(floor):
    """Ben's morning has not come, but he is away: nobody waits for him, and he is not counted."""
    await make_away(floor, "UBEN")
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    report = await floor.report()
    assert "Still to come" not in report
    assert "Away:* Ben" in report
    assert "1 of 1 answered" in report


async def test_who_has_nothing_to_answer_that_day_is_not_counted(floor):
    """Ben becomes a contributor; nothing of the standup is meant for contributors."""
    async with floor.house.store.begin() as db:
        await db.execute(update(Question).values(role="manager"))
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    report = await floor.report()
    assert "1 of 1 answered" in report
    assert "Ben" not in report


async def test_who_joins_and_who_leaves_is_counted_rightly(floor):
    """Dev joined after that day's time and is not missing; Ben left unasked; an observer is never counted."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T11:00", BERLIN)
    async with floor.house.store.begin() as db:
        team = await db.merge(floor.team)
        joined = await people.join(db, team, ["UDEV"], by="UANA", now=clock.now())
        await announce.seats(db, floor.house, ACME, team.id, joined=joined, now=clock.now())
    await leave(floor, "UBEN")
    await floor.at("2026-03-03T15:00", BERLIN)
    report = await floor.report()
    assert "1 of 1 answered" in report
    assert "Dev" not in report
    assert "Ben" not in report


async def test_an_answer_stays_when_its_author_becomes_an_observer(floor):
    """History does not move; from the next day on the observer is neither asked nor counted."""
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    await give_role(floor, "UBEN", Role.OBSERVER)
    assert "Met Acme" in await floor.report()
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring", day=WEDNESDAY)
    assert "Ben" not in await floor.report(WEDNESDAY)


async def test_two_days_live_at_once_each_count_their_own(floor):
    """While Ben's Tuesday runs in New York, Cleo's Wednesday has begun in Sydney."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await arrive(floor)
    await floor.at("2026-03-04T09:15", SYDNEY)
    await floor.answer("UCLEO", "Closed Zenith", "Orion", day=WEDNESDAY)
    tuesday, wednesday = await floor.report(), await floor.report(WEDNESDAY)
    assert "Tuesday 3 March" in tuesday
    assert "Missing:* Ben" in tuesday
    assert "Wednesday 4 March" in wednesday
    assert "Still to come:* Ana, Ben" in wednesday
    assert "Missing" not in wednesday


# ---- what numbers come to ----


async def test_numbers_and_choices_are_summed_up_where_three_answered(floor):
    """A line for each question; two answers say it themselves."""
    async with floor.house.store.begin() as db:
        db.add(_question(floor, 3, kind="number", unit="meetings"))
        db.add(_question(floor, 4, kind="scale"))
        db.add(_question(floor, 5, kind="choice", options="Won\nLost"))
    await floor.at("2026-03-03T09:14")
    await floor.at("2026-03-04T09:15", SYDNEY)
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.answer("UCLEO", "a", "b", "none", "4", "5", "Won", day=WEDNESDAY)
    await floor.answer("UANA", "a", "b", "none", "10", "4", "Lost", day=WEDNESDAY)
    assert "on average" not in await floor.report(WEDNESDAY)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await floor.answer("UBEN", "a", "b", "none", "1", "3", "Won", day=WEDNESDAY)
    report = await floor.report(WEDNESDAY)
    assert "*Question 3?* 15 meetings in all, 5 on average" in report
    assert "*Question 4?* 4 of 5 on average, from 3 to 5" in report
    assert "*Question 5?* Won 2, Lost 1" in report
    assert "*Question 3?* 10 meetings" in report


async def test_every_part_is_paged_once_where_managers_read(floor):
    """Each manager's first page asks for pages; a part has one page all the same."""
    await change(floor, publish="managers")
    await give_role(floor, "UCLEO", Role.MANAGER)
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer")
    for who in ("UANA", "UCLEO"):
        assert "Met Acme" in await private(floor, who)
    async with floor.house.store.read() as db:
        assert list(await db.scalars(select(Ask.page).where(Ask.state == "answered"))) == [0]


async def test_a_round_stays_in_the_channel_in_which_it_began(floor):
    """At noon the check-in moves to another channel: today's report goes on where it stands, unless that is shared."""
    await change(floor, channel_id="C9", channel_name="deals")
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.answer("UANA", "Reviews", "Hiring")
    await change(floor, channel_id="C8", channel_name="wins")
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await floor.answer("UBEN", "Met Acme", "Offer")
    assert set((await deliveries(floor, "checkin.report")).values()) == {"C9"}
    assert "Met Acme" in await floor.report()
    await hear(floor, "C9", shared=True)
    number = (await floor.part("UBEN")).round.id
    assert await drawn(floor, service.report_key(number)) is HELD
    await hear(floor, "C9", shared=False)
    assert "Met Acme" in await floor.report()


async def test_a_blockers_announcement_stands_still_where_its_channel_became_shared(floor):
    """Its new words are read by the managers; in the thread they appear with the confirmation."""
    await change(floor, channel_id="C9", channel_name="deals")
    await ask_all(floor)
    await floor.answer("UBEN", "Met Acme", "Offer", "Legal is slow")
    (key,) = await deliveries(floor, "blocker.announced")
    assert "Legal is slow" in await floor.board(key)
    await hear(floor, "C9", shared=True)
    assert await drawn(floor, key) is HELD
    await confirm(floor, "deals")
    assert "Legal is slow" in await floor.board(key)
