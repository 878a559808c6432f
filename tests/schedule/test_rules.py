"""The rules of time, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.schedule import rules
from salesbot.schedule.rules import Plan, Slot

DAY = timedelta(days=1)
NINE = Plan(wall=time(9, 15))
DAILY = Plan(wall=time(9, 15), weekdays="1234567")
TUESDAY = date(2026, 3, 3)
BERLIN, NEW_YORK, SYDNEY = "Europe/Berlin", "America/New_York", "Australia/Sydney"
ZONES = sorted(available_timezones() - {"localtime", "posixrules"})

walls = st.times().map(lambda wall: wall.replace(microsecond=0))
days = st.dates(date(1990, 1, 2), date(2037, 12, 30))
instants = st.datetimes(datetime(2000, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants naive bounds
plans = st.builds(
    Plan,
    wall=walls,
    weekdays=st.sets(st.sampled_from("1234567"), min_size=1).map("".join),
    every_weeks=st.integers(1, 52),
    anchor=days,
) | st.builds(
    Plan,
    wall=walls,
    weekdays=st.sets(st.sampled_from("1234567"), min_size=1).map("".join),
    nth=st.sampled_from([1, 2, 3, 4, 5, -1]),
)


# ---- days ----


@pytest.mark.parametrize(
    ("plan", "first"),
    [
        (Plan(wall=time(9), weekdays="2"), [date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 17)]),
        (Plan(wall=time(9), weekdays="25"), [date(2026, 3, 3), date(2026, 3, 6), date(2026, 3, 10)]),
        (
            Plan(wall=time(9), weekdays="2", every_weeks=2, anchor=date(2026, 3, 13)),
            [date(2026, 3, 10), date(2026, 3, 24), date(2026, 4, 7)],
        ),
        (Plan(wall=time(9), weekdays="2", nth=1), [date(2026, 3, 3), date(2026, 4, 7), date(2026, 5, 5)]),
        (Plan(wall=time(9), weekdays="5", nth=-1), [date(2026, 3, 27), date(2026, 4, 24), date(2026, 5, 29)]),
        (Plan(wall=time(9), weekdays="7", nth=5), [date(2026, 3, 29), date(2026, 5, 31), date(2026, 8, 30)]),
    ],
)
def test_days_of_a_plan(plan, first):
    """Weekdays, every n weeks from an anchor, and the nth or last weekday of the month give these days."""
    found, day = [], date(2026, 3, 1)
    while len(found) < len(first):
        day = rules.next_day(plan, day)
        found.append(day)
    assert found == first


@given(plans, days)
def test_the_next_day_is_the_plans_first(plan, day):
    """Every valid plan has a next day, and none of the days before it is the plan's."""
    coming = rules.next_day(rules.checked(plan), day)
    assert coming > day
    assert rules.happens_on(plan, coming)
    assert not any(rules.happens_on(plan, day + n * DAY) for n in range(1, (coming - day).days))


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"weekdays": ""}, "Weekdays"),
        ({"weekdays": "18"}, "Weekdays"),
        ({"every_weeks": 0}, "52"),
        ({"every_weeks": 53}, "52"),
        ({"nth": 0}, "month"),
        ({"nth": 1, "every_weeks": 2}, "exclude"),
        ({"wall": time(9, tzinfo=UTC)}, "zone"),
        ({"grace_minutes": -1}, "late"),
        ({"zone": "Europe/Atlantis"}, "Atlantis"),
    ],
)
def test_a_plan_that_never_happens_is_refused_in_words(wrong, word):
    """What could never happen is refused with a sentence."""
    with pytest.raises(ValueError, match=word):
        rules.checked(Plan(**{"wall": time(9)} | wrong))


# ---- what follows ----


@given(plans, instants, st.sampled_from([BERLIN, NEW_YORK, SYDNEY, "Pacific/Apia", "Africa/Cairo"]))
def test_what_follows_is_in_order_and_never_before_it_began(plan, since, zone):
    """Occurrences come in order, on new days each, none before the beginning, and none is left out."""
    coming = list(islice(rules.occurrences(plan, zone, since, since + 800 * DAY), 5))
    assert all(one.at >= since for one in coming)
    assert all(one.at < two.at and one.day < two.day for one, two in pairwise(coming))
    first = since.date() - 3 * DAY
    wanted = [first + n * DAY for n in range(810)]
    fired = {day: rules.fire_at(day, plan.wall, ZoneInfo(zone)) for day in wanted if rules.happens_on(plan, day)}
    by_force = [day for day, at in fired.items() if at is not None and since <= at < since + 800 * DAY]
    assert [one.day for one in coming] == by_force[:5]


