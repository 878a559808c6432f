"""What the matcher learned: for each feature how much it speaks for each skill. `training/` writes the file."""

from __future__ import annotations

import base64
import gzip
import json
from array import array
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from operator import mul
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

from salesbot.coaching.matching.cutting import plain
from salesbot.coaching.matching.features import PAIR, SPREAD, WORD, Meanings, letters, read_meanings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from salesbot.coaching.matching.features import Meant

FILE = "learned.json.gz"
NONE = "none"  # the first of the labels: no skill shows
_LONG = 5  # letters: shorter words have too many neighbours
_SURE = 7  # letters: of words as long, one letter may be another
_KEPT = 10_000  # words that are kept added up

# How much something speaks for each label, all in one whole number: 64 bits a label, in which a one is ONE. So a row is
# added by one addition and weighed by one multiplication, whatever the number of labels. What is said of a text is
# a few hundred at most and stays far from the 2 ** 15 at which, once weighed, a label would reach into the next.
Row = int
ONE = 1 << 24
_BITS = 64
_UNIT = ONE**-2  # what is weighed is in these: both factors were times ONE
_ALONE: Mapping[str, str] = {}  # of a word that stands in no known pair


class Known(NamedTuple):
    """What is known of a word: the known word that is meant, and what it tells.

    `row` is how much it speaks for each label, by itself and by its groups of letters, these taken as one. `pairs` are
    the features that it makes with the word after it.
    """

    text: str
    row: Row
    means: Meant
    pairs: Mapping[str, str]


