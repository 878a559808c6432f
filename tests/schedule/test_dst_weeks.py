"""Weeks around every change of clocks in 2026 and 2027: all are asked at their own wall time, or it is told why not.

What should happen is computed here in another way than by salesbot's rules: by walking through every minute of the
weeks and looking at the wall in each zone.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import holidays
import pytest
from sqlalchemy import select

from salesbot.people.model import Away, Member, Team, Workspace
from salesbot.schedule import queries, service
from salesbot.schedule.beat import beat
from salesbot.schedule.model import Appointment, Occurrence
from salesbot.schedule.rules import Plan

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
MIDNIGHT, NIGHT, MORNING = time(0, 15), time(2, 15), time(9, 15)

# Twelve homes of five people each: zone -> (country, the wall time of the nightly appointment).
HOMES = {
    "Europe/Berlin": ("DE", NIGHT),
    "America/New_York": ("US", NIGHT),
    "America/Santiago": ("CL", MIDNIGHT),  # the day begins at 01:00 where the clocks go on
    "America/Havana": ("CU", MIDNIGHT),  # the same
    "Africa/Cairo": ("EG", MIDNIGHT),  # the same
    "Asia/Beirut": ("LB", MIDNIGHT),  # the same
    "Africa/Casablanca": ("MA", NIGHT),  # goes back for Ramadan
    "Asia/Kolkata": ("IN", NIGHT),  # no change, half an hour
    "Asia/Tokyo": ("JP", NIGHT),  # no change
    "Australia/Sydney": ("AU", NIGHT),
    "Australia/Lord_Howe": ("AU", NIGHT),  # half an hour
    "Pacific/Auckland": ("NZ", NIGHT),
}
COUNTRIES = {zone: country for zone, (country, _) in HOMES.items()} | {"Pacific/Honolulu": "US", "Europe/London": "GB"}


@dataclass
class Person:
    """Somebody of the sixty, and what they do in one span of days."""

    id: str
    home: str
    working_days: str
    away: tuple[date, date] | None = None
    stays: list[tuple[datetime, str]] = field(default_factory=list)  # (from then on, in this zone)


def people():
    """Five in each zone; in each, one who works from Sunday to Thursday."""
    return [
        Person(f"U{n:02}{k}", zone, "71234" if k == 4 else "12345") for n, zone in enumerate(HOMES) for k in range(5)
    ]


def changes(year):
    """The dates (UTC) on which the clocks of any of the homes change in a year, found by looking at every hour."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + n * HOUR for n in range(24 * 365)]
    found = set()
    for zone in map(ZoneInfo, HOMES):
        offsets = [(hour, hour.astimezone(zone).utcoffset()) for hour in hours]
        found |= {after.date() for (_, old), (after, new) in pairwise(offsets) if old != new}
    return sorted(found)


def spans(year):
    """The weeks around the changes, those that meet taken together: (first instant, last instant)."""
    runs = []
    for day in changes(year):
        first, last = day - 3 * DAY, day + 4 * DAY  # the last day only until 00:07 UTC
        if runs and first <= runs[-1][1]:
            runs[-1][1] = last
        else:
            runs.append([first, last])
    # 07 past: nobody's wall time falls on it
    return [tuple(datetime.combine(day, time(0, 7), UTC) for day in run) for run in runs]


# ---- what should happen, minute by minute ----


@cache
def shown(zone, first, last):
    """For each local day and wall time: the UTC minute at which the wall first shows it.

    A wall time that never shows: the minute at which a clock would show it that did not go on at the gap.
    """
    tz, instants, before = ZoneInfo(zone), {}, None
    minute = first - 3 * DAY
    while minute < last + 3 * DAY:
        wall = minute.astimezone(tz).replace(tzinfo=None)
        if wall.time() in {MIDNIGHT, NIGHT, MORNING}:
            instants.setdefault((wall.date(), wall.time()), minute)
        if before is not None and wall - before > MINUTE:  # the clocks went on
            for skipped in jumped(before, wall):
                instants[skipped.date(), skipped.time()] = minute + (skipped - before - MINUTE)
        before, minute = wall, minute + MINUTE
    return instants