def test_earlier_times_of_the_first_day_are_not_due():
    """What begins at 10:00 in Berlin does not happen at 09:15 of that day; what begins at 09:15 sharp does."""
    versions = {date(2026, 1, 1): NINE}
    ten = datetime(2026, 3, 3, 9, tzinfo=UTC)
    sharp = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)
    assert rules.following(versions, BERLIN, after=date.min, since=ten).day == TUESDAY + DAY
    assert rules.following(versions, BERLIN, after=date.min, since=sharp).day == TUESDAY


def test_a_version_holds_from_its_day():
    """Until a new plan begins, the old one holds."""
    versions = {date(2026, 1, 1): DAILY, TUESDAY + DAY: Plan(wall=time(11), weekdays="3")}
    since = datetime(2026, 3, 3, tzinfo=UTC)
    first = rules.following(versions, BERLIN, after=date.min, since=since)
    second = rules.following(versions, BERLIN, after=first.day, since=since)
    third = rules.following(versions, BERLIN, after=second.day, since=since)
    assert [(n.day.day, n.at.hour) for n in (first, second, third)] == [(3, 8), (4, 10), (11, 10)]


@pytest.mark.parametrize("plan", [Plan(wall=time(9), weekdays=""), Plan(wall=time(9), weekdays="1", nth=7)])
def test_a_plan_that_never_happens_ends_the_search(plan):
    """A plan that could never happen has nothing next, and the search for it ends."""
    assert rules.next_day(plan, TUESDAY) is None
    assert rules.following({TUESDAY: plan}, BERLIN, after=TUESDAY, since=datetime(2026, 3, 3, tzinfo=UTC)) is None


# ---- moves ----


def moved(zone, *, pending, settled, now):
    """Replan a daily 09:15 in a new zone; `pending` is (day, the zone that it was planned in)."""
    day, old = pending
    at = rules.fire_at(day, DAILY.wall, ZoneInfo(old))
    since = datetime(2026, 1, 1, tzinfo=UTC)
    return rules.replan({date(2026, 1, 1): DAILY}, zone, pending=(day, at), settled=settled, since=since, now=now)


@pytest.mark.parametrize(
    ("begins", "wall", "grace"),
    [
        (time(7), time(9, 15), 225),
        (time(9, 15), time(9, 15), 225),
        (time(11), time(11), 120),
        (time(12), time(12), 60),
        (time(12, 1), time(12), 60),
        (time(23), time(12), 60),
    ],
)
def test_nothing_comes_before_somebodys_day_begins(begins, wall, grace):
    """What is earlier waits for it, but leaves an hour of grace; how late it may come at all stays the same."""
    plan = replace(NINE, grace_minutes=225)
    own = rules.in_own_hours(plan, begins)
    assert (own.wall, own.grace_minutes) == (wall, grace)
    latest = datetime.combine(TUESDAY, own.wall) + timedelta(minutes=own.grace_minutes)
    assert latest == datetime.combine(TUESDAY, time(13))


def test_own_hours_change_nothing_where_there_is_no_room_or_one_hour_for_all():
    """A plan with an hour of grace stays as it is, and so does one in a zone of its own."""
    for plan in (NINE, replace(NINE, zone=BERLIN, grace_minutes=300)):
        assert rules.in_own_hours(plan, time(11)) == plan


def test_travel_west_does_not_ask_the_same_date_again():
    """Ana was asked in Berlin, flies to New York, where it is not yet 09:15: she is asked tomorrow."""
    now = datetime(2026, 3, 3, 10, tzinfo=UTC)
    plan = moved(NEW_YORK, pending=(TUESDAY + DAY, BERLIN), settled={TUESDAY}, now=now)
    assert (plan.moved, plan.coming.day) == ((), TUESDAY + DAY)


