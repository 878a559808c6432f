"""Quiet hours on every wall, the budget of a local day, rides, and when offers pause."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.attention import rules
from salesbot.attention.rules import Cause, Due, Person, Shown, Verdict
from salesbot.people.rules import Calendar
from salesbot.schedule.rules import fire_at

BERLIN, NIGHT = ZoneInfo("Europe/Berlin"), (time(20), time(7))
NOON = datetime(2026, 3, 3, 11, tzinfo=UTC)  # Tuesday, 12:00 in Berlin
ZONES = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
INSTANTS = st.integers(0, 37 * 366 * 24 * 60).map(lambda at: datetime(2000, 1, 2, tzinfo=UTC) + timedelta(minutes=at))
WALLS = st.times().map(lambda wall: wall.replace(second=0, microsecond=0))
HOURS = timedelta(hours=1)


def person(**more):
    given_ = {"calendar": Calendar("Europe/Berlin"), "quiet": NIGHT} | more
    return Person(**given_)


def rule(who, at=NOON, until=NOON + rules.LIFE, **more):
    return rules.rule(who, at=at, until=until, **more)


def berlin(words):
    return datetime.fromisoformat(words).replace(tzinfo=BERLIN).astimezone(UTC)


# ---- quiet hours ----


@pytest.mark.parametrize(
    ("at", "awake"),
    [
        ("2026-03-03 12:00", "2026-03-03 12:00"),
        ("2026-03-03 19:59", "2026-03-03 19:59"),
        ("2026-03-03 20:00", "2026-03-04 07:00"),
        ("2026-03-04 06:59", "2026-03-04 07:00"),
        ("2026-03-04 07:00", "2026-03-04 07:00"),
        ("2026-03-28 23:00", "2026-03-29 07:00"),  # the night that loses an hour
        ("2026-10-24 23:00", "2026-10-25 07:00"),  # the night that has one twice
    ],
)
def test_an_offer_at_night_waits_until_seven_on_the_wall(at, awake):
    """Quiet hours end at seven on that person's wall, also in the nights in which the clocks change."""
    assert rules.awake_at(berlin(at), BERLIN, *NIGHT) == berlin(awake)


@pytest.mark.parametrize(("hour", "awake"), [(11, 11), (12, 14), (13, 14), (14, 14)])
def test_quiet_hours_may_lie_within_a_day(hour, awake):
    """Somebody who sleeps at noon is left alone at noon."""
    at, waits_until = (datetime(2026, 3, 3, one, tzinfo=BERLIN) for one in (hour, awake))
    assert rules.awake_at(at, BERLIN, time(12), time(14)) == waits_until


def test_quiet_hours_that_end_when_they_begin_are_none():
    """The same time twice means: never quiet."""
    assert rules.awake_at(NOON, BERLIN, time(9), time(9)) == NOON


@given(at=INSTANTS, zone=ZONES, begin=WALLS, end=WALLS)
def test_whoever_waits_is_awake_then(at, zone, begin, end):
    """In every zone, through every change of the clocks: never earlier, within two days, at the end, and then awake."""
    awake = rules.awake_at(at, zone, begin, end)
    assert at <= awake <= at + 49 * HOURS
    assert rules.awake_at(awake, zone, begin, end) == awake
    assert awake in {at, fire_at(awake.astimezone(zone).date(), end, zone)}


@given(at=INSTANTS, zone=ZONES)
def test_by_day_nobody_waits(at, zone):
    """Between seven and eight in the evening nothing is held back, on any wall."""
    wall = at.astimezone(zone).time()
    if time(8) <= wall < time(20):
        assert rules.awake_at(at, zone, *NIGHT) == at


# ---- one offer ----


def test_an_offer_with_room_is_sent():
    """One question a day leaves room for one offer."""
    one = person(said=[berlin("2026-03-03 09:15")])
    assert rule(one) == rules.Ruling(Verdict.SENT, NOON)


def test_a_question_still_to_come_counts():
    """What was sent and what is due that day are counted together."""
    one = person(said=[berlin("2026-03-03 09:15")], due=[Due(berlin("2026-03-03 16:00"), "checkin")])
    ruling = rule(one)
    assert (ruling.verdict, ruling.at, ruling.cause) == (Verdict.KEPT, berlin("2026-03-03 16:00"), Cause.BUDGET)


def test_without_a_promised_message_in_time_it_is_dropped():
    """A full day, and the next question comes when the offer is over."""
    said = [berlin("2026-03-03 09:15"), berlin("2026-03-03 10:00")]
    one = person(said=said, due=[Due(berlin("2026-03-04 09:15"), "checkin")])
    assert rule(one, until=berlin("2026-03-04 09:15")).cause is Cause.NO_RIDE
    assert rule(one, until=berlin("2026-03-04 09:16")).verdict is Verdict.KEPT
    assert rule(one, rides=False).cause is Cause.NO_RIDE


