"""A text cut into words, each with its place, as the matcher reads it: without case, and every number alike."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# A word, a number, or any other sign: `8%` tells more than an eight, so a share keeps its sign.
_CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"
_WORD = re.compile(rf"[^\W\d_]+(?:['{_CURLY}][^\W\d_]+)*|\d+(?:[.,:]\d+)*%?|[^\w\s]")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_ONE_TO_ONE = "1:1"  # a talk, no number
LONGEST = 60  # words read as one answer …
_A_FEW = 25  # … and of a longer one as many whole sentences at once as are not more than this
_MOST = 4_000  # characters of a text that are read

# Words that hold sentences together: they tell the matcher something, and a reader nothing.
SMALL = frozenset(
    """
    a about after again all also am an and any are as at be been before being but by can could did do does doing don't
    dont for from get gets getting give go goes going got had has have having he he's her hers him his how i i'd i'll
    i'm i've if im in into is it it's its just let me more my myself no not now of off ok on or our ours out over she
    she's should so some still such than that that's thats the their them then there these they they're this those
    through to today tomorrow too up us very was we we're we've week were what when where which while who will with
    would yesterday you your
    """.split()  # noqa: SIM905  a page of words reads better than a list of them
)


class Word(NamedTuple):
    """One word as it is compared, and where it stands in the text."""

    text: str
    start: int
    end: int


def cut(text: str) -> list[Word]:
    """Return the words of a text."""
    return [Word(_plain(one[0]), one.start(), one.end()) for one in _WORD.finditer(text)]


@lru_cache(maxsize=10_000)
def _plain(word: str) -> str:
    if word[0].isdigit() and word != _ONE_TO_ONE:
        return "0%" if word.endswith("%") else "0"
    return word.lower().replace(_CURLY, "'")


def pieces(text: str) -> list[list[Word]]:
    """Return a text as the matcher reads it: whole where it is short, else a few sentences at once."""
    words = cut(text[:_MOST])
    if len(words) <= LONGEST:
        return [words]
    breaks = [one.end() for one in _SENTENCE.finditer(text[:_MOST])]
    found: list[list[Word]] = [[]]
    for sentence in _sentences(words, breaks):
        if len(found[-1]) + len(sentence) > _A_FEW and found[-1]:
            found.append([])
        found[-1] += sentence
    return found


def _sentences(words: list[Word], breaks: list[int]) -> list[list[Word]]:
    found: list[list[Word]] = [[]]
    ends = [*breaks, words[-1].end + 1]
    for word in words:
        while word.start >= ends[0]:
            ends.pop(0)
            found.append([])
        found[-1].append(word)
    return [one[at : at + LONGEST] for one in found for at in range(0, len(one), LONGEST)]
