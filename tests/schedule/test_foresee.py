"""What is foreseen is what then happens: every occurrence at its instant, every skip with its reason, nothing else."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

import pytest
from sqlalchemy import func, select

from salesbot.people.model import Away, Member
from salesbot.schedule import queries, service
from salesbot.schedule.beat import beat
from salesbot.schedule.foresee import Scope, foresee
from salesbot.schedule.model import Occurrence
from salesbot.schedule.rules import Plan
from salesbot.store import Base

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
# From here on lie Europe's change (29 March), Easter, and Sydney's change (5 April); New York's is just over.
BEGIN = datetime(2026, 3, 24, 8, 0, tzinfo=UTC)
DAYS = timedelta(days=14)
ZONES = [
    "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Apia",
    "America/St_Johns", "Africa/Casablanca",
]  # fmt: skip
SEEDS = range(4)


@pytest.fixture
async def company(store, team):
    """Return a function that fills the database with 24 people and eight plans, all by chance with this seed."""

    async def fill(seed):
        chance = Random(seed)
        async with store.begin() as db:
            people = [_person(chance, number) for number in range(24)]
            db.add_all(people)
            await db.flush()
            db.add_all(_aways(chance, people))
        for _ in range(8):
            async with store.begin() as db:
                await _appoint(db, chance, people, team)
        return people

    return fill


def _person(chance, number):
    return Member(
        workspace_id="T1", id=f"U{number:02}", name=f"Person {number}", slack_zone=chance.choice(ZONES),
        working_days=chance.choice(["12345", "12345", "7123", "135"]), created_at=LONG_AGO,
        own_country=chance.choice([None, None, "GB", "PL"]), active=chance.random() > 0.05,
        paused_until=chance.choice([None, None, None, BEGIN + timedelta(days=5, hours=3)]),
        status_away_until=chance.choice([None, None, None, BEGIN + timedelta(days=2, hours=5)]),
    )  # fmt: skip


def _aways(chance, people):
    for one in people:
        if chance.random() < 0.4:
            first = date(2026, 3, 20) + timedelta(days=chance.randrange(16))
            last = first + timedelta(days=chance.randrange(6))
            gone = BEGIN if chance.random() < 0.2 else None
            yield Away(
                workspace_id="T1", member_id=one.id, first_day=first, last_day=last, set_by=one.id, set_at=LONG_AGO,
                cancelled_at=gone,
            )  # fmt: skip


def _plan(chance):
    nth = chance.choice([None, None, None, 1, 4, -1])
    return Plan(
        wall=chance.choice([time(9, 15), time(2, 30), time(0, 0), time(23, 50), time(3, 0), time(17, 45)]),
        weekdays=chance.choice(["12345", "1", "5", "24", "1234567", "67"]),
        every_weeks=1 if nth else chance.choice([1, 1, 2, 3]),
        anchor=date(2026, 3, 2) + timedelta(days=chance.randrange(30)),
        nth=nth,
        zone=chance.choice([None, None, None, "Europe/Berlin"]),
        holidays=chance.random() < 0.7,
        days_off=chance.random() < 0.7,
    )


async def _appoint(db, chance, people, team):
    """Something of long ago, some of it changed lately, some paused, with a few of the people in it."""
    made = BEGIN - timedelta(hours=chance.randrange(1, 60))
    one = await service.appoint(
        db, _plan(chance), workspace_id="T1", job="diary.write", subject="1", team_id=team, now=made
    )
    await service.seat(db, one, [person.id for person in chance.sample(people, 9)], now=made)
    if chance.random() < 0.3:
        await service.seat_team(db, one, now=made)
    if chance.random() < 0.4:
        await service.change(db, one, _plan(chance), now=BEGIN - timedelta(minutes=chance.randrange(1, 600)))
    if chance.random() < 0.1:
        await service.pause(db, one, now=BEGIN)
    if chance.random() < 0.5:
        await service.later(
            db, workspace_id="T1", appointment_id=one.id, job="diary.remind", subject="1", member_id=people[0].id,
            day=BEGIN.date(), slot="remind", due_at=BEGIN + timedelta(hours=3), zone="UTC",
        )  # fmt: skip


async def _live(store, diary, *, until):
    """Beat at each instant at which anything is due, as `salesbot run` does a few seconds later."""
    async with store.read() as db:
        at = await queries.next_at(db)
    while at is not None and at < until:
        at = (await beat(store, {"diary.write": diary, "diary.remind": diary}, now=at)).next_at


@pytest.mark.parametrize("seed", SEEDS)
async def test_what_is_foreseen_happens_and_nothing_else(store, company, diary, seed):
    """Two weeks are foreseen, then lived: the same occurrences at the same instants, with the same reasons."""
    await company(seed)
    until = BEGIN + DAYS
    await beat(store, {"diary.write": diary}, now=BEGIN)  # what was due before
    async with store.read() as db:
        before = await db.scalar(select(func.max(Occurrence.id)).where(Occurrence.state != "planned"))
        seen = await foresee(db, Scope("T1"), now=BEGIN, until=until)
    await _live(store, diary, until=until)
    async with store.read() as db:
        rows = await db.scalars(select(Occurrence).where(Occurrence.due_at < until, Occurrence.due_at > BEGIN))
        lived = {(row.key, row.due_at, row.day, row.zone, row.reason) for row in rows}
    assert before
    assert len(seen) > 100
    assert {(one.key, one.at, one.day, one.zone, one.skipped) for one in seen} == lived
    assert len(seen) == len(lived)


@pytest.mark.parametrize("seed", SEEDS[:2])
async def test_what_is_foreseen_of_one_member_is_theirs_alone(store, company, seed):
    """The futures of all members and of the team together are the whole future."""
    people = await company(seed)
    until = BEGIN + DAYS
    async with store.read() as db:
        whole = await foresee(db, Scope("T1"), now=BEGIN, until=until)
        each = [await foresee(db, Scope("T1", member_id=one.id), now=BEGIN, until=until) for one in people]
    together = [one for seen in each for one in seen] + [one for one in whole if one.member_id is None]
    assert sorted(one.key for one in together) == sorted(one.key for one in whole)


async def test_what_is_overdue_comes_at_once_or_is_missed(store, standup):
    """After a morning of standstill Berlin's question still comes; Sydney's of the day before is too late."""
    now = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    async with store.read() as db:
        seen = await foresee(db, Scope("T1"), now=now, until=now + timedelta(minutes=1))
    told = {(one.member_id, one.day.day): one.skipped for one in seen}
    assert told["ANA", 3] == ""
    assert told["ANA", 2] == "missed"
    assert told["CLEO", 3] == "missed"


async def test_a_day_taken_by_hand_is_not_foreseen_again(store, standup):
    """Ben was asked by hand this morning; his next question is tomorrow's."""
    now = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
    async with store.begin() as db:
        await service.record(
            db, workspace_id="T1", appointment_id=standup.id, job="checkin.ask", subject="1", member_id="BEN",
            day=date(2026, 3, 3), slot="", due_at=now, zone="America/New_York", now=now,
        )  # fmt: skip
        seen = await foresee(db, Scope("T1", member_id="BEN"), now=now, until=now + timedelta(days=1, hours=6))
    assert [one.day for one in seen if not one.skipped] == [date(2026, 3, 4)]


