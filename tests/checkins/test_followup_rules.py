"""Which questions somebody is asked, which answers bring more, and how each kind of answer is read."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from salesbot.checkins import rules
from salesbot.checkins.rules import Asked
from salesbot.errors import Refusal

TUESDAY = date(2026, 3, 3)
OPTIONS = ["Won", "Lost", "No, thanks", "Price | terms"]
NUMBERS = st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False)
WORD = st.text(st.characters(categories=["Lu", "Ll"]), min_size=1, max_size=8)


# ---- numbers ----


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1250", "1250"),
        ("1,250", "1250"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.250.000", "1250000"),
        ("1 250,75", "1250.75"),
        ("1'250", "1250"),
        ("12,5", "12.5"),
        ("1.250", "1.25"),
        ("0,250", "0.25"),
        ("€42", "42"),
        ("42 EUR", "42"),
        ("eur 42", "42"),
        ("\u221212", "-12"),
        ("-0", "0"),
        ("007", "7"),
        (".5", "0.5"),
    ],
)
def test_a_number_is_read_as_people_write_it(typed, kept):
    """Points, commas, spaces, signs of money and the unit: whichever part of the world it was typed in."""
    assert rules.read_number(typed, unit="EUR") == kept


@pytest.mark.parametrize("typed", ["", "abc", "1,2,3", "1e5", "٣", "12 12 x", "--4", "1..2", "1,25.0,3", "∞", "nan"])
def test_what_is_no_number_is_refused_in_words(typed):
    """The sentence shows what would do."""
    with pytest.raises(Refusal, match="Digits are enough"):
        rules.read_number(typed)


@pytest.mark.parametrize(("typed", "words"), [("9" * 16, "too large"), ("1.1234567", "round it")])
def test_a_number_that_cannot_be_kept_exactly_is_refused(typed, words):
    """Nothing is rounded behind anybody's back."""
    with pytest.raises(Refusal, match=words):
        rules.read_number(typed)


@given(NUMBERS)
def test_a_number_reads_back_as_itself(number):
    """What is kept is canonical: reading it again changes nothing, and its value is what was typed."""
    kept = rules.read_number(f"{number:f}")
    assert Decimal(kept) == number
    assert rules.read_number(kept) == kept


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_numbers(text):
    """Whatever is typed is a number or a sentence."""
    with suppress(Refusal):
        assert Decimal(rules.read_number(text, unit="EUR")).is_finite()


# ---- conditions ----


@pytest.mark.parametrize(
    ("kind", "typed", "read", "said"),
    [
        ("text", "discount,  net  30", "has: discount, net 30", "if the answer has “discount” or “net 30”"),
        ("scale", "<=2", "<= 2", "if the answer is 2 or less"),
        ("scale", "4 or more", ">= 4", "if the answer is 4 or more"),
        ("scale", "3", "= 3", "if the answer is 3"),
        ("number", "at least 1,000", ">= 1000", "if the answer is 1000 or more"),
        ("number", "less than 0.5", "< 0.5", "if the answer is less than 0.5"),
        ("choice", "lost", "is: Lost", "if the answer is Lost"),
        ("choices", "Won | lost", "is: Won | Lost", "if the answer is Won or Lost"),
        ("choice", "No, thanks", "is: No, thanks", "if the answer is No, thanks"),
        ("choice", "Price | terms", "is: Price / terms", "if the answer is Price / terms"),
    ],
)
def test_a_condition_is_read_as_managers_type_it(kind, typed, read, said):
    """It is kept in one spelling, reads back as itself, and is said in words."""
    assert rules.read_condition(kind, typed, OPTIONS) == read
    assert rules.read_condition(kind, read, OPTIONS) == read
    assert rules.condition_words(read) == said


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("text", " , ", "Which words"),
        ("scale", "9", "from 1 to 5"),
        ("scale", "often", "2 or less"),
        ("number", "", "For example"),
        ("choice", "Maybe", "none of its options"),
        ("choices", "", "One or more of"),
    ],
)
def test_a_condition_that_means_nothing_is_refused_in_words(kind, typed, words):
    """The sentence says what would do."""
    with pytest.raises(Refusal, match=words):
        rules.read_condition(kind, typed, OPTIONS)


@pytest.mark.parametrize(
    ("when", "text", "brings"),
    [
        ("has: price", "The PRICE, again!", True),
        ("has: price", "priceless", False),
        ("has: net 30, discount", "They want Net 30", True),
        ("has: can't", "We can\u2019t", True),
        ("has: price", "", False),
        ("", "price", False),
    ],
)
def test_words_are_found_whole_and_in_any_spelling(when, text, brings):
    """Capitals, apostrophes and signs around a word do not matter; a part of a word is none."""
    assert rules.matches(when, kind="text", text=text) is brings


@given(st.lists(WORD, min_size=1, max_size=4), st.text(max_size=20), st.text(max_size=20))
def test_a_word_in_a_text_is_always_found(words, before, after):
    """Wherever it stands, however it is written."""
    when = rules.read_condition("text", ", ".join(words), [])
    upper = words[-1].upper()
    other = upper if upper.casefold() == words[-1].casefold() else words[-1]
    assert rules.matches(when, kind="text", text=f"{before} {other} {after}")


@given(st.sampled_from(["<=", ">=", "<", ">", "="]), NUMBERS, NUMBERS)
def test_bounds_hold_as_arithmetic_has_them(sign, limit, answer):
    """A condition over numbers is that comparison, nothing else."""
    when = f"{sign} {rules.read_number(f'{limit:f}')}"
    wanted = {
        "<=": answer <= limit,
        ">=": answer >= limit,
        "<": answer < limit,
        ">": answer > limit,
        "=": answer == limit,
    }
    assert rules.matches(when, kind="number", text=rules.read_number(f"{answer:f}")) is wanted[sign]


