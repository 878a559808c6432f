"""A check-in's rhythm in words: `every second Monday at 09:15`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesbot.schedule.rules import Plan

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_ORDINALS = (
    "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth",
)  # fmt: skip
_WEEK = 7


def rhythm(plan: Plan) -> str:
    """Say on which days: `Monday to Friday`, `every second Monday`, `the last Friday of the month`."""
    days = days_of(plan.weekdays)
    if plan.nth is not None:
        return f"{_and([f'the {NTH[plan.nth]} {day}' for day in days])} of the month"
    if plan.every_weeks > 1:
        return _every_weeks(plan, days)
    if len(days) == _WEEK:
        return "every day"
    run = _run(plan.weekdays)
    return run or f"every {_and(days)}"


def _every_weeks(plan: Plan, days: Sequence[str]) -> str:
    ordinal = _ORDINALS[plan.every_weeks - 2] if plan.every_weeks - 2 < len(_ORDINALS) else ""
    on = _run(plan.weekdays) or f"on {_and(days)}"
    if not ordinal:
        return f"every {plan.every_weeks} weeks, {on}"
    return f"every {ordinal} {days[0]}" if len(days) == 1 else f"every {ordinal} week, {on}"


def days_of(weekdays: str) -> list[str]:
    """Name ISO weekdays, in their order."""
    return [DAYS[int(digit) - 1] for digit in sorted(set(weekdays))]


def days_said(weekdays: str) -> str:
    """Say some ISO weekdays: `Monday to Friday`, `Monday and Thursday`."""
    return _run(weekdays) or _and(days_of(weekdays))


def _run(weekdays: str) -> str:
    """Three days or more in a row: `Monday to Friday`; nothing where they are not."""
    digits = sorted(int(digit) for digit in set(weekdays))
    in_a_row = digits == list(range(digits[0], digits[-1] + 1))
    return f"{DAYS[digits[0] - 1]} to {DAYS[digits[-1] - 1]}" if in_a_row and len(digits) > 2 else ""  # noqa: PLR2004  two days are said one by one


def _and(parts: Sequence[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
