"""The words in which a person reads why something did or did not reach them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.outbox.blocks import why_not

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from salesbot.outbox.queries import Fate


def line(reason: str, at: datetime, zone: ZoneInfo, *, dropped: bool, fate: Fate | None) -> str:
    """One message, when on this person's wall, and how it went: `Tue 09:15 · your daily standup: sent`."""
    return f"{at.astimezone(zone):%a %H:%M} · {reason}: {'not sent' if dropped else _went(fate)}"


def _went(fate: Fate | None) -> str:
    if fate is None:
        return "sent, and since forgotten"
    words = {
        "sent": "sent",
        "waiting": _with_cause("waits to be sent", fate.error),
        "claimed": "being sent",
        "expired": _with_cause("not sent, it would have come too late", fate.error),
        "withdrawn": "taken back, it was no longer needed",
        "unknown": "may have been sent; Slack did not say",
        "dead": "not sent, Slack refused it; whoever runs salesbot can see why",
        "paused": _with_cause("waits until I can write to you", fate.error),
    }
    return words[fate.state]


def _with_cause(words: str, error: str) -> str:
    return f"{words} ({why_not(error)})" if error else words
