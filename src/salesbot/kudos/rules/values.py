"""A team's values: what praise can be for, each in one sentence of behaviour."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

FIELD = "values"
MOST_VALUES = 20
LONGEST_TAG = 30
LONGEST_MEANING = 150

_LINE = re.compile(r"[-*\u2022\s]*#?\s*(?P<tag>[^\s:\uff1a]+)\s*[:\uff1a]\s*(?P<meaning>.+)")
_TAG = re.compile(r"[^\W\d_][\w-]*")


@dataclass(frozen=True)
class Value:
    """One value: the tag by which it is named, without its sign, and what somebody does who lives it."""

    tag: str
    meaning: str


DEFAULTS = (
    Value("teamwork", "Makes a colleague's deal as important as their own."),
    Value("honesty", "Says the true number early, above all when it is not the hoped-for one."),
    Value("curiosity", "Asks the customer one more question before offering an answer."),
    Value("ownership", "Says who does what by when, and then does it."),
    Value("persistence", "Finds another way in after the first three doors stayed shut."),
    Value("generosity", "Hands on what they learned, so that others need not learn it the hard way."),
)


def listed(values: Iterable[Value]) -> str:
    """Write values as they are edited: one a line, `teamwork: Makes a colleague's deal …`."""
    return "\n".join(f"{one.tag}: {one.meaning}" for one in values)


def parsed(text: str) -> list[Value]:
    """Read values, one a line. Raises Refusal that names the line which needs another look."""
    values: list[Value] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            values.append(_value(line.strip(), number))
    tags = [one.tag for one in values]
    twice = next((tag for tag in tags if tags.count(tag) > 1), None)
    if twice is not None:
        raise Refusal(f"#{twice} is there twice. One sentence each, please.", field=FIELD)
    if not 1 <= len(values) <= MOST_VALUES:
        raise Refusal(f"Please write 1 to {MOST_VALUES} values, one a line.", field=FIELD)
    return values


def _value(line: str, number: int) -> Value:
    match = _LINE.fullmatch(line)
    if match is None:
        raise Refusal(f"Line {number} needs a name, a colon and a sentence: teamwork: Makes …", field=FIELD)
    tag, meaning = match["tag"].casefold(), " ".join(match["meaning"].split())
    if not _TAG.fullmatch(tag) or len(tag) > LONGEST_TAG:
        raise Refusal(
            f"Line {number}: a name is one word that begins with a letter, {LONGEST_TAG} letters at most.", field=FIELD
        )
    if len(meaning) > LONGEST_MEANING:
        raise Refusal(
            f"Line {number} has {len(meaning)} characters after the colon; {LONGEST_MEANING} fit.", field=FIELD
        )
    return Value(tag, meaning)
