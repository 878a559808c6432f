"""How good the shipped matcher is on answers that it has not learned from."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.coaching.matching import match
from salesbot.coaching.matching.learned import NONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from training.answers import Answer


@dataclass(frozen=True)
class Figures:
    """Shares of one.

    `found`: an accepted skill was named, of all answers that show one; `right`: of those where any was named; `silent`:
    nothing was named, of all answers that show none.
    """

    found: float
    right: float
    silent: float


@dataclass(frozen=True)
class Said:
    """An answer, and what the matcher said of it."""

    answer: Answer
    label: str
    words: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether a fair coach would accept it."""
        return self.label in self.answer.accepted


def said_of(answers: Sequence[Answer]) -> list[Said]:
    """Ask the matcher about all of them."""
    return [_said(one) for one in answers]


def _said(answer: Answer) -> Said:
    found = match(answer.text)
    if found is None:
        return Said(answer, NONE, ())
    return Said(answer, found.skill.value, tuple(answer.text[start:end] for start, end in found.places))


def figures(said: Sequence[Said]) -> Figures:
    """Count."""
    fitting = [one for one in said if not one.answer.fits_none]
    named = [one for one in fitting if one.label != NONE]
    others = [one for one in said if one.answer.fits_none]
    return Figures(
        found=sum(one.is_right for one in fitting) / len(fitting),
        right=sum(one.is_right for one in named) / len(named),
        silent=sum(one.is_right for one in others) / len(others),
    )


def confusion(said: Sequence[Said]) -> Counter[tuple[str, str]]:
    """How often what was best was called what; another accepted skill counts as the best one."""
    return Counter((one.label if one.is_right else one.answer.accepted[0], one.label) for one in said)
