"""Whom somebody named after a word of `/coach`, and which page a button stands on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from salesbot.errors import Refusal
from salesbot.slack import reading
from salesbot.slack.ids import OLD, number

if TYPE_CHECKING:
    from collections.abc import Mapping

_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_ID = re.compile(r"[UW][A-Z0-9]{1,40}")
_MOST_PAGES = 10_000


def named(command: Mapping[str, Any]) -> tuple[str, str]:
    """Return who is named first after the word, "" for nobody, and the words beside it as they were typed.

    Raises Refusal for a name that Slack did not turn into a person.
    """
    _, rest = (*(command.get("text") or "").split(maxsplit=1), "", "")[:2]
    found = _MENTION.match(rest.strip())
    words = reading.typed(rest.strip()[found.end() :] if found else rest).strip()
    if found is None and words.startswith("@"):
        raise Refusal(
            f"I can't tell who {words.split()[0]} is. Pick the name from the list that Slack shows as you type."
        )
    return (found[1] if found else ""), words


def person(value: str) -> str:
    """Return the member whom a button names. Raises Refusal where it names none."""
    if not _ID.fullmatch(value):
        raise Refusal(OLD)
    return value


def place(value: str) -> tuple[str, int]:
    """Read `UBEN/2`: whose page, and which; without a number it is the first."""
    who, _, page = value.partition("/")
    return who, min(number(page), _MOST_PAGES) if page else 0
