"""What lies ahead: who will be sent what and when, if nobody changes anything, and who will not be and why."""

from salesbot.desk.ahead.days import Day, Group, Part, by_reader, days_of, steps, why_not
from salesbot.desk.ahead.gathering import Ahead, Unsent, Waiting, Window, look_ahead

__all__ = [
    "Ahead",
    "Day",
    "Group",
    "Part",
    "Unsent",
    "Waiting",
    "Window",
    "by_reader",
    "days_of",
    "look_ahead",
    "steps",
    "why_not",
]
