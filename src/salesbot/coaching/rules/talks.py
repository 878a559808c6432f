"""What may be noted of a one-to-one: words for one reader, and up to three actions with an owner each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from salesbot.errors import Refusal
from salesbot.letters import letters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST = 3000  # characters of notes: "plain text input" in Slack's block reference takes no more
ACTIONS = 3
LONGEST_ACTION = 200
NEW = "new"  # how the places of a form begin in which nothing stands yet
OPEN, DONE, DROPPED = "open", "done", "dropped"


class Whose(StrEnum):
    """Who does what was agreed."""

    ME = "me"  # the manager
    THEM = "them"


@dataclass(frozen=True)
class Agreed:
    """One action as a form says it. `field` is its place there: the id of one that stands already, or `new1`."""

    field: str
    whose: Whose
    words: str


def fields(standing: Sequence[int] = ()) -> list[str]:
    """The places of a form: what stands already by its id, then new ones, three in all."""
    known = [str(one) for one in standing][:ACTIONS]
    return [*known, *(f"{NEW}{place}" for place in range(1, ACTIONS - len(known) + 1))]


def noted(words: str) -> str:
    """Return the notes worth keeping. Raises Refusal beside their field."""
    text = words.strip()
    if not text:
        raise Refusal("A line or two is enough. What will you want to remember?", field="notes")
    if letters(text) > LONGEST:
        raise Refusal(f"That is {letters(text):,} characters; {LONGEST:,} fit. Could you shorten it?", field="notes")
    return text


def agreed(said: Mapping[str, str], fields: Sequence[str]) -> list[Agreed]:
    """Return the actions in these places of a form; an empty one is none. Raises Refusal beside its field."""
    found = []
    for field in fields[:ACTIONS]:
        words = " ".join(said.get(f"what.{field}", "").split())
        if letters(words) > LONGEST_ACTION:
            raise Refusal(
                f"An action is one line: {LONGEST_ACTION} characters at most, this has {letters(words)}.",
                field=f"what.{field}",
            )
        if words:
            whose = Whose.ME if said.get(f"who.{field}") == Whose.ME else Whose.THEM
            found.append(Agreed(field, whose, words))
    return found
