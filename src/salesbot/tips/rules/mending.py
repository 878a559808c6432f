"""A mistyped word, and the word that was meant: how far two words are apart, and where to look for those that are near.

A word is near another where at most one letter (in longer words two) was left out, added, swapped with its neighbour or
replaced. Two such words share a piece: what is left of each without so many of its letters. So the near ones are found
by looking up a few pieces, however many words there are; the pieces of a word's beginning are enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORTEST = 4  # letters of a word that is mended: shorter ones are near too many
LONGEST = 40  # letters of a word that are kept: nobody types more of it
_LONG = 8  # letters of a word in which two may be wrong
_BEGINNING = 7  # letters of a word whose pieces are kept: two wrong letters leave enough of them

MOST_PIECES = 29  # of one word: 1 + 7 + 21


def slips(word: str) -> int:
    """How many letters of this word may be wrong for it to be meant."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 1 if len(word) < _LONG else 2


def pieces(word: str) -> set[str]:
    """The pieces under which a word is kept."""
    return _without(word[:_BEGINNING], slips(word))


def pieces_typed(word: str) -> set[str]:
    """The pieces under which to look for what a typed word may have meant: a longer one may have two wrong letters."""
    return _without(word[:_BEGINNING], 2 if len(word) >= _LONG - 2 else 1)


def _without(beginning: str, letters: int) -> set[str]:
    """What is left of these letters without up to so many of them."""
    found = last = {beginning}
    for _ in range(letters):
        last = {one[:at] + one[at + 1 :] for one in last for at in range(len(one))}
        found = found | last
    return found


def nearest(typed: str, known: Mapping[str, int]) -> str | None:
    """The word that was meant, of `known` ones (with how many tips have each); None where none is near enough.

    The nearest; of equals the one that more tips have.
    """
    near = [(distance(typed, word, most=slips(word)), -tips, word) for word, tips in known.items()]
    found = min((one for one in near if one[0] <= slips(one[2])), default=None)
    return found[2] if found else None


def distance(one: str, other: str, *, most: int) -> int:
    """In how many letters two words differ, two swapped neighbours counting once; `most` + 1 where it is more.

    Optimal string alignment: no letter is changed twice.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, wanted in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most and min(before) > most:
            return most + 1
    return min(row[-1], most + 1)