async def test_an_absence_says_until_when_and_a_holiday_its_name(store, standup):
    """Whoever looks ahead reads why, not only that."""
    async with store.begin() as db:
        db.add(
            Away(
                workspace_id="T1", member_id="ANA", first_day=date(2026, 4, 1), last_day=date(2026, 4, 2),
                set_by="ANA", set_at=LONG_AGO,
            )
        )  # fmt: skip
        await db.flush()
        now = datetime(2026, 4, 1, 0, 0, tzinfo=UTC)
        seen = await foresee(db, Scope("T1", member_id="ANA"), now=now, until=now + timedelta(days=4))
    told = {one.day.day: (one.skipped, one.until, one.holiday) for one in seen if one.day.month == 4}
    assert told[1] == ("away", date(2026, 4, 2), "")
    assert told[3] == ("holiday", None, "Good Friday")


async def test_looking_ahead_changes_no_row(store, company):
    """Every table holds the same number of the same rows before and after."""
    await company(1)
    before = await _everything(store)
    async with store.read() as db:
        assert await foresee(db, Scope("T1"), now=BEGIN, until=BEGIN + DAYS)
    assert await _everything(store) == before


async def _everything(store):
    async with store.read() as db:
        return {
            name: sorted(map(str, (await db.execute(select(table))).all()))
            for name, table in Base.metadata.tables.items()
        }