@given(
    st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True),
    st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True),
)
def test_a_choice_matches_where_one_of_the_options_was_taken(wanted, taken):
    """Any of several, and options that hold the sign between them too."""
    when = rules.read_condition(
        "choices", "\n".join(wanted).replace(" | ", " / "), [one.replace(" | ", " / ") for one in OPTIONS]
    )
    assert rules.matches(when, kind="choices", text="\n".join(taken)) is bool(set(wanted) & set(taken))


# ---- who is asked what ----


def question(position, **more):
    """A question of a set."""
    return Asked(id=position + 10, required=more.pop("required", True), position=position, **more)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "rep", "manager", "contributor"]),
            st.text("1234567", max_size=3),
            st.one_of(st.none(), st.integers(0, 9)),
        ),
        max_size=10,
    ),
    st.sampled_from(["rep", "manager", "contributor", "observer"]),
    st.integers(0, 6),
)
def test_everybody_is_asked_what_is_meant_for_them(shape, role, weekday):
    """Each at most once, on its days, for its role, and a follow-up only behind its question."""
    every = [
        question(n, role=meant, weekdays=days, follows=first if first is not None and first < n else None, when="= 1")
        for n, (meant, days, first) in enumerate(shape)
    ]
    day = TUESDAY + timedelta(days=weekday)
    asked = rules.asked_of(every, role=role, day=day)
    assert len({one.id for one in asked}) == len(asked)
    for number, one in enumerate(asked):
        assert not one.weekdays or str(day.isoweekday()) in one.weekdays
        if one.follows is None:
            assert one.role == "contributor" if role == "contributor" else one.role in {"", role}
        else:
            assert any(first.position == one.follows and first.follows is None for first in asked[:number])


# ---- answers ----

CHOICE = question(0, kind="choice", options="Won\nLost\nOpen")
WHY = question(1, follows=0, when="is: Lost")


def test_a_follow_up_is_kept_only_where_it_matches():
    """Neither what was typed nor what was stored stays where its question says something else."""
    assert rules.clean({10: "Lost", 11: "Budget"}, [CHOICE, WHY]) == {10: "Lost", 11: "Budget"}
    assert rules.clean({10: "Won", 11: "Budget"}, [CHOICE, WHY], stored={11: "Budget"}) == {10: "Won"}


def test_what_the_form_did_not_show_stays_as_it_is_and_is_not_missed():
    """A second page adds to the first; a first page without the follow-up does not demand it."""
    assert rules.clean({10: "Lost"}, [CHOICE, WHY]) == {10: "Lost"}
    assert rules.clean({11: "Budget"}, [CHOICE, WHY], stored={10: "Lost"}) == {10: "Lost", 11: "Budget"}
    with pytest.raises(Refusal) as refused:
        rules.clean({11: " "}, [CHOICE, WHY], stored={10: "Lost"})
    assert refused.value.field == "question.11"


def test_a_first_page_without_a_question_has_no_answer_to_it():
    """Whoever sends nothing for a required question is told so, and an optional one is emptied."""
    with pytest.raises(Refusal):
        rules.clean({}, [CHOICE])
    other = question(2, required=False)
    assert rules.clean({10: "Won"}, [CHOICE, other], stored={10: "Lost", 12: "said"}) == {10: "Won"}


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("scale", "4", "4"),
        ("choice", "Lost", "Lost"),
        ("choices", "Open\nWon", "Won\nOpen"),
        ("number", "1,250", "1250"),
        ("text", "  as said ", "as said"),
    ],
)
def test_each_kind_is_kept_in_its_one_spelling(kind, typed, kept):
    """Options in the question's order, numbers as digits, texts without spaces around them."""
    assert rules.fitting(typed, kind=kind, options="Won\nLost\nOpen") == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("scale", "6"), ("scale", "four"), ("choice", "Maybe"), ("choice", "Won\nLost"), ("number", "x")],
)
def test_what_is_no_answer_of_its_kind_is_refused_beside_its_field(kind, typed):
    """In words, and where it was typed."""
    one = question(0, kind=kind, options="Won\nLost\nOpen")
    with pytest.raises(Refusal) as refused:
        rules.clean({10: typed}, [one])
    assert refused.value.field == "question.10"
    assert rules.readable(one, typed) == ""


@settings(suppress_health_check=[HealthCheck.filter_too_much])  # most of what comes is no number and no choice
@given(st.sampled_from(["text", "number", "scale", "choice", "choices"]), st.text(max_size=40))
def test_whatever_comes_is_kept_once_and_for_all_or_refused(kind, typed):
    """What is kept is kept again as it is."""
    one = question(0, kind=kind, options="Won\nLost\nOpen", required=False)
    kept = rules.readable(one, typed)
    assume(kept)
    assert rules.readable(one, kept) == kept
    assert rules.spoken(kept, kind=kind, unit="EUR")


@pytest.mark.parametrize(
    ("typed", "read"),
    [("50 EUR or more", ">= 50"), ("less than 50 eur", "< 50"), ("<= 50EUR", "<= 50"), ("EUR 50", "= 50")],
)
def test_a_bound_may_stand_with_its_unit(typed, read):
    """As the question's label shows it."""
    assert rules.read_condition("number", typed, (), unit="EUR") == read
