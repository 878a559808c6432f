"""What somebody looks for in answers: words without case, accents and punctuation, their beginnings enough."""

from __future__ import annotations

from salesbot.errors import Refusal
from salesbot.folding import folded

__all__ = ["MOST_WORDS", "folded", "wanted"]

MOST_WORDS = 8  # of one search; more narrow it down no further than these do


def wanted(typed: str) -> list[str]:
    """Return what each word that somebody typed must look like in a folded text: its beginning is enough.

    Nothing in it means anything to LIKE. Raises Refusal where nothing that was typed is a word.
    """
    found = [folded(one).rstrip() for one in typed.split()]
    words = list(dict.fromkeys(one for one in found if one))
    if not words:
        raise Refusal("There is no word in that to look for. Letters and digits are enough: `renewal`.")
    return words[:MOST_WORDS]
