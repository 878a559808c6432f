"""The decisions of blockers: silence, age, and rights, from values alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.blockers import rules
from salesbot.people.rules import Calendar, Role

BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = date(2026, 3, 3)
ANYBODY = Calendar("Europe/Berlin")


def berlin(day: date, hour: int = 9, minute: int = 20) -> datetime:
    """An hour on the wall in Berlin."""
    return datetime.combine(day, time(hour, minute), BERLIN).astimezone(UTC)


def days(number: int) -> date:
    """So many days after the Tuesday."""
    return TUESDAY + timedelta(days=number)


@pytest.mark.parametrize(("later", "expected"), [(0, False), (1, False), (2, True), (3, True)])
def test_a_whole_working_day_without_a_word_is_a_silence(later, expected):
    """Said on Tuesday: Wednesday is the day that counts, and Thursday morning knows."""
    assert rules.silent(ANYBODY, berlin(TUESDAY), now=berlin(days(later), 10)) is expected


def test_a_weekend_is_no_silence():
    """Said on Friday: not on Monday, on Tuesday."""
    friday = berlin(date(2026, 3, 6))
    assert not rules.silent(ANYBODY, friday, now=berlin(date(2026, 3, 9), 10))
    assert rules.silent(ANYBODY, friday, now=berlin(date(2026, 3, 10), 10))


@pytest.mark.parametrize(
    "calendar",
    [
        Calendar("Europe/Berlin", aways=((days(1), days(9)),)),
        Calendar("Europe/Berlin", paused_until=berlin(days(9))),
        Calendar("Europe/Berlin", status_away_until=berlin(days(9))),
        Calendar("Europe/Berlin", working_days=""),
        Calendar("Europe/Berlin", active=False),
    ],
)
def test_who_does_not_work_is_not_silent(calendar):
    """Away, paused, a status that says so, no working days, gone: none of them owes a word."""
    assert not rules.silent(calendar, berlin(TUESDAY), now=berlin(days(7), 10))


def test_a_holiday_is_no_silence():
    """Good Friday and Easter Monday in Berlin: said on Thursday, it is silent on Wednesday."""
    thursday = berlin(date(2026, 4, 2))
    assert not rules.silent(ANYBODY, thursday, now=berlin(date(2026, 4, 7), 10))
    assert rules.silent(ANYBODY, thursday, now=berlin(date(2026, 4, 8), 10))


def test_silence_is_judged_on_the_owners_own_wall():
    """Late on Tuesday in Berlin is Wednesday morning in Sydney."""
    said = berlin(TUESDAY, 23)
    thursday = berlin(days(2), 10)
    assert rules.silent(ANYBODY, said, now=thursday)
    assert not rules.silent(Calendar("Australia/Sydney"), said, now=thursday)


instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001  hypothesis wants them naive
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Sydney", "Pacific/Apia", "Nowhere/At_All"])


@given(instants, st.timedeltas(timedelta(0), timedelta(days=40)), st.timedeltas(timedelta(0), timedelta(days=9)), zones)
def test_silence_never_ends_by_itself(said, gap, more, zone):
    """Once silent it stays so until there is a word, and a word within two local days is never a silence."""
    calendar = Calendar(zone)
    now = said + gap
    if rules.silent(calendar, said, now=now):
        assert rules.silent(calendar, said, now=now + more)
        assert gap > timedelta(days=1)
    assert not rules.silent(calendar, now, now=now)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (0, "since today"),
        (1, "since yesterday"),
        (2, "since Tuesday"),
        (6, "since Tuesday"),
        (7, "for 5 working days"),
        (13, "for 9 working days"),
        (29, "since 3 March"),
        (400, "since 3 March 2026"),
    ],
)
def test_an_age_is_said_as_people_say_it(later, words):
    """A weekday within the week, working days after it, then the date."""
    assert rules.since(ANYBODY, berlin(TUESDAY), now=berlin(days(later), 8)) == words


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (0, "since Tuesday"),
        (1, "since Tuesday"),
        (6, "since Tuesday"),
        (7, "since 3 March"),
        (400, "since 3 March 2026"),
    ],
)
def test_what_is_read_later_names_a_day_and_counts_none(later, words):
    """A digest stands in its channel for weeks: "since yesterday" would be wrong on the next day already."""
    assert rules.dated(ANYBODY, berlin(TUESDAY), now=berlin(days(later), 8)) == words


@pytest.mark.parametrize(
    ("calendar", "words"),
    [
        (Calendar("Europe/Berlin"), "for 6 working days"),
        (Calendar("America/New_York"), "for 8 working days"),
        (Calendar("America/New_York", country="DE"), "for 6 working days"),
        (Calendar("Europe/Berlin", country="US"), "for 8 working days"),
        (Calendar("Europe/Berlin", aways=((date(2026, 4, 7), date(2026, 4, 8)),)), "for 6 working days"),
    ],
)
def test_a_public_holiday_is_no_working_day_of_an_age(calendar, words):
    """From before Easter to the Friday after: Good Friday and Easter Monday are free in Germany, not in America."""
    raised = datetime(2026, 3, 31, 12, tzinfo=UTC)
    assert rules.since(calendar, raised, now=datetime(2026, 4, 10, 12, tzinfo=UTC)) == words


@given(instants, st.timedeltas(timedelta(days=-3), timedelta(days=900)), zones, st.sampled_from(["", "1", "12345"]))
def test_every_age_can_be_said(raised, gap, zone, working):
    """Whatever the calendar, there are words."""
    assert rules.since(Calendar(zone, working_days=working), raised, now=raised + gap).startswith(("since ", "for "))


VIEWERS = [
    rules.Viewer(who, role, admin=admin, guest=guest)
    for who, role, admin, guest in product(["UBEN", "UCLEO"], [*Role, None], [False, True], [False, True])
]


@pytest.mark.parametrize("viewer", VIEWERS, ids=str)
def test_rights_hold_for_everybody(viewer):
    """Said once more in other words than the rule's own, for each kind of person."""
    own = viewer.member_id == "UBEN" and viewer.role is not None
    boss = viewer.role == "manager" or viewer.admin
    team = viewer.role in {"rep", "observer", "manager"} and not viewer.guest
    assert rules.may_see(viewer, owner="UBEN", published=True) == (own or boss or team)
    assert rules.may_see(viewer, owner="UBEN", published=False) == (own or boss)
    assert rules.may_resolve(viewer, owner="UBEN") == (own or boss)
    assert rules.may_change(viewer, owner="UBEN") == own
