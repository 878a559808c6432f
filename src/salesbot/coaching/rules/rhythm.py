"""When prompts come: somebody's days and hour, as people choose and read them, and when a snoozed one comes again."""

from __future__ import annotations

from datetime import date, time, timedelta

from salesbot.schedule.rules import Plan

DAYS, WALL = "24", time(11)
LATE = timedelta(hours=2)  # how late a prompt may still come
WEEKLY = Plan(wall=time(10), weekdays="1", holidays=False, days_off=False, grace_minutes=120)  # on the team's wall
NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
TOMORROW, NEXT_WEEK = "tomorrow", "next_week"
_WAITS = {TOMORROW: timedelta(days=1), NEXT_WEEK: timedelta(days=7)}


def subject(days: str, wall: time) -> str:
    """What the appointment of everybody with this rhythm is called: `24.1100`."""
    return f"{''.join(sorted(set(days)))}.{wall:%H%M}"


def plan(named: str) -> Plan:
    """The plan of a rhythm by its name."""
    days, _, wall = named.partition(".")
    return Plan(
        wall=time(int(wall[:2]), int(wall[2:])), weekdays=days, grace_minutes=LATE // timedelta(minutes=1)
    )  # fmt: skip


def said(days: str, wall: time) -> str:
    """A rhythm as people say it: `Tuesdays and Thursdays at 11:00`."""
    names = [f"{NAMES[int(one) - 1]}s" for one in sorted(set(days))]
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{'every day' if len(names) == len(NAMES) else listed} at {wall:%H:%M}"


def comes_again(choice: str, *, today: date) -> date | None:
    """The day on which a snoozed prompt comes again; None for a choice that there is not."""
    return today + _WAITS[choice] if choice in _WAITS else None


def end_of_month(today: date) -> date:
    """The last day of this month, or of the next one where this one is nearly over."""
    last = _last_day(today)
    return last if (last - today).days >= 7 else _last_day(last + timedelta(days=1))  # noqa: PLR2004  a week of focus at least


def a_month_from(today: date) -> date:
    """The day until which a team's focus holds."""
    return today + timedelta(days=30)


def _last_day(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def streak(weeks: set[date], *, today: date) -> int:
    """How many weeks in a row hold something that was done; `weeks` are Mondays. This one need not yet."""
    monday = today - timedelta(days=today.weekday())
    at = monday if monday in weeks else monday - timedelta(days=7)
    count = 0
    while at in weeks:
        count, at = count + 1, at - timedelta(days=7)
    return count
