"""Days as people write them, seen from Tuesday 3 March 2026."""

from __future__ import annotations

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.dates import Span, read, say, say_day
from salesbot.errors import Refusal

TUESDAY = date(2026, 3, 3)


def span(first: str, last: str = "") -> Span:
    return Span(date.fromisoformat(first), date.fromisoformat(last or first))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3-14 aug", span("2026-08-03", "2026-08-14")),
        ("3\N{EN DASH}14 Aug", span("2026-08-03", "2026-08-14")),
        ("3 \N{EN DASH} 14 August 2026", span("2026-08-03", "2026-08-14")),
        ("Aug 3-14", span("2026-08-03", "2026-08-14")),
        ("Aug 3 - Aug 14, 2026", span("2026-08-03", "2026-08-14")),
        ("3. \N{EN DASH} 14. August", span("2026-08-03", "2026-08-14")),
        ("3.8.-14.8.", span("2026-08-03", "2026-08-14")),
        ("3.8. \N{EN DASH} 14.8.2026", span("2026-08-03", "2026-08-14")),
        ("from 3rd to 14th of Sept", span("2026-09-03", "2026-09-14")),
        ("2026-08-03 2026-08-14", span("2026-08-03", "2026-08-14")),
        ("2026-08-03 - 2026-08-14", span("2026-08-03", "2026-08-14")),
        ("2026-08-03 until 2026-08-14", span("2026-08-03", "2026-08-14")),
        ("2026-08-03", span("2026-08-03")),
        ("12 Aug", span("2026-08-12")),
        ("12th aug", span("2026-08-12")),
        ("Wednesday 12 August", span("2026-08-12")),
        ("today", span("2026-03-03")),
        ("tomorrow", span("2026-03-04")),
        ("today - friday", span("2026-03-03", "2026-03-06")),
        ("until Friday", span("2026-03-03", "2026-03-06")),
        ("till 14 mar", span("2026-03-03", "2026-03-14")),
        ("friday", span("2026-03-06")),
        ("tuesday", span("2026-03-03")),
        ("next friday", span("2026-03-13")),
        ("next monday to next friday", span("2026-03-09", "2026-03-13")),
        ("next monday - next wednesday", span("2026-03-09", "2026-03-11")),
        ("next friday to next tuesday", span("2026-03-13", "2026-03-17")),
        ("friday to next tuesday", span("2026-03-06", "2026-03-10")),
        ("monday to next friday", span("2026-03-09", "2026-03-13")),
        ("mon-wed", span("2026-03-09", "2026-03-11")),
        ("this week", span("2026-03-03", "2026-03-08")),
        ("next week", span("2026-03-09", "2026-03-15")),
        ("for 2 weeks", span("2026-03-03", "2026-03-16")),
        ("for a week", span("2026-03-03", "2026-03-09")),
        ("3 aug for three days", span("2026-08-03", "2026-08-05")),
        ("tomorrow for 2 days", span("2026-03-04", "2026-03-05")),
        ("28 Dec - 5 Jan", span("2026-12-28", "2027-01-05")),
        ("1 Jul - 20 Jan", span("2026-07-01", "2027-01-20")),
        ("28 dec 2026 \N{EN DASH} 5 jan 2027", span("2026-12-28", "2027-01-05")),
        ("28 feb - 6 mar", span("2026-02-28", "2026-03-06")),
        ("12 Jan", span("2027-01-12")),
        ("14", span("2026-03-14")),
        ("the 3rd", span("2026-03-03")),
        ("the 2nd", span("2026-04-02")),
        ("Saturday 14.", span("2026-03-14")),
        ("until the 14th", span("2026-03-03", "2026-03-14")),
        ("until 2", span("2026-03-03", "2026-04-02")),
        ("the 20th for 3 days", span("2026-03-20", "2026-03-22")),
        ("between 3 and 14 Aug", span("2026-08-03", "2026-08-14")),
        ("between 3 Aug and 14 Sept", span("2026-08-03", "2026-09-14")),
        ("2 weeks", span("2026-03-03", "2026-03-16")),
        ("a week", span("2026-03-03", "2026-03-09")),
        ("1 day", span("2026-03-03")),
        ("31/8", span("2026-08-31")),
        ("8/31/26", span("2026-08-31")),
        ("29 feb 2028", span("2028-02-29")),
    ],
)
def test_what_people_write_is_what_they_mean(written: str, meant: Span) -> None:
    """Dashes of any length, words for days, both orders of day and month, and years left out are all understood."""
    assert read(written, today=TUESDAY) == meant


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("sometime soon", "I couldn't read those days"),
        ("🏖", "I couldn't read those days"),
        ("aug", "I couldn't read those days"),
        ("3 aug 4 aug 5 aug", "I couldn't read those days"),
        ("1 - 2 - 3 aug", "I couldn't read those days"),
        ("for ever", "I couldn't read those days"),
        ("3 and 14 aug", "I couldn't read those days"),
        ("in 2 weeks", "I couldn't read those days"),
        ("0 weeks", "I couldn't read those days"),
        ("3-14", "Which month?"),
        ("14 2026", "Which month?"),
        ("0", "No month has a day 0"),
        ("until the 32nd", "No month has a day 32"),
        ("0 aug", "There is no 0 August 2"),
        ("0/8", "There is no 0 August 2"),
        ("8/0", "There is no month 0"),
        ("3/8", "can be read two ways"),
        ("31 june", "There is no 31 June 2"),
        ("30.13.", "There is no month 13"),
        ("2026-02-30", "There is no 30 February 2026"),
        ("14 aug 2026 - 3 aug 2026", "Please turn the two days round"),
        ("2026-08-14 2026-08-03", "Please turn the two days round"),
        ("14-3 aug", "Please turn the two days round"),
        ("3 sep - 31 aug", "Please turn the two days round"),
        ("20 feb", "is over already"),
        ("2025-08-03", "is over already"),
        ("2026-08-03 2028-08-14", "more than a year"),
    ],
)
def test_what_is_not_clear_is_refused_in_words(written: str, said: str) -> None:
    """Nothing is guessed where two readings are possible, and the sentence says what to write instead."""
    with pytest.raises(Refusal, match=said.replace("?", r"\?")):
        read(written, today=TUESDAY)


