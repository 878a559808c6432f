"""Days as people write them, and as they are said back."""

from salesbot.desk.dates.picked import span
from salesbot.desk.dates.reading import LONGEST_DAYS, read
from salesbot.desk.dates.saying import WEEKDAYS, Span, say, say_day

__all__ = ["LONGEST_DAYS", "WEEKDAYS", "Span", "read", "say", "say_day", "span"]
