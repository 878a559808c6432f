"""When things should happen, reckoned another way than salesbot does: by trying offsets, not by its rules."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import holidays

if TYPE_CHECKING:
    from collections.abc import Iterable

HOUR = timedelta(hours=1)
_COUNTRIES = {
    "Europe/Berlin": "DE", "America/New_York": "US", "Australia/Sydney": "AU", "Pacific/Apia": "WS",
    "Pacific/Pago_Pago": "AS", "Pacific/Kiritimati": "KI", "Asia/Kolkata": "IN", "Africa/Cairo": "EG",
    "America/Los_Angeles": "US", "Europe/London": "GB", "Asia/Tokyo": "JP", "America/Sao_Paulo": "BR",
    "Australia/Lord_Howe": "AU", "Pacific/Auckland": "NZ", "America/Santiago": "CL", "Asia/Kathmandu": "NP",
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """A rhythm as a test wrote it down."""

    wall: time
    weekdays: str = "12345"
    every_weeks: int = 1
    anchor: date = date(2026, 3, 2)
    nth: int | None = None
    zone: str | None = None
    grace: timedelta = timedelta(hours=3, minutes=45)


@lru_cache(maxsize=20_000)
def instant(day: date, wall: time, zone: str) -> datetime | None:
    """The first instant at which this zone's wall shows it; after a gap as much later; None for a date left out."""
    if not _showing(datetime.combine(day, time(12)), zone):
        return None
    wanted = datetime.combine(day, wall)
    showing = _showing(wanted, zone)
    return min(showing) if showing else wanted.replace(tzinfo=UTC) - _offset_before(wanted, zone)


def _showing(wanted: datetime, zone: str) -> list[datetime]:
    """All instants at which the wall shows this."""
    guesses = {wanted.replace(tzinfo=UTC) - offset for offset in _offsets(wanted, zone)}
    return [one for one in guesses if one.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wanted]


def _offsets(near: datetime, zone: str) -> set[timedelta]:
    instants = (near.replace(tzinfo=UTC) + hours * HOUR for hours in range(-40, 41, 2))
    return {timedelta(0)} | {one.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0) for one in instants}


def _offset_before(wanted: datetime, zone: str) -> timedelta:
    """The offset in force right before the wall jumped over this: a minute-wise walk to the jump."""
    at = wanted.replace(tzinfo=UTC) - max(_offsets(wanted, zone)) - HOUR
    while True:
        local = at.astimezone(ZoneInfo(zone))
        after = (at + timedelta(minutes=1)).astimezone(ZoneInfo(zone))
        if after.replace(tzinfo=None) > wanted:
            return local.utcoffset() or timedelta(0)
        at += timedelta(minutes=1)


def falls_on(plan: Plan, day: date) -> bool:
    """Whether this local day is one of the rhythm's."""
    weeks = (day.toordinal() - 1) // 7 - (plan.anchor.toordinal() - 1) // 7  # 1 January of the year 1 was a Monday
    return str(day.isoweekday()) in plan.weekdays and weeks % plan.every_weeks == 0 and _is_nth(plan.nth, day)


def _is_nth(nth: int | None, day: date) -> bool:
    if nth is None:
        return True
    month = calendar.monthcalendar(day.year, day.month)
    such = [week[day.weekday()] for week in month if week[day.weekday()]]
    return day.day == (such[nth - 1] if 0 < nth <= len(such) else such[-1] if nth == -1 else 0)


def closes(day: date, *, opens_at: datetime, asks: time, close: time, zone: str) -> datetime:
    """When a question closes that opens then: at the closing time, or as long after it as usual if that is too near."""
    at = instant(day, close, zone)
    if close <= asks and (at is None or at - opens_at < 2 * HOUR):
        at = instant(day + timedelta(days=1), close, zone)
    if at is not None and at - opens_at >= 2 * HOUR:
        return at
    minutes = (close.hour * 60 + close.minute - asks.hour * 60 - asks.minute) % (24 * 60) or 24 * 60
    return opens_at + max(timedelta(minutes=minutes), 2 * HOUR)


@lru_cache(maxsize=500)
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=[year]))


@dataclass
class Person:
    """What a test knows of somebody: all that decides whether they are asked."""

    id: str
    zone: str
    role: str | None = None  # in the team; None: not in it
    days: str = "12345"
    aways: list[tuple[date, date]] = field(default_factory=list)
    pressed: set[date] = field(default_factory=set)  # days away that no more than *I'm away* noted
    paused_until: datetime | None = None

    @property
    def asked(self) -> bool:
        """Whether check-ins ask them at all."""
        return self.role in {"manager", "rep"}

    def off(self, day: date, *, at: datetime) -> str:
        """Why they are not asked on this local day; empty where they are."""
        if self.paused_until is not None and at < self.paused_until:
            return "paused"
        if any(first <= day <= last for first, last in self.aways):
            return "away"
        if day in _holidays(_COUNTRIES[self.zone], day.year):
            return "holiday"
        return "" if str(day.isoweekday()) in self.days else "day off"

    def move(self, zone: str, *, now: datetime) -> None:
        """They are in another zone: what is paused until a day there is paused until that day here."""
        was, until = self.zone, self.paused_until
        self.zone = zone
        if until is None or until <= now:
            return
        day = until.astimezone(ZoneInfo(was)).date()
        if instant(day, time(0), was) == until:
            self.paused_until = instant(day, time(0), zone) or until

    def go_away(self, first: date, last: date) -> None:
        """They, or a manager, say so in words, also of a day for which the button did."""
        self.aways.append((first, last))
        self.pressed -= {first} if first == last else set()

    def press_away(self, day: date) -> None:
        """They press *I'm away*."""
        if (day, day) not in self.aways:
            self.pressed.add(day)
        self.aways.append((day, day))

    def answer_after_all(self, day: date, *, today: date) -> None:
        """They answer what the button had settled: unless the day has gone by, they are there."""
        if day in self.pressed and day >= today:
            self.pressed.remove(day)
            self.aways = [one for one in self.aways if one != (day, day)]

    def end_away(self, today: date) -> None:
        """They are back: what is gone by stays."""
        self.aways = [(first, min(last, today - timedelta(days=1))) for first, last in self.aways if first < today]
        self.pressed = {day for day in self.pressed if day < today}


def expected(plan: Plan, person: Person, day: date, *, due_at: datetime, now: datetime, close: time, asks: time) -> str:
    """Why an occurrence that is settled now is skipped; empty where it is asked."""
    late = now > due_at + plan.grace
    off = person.off(day, at=due_at if late else now)
    if off or late:
        return off or "missed"
    ends = closes(day, opens_at=due_at, asks=asks, close=close, zone=plan.zone or person.zone)
    return "missed" if now > ends - HOUR else ""


def due(plans: Iterable[Plan], zones: Iterable[str], day: date) -> dict[datetime, tuple[Plan, str]]:
    """The instants at which something of this day may be due, by each of these rhythms in each of these zones."""
    found = {}
    zones = list(zones)
    for plan in plans:
        for zone in zones if falls_on(plan, day) else ():
            at = instant(day, plan.wall, plan.zone or zone)
            if at is not None:
                found[at] = plan, zone
    return found
