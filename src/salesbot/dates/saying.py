"""Days said back to people, with their weekdays, so that a slip is seen at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class Span:
    """Days from the first to the last; both count."""

    first: date
    last: date


def say(span: Span, *, today: date) -> str:
    """Say days back: `today (Tue 3 Mar)`, `Wed 4 Mar`, or from one day to another with a dash between."""
    if span.first == span.last:
        return say_day(span.first, today=today)
    one_month = (span.first.year, span.first.month) == (span.last.year, span.last.month)
    first = f"{_short_day(span.first)}" if one_month else named(span.first)
    if span.first.year != span.last.year:
        first += f" {span.first.year}" if span.first.year != today.year else ""
    return f"{first} \N{EN DASH} {named(span.last)}{_year(span.last, today=today)}"


def say_day(day: date, *, today: date) -> str:
    """Say one day back: `today`, `tomorrow (Wed 4 Mar)`, `Fri 14 Aug`, `Tue 5 Jan 2027`."""
    if day == today:
        return f"today ({named(day)})"
    if day == today + timedelta(days=1):
        return f"tomorrow ({named(day)})"
    return named(day) + _year(day, today=today)


def _year(day: date, *, today: date) -> str:
    return "" if day.year == today.year else f" {day.year}"


def named(day: date) -> str:
    """Name a day without its year: `Fri 14 Aug`."""
    return f"{_short_day(day)} {short(day.month)}"


def _short_day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3].title()} {day.day}"


def short(month: int) -> str:
    """Name a month (1 to 12) in three letters."""
    return MONTHS[month - 1][:3].title()
