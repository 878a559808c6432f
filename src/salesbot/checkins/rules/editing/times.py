"""The editor's page for name and times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from salesbot.checkins.rules.editing.fields import one, short, weekdays
from salesbot.errors import Refusal

if TYPE_CHECKING:
    from salesbot.checkins.rules.editing.fields import Chosen
    from salesbot.checkins.rules.sketch import Sketch

LONGEST_NAME = 60
SHORTEST_ROUND = timedelta(hours=2)  # what leaves time to answer, with the last call an hour before the close
HOLIDAYS, DAYS_OFF = "holidays", "days_off"


def with_times(sketch: Sketch, chosen: Chosen) -> Sketch:
    """Read the page with name and times. Raises Refusal beside the field that needs another look."""
    weeks, nth = _rhythm(one(chosen, "rhythm"))
    new = replace(
        sketch,
        name=read_name(chosen),
        wall=_time(chosen, "wall"),
        close=_time(chosen, "close"),
        weekdays=_weekdays(chosen, "days"),
        every_weeks=weeks,
        nth=nth,
        anchor=_day(chosen, "anchor") or sketch.anchor,
        holidays=HOLIDAYS in chosen.get("respects", ()),
        days_off=DAYS_OFF in chosen.get("respects", ()),
        reminder_minutes=_reminder(one(chosen, "reminder")),
    )
    _refuse_times(new)
    return new


def read_name(chosen: Chosen) -> str:
    """Read what a check-in is called. Raises Refusal beside its field."""
    name = short(chosen, "name", LONGEST_NAME)
    if not name:
        raise Refusal("Please give it a name.", field="name")
    return name


def _rhythm(said: str) -> tuple[int, int | None]:
    """Read `w2` (every second week) or `m-1` (the last of the month)."""
    kind, number = said[:1], said[1:].removeprefix("-")
    if kind not in {"w", "m"} or not (number.isascii() and number.isdigit()):
        raise Refusal("How often? Please choose one.", field="rhythm")
    count = int(said[1:])
    if kind == "w" and 1 <= count <= 52:  # noqa: PLR2004  a year of weeks
        return count, None
    if kind == "m" and count in {1, 2, 3, 4, 5, -1}:
        return 1, count
    raise Refusal("How often? Please choose one.", field="rhythm")


def rhythm_value(sketch: Sketch) -> str:
    """Return how the menu calls a check-in's rhythm; `with_times` reads it back."""
    return f"w{sketch.every_weeks}" if sketch.nth is None else f"m{sketch.nth}"


def _time(chosen: Chosen, field: str) -> time:
    try:
        return datetime.strptime(one(chosen, field).strip(), "%H:%M").time()  # noqa: DTZ007  a wall time has no zone
    except ValueError:
        raise Refusal("At what time? Please choose one, like 09:15.", field=field) from None


def _day(chosen: Chosen, field: str) -> date | None:
    said = one(chosen, field)
    try:
        return date.fromisoformat(said) if said else None
    except ValueError:
        raise Refusal("I cannot read this day. Please choose one.", field=field) from None


def _weekdays(chosen: Chosen, field: str) -> str:
    days = weekdays(chosen, field)
    if not days:
        raise Refusal("On which days? Please tick at least one.", field=field)
    return days


def _reminder(said: str) -> int:
    if not (said.isascii() and said.isdigit()) or int(said) > 24 * 60:
        raise Refusal("When shall I remind people? Please choose one.", field="reminder")
    return int(said)


def _refuse_times(sketch: Sketch) -> None:
    length = open_for(sketch)
    if length < SHORTEST_ROUND:
        raise Refusal("Please leave at least two hours between asking and closing.", field="close")
    if timedelta(minutes=sketch.reminder_minutes) >= length:
        raise Refusal(f"It closes at {sketch.close:%H:%M}, before this reminder would come.", field="reminder")


def open_for(sketch: Sketch) -> timedelta:
    """How long a round is open; closing earlier on the clock than asking means the next morning."""
    day = date(2026, 1, 6)
    return (datetime.combine(day, sketch.close) - datetime.combine(day, sketch.wall)) % timedelta(days=1)
