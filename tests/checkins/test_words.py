"""Words as people look for them, from values alone."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.checkins import rules
from salesbot.errors import Refusal


def finds(typed: str, text: str) -> bool:
    """Whether a search finds a text, as the database looks."""
    return all(word in rules.folded(text) for word in rules.wanted(typed))


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("renewal", "The Renewal of Acme."),
        ("RENEW", "Closed two renewals"),
        ("sao paulo", "Demo in São Paulo"),
        ("São", "demo in sao paulo"),
        ("strasse", "Am Ende der Straße"),
        ("moller", "Met Søren Møller"),
        ("lodz", "Łódź"),
        ("acme renewal", "renewal with ACME"),
        ("合同", "等待合同签字"),
        ("한국", "한국어"),
        ("paulo's", "Paulo's desk"),
        ("q1", "Q1-2026"),
        ("é", "e\u0301t\u00e9"),
    ],
)
def test_a_word_is_found_without_case_accents_and_endings(typed, text):
    """The beginning of a word is enough, in any order."""
    assert finds(typed, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [("new", "renewal"), ("acme orion", "Acme only"), ("100%", "10 0"), ("a_b", "axb"), ("同合", "合同")],
)
def test_nothing_else_is_found(typed, text):
    """Not the middle of a word, not one of two, and no sign of LIKE."""
    assert not finds(typed, text)


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "%", "_", "👍"])
def test_what_holds_no_word_is_refused_in_words(typed):
    """There is nothing to look for."""
    with pytest.raises(Refusal, match="no word"):
        rules.wanted(typed)


letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(letters)
def test_folding_is_safe_for_like_and_steady(text):
    """Nothing in it that LIKE reads, one space between words; folded once is folded for good."""
    folded = rules.folded(text)
    assert not set(folded) & set("%_\\")
    assert "  " not in folded
    assert rules.folded(folded) == folded


@given(letters, letters)
def test_every_word_of_a_text_finds_it(before, after):
    """Whatever somebody wrote, each of its words, typed as written, finds it."""
    text = f"{before} {after}"
    for word in text.split():
        if rules.folded(word):
            assert finds(word, text)


@given(letters)
def test_the_form_of_an_accent_does_not_matter(text):
    """Composed or decomposed: phones and desks type differently."""
    assert rules.folded(unicodedata.normalize("NFC", text)) == rules.folded(unicodedata.normalize("NFD", text))
