"""Days as people pick them in two calendars: a first, and a last that may be left out."""

from __future__ import annotations

from datetime import date, time

from salesbot.dates.reading import LONGEST_DAYS
from salesbot.dates.saying import Span
from salesbot.errors import Refusal


def wall(said: str, *, field: str) -> time:
    """Read a time of day as a clock gives it. Raises Refusal beside this field."""
    try:
        return time.fromisoformat(said)
    except ValueError:
        raise Refusal("That is no time of day. Please choose one from the clock.", field=field) from None


def day(said: str, *, field: str) -> date:
    """Read a day as a calendar gives it. Raises Refusal beside this field."""
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Refusal("I don't know that day. Please choose one in the calendar.", field=field) from None


def span(first: str, last: str, *, fields: tuple[str, str]) -> Span:
    """Read two ISO dates. Raises Refusal beside the one of these two fields that needs another look."""
    if not first:
        raise Refusal("From when on? Please choose the first day too.", field=fields[0])
    picked = Span(day(first, field=fields[0]), day(last or first, field=fields[1]))
    if picked.last < picked.first:
        raise Refusal("The last day comes before the first.", field=fields[1])
    if (picked.last - picked.first).days >= LONGEST_DAYS:
        raise Refusal("That is more than a year. Please give me at most a year at a time.", field=fields[1])
    return picked
