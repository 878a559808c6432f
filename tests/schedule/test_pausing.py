"""A pause of an appointment: nothing comes, every day of it is in the ledger, and it ends without catching up."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, time

import pytest
from pace import JOB, step, utc

from hearing import heard
from salesbot.people.model import Member
from salesbot.room import MemberMoved
from salesbot.schedule import queries, service
from salesbot.schedule.beat import beat
from salesbot.schedule.foresee import Scope, foresee
from salesbot.schedule.model import Appointment
from salesbot.schedule.room import room
from salesbot.schedule.rules import PAUSED, Plan, Slot

EVERYBODY = ["ANA", "BEN", "CLEO", "DEV"]
MONDAY_EVENING = datetime(2026, 3, 2, 20, tzinfo=UTC)


async def turn(store, standup, verb, *, now):
    """A manager pauses the standup, lets it go on or ends it."""
    async with store.begin() as db:
        await verb(db, await db.get_one(Appointment, standup.id), now=now)


@pytest.fixture
async def paused(store, standup, diary):
    """The standup after Monday, paused on Monday evening."""
    await step(store, diary, MONDAY_EVENING)
    await turn(store, standup, service.pause, now=MONDAY_EVENING)
    diary.runs.clear()
    return standup


async def days(ledger, who):
    """What became of somebody's days after Monday."""
    return [(day, reason or state) for _, day, _, state, reason in await ledger(who=who) if day > 2]


async def test_every_day_of_a_pause_is_in_the_ledger(store, paused, diary, ledger):
    """Paused from Monday evening to Wednesday noon: nobody is asked, and each day says why; then it goes on."""
    await step(store, diary, utc(4, 11))
    assert diary.runs == []
    await turn(store, paused, service.resume, now=utc(4, 11))
    await step(store, diary, utc(5, 9))
    assert await days(ledger, "ANA") == [(3, PAUSED), (4, PAUSED), (5, "done")]
    assert await days(ledger, "BEN") == [(3, PAUSED), (4, "done")]


async def test_what_fell_due_while_nothing_ran_is_there_when_it_goes_on(store, paused, diary, ledger):
    """No beat came from Monday evening to Thursday noon: the resuming itself writes each day of the pause."""
    await turn(store, paused, service.resume, now=utc(5, 11))
    assert await days(ledger, "ANA") == [(3, PAUSED), (4, PAUSED), (5, PAUSED)]
    assert await days(ledger, "CLEO") == [(3, PAUSED), (4, PAUSED), (5, PAUSED)]
    await step(store, diary, utc(6, 9))
    assert [(run.member_id, run.day.day) for run in diary.runs] == [("BEN", 5), ("CLEO", 6), ("DEV", 6), ("ANA", 6)]


async def test_what_was_due_when_it_was_paused_is_there_at_once(store, standup, diary, ledger):
    """Nothing ran since Monday morning, and on Wednesday somebody pauses: all that was due is passed over."""
    await step(store, diary, utc(2, 20))
    await turn(store, standup, service.pause, now=utc(4, 11))
    assert await days(ledger, "ANA") == [(3, PAUSED), (4, PAUSED)]
    assert await days(ledger, "BEN") == [(3, PAUSED)]
    await beat(store, {JOB: diary}, now=utc(4, 11))
    assert len(diary.runs) == 4


async def test_what_waits_for_another_try_is_not_tried_while_it_is_paused(store, standup, diary, ledger):
    """Ana's question failed, and was to come again."""
    diary.fail.add("ANA")
    await step(store, diary, utc(2, 8, 15))
    await turn(store, standup, service.pause, now=utc(2, 8, 15))
    diary.fail.clear()
    await step(store, diary, utc(2, 12))
    assert ("ANA", 2, "", "skipped", PAUSED) in await ledger(who="ANA")


async def test_nothing_is_said_to_come_while_it_is_paused(store, paused):
    """What comes next is not known, and what is foreseen says why it will not happen."""
    async with store.read() as db:
        assert await queries.next_for(db, "T1", "ANA") == []
        seen = await foresee(db, Scope("T1"), now=MONDAY_EVENING, until=utc(6, 0))
    assert {one.skipped for one in seen} == {PAUSED}
    await turn(store, paused, service.resume, now=utc(3, 0))
    async with store.read() as db:
        assert [one.at for one in await queries.next_for(db, "T1", "ANA")] == [utc(3, 8, 15)]


