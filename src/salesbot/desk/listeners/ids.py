"""The ids that buttons and forms carry: they name a thing, never a right."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.errors import Refusal
from salesbot.slack import reading

if TYPE_CHECKING:
    from collections.abc import Mapping

_OLD = "That is from an older message. Type the command again to go on."
# A bigger number is no id: databases keep 64 bits.
_MOST_DIGITS = 18


def id_of(body: Mapping[str, Any]) -> int:
    """The id that a button carries. Raises Refusal where it carries none."""
    return _id(reading.value(body))


def ids_of(body: Mapping[str, Any]) -> list[int]:
    """The ids that a button carries, parted by slashes. Raises Refusal where it carries none, or anything else."""
    return [_id(one) for one in reading.value(body).split("/")]


def id_on(view: Mapping[str, Any]) -> int:
    """The id that a form carries. Raises Refusal where it carries none."""
    return _id(str(view.get("private_metadata") or ""))


def _id(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) <= _MOST_DIGITS):
        raise Refusal(_OLD)
    return int(value)