@pytest.mark.parametrize(
    ("more", "cause"),
    [
        ({"calendar": Calendar("Europe/Berlin", active=False)}, Cause.LEFT),
        ({"in_team": False}, Cause.LEFT),
        ({"calendar": Calendar("Europe/Berlin", paused_until=NOON + HOURS)}, Cause.PAUSED),
        ({"calendar": Calendar("Europe/Berlin", aways=((date(2026, 3, 3), date(2026, 3, 3)),))}, Cause.AWAY),
        ({"calendar": Calendar("Europe/Berlin", working_days="1345")}, Cause.DAY_OFF),
        ({"paused_until": NOON + HOURS}, Cause.IGNORED),
    ],
)
def test_whoever_is_not_there_is_offered_nothing(more, cause):
    """Away, paused, not in a team any more, not a working day, or tired of offers: dropped, and it is known why."""
    assert rule(person(**more)) == rules.Ruling(Verdict.DROPPED, NOON, cause)


def test_what_waits_for_the_morning_is_judged_by_the_morning():
    """On Friday night an offer would wait until Saturday, which is no working day."""
    friday = berlin("2026-03-06 21:00")
    assert rule(person(), at=friday, until=friday + rules.LIFE).cause is Cause.DAY_OFF
    monday = berlin("2026-03-02 21:00")
    ruling = rule(person(), at=monday, until=monday + rules.LIFE)
    assert (ruling.verdict, ruling.at) == (Verdict.LATER, berlin("2026-03-03 07:00"))
    assert rule(person(), at=monday, until=berlin("2026-03-03 07:00")).cause is Cause.TOO_LATE


def test_two_ride_in_one_message_and_a_third_in_the_next():
    """Two offers at most stand in one promised message; where there is no other, the third is dropped."""
    said = [berlin("2026-03-03 08:00")] * 2
    wednesday, thursday = (Due(berlin(f"2026-03-0{day} 09:15"), "checkin") for day in (4, 5))
    verdicts = [rule(person(said=said, due=[wednesday, thursday], kept=kept)) for kept in range(5)]
    assert [one.at for one in verdicts[:4]] == [wednesday.at] * 2 + [thursday.at] * 2
    assert verdicts[4].cause is Cause.FULL


@given(
    zone=ZONES,
    offers=st.lists(st.integers(0, 72 * 60), max_size=8),
    said=st.lists(st.integers(-600, 0), max_size=3),
    due=st.lists(st.integers(0, 72 * 60), max_size=4),
)
def test_no_offer_breaks_the_budget_of_anybodys_day(zone, offers, said, due):
    """However offers fall on one's local days, none is sent on a day that has two messages by then or is to have."""
    who = Person(
        calendar=Calendar(zone.key, working_days="1234567", country="ZZ"), quiet=NIGHT,
        said=[NOON + timedelta(minutes=one) for one in said],
        due=[Due(NOON + timedelta(minutes=one), "checkin") for one in due],
    )  # fmt: skip
    for minutes in sorted(offers):
        ruling = rules.rule(who, at=NOON + timedelta(minutes=minutes), until=NOON + rules.LIFE)
        sent = ruling.verdict in {Verdict.SENT, Verdict.LATER}
        day = ruling.at.astimezone(zone).date()
        before = _on(day, zone, who.said) + _on(day, zone, rules.messages(who.due))
        assert not sent or before < rules.BUDGET
        who = rules.after(who, ruling)


def _on(day, zone, instants):
    return sum(one.astimezone(zone).date() == day for one in instants)


def test_what_comes_as_one_message_counts_once():
    """Two check-ins within a quarter of an hour are one message; another room's is its own."""
    due = [Due(NOON, "checkin"), Due(NOON + timedelta(minutes=15), "checkin"), Due(NOON, "digest")]
    assert rules.messages(due) == [NOON, NOON]
    assert len(rules.messages([*due, Due(NOON + timedelta(minutes=16), "checkin")])) == 3


# ---- ignored offers ----


def shown(*words, age=timedelta(days=2)):
    return [Shown(NOON - age - timedelta(hours=at), heeded=one == "heeded") for at, one in enumerate(words)]


@pytest.mark.parametrize(
    ("words", "paused"),
    [
        ([], False),
        (["ignored"] * 2, False),
        (["ignored"] * 3, True),
        (["heeded", "ignored", "ignored", "ignored"], False),
        (["ignored", "ignored", "heeded", "ignored"], False),
        (["ignored", "ignored", "ignored", "heeded"], True),
    ],
)
def test_three_ignored_in_a_row_are_enough(words, paused):
    """Newest first: three without a press pause the offers, one that was heeded begins the count anew."""
    assert rules.ignored(shown(*words), now=NOON) is paused


def test_an_offer_of_today_is_not_ignored_yet():
    """Whoever was offered something an hour ago may still press; a press of today counts at once."""
    fresh = timedelta(hours=1)
    assert not rules.ignored(shown("ignored", "ignored", "ignored", age=fresh), now=NOON)
    assert rules.ignored([*shown("ignored", age=fresh), *shown("ignored", "ignored", "ignored")], now=NOON)
    assert not rules.ignored([*shown("heeded", age=fresh), *shown("ignored", "ignored", "ignored")], now=NOON)