async def test_a_pause_comes_before_what_else_stands_against_a_day(store, paused, diary, ledger):
    """Ana paused salesbot herself, and does not work on Tuesdays: it would not have come anyway."""
    async with store.begin() as db:
        ana = await db.get_one(Member, ("T1", "ANA"))
        ana.paused_until, ana.working_days = utc(9, 0), "1345"
    await step(store, diary, utc(3, 20))
    assert await days(ledger, "ANA") == [(3, PAUSED)]


async def test_whoever_comes_while_it_is_paused_reads_of_it_too(store, paused, diary, ledger):
    """Ana leaves and is back on Tuesday night: Wednesday has its reason, and Thursday's question comes."""
    async with store.begin() as db:
        one = await db.get_one(Appointment, paused.id)
        await service.unseat(db, one, ["ANA"], now=utc(3, 6))
        await service.seat(db, one, ["ANA"], now=utc(3, 22))
    await step(store, diary, utc(4, 20))
    await turn(store, paused, service.resume, now=utc(4, 21))
    await step(store, diary, utc(5, 9))
    assert await days(ledger, "ANA") == [(4, PAUSED), (5, "done")]


@pytest.mark.parametrize("verb", ["leave", "end"])
async def test_what_a_pause_held_back_is_not_put_down_to_its_end(store, paused, ledger, verb):
    """Nothing ran on Tuesday; then Ana leaves, or it is ended: what was due by then had been paused."""
    async with store.begin() as db:
        one = await db.get_one(Appointment, paused.id)
        await (
            service.unseat(db, one, ["ANA"], now=utc(3, 9)) if verb == "leave" else service.end(db, one, now=utc(3, 9))
        )
    assert await days(ledger, "ANA") == [(3, PAUSED)]


async def test_what_is_for_all_together_rests_while_it_is_switched_off(store, team, diary, ledger):
    """A team's week that is switched off writes no line a week, and a move or an edit does not wake it."""
    async with store.begin() as db:
        week = Plan(wall=time(16))
        one = await service.appoint(db, week, workspace_id="T1", job=JOB, subject="1", team_id=team, now=utc(2, 0))
        await service.pause(db, one, now=utc(2, 1))
        await service.seat_team(db, one, now=utc(2, 2))
        await service.change(db, one, Plan(wall=time(15)), now=utc(2, 2))
        await service.team_moved(db, workspace_id="T1", team_id=team, now=utc(2, 3))
        await service.refresh(db, now=utc(2, 3))
        assert await queries.next_at(db) is None
        await service.resume(db, one, now=utc(3, 0))
    await step(store, diary, utc(3, 20))
    assert await ledger() == [("team", 3, "", "done", "")]


# ---- changes meanwhile ----


async def test_the_days_of_a_pause_follow_a_change(store, paused, diary, ledger):
    """Paused, it moves to the afternoon, and on to an hour that has passed: each day is there once, as paused."""
    async with store.begin() as db:
        one = await db.get_one(Appointment, paused.id)
        await service.change(db, one, Plan(wall=time(15), weekdays="24"), now=utc(3, 7))
        await service.change(db, one, Plan(wall=time(7), weekdays="24"), now=utc(3, 8))
    await step(store, diary, utc(5, 20))
    assert await days(ledger, "ANA") == [(3, PAUSED), (5, PAUSED)]


async def test_the_days_of_a_pause_follow_who_travels(store, paused, diary, ledger):
    """Ben flies to Sydney, where Tuesday's hour has passed; a start reads all seats anew and changes nothing."""
    async with store.begin() as db:
        (await db.get_one(Member, ("T1", "BEN"))).own_zone = "Australia/Sydney"
        await room.on_member_moved(db, MemberMoved("T1", "BEN", was="America/New_York", now=utc(3, 1)))
        await service.refresh(db, now=utc(3, 2))
    await step(store, diary, utc(3, 23))
    assert await days(ledger, "BEN") == [(3, PAUSED), (4, PAUSED)]
    assert diary.runs == []


async def test_what_was_paused_before_its_days_were_kept_is_taken_up_by_a_start(store, paused, diary, ledger):
    """Seats of which nothing was reckoned while it was paused have their days from the first start on."""
    async with store.begin() as db:
        for seat in await queries.seats(db, paused):
            seat.next_day = seat.next_at = None
    async with store.begin() as db:
        await service.refresh(db, now=utc(4, 12))
    await step(store, diary, utc(5, 9))
    assert await days(ledger, "ANA") == [(5, PAUSED)]
    assert await days(ledger, "BEN") == [(4, PAUSED)]


