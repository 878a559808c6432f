"""Counting a stretch of time: counts add up, nobody who was away counts, and no answer is lost or doubled."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from salesbot.checkins.rules.weeks import ASKED, Part, Verdict, count, streak, verdict

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOW = MONDAY + 40 * DAY

hours = st.integers(0, 24 * 35)


@st.composite
def parts(draw):
    """One part: asked at some hour, closed some hours later, answered whenever, or not at all."""
    opens_at = MONDAY + draw(hours) * HOUR
    closes_at = opens_at + draw(st.integers(1, 12)) * HOUR
    state = draw(st.sampled_from(["answered", "answered", "open", "skipped", "away", "left"]))
    answered_at = opens_at + draw(st.integers(0, 60)) * HOUR if state == "answered" else None
    return Part(
        ask_id=draw(st.integers(1, 10_000)), checkin_id=draw(st.integers(1, 3)),
        member_id=draw(st.sampled_from(["UANA", "UBEN", "UCLEO"])), day=opens_at.date(), state=state,
        closes_at=closes_at, answered_at=answered_at, late=answered_at is not None and answered_at > closes_at,
        opens_at=opens_at, was_asked=draw(st.integers(0, 9)) > 0, never_came=not draw(st.integers(0, 9)),
    )  # fmt: skip


many = st.lists(parts(), max_size=40)
cuts = st.lists(hours, min_size=2, max_size=8, unique=True).map(sorted)


@given(many, cuts)
def test_counts_add_up(some, edges):
    """Asked is answered, skipped and missing together: whole, by check-in, by day and by member."""
    week = count(some, since=MONDAY + edges[0] * HOUR, until=MONDAY + edges[-1] * HOUR)
    whole = week.whole
    assert whole.asked == whole.answered + whole.counts[Verdict.SKIPPED] + whole.counts[Verdict.MISSING]
    for part in (week.by_checkin, week.by_day, week.by_member):
        assert sum(one.asked for one in part.values()) == whole.asked
        assert sum(one.answered for one in part.values()) == whole.answered
    assert 0 <= whole.percent <= 100
    assert (whole.percent == 100) == (whole.asked > 0 and whole.answered == whole.asked)


@given(many, cuts)
def test_consecutive_weeks_neither_lose_nor_double_an_answer(some, edges):
    """Every part is asked in one of them, and every answer is told once: in that in which it came."""
    ends = [MONDAY + hour * HOUR for hour in edges]
    weeks = [count(some, since=since, until=until) for since, until in pairwise(ends)]
    counted = [one for one in some if verdict(one, since=datetime.min.replace(tzinfo=UTC), until=NOW) is not None]
    inside = [one for one in counted if ends[0] <= one.closes_at < ends[-1]]
    assert sum(week.whole.asked for week in weeks) == len(inside)
    told = sum(len(week.said) for week in weeks)
    came = [max(one.answered_at, one.opens_at) for one in counted if one.answered_at is not None]
    assert told == sum(ends[0] <= at < ends[-1] for at in came)


@given(many, cuts)
def test_away_counts_for_nobody(some, edges):
    """Whoever was away, left, or was never reached changes no count."""
    since, until = MONDAY + edges[0] * HOUR, MONDAY + edges[-1] * HOUR
    silent = [replace(one, state=state) for one in some for state in ("away", "left")]
    silent += [replace(one, never_came=True) for one in some] + [replace(one, was_asked=False) for one in some]
    assert count([*some, *silent], since=since, until=until).whole == count(some, since=since, until=until).whole
    assert count(silent, since=since, until=until).parts == []


def part(**more):
    """Tuesday's part of Ben: asked at nine, closed at two."""
    known = {"ask_id": 1, "checkin_id": 1, "member_id": "UBEN", "day": date(2026, 3, 3), "state": "open",
             "opens_at": MONDAY + DAY + 9 * HOUR, "closes_at": MONDAY + DAY + 14 * HOUR}  # fmt: skip
    return Part(**known | more)


def test_a_round_that_is_open_counts_next_week():
    """It is named in the week in which it was asked, and counted in the one in which it closes."""
    ben = part(state="answered", answered_at=MONDAY + DAY + 10 * HOUR)
    noon = MONDAY + DAY + 12 * HOUR
    assert verdict(ben, since=MONDAY, until=noon) is Verdict.OPEN
    assert verdict(ben, since=noon, until=noon + 7 * DAY) is Verdict.ANSWERED
    assert verdict(ben, since=MONDAY - 7 * DAY, until=MONDAY) is None


def test_skipped_is_not_missing_and_late_is_answered():
    """Four ways for a question to end."""
    late = part(state="answered", answered_at=MONDAY + DAY + 15 * HOUR, late=True)
    ends = [part(state="answered", answered_at=MONDAY + DAY + 10 * HOUR), late, part(state="skipped"), part()]
    week = count(ends, since=MONDAY, until=MONDAY + 7 * DAY)
    assert [what for _, what in week.parts] == list(ASKED)
    assert (week.whole.asked, week.whole.answered, week.whole.percent) == (4, 2, 50)
    assert (week.people, week.working_days) == (1, 1)


def test_a_streak_ends_where_a_round_went_by():
    """Weeks without a question pass by; skipping is a word; this week's open question ends nothing."""

    def week(back, *states):
        return [part(day=date(2026, 3, 3) - 7 * back * DAY, state=state, closes_at=MONDAY - 7 * back * DAY + 38 * HOUR)
                for state in states]  # fmt: skip

    now = MONDAY + DAY + 10 * HOUR
    open_now = [part()]
    story = [*open_now, *week(1, "answered"), *week(3, "answered", "skipped"), *week(4, "open", "answered")]
    assert streak(story, today=date(2026, 3, 3), now=now) == 2
    assert streak([*story, *week(1, "away")], today=date(2026, 3, 3), now=now) == 2
    assert streak([*story, *week(1, "open")], today=date(2026, 3, 3), now=now) == 0
    assert streak([], today=date(2026, 3, 3), now=now) == 0
