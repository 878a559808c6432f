"""How long a text is to Slack."""

from __future__ import annotations


def letters(text: str) -> int:
    """Count as JavaScript does, in UTF-16: an emoji counts at least two.

    That is never less than any other way to count, so that no limit of Slack's is missed.
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def beginning(text: str, limit: int) -> str:
    """Return as much of a text as fits into so many letters."""
    short = text[:limit]
    while letters(short) > limit:
        short = short[: -((letters(short) - limit + 1) // 2)]
    return short
