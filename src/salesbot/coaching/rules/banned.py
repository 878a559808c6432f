"""Words that no prompt needs: the talk of trainings, and what has been said too often."""

from __future__ import annotations

import re

# A word stands for its endings as well: leverage for leverages, leveraged, leveraging.
BANNED = (
    "leverage", "synergy", "crush", "rockstar", "ninja", "game-changer", "circle back", "touch base", "low-hanging",
    "win-win", "unlock", "empower", "journey", "holistic", "best-in-class", "deep dive", "move the needle",
    "value proposition", "pain point", "always be closing", "guru", "hustle", "stakeholder", "utilise", "utilize",
    "actionable", "mindset", "at the end of the day", "elevate", "delve", "crucial", "seamless",
    "great salespeople", "great sellers", "top performers",
)  # fmt: skip

_ENDINGS = "(?:s|es|d|ed|r|rs|er|ers|ing|ment|ly|ally)?"


def banned(text: str) -> list[str]:
    """Return what of a text is better said in other words, as it stands there, in its order."""
    return [found.group() for found in _ANY.finditer(text)]


def _pattern(phrase: str) -> str:
    """A phrase with - or a space or nothing between its words, the last one in any of its forms."""
    *first, last = re.split(r"[ -]", phrase)
    ending = rf"{last[:-1]}(?:{last[-1]}|ies|i)?" if last.endswith("y") else rf"{last.removesuffix('e')}e?"
    return r"[\s-]?".join([*first, ending]) + _ENDINGS


_ANY = re.compile(rf"\b(?:{'|'.join(_pattern(one) for one in BANNED)})\b", re.IGNORECASE)
