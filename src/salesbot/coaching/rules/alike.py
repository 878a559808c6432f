"""Prompts that say what another one says already: by the runs of words that they share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from salesbot.folding import folded, root

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from salesbot.coaching.rules.prompt import Prompt

RUN = 3  # words
SHARED = {"lesson": 0.2, "question": 0.5, "action": 0.5}  # of the runs of the shorter text, from which on it is a copy
TITLES = 0.75  # of the words of both titles


@dataclass(frozen=True)
class Alike:
    """A part of one prompt is nearly that of another. `share` is how much of it, 0 to 1."""

    prompt: Prompt
    other: Prompt
    part: str
    share: float


def alike(prompts: Sequence[Prompt], others: Sequence[Prompt] = ()) -> Iterator[Alike]:
    """Tell of each prompt which part stands in an earlier one too, or in one of the others, nearly so."""
    seen = [_marks(one) for one in others]
    for one in prompts:
        mine = _marks(one)
        for theirs in seen:
            yield from _shared(mine, theirs)
        seen.append(mine)


_Marks = tuple["Prompt", dict[str, frozenset[str]]]


def _marks(prompt: Prompt) -> _Marks:
    runs = {part: _runs(getattr(prompt, part)) for part in SHARED}
    return prompt, {**runs, "title": frozenset(root(word) for word in folded(prompt.title).split())}


def _runs(text: str) -> frozenset[str]:
    words = folded(text).split()
    return frozenset(" ".join(words[at : at + RUN]) for at in range(max(1, len(words) - RUN + 1)))


def _shared(mine: _Marks, theirs: _Marks) -> Iterator[Alike]:
    (prompt, here), (other, there) = mine, theirs
    for part, limit in SHARED.items():
        share = _part(here[part] & there[part], min(len(here[part]), len(there[part])))
        if share >= limit:
            yield Alike(prompt, other, part, share)
    share = _part(here["title"] & there["title"], len(here["title"] | there["title"]))
    if share >= TITLES:
        yield Alike(prompt, other, "title", share)


def _part(shared: frozenset[str], of: int) -> float:
    return len(shared) / of if of else 0.0