async def test_a_day_that_was_passed_over_comes_where_its_time_is_still_to_come(store, paused, diary, ledger):
    """On Tuesday it moves to noon and goes on at eleven in Berlin: Ana is asked at noon, Cleo's Tuesday stays over."""
    await step(store, diary, utc(3, 9))
    async with store.begin() as db:
        one = await db.get_one(Appointment, paused.id)
        await service.change(db, one, Plan(wall=time(12)), now=utc(3, 9, 30))
        await service.resume(db, one, now=utc(3, 10))
    await step(store, diary, utc(3, 18))
    assert await days(ledger, "ANA") == [(3, "done")]
    assert await days(ledger, "CLEO") == [(3, PAUSED)]
    assert [run.due_at for run in diary.runs if run.member_id == "ANA"] == [utc(3, 11)]


async def test_a_day_that_was_passed_over_can_be_taken_by_hand_once_it_goes_on(store, paused, diary, ledger):
    """Resumed after today's hour, it may be asked by hand; a day that was asked may not."""
    await step(store, diary, utc(3, 9))
    await turn(store, paused, service.resume, now=utc(3, 10))
    async with store.begin() as db:
        slot = Slot(
            workspace_id="T1", appointment_id=paused.id, job=JOB, subject="1", member_id="ANA",
            day=utc(3, 0).date(), slot="", due_at=utc(3, 10), zone="Europe/Berlin",
        )  # fmt: skip
        await service.reopen(db, [slot])
        assert await service.later_all(db, [slot]) == {slot.key}
    await step(store, diary, utc(3, 12))
    async with store.begin() as db:
        await service.reopen(db, [slot])
        assert await service.later_all(db, [slot]) == set()
    assert await days(ledger, "ANA") == [(3, "done")]


# ---- at the same moment ----


@pytest.mark.parametrize("_try", range(4))
async def test_a_beat_in_the_moment_of_a_pause_asks_once_or_not_at_all(store, standup, diary, ledger, _try):
    """Whichever is first: each of Monday's questions is there once, and nothing is asked after it."""
    async with store.begin() as db:
        at_once = Plan(wall=time(14), zone="UTC")
        await service.change(db, await db.get_one(Appointment, standup.id), at_once, now=utc(1, 13))
    now = utc(2, 14, 1)
    beats = [beat(store, {JOB: diary}, now=now) for _ in range(2)]
    await asyncio.gather(beats[0], turn(store, standup, service.pause, now=now), beats[1])
    await beat(store, {JOB: diary}, now=now)
    rows = await ledger()
    assert [row[:2] for row in sorted(rows)] == [(who, 2) for who in EVERYBODY]
    assert {row[4] for row in rows} <= {"", PAUSED}
    assert sorted(row[0] for row in rows if row[3] == "done") == sorted(diary.who())
    diary.runs.clear()
    await step(store, diary, utc(4, 20))
    assert diary.runs == []


@pytest.mark.parametrize("_try", range(4))
async def test_a_beat_in_the_moment_of_going_on_loses_no_day(store, paused, diary, ledger, _try):
    """Tuesday's and Wednesday's are due and not yet written: whichever is first, they are there once, as paused."""
    now = utc(4, 20)
    await asyncio.gather(
        beat(store, {JOB: diary}, now=now),
        turn(store, paused, service.resume, now=now),
        beat(store, {JOB: diary}, now=now),
    )
    await beat(store, {JOB: diary}, now=now)
    for who in ("ANA", "BEN", "DEV"):
        assert await days(ledger, who) == [(3, PAUSED), (4, PAUSED)]
    await step(store, diary, utc(5, 20))
    assert sorted(set(diary.who())) == EVERYBODY


async def test_a_pause_costs_a_beat_no_more_for_many_than_for_few(store, team, diary):
    """What is due and paused for forty is as many statements as for four."""
    counts = []
    for many in (4, 40):
        people = [f"M{many}X{n}" for n in range(many)]
        async with store.begin() as db:
            made = [
                Member(workspace_id="T1", id=one, name=one, slack_zone="UTC", created_at=utc(1, 0)) for one in people
            ]
            db.add_all(made)
            plan = Plan(wall=time(many % 24))
            one = await service.appoint(db, plan, workspace_id="T1", job=JOB, subject="1", team_id=team, now=utc(2, 0))
            await service.seat(db, one, people, now=utc(2, 0))
            await service.pause(db, one, now=utc(2, 0))
            engine = db.get_bind()
        with heard(engine) as statements:
            await beat(store, {JOB: diary}, now=utc(2, many % 24))
        counts.append(len(statements))
        await turn(store, one, service.end, now=utc(2, many % 24, 1))
    assert counts[0] == counts[1]
    assert diary.runs == []
