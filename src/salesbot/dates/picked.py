"""Days as people pick them in two calendars: a first, and a last that may be left out."""

from __future__ import annotations

from datetime import date

from salesbot.dates.reading import LONGEST_DAYS
from salesbot.dates.saying import Span
from salesbot.errors import Refusal


def span(first: str, last: str, *, fields: tuple[str, str]) -> Span:
    """Read two ISO dates. Raises Refusal beside the one of these two fields that needs another look."""
    if not first:
        raise Refusal("From when on? Please choose the first day too.", field=fields[0])
    picked = Span(date.fromisoformat(first), date.fromisoformat(last or first))
    if picked.last < picked.first:
        raise Refusal("The last day comes before the first.", field=fields[1])
    if (picked.last - picked.first).days >= LONGEST_DAYS:
        raise Refusal("That is more than a year. Please give me at most a year at a time.", field=fields[1])
    return picked
