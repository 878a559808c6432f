"""Who may be asked on a day: zones, countries, public holidays, working days and time away, from values alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import holidays as public_holidays


class Role(StrEnum):
    """What a person is in a team."""

    MANAGER = "manager"
    REP = "rep"
    CONTRIBUTOR = "contributor"  # asked only what is meant for them
    OBSERVER = "observer"  # reads reports; never asked, never counted


@dataclass(frozen=True)
class Calendar:
    """What one member's days look like. `working_days` are ISO weekdays ("12345"); `aways` count both of their days.

    `country` (ISO 3166-1 alpha-2) None: guessed from the zone. The two instants are aware, or None. `begins`: the wall
    time before which nothing is asked by itself; None: whenever a plan says.
    """

    zone: str
    working_days: str = "12345"
    aways: tuple[tuple[date, date], ...] = ()
    country: str | None = None
    active: bool = True
    paused_until: datetime | None = None
    status_away_until: datetime | None = None
    begins: time | None = None


def day_off(calendar: Calendar, day: date, *, at: datetime, holidays: bool = True, days_off: bool = True) -> str | None:
    """Why nothing is asked of this member on this local day, at this instant; None where they may be asked.

    The first that holds of `left`, `paused`, `away`, `holiday`, `day off`. `holidays` and `days_off` say whether the
    occasion respects public holidays and the member's own working days.
    """
    if not calendar.active:
        return "left"
    if _until(calendar.paused_until, at):
        return "paused"
    if _until(calendar.status_away_until, at) or any(first <= day <= last for first, last in calendar.aways):
        return "away"
    if holidays and is_holiday(calendar.country or country_of(calendar.zone), day) is not None:
        return "holiday"
    if days_off and str(day.isoweekday()) not in calendar.working_days:
        return "day off"
    return None


def pause_moved(until: datetime, *, was: str, zone: str) -> datetime:
    """When a pause ends for whoever was in one zone and is in another now: with the same day where it ends with one.

    A pause that ends at no local midnight stays the instant that it is.
    """
    day = until.astimezone(zone_or(was)).date()
    return _begins(day, zone) if _begins(day, was) == until else until


def ended(until: datetime | None, *, now: datetime) -> datetime | None:
    """When a pause or a status that is over now ended: the days before it were none on which a word was owed."""
    return None if until is None else min(until, now)


def _begins(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), zone_or(zone)).astimezone(UTC)


def same_name(typed: str, name: str) -> bool:
    """Whether somebody named this channel, with or without its sign. One whose name nobody knows cannot be named."""
    return bool(name) and typed.strip().lstrip("#").casefold() == name.casefold()


def _until(end: datetime | None, at: datetime) -> bool:
    return end is not None and at < end


def is_holiday(country: str | None, day: date) -> str | None:
    """Name the public holiday that this day is in a country, in English where the library can; None for other days."""
    return None if country is None else _holidays(country.upper(), day.year).get(day)


def next_holiday(country: str | None, today: date) -> tuple[date, str] | None:
    """Return the first public holiday of a country from this day on, within a year, with its name."""
    if country is None:
        return None
    both = _holidays(country.upper(), today.year) | _holidays(country.upper(), today.year + 1)
    return min(((day, name) for day, name in both.items() if day >= today), default=None)


@lru_cache(maxsize=1024)
def _holidays(country: str, year: int) -> dict[date, str]:
    """All public holidays of a country and year; none for a country that the library does not know."""
    try:
        return dict(public_holidays.country_holidays(country, years=[year], language="en_US").items())
    except NotImplementedError:
        return {}


def country_of(zone: str) -> str | None:
    """Guess the country (ISO 3166-1 alpha-2) of a zone; None where a zone has none, such as `UTC`."""
    countries = _countries()
    return countries.get(zone) or countries.get(_links().get(zone, ""))


@cache
def _countries() -> dict[str, str]:
    """Zone -> country, from the tz database's own table (zone.tab, one country a zone)."""
    lines = _tzdata("zone.tab")
    return {row[2]: row[0] for row in (line.split("\t") for line in lines if not line.startswith("#"))}


@cache
def _links() -> dict[str, str]:
    """Old name -> zone that it stands for (`US/Eastern` -> `America/New_York`)."""
    return {row[2]: row[1] for row in (line.split() for line in _tzdata("tzdata.zi")) if row[0] == "L"}


def _tzdata(name: str) -> list[str]:
    return files("tzdata.zoneinfo").joinpath(name).read_text("utf-8").splitlines()


@lru_cache(maxsize=2048)
def zone_or(name: str | None, default: str = "UTC") -> ZoneInfo:
    """Return the zone of this name, or the default where nobody knows it (a misspelt or retired name never crashes)."""
    try:
        return ZoneInfo(name or default)
    except (LookupError, ValueError, OSError):  # unknown; not a relative path; a folder or too long a name
        return ZoneInfo(default)
