"""Words inside blocks: escaped, measured, and the few tokens that Slack makes live."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from salesbot.letters import letters
from salesbot.slack.ids import is_slacks

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.room import Block

# Marks that turn the direction of the text around them (Unicode's report 9, "Explicit Directional Formatting").
_DIRECTION = dict.fromkeys([0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
GONE = "XGONE"  # how the ids of those begin who stand in for somebody that was forgotten; Slack has none like it
NOBODY = "somebody who left"
EMPTY = "\N{EN DASH}"  # what stands where a label has nothing to show


def escape(text: str) -> str:
    """Return what a person wrote so that Slack shows it as written: no mention, no link and no command becomes live.

    These three characters are all that Slack asks for ("Formatting text for app surfaces"); with `verbatim` in every
    mrkdwn object of this kit, a bare `@here` stays words too.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def name(text: str) -> str:
    """Return a person's, team's or deal's name for mrkdwn: escaped, on one line, unable to turn what follows around."""
    return escape(one_line(text))


def one_line(text: str) -> str:
    """Return a name or title without line breaks and without marks of direction."""
    return " ".join(text.translate(_DIRECTION).split())


def mention(member_id: str) -> str:
    """Return a live mention of a member (U… or W…), words for the stand-in (X…) of somebody who was forgotten.

    Raises ValueError for anything that is not an id.
    """
    return NOBODY if _checked(member_id).startswith(GONE) else f"<@{member_id}>"


def channel(channel_id: str) -> str:
    """Return a live link to a channel (C… or G…). Raises ValueError for anything that is not an id."""
    return f"<#{_checked(channel_id)}>"


def _checked(slack_id: str) -> str:
    if not is_slacks(slack_id):
        raise ValueError(f"{slack_id!r} is not a Slack id")
    return slack_id


def link(url: str, text: str) -> str:
    """Return a link that we made, never one that a person wrote. Raises ValueError for anything but http(s)."""
    if not re.fullmatch(r"https?://[^\s<>|]+", url):
        raise ValueError("a link starts with http:// or https:// and has no spaces")
    return f"<{url.replace('&', '&amp;')}|{name(text).replace('|', '¦')}>"


def date(at: datetime, form: str, *, fallback: str) -> str:
    """Return an instant that every reader sees on their own clock.

    `form` holds Slack's tokens, such as `{date_short_pretty} at {time}`; `fallback` is for clients that cannot.
    """
    return f"<!date^{int(at.timestamp())}^{form}|{name(fallback).replace('|', '¦')}>"


def plain(text: str) -> Block:
    """Return a plain_text object: nothing in it is ever live but emoji.

    Slack refuses a whole form for one label that is empty, as one is that held nothing but marks of direction.
    """
    return {"type": "plain_text", "text": text or EMPTY, "emoji": True}


def mrkdwn(text: str) -> Block:
    """Return a mrkdwn object. The text must be ours, or escaped."""
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def shorten(text: str, limit: int) -> str:
    """Return a label of `limit` characters at most, on one line; a longer one ends in an ellipsis."""
    label = one_line(text)
    if letters(label) <= limit:
        return label
    while letters(label) > limit - 1:
        label = label[: limit - 1] if len(label) >= limit else label[:-1]
    return label.rstrip() + "…"


def within(text: str, limit: int, *, what: str) -> str:
    """Return the text as it is. Raises ValueError where Slack would refuse it: people's words are never cut."""
    if not 0 < letters(text) <= limit:
        raise ValueError(f"{what} has {letters(text)} characters; Slack takes 1 to {limit}")
    return text
