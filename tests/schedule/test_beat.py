"""The beat: what is due becomes one row of the ledger, whatever happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from salesbot.people.model import Away, Member
from salesbot.schedule import queries, service
from salesbot.schedule.beat import beat
from salesbot.schedule.rules import Plan

HOMES = ("ANA", "BEN", "CLEO", "DEV")
STANDUP = Plan(wall=time(9, 15), grace_minutes=225)
MINUTE = timedelta(minutes=1)
# Sunday noon to Tuesday 08:15 UTC: Monday everywhere, and Tuesday in Sydney, in Kolkata and, just now, in Berlin.
MONDAY = [("CLEO", 2), ("DEV", 2), ("ANA", 2), ("BEN", 2)]
NINE_FIFTEEN = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)
TUESDAY = date(2026, 3, 3)


async def step(store, jobs, until):
    """Beat at each instant at which something is due, up to and with `until`."""
    result = None
    for _ in range(1000):
        async with store.read() as db:
            at = await queries.next_at(db)
        if at is None or at > until:
            return result
        result = await beat(store, jobs, now=at)
    raise AssertionError("the schedule never comes to rest")


async def test_everybody_is_asked_at_their_own_wall_time(store, standup, diary):
    """Each member's run comes at 09:15 of their own wall, in the order of the sun."""
    await step(store, {"checkin.ask": diary}, NINE_FIFTEEN)
    assert [(run.member_id, run.day.day) for run in diary.runs] == [*MONDAY, ("CLEO", 3), ("DEV", 3), ("ANA", 3)]
    assert diary.runs[-1].due_at == NINE_FIFTEEN
    assert (diary.runs[-1].zone, diary.runs[-1].key) == ("Europe/Berlin", f"checkin.ask.{standup.id}.ANA.2026-03-03")


async def test_a_second_beat_does_nothing(store, standup, diary):
    """What was done is not done again, and the beat says when more is due."""
    await step(store, {"checkin.ask": diary}, NINE_FIFTEEN)
    before = len(diary.runs)
    result = await beat(store, {"checkin.ask": diary}, now=NINE_FIFTEEN)
    assert (result.done, result.skipped, result.failed, len(diary.runs)) == (0, 0, 0, before)
    assert result.next_at == datetime(2026, 3, 3, 14, 15, tzinfo=UTC)  # Ben


async def test_skips_have_their_reason(store, standup, diary, ledger):
    """Away, holiday, day off, pause and whoever left: the job is not called, the ledger says why."""
    async with store.begin() as db:
        ana, ben, cleo = [await db.get_one(Member, ("T1", one)) for one in ("ANA", "BEN", "CLEO")]
        db.add(
            Away(
                workspace_id="T1",
                member_id="DEV",
                first_day=TUESDAY,
                last_day=TUESDAY,
                set_by="DEV",
                set_at=NINE_FIFTEEN,
            )
        )
        ana.working_days, ben.active, cleo.paused_until = "134", False, datetime(2026, 3, 3, tzinfo=UTC)
    await step(store, {"checkin.ask": diary}, datetime(2026, 3, 3, 20, tzinfo=UTC))
    assert {(who, day): reason for who, day, _, state, reason in await ledger() if state == "skipped"} == {
        ("CLEO", 2): "paused",
        ("CLEO", 3): "paused",
        ("BEN", 2): "left",
        ("BEN", 3): "left",
        ("ANA", 3): "day off",
        ("DEV", 3): "away",
    }
    assert sorted(diary.who()) == ["ANA", "DEV"]


async def test_a_holiday_is_skipped_unless_the_plan_ignores_holidays(store, team, diary, ledger):
    """On 1 May nobody in Berlin is asked, but by a check-in that does not mind holidays."""
    now = datetime(2026, 4, 30, 12, tzinfo=UTC)
    async with store.begin() as db:
        for subject, plan in (("minds", STANDUP), ("does not", Plan(wall=time(10), holidays=False))):
            one = await service.appoint(
                db, plan, workspace_id="T1", job="checkin.ask", subject=subject, team_id=team, now=now
            )
            await service.seat(db, one, ["ANA"], now=now)
    await step(store, {"checkin.ask": diary}, now + timedelta(1))
    assert [(run.subject, run.day.day) for run in diary.runs] == [("does not", 1)]
    assert [(state, reason) for *_, state, reason in await ledger()] == [("skipped", "holiday"), ("done", "")]


async def test_a_late_beat_still_asks_within_the_grace(store, standup, diary, ledger):
    """At the last minute of the grace the question still comes; one minute later it is missed."""
    grace = timedelta(minutes=STANDUP.grace_minutes)
    await step(store, {"checkin.ask": diary}, NINE_FIFTEEN - MINUTE)
    await beat(store, {"checkin.ask": diary}, now=NINE_FIFTEEN + grace)
    assert diary.who()[-1] == "ANA"
    ben = datetime(2026, 3, 3, 14, 15, tzinfo=UTC)
    result = await beat(store, {"checkin.ask": diary}, now=ben + grace + MINUTE)
    assert (result.done, result.skipped) == (0, 1)
    assert (await ledger(who="BEN"))[-1] == ("BEN", 3, "", "skipped", "missed")


