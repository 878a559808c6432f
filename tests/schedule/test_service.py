"""Appointments, seats and moves, over a real database."""

from __future__ import annotations

import asyncio
from datetime import date, time, timedelta

import pytest
from pace import JOB, step, utc
from sqlalchemy import func, select

from salesbot.people.model import Member, Team
from salesbot.room import MemberMoved
from salesbot.schedule import queries, service
from salesbot.schedule.beat import beat
from salesbot.schedule.model import Appointment, PlanVersion
from salesbot.schedule.room import room
from salesbot.schedule.rules import Plan, Slot

STANDUP = Plan(wall=time(9, 15), grace_minutes=225)
TUESDAY = date(2026, 3, 3)
HOUR = timedelta(hours=1)


async def upcoming(store, member_id):
    """The instant that is next for a member."""
    async with store.read() as db:
        return [one.at for one in await queries.next_for(db, "T1", member_id)]


async def move(store, member_id, zone, *, now):
    """Somebody travels."""
    async with store.begin() as db:
        (await db.get_one(Member, ("T1", member_id))).own_zone = zone
        await room.on_member_moved(db, MemberMoved("T1", member_id, was="Europe/Berlin", now=now))


# ---- beginning and ending ----


async def test_an_appointment_begins_when_it_is_made(store, team, diary):
    """Made at 10:00 in Berlin, a 09:15 standup is not due for Ana today, and due for Ben, where it is 04:00."""
    now = utc(3, 9)
    async with store.begin() as db:
        one = await service.appoint(db, STANDUP, workspace_id="T1", job=JOB, subject="1", team_id=team, now=now)
        await service.seat(db, one, ["ANA", "BEN"], now=now)
    await step(store, diary, utc(4, 10))
    assert [(run.member_id, run.day.day) for run in diary.runs] == [("BEN", 3), ("ANA", 4)]


async def test_whoever_comes_later_begins_then(store, standup, diary):
    """A member seated again after leaving is asked from then on, never twice on a day."""
    await step(store, diary, utc(3, 8, 15))
    for now in (utc(3, 8, 20), utc(3, 8, 30)):
        async with store.begin() as db:
            one = await db.get_one(Appointment, standup.id)
            await service.unseat(db, one, ["ANA"], now=now)
            await service.seat(db, one, ["ANA", "ANA"], now=now)
    await step(store, diary, utc(4, 20))
    assert [run.day.day for run in diary.runs if run.member_id == "ANA"] == [2, 3, 4]


async def test_a_seat_given_twice_is_one(store, standup, diary):
    """Who has a seat keeps it as it is, also when it is due."""
    async with store.begin() as db:
        one = await db.get_one(Appointment, standup.id)
        await service.seat(db, one, ["ANA", "BEN"], now=utc(2, 8, 20))
    await beat(store, {JOB: diary}, now=utc(2, 8, 21))
    assert diary.who().count("ANA") == 1


async def test_what_was_due_when_somebody_left_says_so(store, standup, diary, ledger):
    """A question that was due and not asked when a member left is skipped as left; nothing comes after it."""
    await step(store, diary, utc(2, 8))
    async with store.begin() as db:
        await service.unseat(db, await db.get_one(Appointment, standup.id), ["ANA"], now=utc(2, 8, 16))
    await step(store, diary, utc(9, 20))
    assert await ledger(who="ANA") == [("ANA", 2, "", "skipped", "left")]


async def test_a_change_of_zone_or_plan_does_not_wake_a_paused_standup(store, standup, diary):
    """While it is paused, and once it has ended, neither a move nor an edit brings it back."""
    async with store.begin() as db:
        await service.pause(db, await db.get_one(Appointment, standup.id), now=utc(2, 1))
    await move(store, "ANA", "Asia/Tokyo", now=utc(2, 2))
    async with store.begin() as db:
        one = await db.get_one(Appointment, standup.id)
        await service.change(db, one, Plan(wall=time(11)), now=utc(2, 3))
        await service.end(db, one, now=utc(2, 4))
        await service.resume(db, one, now=utc(2, 5))
        await service.seat(db, one, ["EVE"][:0], now=utc(2, 5))
    async with store.read() as db:
        assert await queries.next_at(db) is None


async def test_an_end_skips_what_was_due(store, standup, diary, ledger):
    """Ended while Ana's question was due and not yet asked, it is skipped, and no day follows."""
    await step(store, diary, utc(2, 8))
    async with store.begin() as db:
        await service.end(db, await db.get_one(Appointment, standup.id), now=utc(2, 8, 15))
    await step(store, diary, utc(20, 0))
    assert await ledger(who="ANA") == [("ANA", 2, "", "skipped", "ended")]


# ---- changes ----


