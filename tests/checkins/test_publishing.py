"""When and by whom answers are read: as they come, at the close, by managers alone."""

from __future__ import annotations

from datetime import date

from published import (
    ask_all,
    change,
    delete_answer,
    deliveries,
    drawn,
    entry,
    give_role,
    leave,
    make_away,
    private,
    question,
)
from sales_floor import ACME, BERLIN, NEW_YORK, TUESDAY
from sqlalchemy import select, update

from salesbot.checkins import service
from salesbot.checkins.model import Round
from salesbot.outbox.model import Delivery
from salesbot.people.rules import Role

WEDNESDAY = date(2026, 3, 4)


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
            db.add(question(floor, position))
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


async def test_at_the_close_the_last_one_to_leave_the_team_ends_the_round(floor):
    """Ben leaves before he answered: there is nobody to wait for, and the report comes."""
    await change(floor, publish="close")
    await ask_all(floor)
    await floor.answer("UANA", "Reviews", "Hiring")
    await floor.at("2026-03-03T14:00", BERLIN)
    await leave(floor, "UBEN")
    assert "Reviews" in await floor.report()
    assert "Ben" not in await floor.report()


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
