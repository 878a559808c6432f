"""How counted days are said: a few names, or how many there are."""

from __future__ import annotations

from datetime import date

import pytest

from salesbot.checkins.gathering import words
from salesbot.checkins.model import Checkin
from salesbot.letters import letters
from salesbot.slack.kit.blocks import SECTION

NAMES = ["Ana", "Ben", "Cleo", "Dev", "Finn", "Gia"]


@pytest.mark.parametrize(
    ("title", "who", "asked", "said"),
    [
        ("answered", NAMES[:2], 3, "answered Ana, Ben"),
        ("answered", NAMES, 8, "6 of 8 answered"),
        ("answered", NAMES, 6, "all 6 answered"),
        ("missing", NAMES, 8, "missing Ana, Ben, Cleo, Dev, Finn, Gia"),
    ],
)
def test_of_many_who_answered_only_the_number_is_said(title, who, asked, said):
    """Whoever did not answer is named always."""
    assert words.group(title, who, asked=asked) == said


def test_no_day_is_named_twice():
    """`Friday's Daily standup`, and never `Friday's Friday wins`."""
    friday = date(2026, 3, 6)
    assert words.round_name(Checkin(name="Daily standup"), friday) == "Friday's Daily standup"
    assert words.round_name(Checkin(name="Friday wins and lessons"), friday) == "Friday wins and lessons"


def test_names_of_any_length_fit_one_section():
    """Twenty of the longest names, each letter of which must be escaped or counts double: whole names are left out."""
    for letter in ("&", "\N{PARTY POPPER}"):
        said = words.names([f"{number}{letter * 78}" for number in range(10, 40)])
        assert letters(said) < SECTION - 500
        assert f" and {30 - said.count(', ') - 1} more" in said
        assert "&" not in said.replace("&amp;", "")