def test_travel_east_skips_the_time_that_passed_and_keeps_tomorrow():
    """Ben flies from New York's Tuesday evening into Sydney's Wednesday noon: Wednesday moved away, Thursday comes."""
    now = datetime(2026, 3, 4, 1, tzinfo=UTC)
    plan = moved(SYDNEY, pending=(TUESDAY + DAY, NEW_YORK), settled={TUESDAY}, now=now)
    assert [one.day for one in plan.moved] == [TUESDAY + DAY]
    assert plan.coming.day == TUESDAY + 2 * DAY


def test_travel_over_the_date_line_back_never_asks_a_settled_day():
    """Cleo was asked on Tuesday in Sydney and lands on Monday in Honolulu: the next day asked is Wednesday."""
    now = datetime(2026, 3, 3, 1, tzinfo=UTC)
    plan = moved("Pacific/Honolulu", pending=(TUESDAY + DAY, SYDNEY), settled={TUESDAY - DAY, TUESDAY}, now=now)
    assert (plan.moved, plan.coming.day) == ((), TUESDAY + DAY)


def test_what_is_due_already_stays():
    """A question that was due a moment before the move is asked, not moved away."""
    now = datetime(2026, 3, 3, 8, 16, tzinfo=UTC)
    assert moved(SYDNEY, pending=(TUESDAY, BERLIN), settled={TUESDAY - DAY}, now=now) is None


def test_a_day_answered_ahead_does_not_hide_the_day_before_it():
    """Wednesday was taken by hand while Tuesday is still to come: a move leaves Tuesday next, and Wednesday out."""
    now = datetime(2026, 3, 3, 6, tzinfo=UTC)
    plan = moved("Europe/Lisbon", pending=(TUESDAY, BERLIN), settled={TUESDAY - DAY, TUESDAY + DAY}, now=now)
    assert plan.coming.day == TUESDAY


@given(
    now=instants,
    zones=st.tuples(st.sampled_from(ZONES), st.sampled_from(ZONES)),
    plan=plans,
    next_plan=plans,
    asked=st.integers(0, 4),
)
def test_no_move_and_no_edit_asks_a_date_twice_or_loses_one_silently(now, zones, plan, next_plan, asked):
    """After any move and edit: nothing settled comes again, all to come is later than now, passed days are told."""
    old, new = zones
    before = {date(1999, 1, 1): plan}
    after = before | {rules.first_day(now): next_plan}
    start = now - 400 * DAY
    coming = rules.following(before, old, after=date.min, since=start)
    settled = set()
    while coming.at <= now:
        settled.add(coming.day)
        coming = rules.following(before, old, after=coming.day, since=start)
    settled = set(sorted(settled)[-max(asked, 1) :])
    done = rules.replan(after, new, pending=(coming.day, coming.at), settled=settled, since=start, now=now)
    assert done.coming.at >= now
    assert done.coming.day not in settled
    assert not settled or done.coming.day > max(settled)
    assert all(one.at < now and one.day not in settled and one.day < done.coming.day for one in done.moved)
    between = [coming.day + n * DAY for n in range((done.coming.day - coming.day).days)]
    silent = [day for day in between if rules.happens_on(next_plan, day) and day not in {one.day for one in done.moved}]
    assert all(rules.fire_at(day, next_plan.wall, ZoneInfo(next_plan.zone or new)) is None for day in silent)


# ---- late ----


def test_back_off_doubles_up_to_an_hour():
    """A failing job is tried again after 1, 2, 4, … minutes, at least hourly."""
    assert [rules.back_off(n).seconds // 60 for n in (1, 2, 3, 6, 7, 8, 10_000)] == [1, 2, 4, 32, 60, 60, 60]


def test_a_key_names_the_local_day_and_never_the_instant():
    """The key is made of job, appointment, person and local day, and the slot if there is one."""
    due = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)
    slot = Slot(
        workspace_id="T1",
        appointment_id=7,
        job="checkin.ask",
        subject="1",
        member_id="U1",
        day=TUESDAY,
        slot="",
        due_at=due,
        zone=BERLIN,
    )
    assert slot.key == "checkin.ask.7.U1.2026-03-03"
    assert replace(slot, member_id=None, slot="close").key == "checkin.ask.7.team.2026-03-03.close"
