"""Days as people write them, and as they are said back."""

from salesbot.dates.picked import day, span, wall
from salesbot.dates.reading import LONGEST_DAYS, read
from salesbot.dates.saying import WEEKDAYS, Span, say, say_day

__all__ = ["LONGEST_DAYS", "WEEKDAYS", "Span", "day", "read", "say", "say_day", "span", "wall"]
