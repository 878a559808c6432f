"""What several answers come to, in one short line."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.checkins.rules.tallies import tally


@pytest.mark.parametrize(
    ("texts", "question", "said"),
    [
        (["10", "2", "3"], {"kind": "number", "unit": "meetings"}, "15 meetings in all, 5 on average"),
        (["1000", "250.5", "0"], {"kind": "number", "unit": "EUR"}, "1,250.5 EUR in all, 416.8 on average"),
        (["-1", "-2", "-3"], {"kind": "number"}, "-6 in all, -2 on average"),
        (["50", "60", "70"], {"kind": "number", "unit": "%"}, "60 % on average"),
        (["5", "4", "4"], {"kind": "scale"}, "4.3 of 5 on average, from 4 to 5"),
        (["4", "4", "4"], {"kind": "scale"}, "4 of 5 from all who answered"),
        (["Lost", "Won", "Won"], {"kind": "choice", "options": "Won\nLost\nOpen"}, "Won 2, Lost 1"),
        (["Won", "Lost", "Open"], {"kind": "choice", "options": "Open\nLost\nWon"}, "Open 1, Lost 1, Won 1"),
        (["a\nb", "b", "b\nc"], {"kind": "choices", "options": "a\nb\nc"}, "b 3, a 1, c 1"),
    ],
)
def test_what_answers_come_to(texts, question, said):
    """Totals and averages of numbers, the spread of a scale, and how often each option was chosen."""
    assert tally(texts, **question) == said


@pytest.mark.parametrize("kind", ["number", "scale", "choice", "choices"])
def test_two_answers_say_it_themselves(kind):
    """Below three a line would only repeat them."""
    assert tally(["1", "2"], kind=kind) == ""


def test_texts_are_not_summed_up():
    """Nobody adds words."""
    assert tally(["1", "2", "3"], kind="text") == ""


def test_many_options_stay_one_short_line():
    """The most chosen come first, long ones are shortened, and how many more there are is said."""
    texts = ["\n".join(f"option {n} {'x' * 80}" for n in range(20))] * 3
    line = tally(texts, kind="choices", options=texts[0])
    assert line.endswith("and 14 more")
    assert len(line) < 300


def test_what_was_a_text_once_does_not_break_the_sum():
    """A number that nobody can read is left out, and so is the line where too few are left."""
    assert tally(["1", "2", "many", "3"], kind="number") == "6 in all, 2 on average"
    assert tally(["1", "many", "3"], kind="number") == ""


@given(st.lists(st.decimals(-(10**15), 10**15, places=3, allow_nan=False), min_size=3, max_size=30))
def test_totals_are_exact(numbers):
    """No number loses a digit on its way into the sum."""
    said = tally([format(one, "f") for one in numbers], kind="number")
    assert Decimal(said.partition(" in all")[0].replace(",", "")) == sum(numbers)
