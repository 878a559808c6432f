"""The fields of the editor's pages: what was typed and chosen, one by one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from salesbot.errors import Refusal
from salesbot.letters import letters

Chosen = Mapping[str, Sequence[str]]  # what was typed and chosen, by field


def one(chosen: Chosen, field: str) -> str:
    """Return what stands in a field, the first of several; "" for an empty one."""
    return next(iter(chosen.get(field, ())), "")


def weekdays(chosen: Chosen, field: str) -> str:
    """Return the ISO weekdays that are ticked, in their order."""
    return "".join(sorted({day for day in chosen.get(field, ()) if day in tuple("1234567")}))


def short(chosen: Chosen, field: str, longest: int) -> str:
    """Return a text on one line. Raises Refusal beside its field where it is longer than so many characters."""
    text = " ".join(one(chosen, field).split())
    if letters(text) > longest:
        raise Refusal(f"That is {letters(text)} characters; {longest} fit. Could you shorten it?", field=field)
    return text


def beginning(text: str, longest: int) -> str:
    """Return as much of a text as a field takes."""
    cut = text[:longest]
    while letters(cut) > longest:
        cut = cut[:-1]
    return cut
