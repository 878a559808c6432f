"""What counts as an answer, and what in it is a blocker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_ANSWER = 3000  # characters; "plain_text_input" in Slack's block reference allows no more

_NOTHING = frozenset(
    {
        "",
        "-",
        "\u2013",
        "—",
        "no",
        "none",
        "nope",
        "nothing",
        "n/a",
        "na",
        "nil",
        "no blockers",
        "no blocker",
        "nothing blocking",
        "all good",
        "all clear",
        "nein",
        "keine",
        "non",
        "rien",
        "nada",
    }
)


def is_blocker(text: str) -> bool:
    """Whether an answer to "what is in your way?" names something, rather than saying that nothing is."""
    return text.strip().strip(".!").lower() not in _NOTHING


@dataclass(frozen=True)
class Asked:
    """A question as the rules see it."""

    id: int
    required: bool


def clean(texts: Mapping[int, str], questions: Sequence[Asked]) -> dict[int, str]:
    """Return the answers worth keeping, by question id; raises Refusal beside the field that cannot stay as it is."""
    kept = {}
    for question in questions:
        text = texts.get(question.id, "").strip()
        if letters(text) > LONGEST_ANSWER:
            raise Refusal(
                f"That is {letters(text):,} characters; {LONGEST_ANSWER:,} fit. Could you shorten it?",
                field=field(question.id),
            )
        if not text and question.required:
            raise Refusal("A few words are enough, but this one needs an answer.", field=field(question.id))
        if text:
            kept[question.id] = text
    return kept


def letters(text: str) -> int:
    """Count characters as Slack's form does, in UTF-16: an emoji counts at least two."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def beginning(text: str) -> str:
    """Return as much of a text as one answer takes."""
    short = text[:LONGEST_ANSWER]
    while letters(short) > LONGEST_ANSWER:
        short = short[: -((letters(short) - LONGEST_ANSWER + 1) // 2)]
    return short


def field(question_id: int) -> str:
    """Return the block id of a question's field in the form."""
    return f"question.{question_id}"


def blocker_field(blocker_id: int) -> str:
    """Return the block id of the choice about an open blocker."""
    return f"blocker.{blocker_id}"


def changed_field(blocker_id: int) -> str:
    """Return the block id of the new words for a blocker that changed."""
    return f"changed.{blocker_id}"
