"""Looking for prompts: every word typed must begin a word of theirs; where it does says how well they fit."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from salesbot.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from salesbot.coaching.rules.prompt import Prompt

LONGEST = 100  # characters that are looked for
_WORTH = (8, 6, 4, 1)  # a word in the title, the skill, the signals, the rest


def found(prompts: Iterable[Prompt], typed: str) -> list[Prompt]:
    """Return the prompts that hold all these words, without case and accents, the best first."""
    wanted = folded(typed).split()
    ranked = [(worth(one, wanted), one) for one in prompts] if wanted else []
    fitting = [(points, one) for points, one in ranked if points]
    return [one for _, one in sorted(fitting, key=lambda pair: (-pair[0], pair[1].title, pair[1].id))]


def worth(prompt: Prompt, wanted: Sequence[str]) -> int:
    """How well a prompt fits these folded words; 0 where one of them is nowhere in it."""
    points = [_points(prompt, word) for word in wanted]
    return sum(points) if all(points) else 0


def _points(prompt: Prompt, word: str) -> int:
    return sum(worth for worth, part in zip(_WORTH, _parts(prompt), strict=True) if f" {word}" in part)


@lru_cache(maxsize=4096)
def _parts(prompt: Prompt) -> tuple[str, str, str, str]:
    """What is looked through, folded: each word has a space before it."""
    rest = f"{prompt.lesson} {prompt.question} {prompt.action}"
    skill = f"{prompt.skill.value} {prompt.skill.words}"
    return folded(prompt.title), folded(skill), folded(" ".join(prompt.signals)), folded(rest)
