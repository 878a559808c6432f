"""Labelled answers: a line is the skills that a fair coach would accept, the best first, a tab, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from salesbot.coaching.matching.learned import NONE
from salesbot.coaching.rules.skills import Skill

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).parent
VALIDATION = HERE / "validation.tsv"
TEST = HERE.parent / "tests" / "coaching" / "answers.tsv"
LABELS = (NONE, *(skill.value for skill in Skill))


@dataclass(frozen=True)
class Answer:
    """What somebody said, and which labels are right for it."""

    text: str
    accepted: tuple[str, ...]

    @property
    def fits_none(self) -> bool:
        """Whether no skill shows in it."""
        return self.accepted == (NONE,)


def training() -> list[Answer]:
    """All answers to learn from."""
    return [one for path in sorted((HERE / "answers").glob("*.tsv")) for one in read(path)]


def read(path: Path) -> list[Answer]:
    """Read a file. Raises ValueError that names the line which is none, or a label that is no skill."""
    return list(_read(path))


def _read(path: Path) -> Iterable[Answer]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        labels, tab, text = line.partition("\t")
        accepted = tuple(labels.split(","))
        if not tab or not text.strip() or set(accepted) - set(LABELS):
            raise ValueError(f"{path.name}:{number} is no label, tab and answer: {line!r}")
        yield Answer(text, accepted)