def jumped(before, after):
    """The wall times of interest between two minutes of a wall."""
    steps = (before + n * MINUTE for n in range(1, int((after - before) / MINUTE)))
    return [wall for wall in steps if wall.time() in {MIDNIGHT, NIGHT, MORNING}]


def expected(person, wall, weekdays, respected, walls, first, last):
    """What the ledger should say of one person and appointment: day -> (instant, state, reason)."""
    found = {}
    day = first.date() - 3 * DAY
    while day <= last.date() + 3 * DAY:
        event = str(day.isoweekday()) in weekdays and event_of(day, wall, person.stays, walls, last)
        if event and event[0] <= last:
            at, zone, passed = event
            reason = "moved" if passed else why_not(person, day, zone) if respected else away(person, day)
            found[day] = (at, "skipped" if reason else "done", reason)
        day += DAY
    return found


def event_of(day, wall, stays, walls, last):
    """Where the day's wall time is met, as (instant, zone, whether it had passed when they came there); or None."""
    ends = [start for start, _ in stays[1:]] + [last + 9 * DAY]
    for (start, zone), end, following in zip(stays, ends, [*stays[1:], None], strict=True):
        at = walls[zone].get((day, wall))
        if at is not None and start <= at < end:
            return at, zone, False
        if following and at is not None and at >= end:  # still to come when they left
            there = walls[following[1]].get((day, wall))
            if there is not None and there < end:
                return there, following[1], True
    return None


def away(person, day):
    """Away or not."""
    return "away" if person.away and person.away[0] <= day <= person.away[1] else ""


def why_not(person, day, zone):
    """Away, a holiday where they are, or not one of their working days."""
    if away(person, day):
        return "away"
    if day in public(COUNTRIES[zone]):
        return "holiday"
    return "" if str(day.isoweekday()) in person.working_days else "day off"


@cache
def public(country):
    """A country's public holidays."""
    return holidays.country_holidays(country)


# ---- what does happen ----


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("store", "year"),
    [
        ("sqlite", 2026), ("sqlite", 2027),
        pytest.param("postgresql", 2026, marks=pytest.mark.chaos),  # the rule is the same; each takes half a minute
        pytest.param("postgresql", 2027, marks=pytest.mark.chaos),
    ],
    indirect=["store"],
)  # fmt: skip
async def test_every_occurrence_happens_once_at_its_wall_time_or_is_told(store, year):
    """Around every change of clocks of the year the ledger is what a walk minute by minute expects."""
    everybody = people()
    await settle_in(store, everybody)
    rng = random.Random(year)
    told = Counter()
    for first, last in spans(year):
        plan_lives(everybody, rng, first, last)
        diary = await live(store, everybody, first, last)
        wanted = await compare(store, everybody, diary, first, last)
        told.update(reason or "done" for _, _, reason in wanted)
    assert set(told) == {"done", "away", "holiday", "day off", "moved"}, told
    assert told["done"] > 2500, told


async def settle_in(store, everybody):
    """Sixty members of one team."""
    long_ago = datetime(2025, 1, 1, tzinfo=UTC)
    async with store.begin() as db:
        db.add(Workspace(id="T1", created_at=long_ago))
        await db.flush()
        team = {"name": "All", "channel_id": "C1", "zone": "Europe/Berlin", "created_by": "U000"}
        db.add(Team(id=1, workspace_id="T1", **team, created_at=long_ago))
        db.add_all(
            Member(
                workspace_id="T1", id=one.id, slack_zone=one.home, working_days=one.working_days, created_at=long_ago
            )
            for one in everybody
        )


