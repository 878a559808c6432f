"""The little YAML that a manifest needs: maps, lists, texts, numbers and yes or no."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# A text that no YAML reader takes for anything else; every other one is quoted as in JSON, which YAML understands.
_PLAIN = re.compile(r"[A-Za-z][\w:.-]*[\w]")
# What JSON leaves as it is and YAML does not allow, or takes for the end of a line.
_ODD = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_WORDS = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


def dump(value: dict[str, Any]) -> str:
    """Return the map as YAML, in the order in which it was made."""
    return "\n".join(_lines(value)) + "\n"


def _lines(value: Any, indent: str = "") -> Iterator[str]:
    entries = value.items() if isinstance(value, dict) else ((None, entry) for entry in value)
    for key, entry in entries:
        lead = f"{indent}- " if key is None else f"{indent}{_scalar(key)}:"
        if not isinstance(entry, dict | list):
            yield f"{lead}{'' if key is None else ' '}{_scalar(entry)}"
        elif not entry:
            yield f"{lead}{'' if key is None else ' '}{json.dumps(entry)}"
        elif key is None:
            first, *rest = _lines(entry, indent + "  ")
            yield lead + first.lstrip()
            yield from rest
        else:
            yield lead
            yield from _lines(entry, indent + "  ")


def _scalar(value: Any) -> str:
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    return _ODD.sub(lambda odd: f"\\u{ord(odd[0]):04x}", json.dumps(value, ensure_ascii=False))