@dataclass(frozen=True)
class Learned:
    """One line of numbers a feature, one number a label.

    A number of the file is a byte; times its line's scale it is a weight. `rarity` is the usual inverse document
    frequency. `sharpness` turns scores into shares of one, `silence` is by how much no skill at all is held back, and
    what is less likely than `least` is not said.
    """

    labels: tuple[str, ...]
    bias: Row
    sharpness: float
    silence: float
    least: float
    meanings: Meanings
    places: Mapping[str, int]
    rarity: Sequence[float]
    scale: Sequence[float]
    weights: Sequence[int]
    _words: dict[str, Known] = field(default_factory=dict, compare=False)
    _rows: dict[str, Row] = field(default_factory=dict, compare=False)

    def row(self, name: str) -> Row:
        """Return how much a feature speaks for each label, its rarity counted in. Raises KeyError if unknown."""
        found = self._rows.get(name)
        if found is None:
            found = self._rows[name] = self._scaled(name)
        return found

    def _scaled(self, name: str) -> Row:
        return row(self._said(name))

    def _said(self, name: str) -> list[float]:
        at, width = self.places[name], len(self.labels)
        factor = self.scale[at] * self.rarity[at]
        return [factor * one for one in self.weights[at * width : (at + 1) * width]]

    def told(self, weighed: Row) -> list[float]:
        """Return how much a row that was multiplied by a weight speaks for each label."""
        lanes = self._lanes
        return [one * _UNIT for one in lanes.unpack(weighed.to_bytes(lanes.size, "little", signed=True))]

    @cached_property
    def _lanes(self) -> Struct:
        return Struct(f"<{len(self.labels)}q")

    def words(self, typed: Sequence[str]) -> list[Known]:
        """Return what is known of words as they were typed; looked up once, since most words come again."""
        known = self._words.get
        return [known(one) or self._word(one) for one in typed]

    def _word(self, word: str) -> Known:
        known = plain(word) if word[0].isdigit() else word  # every number is one to the matcher
        found = self._words.get(known)
        if found is None:
            if len(self._words) > _KEPT:
                self._words.clear()
            found = self._words[known] = self._look_up(known)
        return found

    def _look_up(self, word: str) -> Known:
        meant = self.mended(plain(word))
        return Known(meant, self._add_up(meant), self.meanings.word(meant), self.pairs(meant))

    def pairs(self, word: str) -> Mapping[str, str]:
        """Return the features that a word makes with the one after it, by that one."""
        return self._pairs.get(word, _ALONE)

    @cached_property
    def _pairs(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name in self.places:
            kind, _, both = name.partition(" ")
            if kind == PAIR:
                one, _, other = both.partition(" ")
                found.setdefault(one, {})[other] = name
        return found

    def mended(self, word: str) -> str:
        """Return the known word of which this one is a slip of the fingers; a known or a short one as it is."""
        if len(word) < _LONG or not word.isalpha() or f"{WORD} {word}" in self.places:
            return word
        near = {found for one in slips(word) if (found := self._slips.get(one)) and _alike(word, found)}
        return min(near, key=lambda one: (self._rarity_of(one), one), default=word)

    @cached_property
    def _slips(self) -> dict[str, str]:
        """Every known word by what is left of it without a letter, and by itself; of two words the commoner one."""
        known = (name.removeprefix(f"{WORD} ") for name in self.places if name.startswith(f"{WORD} "))
        long = sorted((one for one in known if len(one) >= _LONG and one.isalpha()), key=self._rarity_of, reverse=True)
        return {slip: word for word in long for slip in slips(word)}

    def _rarity_of(self, word: str) -> float:
        return self.rarity[self.places[f"{WORD} {word}"]]

    def _add_up(self, word: str) -> Row:
        known = [name for name in letters(word) if name in self.places]
        length = sum(self.rarity[self.places[name]] ** 2 for name in known) ** 0.5
        rows = [(1 / length, self._said(name)) for name in known]
        itself = f"{WORD} {word}"
        rows += [(1 / SPREAD, self._said(itself))] if itself in self.places else []
        factors = [factor for factor, _ in rows]
        return row(sum(map(mul, factors, column)) for column in zip(*(row for _, row in rows), strict=True))


def row(said: Iterable[float]) -> Row:
    """Return a row that says so much for each label."""
    return sum(round(one * ONE) << (_BITS * at) for at, one in enumerate(said))


def slips(word: str) -> list[str]:
    """Return a word and what is left of it without any one letter: two words that share one differ by one slip.

    A slip is a letter too many, too few or wrong, or two that changed places.
    """
    return [word, *(word[:at] + word[at + 1 :] for at in range(len(word)))]


def _alike(word: str, other: str) -> bool:
    """Whether one is likely meant by the other: they begin alike, and no letter of a short word became another."""
    return word[0] == other[0] and (len(word) != len(other) or sorted(word) == sorted(other) or len(word) >= _SURE)


@cache
def learned() -> Learned:
    """Return what the shipped file holds; it is read once, when the first text is matched."""
    return read(resources.files(__package__).joinpath(FILE).read_bytes())


def read(packed: bytes) -> Learned:
    """Read what `pack` wrote."""
    told = json.loads(gzip.decompress(packed))
    return Learned(
        labels=tuple(told["labels"]),
        bias=row(told["bias"]),
        sharpness=told["sharpness"],
        silence=told["silence"],
        least=told["least"],
        meanings=read_meanings(told["meanings"]),
        places={name: at for at, name in enumerate(told["names"].split("\n"))},
        rarity=_floats(told["rarity"]),
        scale=_floats(told["scale"]),
        weights=memoryview(base64.b64decode(told["weights"])).cast("b"),
    )


def pack(of: Mapping[str, object], *, rarity: bytes, scale: bytes, weights: bytes) -> bytes:
    """Return the file: `of` is the rest of it as JSON takes it, `names` one a line. The same input, the same bytes.

    `rarity` and `scale` are floats of four bytes, one a feature; `weights` are signed bytes, one a label of each.
    """
    arrays = {"rarity": rarity, "scale": scale, "weights": weights}
    told = dict(of) | {name: base64.b64encode(one).decode() for name, one in arrays.items()}
    return gzip.compress(json.dumps(told, sort_keys=True).encode(), mtime=0)


def _floats(packed: str) -> array[float]:
    found = array("f")
    found.frombytes(base64.b64decode(packed))
    return found
