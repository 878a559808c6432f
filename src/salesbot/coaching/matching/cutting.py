"""A text cut into words, each with its place, as the matcher reads it: without case, and every number alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    return [Word(plain(one[0]), one.start(), one.end()) for one in _WORD.finditer(text)]


def plain(word: str) -> str:
    """Return a word as it is compared."""
    if word[0].isdigit() and word != _ONE_TO_ONE:
        return "0%" if word.endswith("%") else "0"
    return word.lower().replace(_CURLY, "'")


def places(text: str) -> list[tuple[int, int]]:
    """Return where each of the words of a text stands."""
    return [one.span() for one in _WORD.finditer(text)]


class Piece(NamedTuple):
    """What is read as one answer: where it begins in the text, and its words as they were typed."""

    start: int
    text: str
    words: list[str]

    @classmethod
    def of(cls, start: int, text: str) -> Piece:
        """Cut a piece into its words."""
        return cls(start, text, _WORD.findall(text))


def pieces(text: str) -> list[Piece]:
    """Return a text as the matcher reads it: whole where it is short, else a few sentences at once."""
    read = text[:_MOST]
    whole = Piece.of(0, read)
    if len(whole.words) <= LONGEST:
        return [whole] if whole.words else []
    found: list[tuple[int, int, int]] = []  # from, to, words
    for start, end, many in _sentences(read):
        if found and found[-1][2] + many <= _A_FEW:
            found[-1] = (found[-1][0], end, found[-1][2] + many)
        else:
            found.append((start, end, many))
    return [Piece.of(start, read[start:end]) for start, end, _ in found]


def _sentences(text: str) -> Iterator[tuple[int, int, int]]:
    """Yield where sentences stand and how many words they have; of an endless one as much at once as is read."""
    ends = [*(one.end() for one in _SENTENCE.finditer(text)), len(text)]
    begin = 0
    for end in ends:
        words = places(text[begin:end])
        for at in range(0, len(words), LONGEST):
            some = words[at : at + LONGEST]
            yield begin + some[0][0], begin + some[-1][1], len(some)
        begin = end