async def test_every_day_of_a_long_absence_is_told(store, standup, diary, ledger):
    """After two weeks off the ledger has every missed day once, and what is still in time is asked."""
    result = await beat(store, {"checkin.ask": diary}, now=datetime(2026, 3, 13, 9, tzinfo=UTC))
    rows = await ledger()
    assert len(rows) == len(set(rows)) == 10 + 9 + 10 + 10  # Ben's second Friday is still to come
    assert diary.who() == ["ANA"]  # for Cleo and Dev, Friday's question is too late as well
    assert {row[:2]: row[4] for row in rows if row[4] not in {"", "missed"}} == {("DEV", 4): "holiday"}  # Holi
    assert result.done + result.skipped == len(rows)


async def test_a_job_may_skip_with_a_reason(store, standup, diary, ledger):
    """The reasons that a job returns are in the ledger."""
    diary.skip["ANA"] = "attention budget"
    await step(store, {"checkin.ask": diary}, NINE_FIFTEEN)
    assert {row[3:] for row in await ledger(who="ANA")} == {("skipped", "attention budget")}


async def test_one_shots_happen_once_and_however_late(store, standup, diary):
    """A close that was planned happens at its time or after a long absence, once; planning it twice is one."""
    fields = {
        "workspace_id": "T1",
        "appointment_id": standup.id,
        "job": "checkin.close",
        "subject": "1",
        "member_id": "ANA",
        "day": TUESDAY,
        "slot": "close",
        "zone": "Europe/Berlin",
    }
    due = datetime(2026, 3, 3, 13, tzinfo=UTC)
    async with store.begin() as db:
        await service.later(db, **fields, due_at=due)
        await service.later(db, **fields, due_at=due + MINUTE)
    await beat(store, {"checkin.ask": diary, "checkin.close": diary}, now=due - MINUTE)
    assert not [run for run in diary.runs if run.slot]
    await beat(store, {"checkin.ask": diary, "checkin.close": diary}, now=due + timedelta(30))
    assert [(run.key, run.due_at) for run in diary.runs if run.slot] == [
        (f"checkin.close.{standup.id}.ANA.2026-03-03.close", due)
    ]


async def test_a_cancelled_one_shot_never_happens(store, standup, diary, ledger):
    """A reminder that was cancelled is skipped with its reason, and the job is not called."""
    due = datetime(2026, 3, 3, 9, 45, tzinfo=UTC)
    async with store.begin() as db:
        await service.later(
            db,
            workspace_id="T1",
            appointment_id=standup.id,
            job="checkin.remind",
            subject="1",
            member_id="ANA",
            day=TUESDAY,
            slot="remind",
            due_at=due,
            zone="Europe/Berlin",
        )
        await service.cancel_later(
            db, appointment_id=standup.id, member_id="ANA", day=TUESDAY, slot="remind", reason="answered"
        )
    await beat(store, {"checkin.ask": diary, "checkin.remind": diary}, now=due)
    assert await ledger(slot="remind") == [("ANA", 3, "remind", "skipped", "answered")]
    assert not [run for run in diary.runs if run.slot]


async def test_what_was_taken_by_hand_is_not_asked_again(store, standup, diary, ledger):
    """Asked now by the manager: the occurrence is taken once, and the beat passes it by."""
    fields = {
        "workspace_id": "T1",
        "appointment_id": standup.id,
        "job": "checkin.ask",
        "subject": "1",
        "member_id": "ANA",
        "day": TUESDAY,
        "slot": "",
        "due_at": NINE_FIFTEEN,
        "zone": "Europe/Berlin",
    }
    await step(store, {"checkin.ask": diary}, NINE_FIFTEEN - MINUTE)
    async with store.begin() as db:
        assert await service.record(db, **fields, now=NINE_FIFTEEN - MINUTE) is True
        assert await service.record(db, **fields, now=NINE_FIFTEEN - MINUTE) is False
    result = await beat(store, {"checkin.ask": diary}, now=NINE_FIFTEEN)
    assert (result.done, result.skipped) == (0, 0)
    assert (diary.who().count("ANA"), (await ledger(who="ANA"))[-1]) == (1, ("ANA", 3, "", "done", ""))


async def test_a_teams_seat_follows_the_teams_zone(store, team, diary):
    """What happens for the team as a whole happens once, in the team's zone, holidays or not."""
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    async with store.begin() as db:
        one = await service.appoint(
            db,
            Plan(wall=time(16), weekdays="5"),
            workspace_id="T1",
            job="digest.team",
            subject="1",
            team_id=team,
            now=now,
        )
        await service.seat_team(db, one, now=now)
    await step(store, {"digest.team": diary}, now + timedelta(13))
    assert [(run.member_id, run.due_at.day, run.due_at.hour, run.zone) for run in diary.runs] == [
        (None, 6, 15, "Europe/Berlin"),
        (None, 13, 15, "Europe/Berlin"),
    ]
