"""Which skill an answer shows, and the words that made it so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import exp
from typing import TYPE_CHECKING

from salesbot.coaching.matching.cutting import SMALL, pieces, places, typed
from salesbot.coaching.matching.features import POWER, SPREAD, meant, pairs
from salesbot.coaching.matching.learned import NONE, learned
from salesbot.coaching.rules.skills import Skill

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from salesbot.coaching.matching.features import Feature
    from salesbot.coaching.matching.learned import Learned, Row

_ENOUGH = 0.6  # of all that speaks for a skill: the words that say so much of it are named …
_FEW = 4  # … but not more words than these
OWN = 0.95  # how sure a team's own words are


@dataclass(frozen=True)
class Phrase:
    """Words of a team's own that show a skill."""

    skill: Skill
    words: str


@dataclass(frozen=True)
class Match:
    """A skill that a text shows. `confidence` is 0 to 1; `places` are (from, to) of the words that made it."""

    skill: Skill
    confidence: float
    places: tuple[tuple[int, int], ...]


def match(text: str, *, own: Sequence[Phrase] = ()) -> Match | None:
    """Return the skill that a text shows, None where none does. A team's own words, the longest first, win."""
    for phrase in sorted(own, key=lambda one: (-len(one.words), one.words)):
        found = _whole(phrase.words).search(text)
        if found:
            return Match(phrase.skill, OWN, (found.span(),))
    return _match(text)


@lru_cache(maxsize=4_096)
def _whole(words: str) -> re.Pattern[str]:
    apart = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){apart}(?!\w)", re.IGNORECASE)


@lru_cache(maxsize=16_384)
def _match(text: str) -> Match | None:
    """The surest of a text's pieces; the same words are answered often, so what was found is kept for a while."""
    read = [_Read(learned(), piece, at) for at, piece in pieces(text)]
    found = [one for one in (piece.match() for piece in read) if one is not None]
    return max(found, key=lambda one: one.confidence, default=None)


class _Read:
    """One piece of a text, read against what was learned: three kinds of features, all of one kind counting alike."""

    def __init__(self, known: Learned, text: str, start: int = 0) -> None:
        self._known = known
        self._text = text
        self._start = start
        self._said = [known.word(word) for word in typed(text)]
        self._words = [one[0] for one in self._said]
        self._kinds = [
            self._found(one) for one in (pairs(self._words), meant(self._words, [one[2] for one in self._said]))
        ]

    def _found(self, features: Sequence[Feature]) -> tuple[float, list[tuple[Row, int, int]]]:
        """How much each feature of a kind counts, and the known ones: what they say, between which words."""
        row, places = self._known.row, self._known.places
        found = [(row(name), first, last) for name, first, last in features if name in places]
        return len(features) ** -POWER / SPREAD if features else 0.0, found

    def match(self) -> Match | None:
        """Return the likeliest skill, None where no skill at all is likelier, or none is likely."""
        shares = self.shares()
        best = max(range(len(shares)), key=shares.__getitem__)
        label = self._known.labels[best]
        if label == NONE or shares[best] < self._known.least:
            return None
        return Match(Skill(label), shares[best], tuple(self._places(best)))

    def shares(self) -> list[float]:
        """Return how likely each label is; together they are one."""
        known = self._known
        likely = [exp(known.sharpness * score) for score in self.scores()]
        likely[known.labels.index(NONE)] *= known.silence
        whole = sum(likely)
        return [one / whole for one in likely]

    def scores(self) -> list[float]:
        """Return how much all of it speaks for each label."""
        scores = self._known.bias
        kinds = [(self._each(), [one[1] for one in self._said])] if self._said else []
        kinds += [(factor, [row for row, _, _ in found]) for factor, found in self._kinds if found]
        for factor, rows in kinds:
            scores = [score + factor * sum(said) for score, said in zip(scores, zip(*rows, strict=True), strict=True)]
        return list(scores)

    def _each(self) -> float:
        """How much one of so many words counts."""
        return float(len(self._said) ** -POWER)

    def _places(self, label: int) -> Iterator[tuple[int, int]]:
        """Yield where the words stand that speak most for a label, in the order of the text, neighbours together."""
        stand = places(self._text)
        chosen = self._chosen(self._told(label))
        for at in chosen:
            if at - 1 not in chosen:
                last = next(end for end in range(at, len(stand)) if end + 1 not in chosen)
                yield self._start + stand[at][0], self._start + stand[last][1]

    def _told(self, label: int) -> list[float]:
        """How much each word speaks for a label, its share of pairs and phrases counted in."""
        each = self._each()
        told = [each * row[label] for _, row, _ in self._said]
        for factor, found in self._kinds:
            for row, first, last in found:
                share = factor * row[label] / (last + 1 - first)
                for at in range(first, last + 1):
                    told[at] += share
        return told

    def _chosen(self, told: Sequence[float]) -> list[int]:
        """The words that say most of it, as few as will do; signs and the smallest words say nothing to a reader."""
        telling = [at for at, word in enumerate(self._words) if word[0].isalnum() and word not in SMALL]
        order = sorted(telling or range(len(told)), key=lambda at: (-told[at], at))
        enough, so_far, chosen = _ENOUGH * sum(told[at] for at in order if told[at] > 0), 0.0, set[int]()
        for at in order[:_FEW]:
            if chosen and so_far >= enough:
                break
            chosen.add(at)
            so_far += told[at]
        between = {at + 1 for at in chosen if at + 2 in chosen and self._words[at + 1] in SMALL}
        return sorted(chosen | between)
