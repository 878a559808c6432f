"""The instant of a wall time, swept over all zones, without a database."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from salesbot.schedule import rules

DAY = timedelta(days=1)
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"
ZONES = sorted(available_timezones() - {"localtime", "posixrules"})

walls = st.times().map(lambda wall: wall.replace(microsecond=0))
days = st.dates(date(1990, 1, 2), date(2037, 12, 30))


@pytest.mark.parametrize(
    ("day", "wall", "zone", "utc"),
    [
        (date(2026, 3, 29), time(2, 30), BERLIN, "2026-03-29T01:30"),  # the gap: 03:30 on the wall
        (date(2026, 10, 25), time(2, 30), BERLIN, "2026-10-25T00:30"),  # twice: the first
        (date(2026, 3, 8), time(2, 30), NEW_YORK, "2026-03-08T07:30"),
        (date(2026, 4, 5), time(1, 45), "Australia/Lord_Howe", "2026-04-04T14:45"),  # half an hour, the first
        (date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe", "2026-10-03T15:45"),  # 02:45 on the wall
        (date(2026, 4, 24), time(0, 0), "Africa/Cairo", "2026-04-23T22:00"),  # no midnight: 01:00 on the wall
        (date(2011, 12, 29), time(9), "Pacific/Apia", "2011-12-29T19:00"),
        (date(2011, 12, 30), time(9), "Pacific/Apia", None),
        (date(2011, 12, 31), time(9), "Pacific/Apia", "2011-12-30T19:00"),
    ],
)
def test_wall_times_that_exist_twice_or_not_at_all(day, wall, zone, utc):
    """A gap moves a wall time on by its length, a repeated one happens the first time, a date left out not at all."""
    at = rules.fire_at(day, wall, ZoneInfo(zone))
    assert at == (utc and datetime.fromisoformat(utc).replace(tzinfo=UTC))


@given(days, walls, st.sampled_from(ZONES))
def test_the_wall_shows_the_time_or_the_gap_moved_it_on(day, wall, zone):
    """At the instant the member's wall shows the time wanted; if that did not exist, one a little later."""
    tz = ZoneInfo(zone)
    at = rules.fire_at(day, wall, tz)
    if at is None:
        assert zone in {
            "Pacific/Apia",
            "Pacific/Fakaofo",
            "Pacific/Kwajalein",
            "Kwajalein",
            "Pacific/Enderbury",
            "Pacific/Kanton",
            "Pacific/Kiritimati",
        }
        return
    shown = at.astimezone(tz).replace(tzinfo=None)
    wanted = datetime.combine(day, wall)
    if shown != wanted:
        assert timedelta(0) < shown - wanted <= timedelta(hours=3)
        assert not _exists(wanted, tz)
    else:
        earlier = [at - timedelta(minutes=m) for m in (20, 30, 60, 120, 180)]
        assert all(other.astimezone(tz).replace(tzinfo=None) != wanted for other in earlier)


def _exists(wanted, tz):
    """Whether a wall time exists, by walking through all the UTC minutes that could show it."""
    start = wanted.replace(tzinfo=UTC) - timedelta(hours=27)
    offsets = {(start + timedelta(minutes=15 * n)).astimezone(tz).utcoffset() for n in range(54 * 4)}
    candidates = (wanted.replace(tzinfo=UTC) - offset for offset in offsets)
    return any(one.astimezone(tz).replace(tzinfo=None) == wanted for one in candidates)


def sweep(zone, swept, some_walls):
    """Count doubled, disordered and lost occurrences of one zone over runs of days that follow one another."""
    tz, bad = ZoneInfo(zone), []
    for wall in some_walls:
        before = None
        for day in swept:
            at = rules.fire_at(day, wall, tz)
            if at is None:
                if datetime.combine(day, time(12), tz).astimezone(UTC).astimezone(tz).date() == day:
                    bad.append((zone, day, wall, "lost"))
                continue
            local = at.astimezone(tz)
            if local.date() - day > DAY or (local.date() != day and local.hour > 3):
                bad.append((zone, day, wall, "on another day"))
            if before is not None and at <= before:
                bad.append((zone, day, wall, "out of order"))
            before = at
    return bad


def around_changes(tz, rng):
    """The days within two of every change of offset, 1990-2037, and some others, each run in order."""
    noon = [datetime(1990, 1, 1, 12, tzinfo=UTC) + n * 7 * DAY for n in range(48 * 53)]
    weeks = [one for one, two in pairwise(noon) if one.astimezone(tz).utcoffset() != two.astimezone(tz).utcoffset()]
    swept = {week.date() + n * DAY for week in weeks for n in range(-2, 10)}
    swept |= {date(1990, 1, 1) + rng.randrange(48 * 365) * DAY for _ in range(40)}
    return sorted(swept)


def test_every_change_of_every_zone_loses_and_doubles_nothing():
    """Around every change of offset of every zone, 1990-2037, each day's occurrence comes once and in order."""
    rng = random.Random(20260303)
    for zone in ZONES:
        walls_of_zone = [time(0, 0), time(rng.randrange(1, 4), rng.randrange(60)), time(23, 59)]
        assert sweep(zone, around_changes(ZoneInfo(zone), rng), walls_of_zone[:2]) == []


@pytest.mark.chaos
@pytest.mark.timeout(1800)
def test_every_day_of_every_zone_loses_and_doubles_nothing():
    """Every day of every zone, 1990-2037, at two times of the small hours: once and in order (21 million)."""
    every_day = [date(1990, 1, 1) + n * DAY for n in range((date(2038, 1, 1) - date(1990, 1, 1)).days)]
    for zone in ZONES:
        assert sweep(zone, every_day, [time(0, 15), time(2, 30)]) == []
