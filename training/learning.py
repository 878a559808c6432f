"""Learning: a linear model over what stands in the answers, made small enough to ship."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from math import log
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from salesbot.coaching.matching.cutting import cut
from salesbot.coaching.matching.features import LETTERS, POWER, SPREAD, WORD, Meanings, letters, pairs
from salesbot.coaching.matching.learned import pack
from training.answers import LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from training.answers import Answer

HARDNESS = 0.15  # LinearSVC's C; this and what follows was chosen on validation.tsv
SHARPNESS = 5.0  # scores to shares: with this a confidence is how often it is right
SILENCE = 0.8  # how much "none" is held back: between speaking too often and too seldom
LEAST = 0.4  # less likely than this no skill is named
TWICE = 2  # a feature that only one answer has tells nothing of others
FEATURES = 25_000  # that are shipped: more were no better
_FINEST = 127  # the largest number in a byte


class Reading:
    """What stands in texts, as the matcher will read it: (name, how much it counts, the group it stands in)."""

    def __init__(self, meanings: Meanings, rarity: dict[str, float] | None = None) -> None:
        self._meanings = meanings
        self._rarity = rarity

    def names(self, text: str) -> set[str]:
        """Return every feature of a text."""
        return {name for _, names in self._groups(text) for name in names}

    def values(self, text: str) -> dict[str, float]:
        """Return what each known feature of a text counts, its rarity counted in."""
        rarity = self._rarity or {}
        found: dict[str, float] = defaultdict(float)
        for factor, names in self._groups(text):
            known = [name for name in names if name in rarity]
            together = known and known[0].startswith(f"{LETTERS} ")
            length = sum(rarity[name] ** 2 for name in known) ** 0.5 if together else 1.0
            for name in known:
                found[name] += factor * rarity[name] / length
        return found

    def _groups(self, text: str) -> Iterator[tuple[float, Sequence[str]]]:
        words = [word.text for word in cut(text)]
        for word in words:
            yield len(words) ** -POWER, letters(word)
        meant = [name for name, _, _ in self._meanings.of(words)]
        for names in ([f"{WORD} {word}" for word in words], [name for name, _, _ in pairs(words)], meant):
            if names:
                yield len(names) ** -POWER / SPREAD, names


class Model(NamedTuple):
    """Weights: a row a label, a column a feature."""

    labels: list[str]
    names: list[str]
    rarity: dict[str, float]
    weights: np.ndarray
    bias: np.ndarray


def learn(answers: Sequence[Answer], meanings: Meanings, *, features: int = FEATURES) -> Model:
    """Learn twice: from everything that stands in two answers, then from what turned out to tell most."""
    seen = Counter(name for one in answers for name in Reading(meanings).names(one.text))
    rarity = {name: log((1 + len(answers)) / (1 + often)) + 1 for name, often in sorted(seen.items()) if often >= TWICE}
    first = _fit(answers, meanings, rarity)
    strength = np.abs(first.weights).max(axis=0) * np.array([rarity[name] for name in first.names])
    kept = sorted(np.argsort(-strength, kind="stable")[:features])
    return _fit(answers, meanings, {first.names[at]: rarity[first.names[at]] for at in kept})


def _fit(answers: Sequence[Answer], meanings: Meanings, rarity: dict[str, float]) -> Model:
    """An answer with two labels counts for both."""
    samples = [(one.text, label) for one in answers for label in one.accepted]
    matrix = _matrix((text for text, _ in samples), Reading(meanings, rarity), list(rarity))
    machine = LinearSVC(C=HARDNESS, random_state=1).fit(matrix, [label for _, label in samples])
    order = [list(machine.classes_).index(label) for label in LABELS]
    return Model(list(LABELS), list(rarity), rarity, machine.coef_[order], machine.intercept_[order])


def _matrix(texts: Iterable[str], reading: Reading, names: Sequence[str]) -> csr_matrix:
    places = {name: at for at, name in enumerate(names)}
    rows, columns, values = array("i"), array("i"), array("d")
    many = 0
    for row, text in enumerate(texts):
        many = row + 1
        for name, value in reading.values(text).items():
            rows.append(row)
            columns.append(places[name])
            values.append(value)
    return csr_matrix((values, (rows, columns)), shape=(many, len(names)))


def packed(model: Model, meanings: str) -> bytes:
    """Return the file that salesbot ships: each feature's weights as bytes and the scale that makes them weights."""
    scale = np.abs(model.weights).max(axis=0) / _FINEST
    scale[scale == 0] = 1.0
    small = np.rint(model.weights / scale).astype(np.int8)
    return pack(
        {
            "labels": model.labels, "bias": [round(float(one), 5) for one in model.bias], "sharpness": SHARPNESS,
            "silence": SILENCE, "least": LEAST, "meanings": meanings, "names": "\n".join(model.names),
        },
        rarity=array("f", (round(model.rarity[name], 3) for name in model.names)).tobytes(),
        scale=array("f", (float(f"{one:.3g}") for one in scale)).tobytes(),
        weights=small.T.tobytes(),
    )  # fmt: skip
