"""Which days a digest counts, when a brief was due before, and what was typed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.digest import rules
from salesbot.people.rules import Calendar, Role

ZONES = ("Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "America/Santiago", "Pacific/Apia")
FRIDAY = datetime(2026, 3, 6, 15, tzinfo=UTC)  # 16:00 in Berlin
HOURS = timedelta(hours=1)


def fridays(zone, wall, *, weeks=60, first=date(2026, 1, 2)):
    """The instants of a wall time on so many Fridays."""
    return [rules.instant(first + n * rules.WEEK, wall, zone) for n in range(weeks)]


@given(st.sampled_from(ZONES), st.times(), st.dates(date(2010, 1, 1), date(2036, 1, 1)))
def test_consecutive_weeks_meet_without_gap_or_overlap(zone, wall, first):
    """Each week begins at the very instant at which the one before it ended, through every change of the clocks."""
    told = None
    ends = fridays(zone, wall.replace(tzinfo=None), weeks=30, first=first)
    weeks = []
    for end in ends:
        week = rules.told(end, zone, before=told)
        weeks.append(week)
        told = week.until
    assert [one.until for one in weeks] == ends
    for before, after in pairwise(weeks):
        assert after.since == before.until
        assert before.last < after.first


@pytest.mark.parametrize(
    ("zone", "friday", "hours"),
    [("Europe/Berlin", date(2026, 4, 3), 167), ("Europe/Berlin", date(2026, 10, 30), 169),
     ("America/New_York", date(2026, 3, 13), 167), ("Australia/Sydney", date(2026, 4, 10), 169)],
)  # fmt: skip
def test_a_week_in_which_the_clocks_change_is_an_hour_shorter_or_longer(zone, friday, hours):
    """From 16:00 to 16:00 on the wall: the week is as long as it was."""
    week = rules.told(rules.instant(friday, time(16), zone), zone, before=None)
    assert (week.until - week.since) / HOURS == hours
    assert (week.first, week.last) == (friday - timedelta(days=6), friday)


def test_a_week_that_never_came_is_told_with_the_next():
    """What was told a fortnight ago is caught up with; what is older than that is no week any more."""
    assert rules.told(FRIDAY, "Europe/Berlin", before=FRIDAY - 14 * rules.DAY).since == FRIDAY - 14 * rules.DAY
    assert rules.told(FRIDAY, "Europe/Berlin", before=FRIDAY - 15 * rules.DAY).since == FRIDAY - rules.WEEK


def test_an_earlier_hour_makes_a_shorter_week():
    """The digest moved from Friday to Monday: the first one after that counts three days."""
    monday = FRIDAY + 3 * rules.DAY
    week = rules.told(monday, "Europe/Berlin", before=FRIDAY)
    assert (week.since, week.first, week.last) == (FRIDAY, date(2026, 3, 7), date(2026, 3, 9))


def test_this_week_and_the_last_one_share_monday_midnight():
    """Sunday is the last week's, the first minute of Monday this one's, on the team's calendar."""
    this, last = rules.this_week(FRIDAY, "Europe/Berlin"), rules.last_week(FRIDAY, "Europe/Berlin")
    assert (this.first, this.last, this.until) == (date(2026, 3, 2), date(2026, 3, 6), FRIDAY)
    assert (last.first, last.last) == (date(2026, 2, 23), date(2026, 3, 1))
    assert last.until == this.since == datetime(2026, 3, 2, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("day", "back"), [(date(2026, 3, 3), 1), (date(2026, 3, 2), 3), (date(2026, 4, 7), 5)], ids=["Tue", "Mon", "Easter"]
)
def test_a_daily_brief_tells_all_since_the_working_day_before(day, back):
    """On Monday that is Friday's; after Easter in Germany it is Thursday's."""
    calendar = Calendar("Europe/Berlin")
    until = rules.instant(day, time(8, 30), calendar.zone)
    brief = rules.briefed(calendar, until, weekly=False)
    assert brief.since == rules.instant(day - back * rules.DAY, time(8, 30), calendar.zone)


def test_a_brief_after_time_away_tells_what_happened_meanwhile():
    """Ana was away until Friday: Monday's brief begins on the last day she worked."""
    calendar = Calendar("Europe/Berlin", aways=((date(2026, 3, 3), date(2026, 3, 6)),))
    brief = rules.briefed(calendar, rules.instant(date(2026, 3, 9), time(8, 30), calendar.zone), weekly=False)
    assert brief.since.date() == date(2026, 3, 2)


def test_a_brief_on_mondays_tells_a_week():
    """From Monday to Monday, whatever was free in between."""
    until = rules.instant(date(2026, 3, 9), time(8, 30), "Europe/Berlin")
    assert rules.briefed(Calendar("Europe/Berlin"), until, weekly=True).since == until - rules.WEEK


def test_managers_reps_and_observers_read_a_week():
    """Contributors are asked only now and then; admins read everything."""
    assert [role for role in Role if rules.may_read(role, admin=False)] == [Role.MANAGER, Role.REP, Role.OBSERVER]
    assert rules.may_read(None, admin=True)
    assert not rules.may_read(None, admin=False)


@pytest.mark.parametrize(
    ("typed", "which", "team"),
    [("", "now", ""), ("last", "last", ""), ("  LAST  ", "last", ""), ("settings", "settings", ""),
     ("EMEA Sales", "now", "EMEA Sales"), ("@emea-sales", "now", "emea-sales"),
     ("last EMEA Sales", "last", "EMEA Sales"),
     ("Last Chance Team", "last", "Chance Team"), ("#emea", "now", "emea"), ("x" * 4000, "now", "x" * 4000)],
)  # fmt: skip
def test_a_command_is_read(typed, which, team):
    """The word first, the team after it."""
    assert rules.read(typed) == rules.Wanted(which, team)


@given(st.text())
def test_whatever_is_typed_is_read(typed):
    """Nothing that can be typed breaks it."""
    assert rules.read(typed).which in {"now", "last", "settings"}


def test_a_team_is_known_by_its_name_its_beginning_or_a_part():
    """The same name wins over those that only begin so."""
    names = ["EMEA Sales", "EMEA", "South", "South East"]
    assert rules.named("emea", names) == [1]
    assert rules.named("south", names) == [2]
    assert rules.named("EMEA S", names) == [0]
    assert rules.named("east", names) == [3]
    assert rules.named("so", names) == [2, 3]
    assert rules.named("nowhere", names) == []
