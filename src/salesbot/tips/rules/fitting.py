"""Which tip fits what somebody says is in their way; none, rather than one that only shares a word with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.folding import root

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

ENOUGH = 2.0  # points: two telling words, or a tag
A_TAG = 2.0
MOST = 10  # telling words that are looked for
_OFTEN = 0.1  # of all tips: a word that stands in more of them tells little …
_FEW = 40  # … where there are this many to tell it by


def common(tips: int) -> int | None:
    """How often a word may stand in so many tips and still tell one from another; None where they are too few."""
    return int(tips * _OFTEN) if tips >= _FEW else None


def best(roots: Collection[str], found: Sequence[tuple[int, Collection[str], Collection[str]]]) -> int | None:
    """The id of the tip that fits these roots of telling words best; None where none clearly does.

    `found` are tips as (id, words, tags), the better confirmed first: of equals the first is taken.
    """
    scored = [(points(roots, said, tags), -place, number) for place, (number, said, tags) in enumerate(found)]
    top = max(scored, default=None)
    return top[2] if top is not None and top[0] >= ENOUGH else None


def points(roots: Collection[str], said: Collection[str], tags: Collection[str]) -> float:
    """How well a tip fits: a point a word that it shares, but for its ending (price, pricing), and two a tag."""
    tagged, told = {root(one) for one in tags}, {root(one) for one in said}
    return sum(A_TAG if one in tagged else one in told for one in roots)
