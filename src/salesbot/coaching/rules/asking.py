"""What a manager may ask one person, how often, and until when an answer can be changed."""

from __future__ import annotations

from datetime import datetime, timedelta

from salesbot.errors import Refusal
from salesbot.letters import letters

LONGEST = 1000  # characters of a question: it is read between two calls
LONGEST_ANSWER = 2000  # characters: with the question it fits into one message, whatever they are
MOST_OPEN = 3  # questions to one person that wait for an answer
EDITABLE = timedelta(days=7)
_FEWEST = 2  # words


def question(words: str) -> str:
    """Return a question as it is asked. Raises Refusal beside its field."""
    text = words.strip()
    if len(text.split()) < _FEWEST:
        raise Refusal("What would you like to know? A few words say it best.", field="words")
    return short_enough(text)


def short_enough(text: str) -> str:
    """Return a question that fits its box. Raises Refusal."""
    if letters(text) > LONGEST:
        raise Refusal(f"That is {letters(text):,} characters; {LONGEST:,} fit. Could you shorten it?", field="words")
    return text


def answer(words: str) -> str:
    """Return an answer as it is kept. Raises Refusal beside its field."""
    text = words.strip()
    if not text:
        raise Refusal("There is nothing in it yet. One sentence is enough.", field="answer")
    if letters(text) > LONGEST_ANSWER:
        raise Refusal(
            f"That is {letters(text):,} characters; {LONGEST_ANSWER:,} fit. Could you shorten it?", field="answer"
        )
    return text


def may_change(answered_at: datetime, *, next_at: datetime | None, now: datetime) -> bool:
    """Whether an answer may still be changed: for a week, until the same manager's next question (`next_at`)."""
    return now < answered_at + EDITABLE and (next_at is None or next_at > now)
