"""What somebody said as the reason of a prompt: only what is clear, and quoted by the sentence that tells."""

from __future__ import annotations

from datetime import date

import pytest

from salesbot.coaching.rules.evidence import extract, is_clear
from salesbot.coaching.rules.history import Past, reasons
from salesbot.coaching.rules.skills import Skill

PRICE = "They asked how much wiggle room we have"


@pytest.mark.parametrize(
    ("text", "confidence", "clear"),
    [(PRICE, 0.75, True), (PRICE, 0.6, False), ("tell Ana", 0.8, False), ("price pushback again", 0.98, True)],
)
def test_only_what_is_clear_is_a_reason(text, confidence, clear):
    """A faint guess is none, nor are two or three words of which a skill was guessed."""
    assert is_clear(text, confidence) is clear


def test_a_quote_is_the_sentence_that_tells():
    """Whole sentences where they fit, else the one with most of the words, else the words around them."""
    told = "The meeting was good, and all of them came, even the ones whom we had not met before and did not expect."
    asked = "Then their CFO told me to sharpen my pencil."
    text = f"{told} {asked}"
    at = text.index("sharpen")
    assert extract(text, [(at, at + 7)]) == f"…{asked}"
    assert extract(text, [(4, 11), (at, at + 7)]) == f"…{asked}"
    assert extract(f"Good. {asked} We left.", [(15, 18)]) == f"Good. {asked} We left."


def test_what_was_the_reason_once_is_known():
    """Of prompts that came for a focus alone there is none."""
    past = [Past(prompt="a", skill=Skill.TONE, day=date(2026, 3, 3), because=one) for one in ("answer.1", "")]
    assert reasons(past) == {"answer.1"}
