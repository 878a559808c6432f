"""How long the parts of a prompt may be: the same for a file and for what a team writes in Slack."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.letters import letters

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesbot.coaching.rules.prompt import Prompt

MINUTES = (2, 20)
SIGNALS = 8
WORDS = {"title": 12, "lesson": 80, "question": 30, "action": 35}
# Characters bound what has no spaces between its words, so that every part fits a message and a modal.
LETTERS = {"title": 80, "lesson": 900, "question": 300, "action": 300}
SIGNAL_LETTERS = 60

_WORD = re.compile(r"\w+(?:['\u2019.,:/@-]\w+)*")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one part of a prompt, and what to do about it. `part` is a field of Prompt."""

    part: str
    words: str


def words(text: str) -> list[str]:
    """The words of a text; `it's`, `co-sign` and `9:30` are one each."""
    return _WORD.findall(text)


def faults(prompt: Prompt) -> list[Fault]:
    """What of a prompt is missing or too long; empty where it can be sent."""
    return [*_parts(prompt), *_signals(prompt)]


def _parts(prompt: Prompt) -> Iterator[Fault]:
    for part, most in WORDS.items():
        text = getattr(prompt, part)
        count = len(words(text))
        if not count:
            yield Fault(part, f"The {part} has no words: write at most {most}.")
        elif count > most:
            yield Fault(part, f"The {part} has {count} words, at most {most} fit: cut {count - most}.")
        elif letters(text) > LETTERS[part]:
            yield Fault(part, f"The {part} has {letters(text)} characters, at most {LETTERS[part]} fit: shorten it.")
    low, high = MINUTES
    if not low <= prompt.minutes <= high:
        yield Fault("minutes", f"It is to take {low} to {high} minutes, not {prompt.minutes}: write a number between.")


def _signals(prompt: Prompt) -> Iterator[Fault]:
    if len(prompt.signals) > SIGNALS:
        yield Fault("signals", f"There are {len(prompt.signals)} signals: keep the {SIGNALS} best.")
    for one in prompt.signals:
        if not words(one):
            yield Fault("signals", "A signal is empty: write a short phrase, or leave its line out.")
        elif len(one) > SIGNAL_LETTERS:
            yield Fault("signals", f"A signal is longer than {SIGNAL_LETTERS} characters: “{one[:30]}…”. Shorten it.")