async def test_a_change_moves_what_was_not_yet_asked(store, standup, diary):
    """At 10:00 in Berlin the standup moves to 11:00: Ana was asked today, Ben is asked today at 11:00 his time."""
    await step(store, diary, utc(3, 9))
    async with store.begin() as db:
        await service.change(db, await db.get_one(Appointment, standup.id), Plan(wall=time(11)), now=utc(3, 9))
    assert await upcoming(store, "ANA") == [utc(4, 10)]
    assert await upcoming(store, "BEN") == [utc(3, 16)]


async def test_a_change_to_a_time_that_has_passed_is_told_as_moved(store, standup, diary, ledger):
    """At 09:00 in Berlin the standup moves to 08:00: today's is skipped as moved, tomorrow's comes at 08:00."""
    await step(store, diary, utc(3, 8))
    async with store.begin() as db:
        await service.change(db, await db.get_one(Appointment, standup.id), Plan(wall=time(8)), now=utc(3, 8))
    await step(store, diary, utc(4, 7))
    assert (await ledger(who="ANA"))[-2:] == [("ANA", 3, "", "skipped", "moved"), ("ANA", 4, "", "done", "")]
    assert diary.runs[-1].due_at == utc(4, 7)


async def test_many_changes_in_one_day_leave_one_version(store, standup, diary):
    """The last of a day's changes holds, and history keeps the day before."""
    await step(store, diary, utc(3, 13))
    async with store.begin() as db:
        for hour in (10, 11, 12):
            one = await db.get_one(Appointment, standup.id)
            await service.change(db, one, Plan(wall=time(hour)), now=utc(3, 13))
    assert await upcoming(store, "ANA") == [utc(4, 11)]
    async with store.read() as db:
        assert await db.scalar(select(func.count()).select_from(PlanVersion)) == 2
        assert (await queries.plan(db, standup)).wall == time(12)


async def test_two_people_who_edit_at_once_both_succeed(store, standup, diary):
    """Two managers save the same standup at the same moment: one plan holds, and every seat follows it."""
    await step(store, diary, utc(3, 13))

    async def save(hour):
        async with store.begin() as db:
            await service.change(db, await db.get_one(Appointment, standup.id), Plan(wall=time(hour)), now=utc(3, 13))

    await asyncio.gather(*(save(hour) for hour in (10, 11, 12, 13)))
    async with store.read() as db:
        held = (await queries.plan(db, standup)).wall
    assert await upcoming(store, "ANA") == [utc(4, held.hour - 1)]


async def test_what_is_due_is_not_changed_away(store, standup, diary):
    """A question due a minute before the edit, not yet asked, is asked all the same, once that day."""
    await step(store, diary, utc(3, 8))
    async with store.begin() as db:
        await service.change(db, await db.get_one(Appointment, standup.id), Plan(wall=time(11)), now=utc(3, 8, 16))
    await step(store, diary, utc(4, 10))
    assert [run.due_at for run in diary.runs if run.member_id == "ANA"][1:] == [utc(3, 8, 15), utc(4, 10)]


async def test_an_impossible_plan_is_refused(store, standup):
    """A plan that never happens is refused and changes nothing."""
    async with store.begin() as db:
        one = await db.get_one(Appointment, standup.id)
        with pytest.raises(ValueError, match="Weekdays"):
            await service.change(db, one, Plan(wall=time(9), weekdays=""), now=utc(3, 9))
    assert await upcoming(store, "ANA") == [utc(2, 8, 15)]


# ---- moves ----


async def test_a_move_west_asks_no_date_twice(store, standup, diary):
    """Ana, asked in Berlin on Tuesday, is in New York by noon: her next question is Wednesday's, at 09:15 there."""
    await step(store, diary, utc(3, 9))
    await move(store, "ANA", "America/New_York", now=utc(3, 10))
    await step(store, diary, utc(4, 23))
    asked = [run.due_at for run in diary.runs if run.member_id == "ANA"]
    assert asked == [utc(2, 8, 15), utc(3, 8, 15), utc(4, 14, 15)]


async def test_a_move_east_skips_what_passed_and_keeps_the_day_after(store, standup, diary, ledger):
    """Ben flies to Sydney, where Wednesday's 09:15 has passed: Wednesday is moved, Thursday is asked there."""
    await step(store, diary, utc(3, 23))
    await move(store, "BEN", "Australia/Sydney", now=utc(4, 1))
    await step(store, diary, utc(5, 3))
    assert (await ledger(who="BEN"))[1:] == [
        ("BEN", 3, "", "done", ""),
        ("BEN", 4, "", "skipped", "moved"),
        ("BEN", 5, "", "done", ""),
    ]
    last = [run for run in diary.runs if run.member_id == "BEN"][-1]
    assert (last.due_at, last.zone) == (utc(4, 22, 15), "Australia/Sydney")


