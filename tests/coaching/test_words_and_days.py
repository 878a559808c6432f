"""What a prompt quotes of an answer, and how its days are named and counted."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.coaching.rules import rhythm
from salesbot.coaching.rules.evidence import QUOTED, extract

TUESDAY = date(2026, 3, 3)
PRICE = "They asked how much wiggle room we have"

# ---- quotes ----


@given(st.text(max_size=400), st.data())
def test_a_quote_is_whole_words_of_the_text_around_the_places(text, data):
    """At most so many characters, on one line, and nothing that was not written."""
    first = data.draw(st.integers(0, len(text)))
    places = [[first, data.draw(st.integers(first, len(text)))]]
    quote = extract(text, places)
    assert len(quote) <= QUOTED
    assert "\n" not in quote
    inside = quote.removeprefix("…").removesuffix("…").split()
    assert all(any(word in whole for whole in text.split()) for word in inside)


def test_a_quote_holds_the_words_that_made_it():
    """However far into a long answer they stand."""
    text = f"{'We spoke for long. ' * 20}Then {PRICE.lower()} on the licence. {'More another day. ' * 20}"
    at = text.index("wiggle")
    quote = extract(text, [[at, at + 6]])
    assert "how much wiggle room" in quote
    assert quote.startswith("…")
    assert quote.endswith("…")


# ---- days ----


@pytest.mark.parametrize(
    ("days_", "wall", "words"),
    [
        ("24", time(11), "Tuesdays and Thursdays at 11:00"),
        ("1", time(9, 5), "Mondays at 09:05"),
        ("1234567", time(8), "every day at 08:00"),
        ("135", time(16, 30), "Mondays, Wednesdays and Fridays at 16:30"),
    ],
)
def test_a_rhythm_is_named_and_read_back(days_, wall, words):
    """What its appointment is called is its plan."""
    plan = rhythm.plan(rhythm.subject(days_, wall))
    assert (plan.weekdays, plan.wall, plan.grace_minutes) == (days_, wall, 120)
    assert rhythm.said(days_, wall) == words


def test_a_streak_counts_weeks_and_this_one_need_not_be_over():
    """A week without anything done ends it."""
    mondays = {date(2026, 3, 2) - timedelta(weeks=back) for back in (1, 2, 3, 5)}
    assert rhythm.streak(mondays, today=TUESDAY) == 3
    assert rhythm.streak(mondays | {date(2026, 3, 2)}, today=TUESDAY) == 4
    assert rhythm.streak(set(), today=TUESDAY) == 0
