"""Which skill an answer shows, and the words that made it so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache, partial
from math import exp
from typing import TYPE_CHECKING, NamedTuple

from salesbot.coaching.matching.cutting import SMALL, Piece, pieces, places
from salesbot.coaching.matching.features import BEGIN, END, POWER, SPREAD, meant
from salesbot.coaching.matching.learned import NONE, ONE, learned
from salesbot.coaching.rules.skills import Skill

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from salesbot.coaching.matching.features import Meant
    from salesbot.coaching.matching.learned import Learned, Row

    Places = tuple[tuple[int, int], ...]

_ENOUGH = 0.6  # of all that speaks for a skill: the words that say so much of it are named …
_FEW = 4  # … but not more words than these
OWN = 0.95  # how sure a team's own words are


@dataclass(frozen=True)
class Phrase:
    """Words of a team's own that show a skill."""

    skill: Skill
    words: str


@dataclass(frozen=True, slots=True)
class Match:
    """A skill that a text shows. `confidence` is 0 to 1; `named` tells where the words stand that made it.

    Which words those are is found out when asked, since few matches are ever told of.
    """

    skill: Skill
    confidence: float
    named: Callable[[], Places] = field(compare=False, repr=False)

    @property
    def places(self) -> Places:
        """(from, to) of the words that made it, in the order of the text."""
        return self.named()


def match(text: str, *, own: Sequence[Phrase] = ()) -> Match | None:
    """Return the skill that a text shows, None where none does. A team's own words, the longest first, win."""
    for phrase in sorted(own, key=lambda one: (-len(one.words), one.words)):
        found = _whole(phrase.words).search(text)
        if found:
            return Match(phrase.skill, OWN, partial(_here, found.span()))
    return _match(text)


@lru_cache(maxsize=4_096)
def _whole(words: str) -> re.Pattern[str]:
    apart = r"\s+".join(map(re.escape, words.split()))
    return re.compile(rf"(?<!\w){apart}(?!\w)", re.IGNORECASE)


def _here(*places: tuple[int, int]) -> Places:
    return places


@lru_cache(maxsize=16_384)
def _match(text: str) -> Match | None:
    """The surest of a text's pieces; the same words are answered often, so what was found is kept for a while."""
    known = learned()
    found = [one for one in (_Read(known, piece).match() for piece in pieces(text)) if one is not None]
    return max(found, key=lambda one: one.confidence, default=None)


def _weight(many: int, spread: float = 1.0) -> int:
    """How much one of so many features of a kind counts, times ONE."""
    return round(float(many**-POWER) / spread * ONE)


class _Kind(NamedTuple):
    """The features of one kind in a text: how much each counts, what the known ones say, and between which words."""

    weight: int  # times ONE
    rows: Sequence[Row]
    spans: Sequence[tuple[int, int]]


class _Read:
    """One piece of a text, read against what was learned: three kinds of features, all of one kind counting alike."""

    def __init__(self, known: Learned, piece: Piece) -> None:
        self._known = known
        self._piece = piece
        self._words, rows, means, pairs = zip(*known.words(piece.words), strict=True)
        self._kinds = _Kind(_weight(len(rows)), rows, ()), self._pairs(pairs), self._meanings(means)

    def _pairs(self, pairs: Sequence[Mapping[str, str]]) -> _Kind:
        """The known pairs of neighbours; `pairs` of features.py names them all."""
        last = len(pairs) - 1
        both = enumerate(zip((self._known.pairs(BEGIN), *pairs), (*self._words, END), strict=True))
        found = [(at, known[word]) for at, (known, word) in both if word in known]
        spans = [(max(at - 1, 0), min(at, last)) for at, _ in found]
        return _Kind(_weight(last + 2, SPREAD), [self._known.row(name) for _, name in found], spans)

    def _meanings(self, known: Sequence[Meant]) -> _Kind:
        found = meant(self._words, known)
        there = [one for one in found if one[0] in self._known.places]
        weight = _weight(len(found), SPREAD) if found else 0
        return _Kind(weight, [self._known.row(name) for name, _, _ in there], [(at, to) for _, at, to in there])

    def match(self) -> Match | None:
        """Return the likeliest skill, None where no skill at all is likelier, or none is likely."""
        shares = self.shares()
        share = max(shares)
        best = shares.index(share)
        label = self._known.labels[best]
        if label == NONE or share < self._known.least:
            return None
        return Match(Skill(label), share, partial(_places, self._piece.start, self._piece.text, best))

    def shares(self) -> list[float]:
        """Return how likely each label is; together they are one."""
        known = self._known
        likely = [exp(known.sharpness * score) for score in self.scores()]
        likely[known.labels.index(NONE)] *= known.silence
        whole = sum(likely)
        return [one / whole for one in likely]

    def scores(self) -> list[float]:
        """Return how much all of it speaks for each label."""
        weighed = ONE * self._known.bias
        for weight, rows, _ in self._kinds:
            weighed += weight * sum(rows)
        return self._known.told(weighed)

    def places(self, label: int) -> Iterator[tuple[int, int]]:
        """Yield where the words stand that speak most for a label, in the order of the text, neighbours together."""
        stand, start = places(self._piece.text), self._piece.start
        chosen = self._chosen(self._told(label))
        for at in chosen:
            if at - 1 not in chosen:
                last = next(end for end in range(at, len(stand)) if end + 1 not in chosen)
                yield start + stand[at][0], start + stand[last][1]

    def _told(self, label: int) -> list[float]:
        """How much each word speaks for a label, its share of pairs and phrases counted in."""
        words, *wider = self._kinds
        told = [self._known.told(words.weight * row)[label] for row in words.rows]
        for weight, rows, spans in wider:
            for row, (first, last) in zip(rows, spans, strict=True):
                share = self._known.told(weight * row)[label] / (last + 1 - first)
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


def _places(start: int, text: str, label: int) -> Places:
    return tuple(_Read(learned(), Piece.of(start, text)).places(label))
