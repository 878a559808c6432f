"""The words in which a person reads what became of an offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from datetime import date

LAPSED = "nothing came in time in which it could ride along"
BEGINS_AGAIN = "I begin to offer things again; the last three had gone by unused."


def paused(until: date, *, typed: str) -> Message:
    """The one note that says that offers pause."""
    words = (
        f"You used none of the last three things that I offered, so I stop offering until {until:%A} {until.day} "
        f"{until:%B}. Your check-ins go on as they are; `{typed} why` tells what I left out."
    )
    return Message(text=words, blocks=[kit.section(words)])


# ---- what `/salesbot why` says ----


def dropped(reason: str, why: str) -> str:
    """What was offered and not sent; a reason may be a thing ("a tip for you") or a sentence of its own."""
    return f"I left this out: {reason}. {_upper(why)}."


def said(reason: str, *, rode: bool) -> str:
    """What was sent, by itself or within another message."""
    return f"I added to another message: {reason}." if rode else f"I wrote to you: {reason}."


def on_its_way(reason: str, why: str, *, lost: bool) -> str:
    """What waits for its time or for Slack; `lost`: it will not come any more."""
    if lost:
        return f"{_upper(reason)}: not sent, since Slack could not be reached in time, or refused it."
    return f"{_upper(reason)}: {why or 'on its way to you'}."


def waits(reason: str, why: str) -> str:
    """What waits for a ride."""
    return f"{_upper(reason)}: {why}."


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]