@pytest.mark.parametrize(
    ("today", "meant"), [("2026-03-31", "2026-03-31"), ("2026-04-01", "2026-05-31"), ("2027-02-01", "2027-03-31")]
)
def test_a_day_that_a_month_does_not_have_is_the_next_months(today: str, meant: str) -> None:
    """On 1 April `the 31st` is in May; in March it is this month's until it is over."""
    assert read("the 31st", today=date.fromisoformat(today)) == span(meant)


def test_in_the_first_days_of_january_a_holiday_may_have_begun_last_year() -> None:
    """On 2 January `28 Dec - 5 Jan` is the holiday one is in."""
    assert read("28 Dec - 5 Jan", today=date(2027, 1, 2)) == span("2026-12-28", "2027-01-05")


@pytest.mark.parametrize(
    ("meant", "said"),
    [
        (span("2026-03-03"), "today (Tue 3 Mar)"),
        (span("2026-03-04"), "tomorrow (Wed 4 Mar)"),
        (span("2026-08-12"), "Wed 12 Aug"),
        (span("2027-01-12"), "Tue 12 Jan 2027"),
        (span("2026-08-03", "2026-08-14"), "Mon 3 \N{EN DASH} Fri 14 Aug"),
        (span("2026-07-30", "2026-08-14"), "Thu 30 Jul \N{EN DASH} Fri 14 Aug"),
        (span("2026-12-28", "2027-01-05"), "Mon 28 Dec \N{EN DASH} Tue 5 Jan 2027"),
        (span("2027-01-04", "2027-01-05"), "Mon 4 \N{EN DASH} Tue 5 Jan 2027"),
    ],
)
def test_days_are_said_back_with_their_weekdays(meant: Span, said: str) -> None:
    """A reader sees at once whether the days were understood; the year only where it is another one."""
    assert say(meant, today=TUESDAY) == said


@given(st.dates(date(2024, 1, 1), date(2035, 1, 1)), st.integers(0, 364), st.integers(0, 365))
def test_what_is_said_back_reads_as_the_same_days(today: date, ahead: int, length: int) -> None:
    """Whatever salesbot says about days, it understands when it is typed back."""
    first = today + timedelta(days=ahead)
    meant = Span(first, first + timedelta(days=length))
    typed = f"{meant.first.isoformat()} - {meant.last.isoformat()}"
    assert read(typed, today=today) == meant
    day = say_day(first, today=today).split(" (")[0]
    assert read(day, today=today).first == first


@given(st.text(max_size=60), st.dates(date(2024, 1, 1), date(2035, 1, 1)))
def test_no_text_breaks_it(text: str, today: date) -> None:
    """Any text is either days that are not over, first before last, or a Refusal with words."""
    with contextlib.suppress(Refusal):
        found = read(text, today=today)
        assert found.first <= found.last >= today