async def test_a_zone_chosen_by_mistake_and_put_right_costs_nobody_their_day(store, standup, diary, ledger):
    """At 08:20 Ben picks Kathmandu, where the hour is over, and his own again a minute later: he is asked at 09:15."""
    await step(store, diary, utc(3, 13))
    await move(store, "BEN", "Asia/Kathmandu", now=utc(3, 13, 20))
    assert (await ledger(who="BEN"))[-1] == ("BEN", 3, "", "skipped", "moved")
    await move(store, "BEN", "America/New_York", now=utc(3, 13, 21))
    await step(store, diary, utc(4, 15))
    assert (await ledger(who="BEN"))[-2:] == [("BEN", 3, "", "done", ""), ("BEN", 4, "", "done", "")]
    assert [run.due_at for run in diary.runs if run.member_id == "BEN"][-2:] == [utc(3, 14, 15), utc(4, 14, 15)]


async def test_an_hour_changed_by_mistake_and_put_right_costs_nobody_their_day(store, standup, diary, ledger):
    """At 09:00 in Berlin the standup moves to 08:00 and back: today's comes at 09:15 all the same, and once."""
    await step(store, diary, utc(3, 8))
    for hour in (time(8), time(9, 15)):
        async with store.begin() as db:
            await service.change(db, await db.get_one(Appointment, standup.id), Plan(wall=hour), now=utc(3, 8))
    await step(store, diary, utc(3, 9))
    assert (await ledger(who="ANA"))[-1] == ("ANA", 3, "", "done", "")
    assert [run.due_at for run in diary.runs if run.member_id == "ANA"][-1] == utc(3, 8, 15)


async def test_a_move_touches_no_plan_with_a_zone_of_its_own(store, team):
    """What happens at 16:00 in Berlin happens then, wherever Cleo is."""
    async with store.begin() as db:
        plan = Plan(wall=time(16), zone="Europe/Berlin")
        one = await service.appoint(db, plan, workspace_id="T1", job=JOB, subject="1", team_id=team, now=utc(3, 8))
        await service.seat(db, one, ["CLEO"], now=utc(3, 8))
    await move(store, "CLEO", "America/New_York", now=utc(3, 9))
    assert await upcoming(store, "CLEO") == [utc(3, 15)]


async def test_a_start_reads_all_seats_anew(store, standup):
    """Zone rules that changed while salesbot was off are followed after the start, batch by batch."""
    async with store.begin() as db:
        for seat in await queries.seats(db, standup):
            seat.next_at += 5 * HOUR
    after, rounds = 0, 0
    while after is not None:
        async with store.begin() as db:
            after, rounds = await service.refresh(db, now=utc(2, 1, 30), after=after, limit=3), rounds + 1
    assert rounds == 2
    assert await upcoming(store, "ANA") == [utc(2, 8, 15)]


async def test_a_zone_that_nobody_knows_is_utc(store, standup):
    """A zone that Slack made up crashes nothing."""
    await move(store, "ANA", "Mars/Olympus_Mons", now=utc(2, 1))
    assert await upcoming(store, "ANA") == [utc(2, 9, 15)]


# ---- looking ----


async def test_what_comes_next_passes_days_taken_by_hand(store, standup):
    """Once Monday was taken by hand, Tuesday is what comes next."""
    slot = Slot(
        workspace_id="T1",
        appointment_id=standup.id,
        job=JOB,
        subject="1",
        member_id="ANA",
        day=date(2026, 3, 2),
        slot="",
        due_at=utc(2, 8, 15),
        zone="Europe/Berlin",
    )
    async with store.begin() as db:
        assert await service.record_all(db, [slot, slot], now=utc(2, 7)) == {slot.key}
        assert await service.record_all(db, [slot], now=utc(2, 7)) == set()
    assert await upcoming(store, "ANA") == [utc(3, 8, 15)]
    async with store.read() as db:
        assert [row.day for row in await queries.ledger(db, "T1", "ANA", since=utc(1, 0))] == [date(2026, 3, 2)]
        assert await queries.ledger(db, "T2", "ANA", since=utc(1, 0)) == []


async def test_a_teams_other_members_are_found_by_kind_and_subject(store, standup):
    """Appointments are found by what they do and for which thing, until they end."""
    async with store.begin() as db:
        found = await queries.appointments(db, "T1", job=JOB, subjects=["1"])
        assert [one.id for one in found] == [standup.id]
        assert await queries.appointments(db, "T1", job=JOB, subjects=["2"]) == []
        await service.end(db, found[0], now=utc(3, 9))
        assert await queries.appointments(db, "T1", job=JOB) == []
        assert (await queries.appointment(db, "T1", standup.id)).ended_at == utc(3, 9)
        assert await queries.appointment(db, "T2", standup.id) is None


async def test_a_teams_own_zone_counts_for_what_is_for_all(store, team):
    """Without a zone of its own a plan for the team is read on the team's wall."""
    async with store.begin() as db:
        (await db.get_one(Team, team)).zone = "America/New_York"
        one = await service.appoint(db, STANDUP, workspace_id="T1", job=JOB, subject="1", team_id=team, now=utc(3, 8))
        await service.seat_team(db, one, now=utc(3, 8))
    async with store.read() as db:
        assert await queries.next_at(db) == utc(3, 14, 15)
