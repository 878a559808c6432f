"""Zones and countries as people look for them: by city, by country, by name."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zoneinfo import available_timezones

from salesbot.people.rules import country_of, zone_or

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

# Slack's page "Select menu element": at most 100 options.
MOST = 100
# Where one name stands for a whole country people look for that name; these are shown first while nothing is typed.
_BUSY = (
    "Europe/London", "Europe/Berlin", "Europe/Paris", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "America/Sao_Paulo", "Africa/Johannesburg", "Asia/Dubai", "Asia/Kolkata", "Asia/Singapore",
    "Asia/Tokyo", "Australia/Sydney", "UTC",
)  # fmt: skip


@dataclass(frozen=True)
class _Zone:
    name: str
    city: str
    words: str


def zones(query: str, *, now: datetime) -> list[tuple[str, str]]:
    """Return (zone, label) for what somebody typed so far, the best first; with nothing typed, the busy ones first."""
    wanted = _folded(query)
    if not wanted:
        first = [one for name in _BUSY for one in _zones() if one.name == name]
        return [(one.name, label(one.name, now=now)) for one in _unique([*first, *_zones()])[:MOST]]
    ranked = sorted((rank, one.city, one.name) for one in _zones() if (rank := _rank(one, wanted)) is not None)
    return [(name, label(name, now=now)) for _, _, name in ranked[:MOST]]


def label(zone: str, *, now: datetime) -> str:
    """Name a zone for a menu, with the time on its wall: `Berlin, Germany · 09:00`."""
    where = ", ".join(filter(None, [_city(zone), country_name(country_of(zone))]))
    return f"{where} · {now.astimezone(zone_or(zone)):%H:%M}"


def city(zone: str) -> str:
    """Name a zone by its place: `New York` for `America/New_York`."""
    return _city(zone)


def _unique(zones: Iterable[_Zone]) -> list[_Zone]:
    return list(dict.fromkeys(zones))


@cache
def _zones() -> tuple[_Zone, ...]:
    """Every zone of a country, by city, and UTC; retired names and fixed offsets are left out of menus."""
    names = sorted(name for name in available_timezones() if name == "UTC" or _is_a_place(name))
    return tuple(sorted((_known(name) for name in names), key=lambda one: (one.city, one.name)))


def _is_a_place(name: str) -> bool:
    area = name.partition("/")[0]
    return area in _AREAS and country_of(name) is not None


_AREAS = frozenset(
    {"Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"}
)


def _known(name: str) -> _Zone:
    words = f"{_city(name)} {name.replace('/', ' ').replace('_', ' ')} {country_name(country_of(name))} {name}"
    return _Zone(name, _city(name), _folded(words))


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def _rank(one: _Zone, wanted: str) -> int | None:
    city_ = _folded(one.city)
    if city_.startswith(wanted):
        return 0
    if f" {wanted}" in f" {one.words}":
        return 1
    return 2 if wanted in one.words else None


def countries(query: str) -> list[tuple[str, str]]:
    """Return (code, name) of the countries that fit what somebody typed so far, by name."""
    wanted = _folded(query)
    found = [
        (code, name) for code, name in _countries().items() if wanted in _folded(name) or wanted == code.casefold()
    ]
    return sorted(found, key=lambda one: (not _folded(one[1]).startswith(wanted), one[1]))[:MOST]


def country_name(code: str | None) -> str:
    """Name a country (ISO 3166-1 alpha-2) in English; "" for none, the code itself where the list has no name."""
    return _countries().get(code, code) if code else ""


@cache
def _countries() -> dict[str, str]:
    """Code -> name, from the tz database's own list (iso3166.tab)."""
    lines = files("tzdata.zoneinfo").joinpath("iso3166.tab").read_text("utf-8").splitlines()
    return {line.split("\t")[0]: line.split("\t")[1] for line in lines if line and not line.startswith("#")}


def _folded(text: str) -> str:
    """Text without case, accents and underscores, so that `sao paulo` finds `São_Paulo`."""
    bare = (one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return " ".join("".join(bare).casefold().replace("_", " ").split())
