"""What somebody wants of the front desk: the word they typed after `/salesbot`, and whom they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

# Every word of `/salesbot`, in the order in which help tells them.
WORDS = ("setup", "team", "me", "away", "why", "simulate", "audit", "help")
# What people type for the same.
_SAME = {
    "settings": "me", "preferences": "me", "zone": "me", "timezone": "me", "pause": "me", "people": "team",
    "members": "team", "vacation": "away", "holiday": "away", "ooo": "away", "pto": "away", "new": "setup",
    "start": "setup", "?": "help", "commands": "help", "explain": "why", "simulation": "simulate", "ahead": "simulate",
    "preview": "simulate", "upcoming": "simulate", "log": "audit", "changes": "audit",
}  # fmt: skip
# Not a role: somebody is taken out of a team.
OUT = "out"
# What somebody may want of their own data, and what people type for it after `me`.
EXPORT, ERASE = "export", "erase"
_OWN_DATA = {
    "export": EXPORT, "download": EXPORT, "data": EXPORT, "gdpr": EXPORT,
    "erase": ERASE, "delete": ERASE, "forget": ERASE, "remove": ERASE,
}  # fmt: skip
_DAYS = re.compile(r"(?:--days[ =])?\s*([0-9]{1,4})(?:\s*days?)?", re.IGNORECASE)
_PERSON = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True)
class Typed:
    """A command as typed: its word, and the rest. An empty word is a bare `/salesbot`."""

    word: str
    rest: str


def read(text: str) -> Typed:
    """Split what stands after `/salesbot` at its first space or line break; another word for the same thing counts."""
    first, rest = (*text.split(maxsplit=1), "", "")[:2]
    word = first.casefold()
    return Typed(_SAME.get(word, word), rest.strip())


def own_data(rest: str) -> str | None:
    """What somebody wants of their own data (EXPORT or ERASE); None where they want their settings."""
    return _OWN_DATA.get((*rest.casefold().split(maxsplit=1), "")[0])


def days(rest: str) -> int | None:
    """How many days somebody typed, as `14`, `14 days` or `--days 14`; None where it is no number."""
    found = _DAYS.fullmatch(rest.strip())
    return int(found[1]) if found else None


def nearest(word: str) -> str | None:
    """The word that was probably meant, if any is near."""
    known = [*WORDS, *_SAME]
    found = get_close_matches(word, known, n=1, cutoff=0.6)
    return _SAME.get(found[0], found[0]) if found else None


def person(text: str) -> tuple[str | None, str]:
    """Take a mentioned member out of a text: their id (None where nobody is mentioned), and what is left."""
    found = _PERSON.search(text)
    if found is None:
        return None, text
    return found[1], (text[: found.start()] + " " + text[found.end() :]).strip()
