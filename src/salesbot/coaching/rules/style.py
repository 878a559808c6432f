"""What would make a prompt better: easier to read, free of worn words, and of one form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from salesbot.coaching.rules.banned import banned
from salesbot.coaching.rules.grade import LIMIT, grade
from salesbot.coaching.rules.writing import Fault, words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from salesbot.coaching.rules.prompt import Prompt

LESSON = 25  # words; with fewer it says that something is so, and not why
SIGNALS = 2
PARTS = ("title", "lesson", "question", "action")

_MARKS = re.compile(r"\*\*|__|`|^#|^[-+>] |^\d+\. |\[[^\]]*\]\(|<[^>]*>|^\|", re.MULTILINE)
_PLAIN = {"“": '"', "”": '"', "\u2018": "'", "—": "a comma or a full stop", "\u2013": "- or to", "…": "..."}


def advice(prompt: Prompt) -> list[Fault]:
    """Say what of a prompt its writer may want to change; empty where it is well."""
    return [*_hard(prompt), *_worn(prompt), *_form(prompt)]


def _hard(prompt: Prompt) -> Iterator[Fault]:
    read = grade(f"{prompt.lesson}\n\n{prompt.question}\n\n{prompt.action}")
    if read > LIMIT:
        yield Fault(
            "lesson", f"It reads like grade {read:.1f}, at most {LIMIT:g} is easy: shorten sentences, use plain words."
        )


def _worn(prompt: Prompt) -> Iterator[Fault]:
    for part in PARTS:
        for word in banned(getattr(prompt, part)):
            yield Fault(part, f"“{word}” in the {part} is worn out: say it as you would to a friend.")


def _form(prompt: Prompt) -> Iterator[Fault]:
    for part in PARTS:
        text = getattr(prompt, part)
        if found := _MARKS.search(text) or (part == "title" and re.search(r"[*_]", text)):
            yield Fault(part, f"“{found.group()}” in the {part} is a mark-up sign: only *italics* for what one says.")
        elif text.count("*") % 2:
            yield Fault(part, f"A * in the {part} stands alone: put one before and one after what one says.")
        for sign in sorted(_PLAIN.keys() & set(text)):
            yield Fault(part, f"“{sign}” in the {part}: write {_PLAIN[sign]}.")
    if "?" not in prompt.question:
        yield Fault("question", "The question has no question mark: ask something.")
    if len(words(prompt.lesson)) < LESSON:
        yield Fault("lesson", f"The lesson has {len(words(prompt.lesson))} words: say why, in {LESSON} or more.")
    if len(prompt.signals) < SIGNALS:
        yield Fault("signals", "There are hardly any signals: write 3 to 6 phrases that people type when it fits.")
