"""The ids that buttons and forms carry: they name a thing, never a right."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot.errors import Refusal
from salesbot.slack import reading

if TYPE_CHECKING:
    from collections.abc import Mapping

OLD = "That is from an older message. Type the command again to go on."
MOST = 2**31 - 1  # a bigger number is no id: PostgreSQL keeps 32 bits of one
_SLACKS_OWN = re.compile(r"[A-Z0-9]{1,64}")


def id_of(body: Mapping[str, Any]) -> int:
    """Return the id that a button carries. Raises Refusal where it carries none."""
    return number(reading.value(body))


def ids_of(body: Mapping[str, Any]) -> list[int]:
    """Return the ids that a button carries, parted by slashes. Raises Refusal where one of them is none."""
    return [number(one) for one in reading.value(body).split("/")]


def id_on(view: Mapping[str, Any]) -> int:
    """Return the id that a form carries. Raises Refusal where it carries none."""
    return number(view.get("private_metadata"))


def number(value: object) -> int:
    """Read an id from what came with a payload. Raises Refusal for anything else."""
    text = str(value)
    if not is_number(text):
        raise Refusal(OLD)
    return int(text)


def is_number(text: str) -> bool:
    """Whether this can be an id."""
    return text.isascii() and text.isdecimal() and len(text) <= len(str(MOST)) and int(text) <= MOST


def is_slacks(text: str) -> bool:
    """Whether this can be the id that Slack gave a person or a channel; no name is one, and nothing that is live."""
    return _SLACKS_OWN.fullmatch(text) is not None
