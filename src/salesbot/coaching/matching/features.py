"""What the matcher looks at: words, pairs of neighbours, groups of letters, and words that mean much the same.

Training and matching read a text by these same functions, so that what was learned is what is looked up.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from salesbot.coaching.matching.cutting import cut

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


_LETTERS = (3, 4, 5)  # how many letters a group has; the spaces around a word count
_MOST_GROUPS = 120  # of one word: a web address is no sentence
WORD, PAIR, LETTERS, MEANING = "w", "p", "l", "m"  # the four kinds, and how names of features begin
# Of a long text each word tells less, but not as much less as in a mean.
POWER = 0.3
SPREAD = 6.0  # so that the few features of one kind weigh about as much as all groups of letters together


# Something that stands in a text: its name, and between which of its words (both included).
Feature = tuple[str, int, int]
# Phrases that begin with a word, by the word after it: the words after that one, and the name of what they mean.
Phrases = dict[str, tuple[tuple[tuple[str, ...], str], ...]]
# What a word means by itself, and the phrases that begin with it; most words mean nothing.
Meant = tuple[tuple[str, ...], Phrases] | None
BEGIN, END = "^", "$"  # the beginning and the end of a text count as words
_NO_PHRASES: Phrases = {}


@dataclass(frozen=True)
class Meanings:
    """Words and phrases that mean much the same: their names, by the word they begin with."""

    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stems: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    phrases: Mapping[str, Phrases] = field(default_factory=dict)

    def of(self, words: Sequence[str]) -> list[Feature]:
        """Return the meanings that stand in a text, each once, where it stands first."""
        return meant(words, [self.word(word) for word in words])

    def word(self, text: str) -> Meant:
        """Return what a word means, and which phrases begin with it."""
        found = self.single(text), self.phrases.get(text, _NO_PHRASES)
        return found if any(found) else None

    def single(self, text: str) -> tuple[str, ...]:
        """Return what a word means by itself."""
        stems = (name for end in range(1, len(text) + 1) for name in self.stems.get(text[:end], ()))
        return (*self.words.get(text, ()), *stems)


def meant(words: Sequence[str], known: Iterable[Meant]) -> list[Feature]:
    """Return the meanings that stand in a text; `known` is of each word what it means, and its phrases."""
    found: dict[str, Feature] = {}
    last = len(words) - 1
    for at, one in enumerate(known):
        if one is None:
            continue
        meanings, phrases = one
        for name in meanings:
            if name not in found:
                found[name] = (name, at, at)
        if at < last and words[at + 1] in phrases:
            for rest, name in phrases[words[at + 1]]:
                end = at + 1 + len(rest)
                if name not in found and tuple(words[at + 2 : end + 1]) == rest:
                    found[name] = (name, at, end)
    return list(found.values())


def pairs(words: Sequence[str]) -> list[Feature]:
    """Return each two neighbours, as features; the beginning and the end of a text count as words."""
    texts = [BEGIN, *words, END]
    last = len(words) - 1
    return [
        (f"{PAIR} {one} {other}", at - 1 if at else 0, min(at, last))
        for at, (one, other) in enumerate(itertools.pairwise(texts))
    ]


@lru_cache(maxsize=20_000)
def letters(word: str) -> tuple[str, ...]:
    """Return the names of a word's groups of letters: by them a word is known whatever its ending or its typo."""
    if len(word) < 2:  # noqa: PLR2004  a sign or a single letter has no groups
        return ()
    padded = f" {word} "
    groups = (padded[at : at + size] for size in _LETTERS for at in range(len(padded) - size + 1))
    return tuple(f"{LETTERS} {one}" for _, one in zip(range(_MOST_GROUPS), groups, strict=False))


def read_meanings(text: str) -> Meanings:
    """Read lines of `name: word stem* phrase_of_words`; what begins with # is a remark."""
    words: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, Phrases] = {}
    for line in text.splitlines():
        name, colon, said = line.partition(":")
        for one in said.split() if colon and not line.startswith("#") else ():
            _learn(one, f"{MEANING} {name.strip()}", words, stems, phrases)
    return Meanings(words, stems, phrases)


def _learn(
    said: str, name: str, words: dict[str, tuple[str, ...]], stems: dict[str, tuple[str, ...]],
    phrases: dict[str, Phrases],
) -> None:  # fmt: skip
    cuts = [word.text for word in cut(said.rstrip("*").replace("_", " "))]
    if len(cuts) > 1:
        by_second = phrases.setdefault(cuts[0], {})
        by_second[cuts[1]] = (*by_second.get(cuts[1], ()), (tuple(cuts[2:]), name))
    elif cuts:
        table = stems if said.endswith("*") else words
        table[cuts[0]] = (*table.get(cuts[0], ()), name)
