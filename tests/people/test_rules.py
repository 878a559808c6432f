"""Who may be asked on a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.people import rules
from salesbot.people.rules import Calendar

TUESDAY = date(2026, 3, 3)
NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
ANA = Calendar("Europe/Berlin")


def test_a_working_day_is_no_day_off():
    """Ana is asked on an ordinary Tuesday."""
    assert rules.day_off(ANA, TUESDAY, at=NOON, holidays=True, days_off=True) is None


@pytest.mark.parametrize(
    ("calendar", "day", "reason"),
    [
        (Calendar("Europe/Berlin", active=False, paused_until=NOON + timedelta(1)), TUESDAY, "left"),
        (Calendar("Europe/Berlin", paused_until=NOON + timedelta(1), aways=((TUESDAY, TUESDAY),)), TUESDAY, "paused"),
        (Calendar("Europe/Berlin", aways=((date(2026, 12, 1), date(2026, 12, 31)),)), date(2026, 12, 25), "away"),
        (Calendar("Europe/Berlin", status_away_until=NOON + timedelta(hours=1)), TUESDAY, "away"),
        (Calendar("Europe/Berlin", working_days=""), date(2026, 12, 25), "holiday"),
        (Calendar("Europe/Berlin", country="US"), date(2026, 7, 3), "holiday"),
        (Calendar("Europe/Berlin", working_days="134"), TUESDAY, "day off"),
    ],
)
def test_the_first_reason_that_holds_is_told(calendar, day, reason):
    """Left, paused, away, holiday, day off: the first in this order is the reason."""
    assert rules.day_off(calendar, day, at=NOON, holidays=True, days_off=True) == reason


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 30), st.integers(-40, 70))
def test_both_ends_of_an_away_count(first, length, offset):
    """A day is away exactly when it lies between the first and the last day, both included."""
    last, day = first + timedelta(length), first + timedelta(offset)
    calendar = Calendar("UTC", aways=((first, last),))
    assert (rules.day_off(calendar, day, at=NOON, holidays=False, days_off=False) == "away") == (0 <= offset <= length)


@pytest.mark.parametrize("field", ["paused_until", "status_away_until"])
def test_a_pause_and_a_status_end_at_their_instant(field):
    """At the very instant at which a pause or a status ends, the member is asked again."""
    calendar = Calendar("Europe/Berlin", **{field: NOON})
    assert rules.day_off(calendar, TUESDAY, at=NOON) is None
    assert rules.day_off(calendar, TUESDAY, at=NOON - timedelta(microseconds=1)) is not None


def test_an_occasion_may_ignore_holidays_and_days_off():
    """Where a check-in does not respect holidays or working days, they are no reason."""
    christmas = date(2026, 12, 25)
    calendar = Calendar("Europe/Berlin", working_days="1")
    assert rules.day_off(calendar, christmas, at=NOON, holidays=False, days_off=False) is None
    assert rules.day_off(calendar, christmas, at=NOON, holidays=False, days_off=True) == "day off"


@pytest.mark.parametrize(
    ("until", "zone", "then"),
    [
        ("2026-03-10T00:00", "Australia/Sydney", "2026-03-10T00:00"),
        ("2026-03-10T00:00", "America/New_York", "2026-03-10T00:00"),
        ("2026-04-24T00:00", "Africa/Cairo", "2026-04-24T01:00"),  # there that day begins an hour later
        ("2026-03-10T00:00", "Europe/Berlin", "2026-03-10T00:00"),
        ("2026-03-10T17:00", "Australia/Sydney", "2026-03-11T03:00"),
    ],
)
def test_a_pause_until_a_day_ends_with_that_day_elsewhere(until, zone, then):
    """Begun in Berlin, it ends as the day begins on whichever wall; one of some hours stays the instant that it is."""
    moved = rules.pause_moved(on_wall(until, "Europe/Berlin"), was="Europe/Berlin", zone=zone)
    assert moved.astimezone(ZoneInfo(zone)) == on_wall(then, zone)
    assert rules.pause_moved(moved, was=zone, zone="Europe/Berlin") == on_wall(until, "Europe/Berlin")


def on_wall(wall, zone):
    """The instant at which a zone's wall shows this."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/Berlin", "DE"),
        ("Europe/Amsterdam", "NL"),
        ("America/New_York", "US"),
        ("US/Eastern", "US"),
        ("Australia/Sydney", "AU"),
        ("Asia/Calcutta", "IN"),
        ("UTC", None),
        ("Etc/GMT+3", None),
        ("Nowhere/At_All", None),
        ("", None),
    ],
)
def test_a_zone_tells_its_country(zone, country):
    """Zones and their old names tell the country; zones of no country tell none."""
    assert rules.country_of(zone) == country


def test_holidays_are_named_and_unknown_countries_have_none():
    """German unity is a holiday in Germany only; an unknown country and no country have no holidays."""
    unity = date(2026, 10, 3)
    assert rules.is_holiday("DE", unity) == "German Unity Day"
    assert rules.is_holiday("de", unity) == "German Unity Day"
    assert rules.is_holiday("US", unity) is None
    assert rules.is_holiday("XX", unity) is None
    assert rules.is_holiday(None, unity) is None


@pytest.mark.parametrize(
    ("country", "day", "found"),
    [
        ("US", date(2026, 3, 3), (date(2026, 5, 25), "Memorial Day")),
        ("US", date(2026, 12, 25), (date(2026, 12, 25), "Christmas Day")),
        ("US", date(2026, 12, 26), (date(2027, 1, 1), "New Year's Day")),
        ("XX", date(2026, 3, 3), None),
        (None, date(2026, 3, 3), None),
    ],
)
def test_the_next_holiday_is_found_over_the_turn_of_the_year(country, day, found):
    """The day itself counts, and after the last of a year comes the first of the next."""
    assert rules.next_holiday(country, day) == found


def test_holidays_of_every_zones_country_can_be_looked_up():
    """No country that a zone can lead to makes the look-up fail."""
    countries = {rules.country_of(zone) for zone in available_timezones()} - {None}
    assert len(countries) > 200
    for country in countries:
        assert rules.is_holiday(country, TUESDAY) is None or rules.is_holiday(country, TUESDAY)


@given(st.text(max_size=300))
def test_no_name_of_a_zone_crashes(name):
    """Whatever is called a zone, one gets a zone; what nobody knows is the default."""
    assert rules.zone_or(name, "Europe/Berlin").key in {name, "Europe/Berlin"}


@pytest.mark.parametrize("name", ["", None, "America", "../etc/passwd", "/etc/localtime", "zone.tab", "a" * 99, "Eu\0"])
def test_names_that_look_like_files_are_no_zones(name):
    """Folders, paths and files that are no zones fall back to UTC."""
    assert rules.zone_or(name).key == "UTC"


@pytest.mark.parametrize(("typed", "named"), [("deals", True), (" #Deals ", True), ("deal", False), ("", False)])
def test_a_channel_is_named(typed, named):
    """With or without its sign, in whatever case; half a name is none."""
    assert rules.same_name(typed, "deals") is named


def test_a_channel_without_a_name_cannot_be_named():
    """Where salesbot does not know the name, an empty field confirms nothing."""
    assert not rules.same_name("", "")