def plan_lives(everybody, rng, first, last):
    """One in six is away for one to four days, and one in six travels once or twice, at 07 past some hour."""
    length = int((last - first) / HOUR)
    for one in everybody:
        start = first.date() + rng.randrange(length // 24) * DAY
        one.away = (start, start + rng.randrange(4) * DAY) if rng.random() < 1 / 6 else None
        one.stays = [(first, one.home)]
        if rng.random() < 1 / 6:
            hours = sorted(rng.sample(range(20, length - 20), rng.choice([1, 2])))
            one.stays += [(first + hour * HOUR, rng.choice(sorted(COUNTRIES))) for hour in hours]


async def live(store, everybody, first, last):
    """Let the days pass from due instant to due instant, with everybody's moves; returns the job's runs."""
    diary = []

    async def ask(db, runs):
        diary.extend(runs)
        return {}

    await begin(store, everybody, first, last)
    moves = sorted((at, one.id, zone) for one in everybody for at, zone in one.stays[1:])
    for at, member_id, zone in [*moves, (last, None, None)]:
        await pass_days(store, ask, at)
        if member_id is not None:
            async with store.begin() as db:
                (await db.get_one(Member, ("T1", member_id))).own_zone = zone
                await service.moved(db, workspace_id="T1", member_id=member_id, now=at)
    async with store.begin() as db:
        for one in await queries.appointments(db, "T1", job="checkin.ask"):
            await service.end(db, one, now=last)
    return diary


async def begin(store, everybody, first, last):
    """Everybody is at home and has a seat in the morning's appointment, and in the night's where the clocks change."""
    async with store.begin() as db:
        for one in everybody:
            (await db.get_one(Member, ("T1", one.id))).own_zone = None
            if one.away:
                days = {"first_day": one.away[0], "last_day": one.away[1]}
                db.add(Away(workspace_id="T1", member_id=one.id, **days, set_by=one.id, set_at=first))
        for name, plan in PLANS.items():
            made = await service.appoint(
                db, plan, workspace_id="T1", job="checkin.ask", subject=name, team_id=1, now=first
            )
            await service.seat(db, made, [one.id for one in everybody if takes_part(one, name, first, last)], now=first)


PLANS = {
    "morning": Plan(wall=MORNING),
    "night": Plan(wall=NIGHT, weekdays="1234567", holidays=False, days_off=False),
    "midnight": Plan(wall=MIDNIGHT, weekdays="1234567", holidays=False, days_off=False),
}


def takes_part(person, name, first, last):
    """Everybody has a morning; where the clocks change in these weeks, people have their home's nightly one too."""
    if name == "morning":
        return True
    hours = (first + n * HOUR for n in range((last - first) // HOUR))
    offsets = {hour.astimezone(ZoneInfo(person.home)).utcoffset() for hour in hours}
    return PLANS[name].wall == HOMES[person.home][1] and len(offsets) > 1


async def pass_days(store, ask, until):
    """Beat at every instant at which something is due."""
    async with store.read() as db:
        at = await queries.next_at(db)
    while at is not None and at <= until:
        due, at = at, (await beat(store, {"checkin.ask": ask}, now=at)).next_at
        assert at is None or at > due


async def compare(store, everybody, diary, first, last):
    """Hold the ledger against what was expected, and the job's calls against the ledger; returns what was expected."""
    walls = {zone: shown(zone, first, last) for zone in COUNTRIES}
    wanted = {}
    for one in everybody:
        for name, plan in PLANS.items():
            if takes_part(one, name, first, last):
                days = expected(one, plan.wall, plan.weekdays, plan.days_off, walls, first, last)
                wanted |= {(one.id, name, day): told for day, told in days.items()}
    written = await read_ledger(store, first)
    assert {key: told for key, (told, _) in written.items()} == wanted
    done = [key for told, key in written.values() if told[1] == "done"]
    assert Counter(run.key for run in diary) == Counter(done)
    assert all(run.now == run.due_at for run in diary)
    return list(wanted.values())


async def read_ledger(store, first):
    """The ledger of this span: (member, appointment, day) -> ((instant, state, reason), key)."""
    ours = select(Occurrence, Appointment.subject).join(Appointment, Appointment.id == Occurrence.appointment_id)
    async with store.read() as db:
        rows = (await db.execute(ours.where(Appointment.created_at == first))).all()
    found = {(row.who, subject, row.day): ((row.due_at, row.state, row.reason), row.key) for row, subject in rows}
    assert len(found) == len(rows)
    return found
