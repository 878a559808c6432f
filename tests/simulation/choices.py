"""What the state machine chooses from: instants, hours, zones, places to die at, and people."""

from __future__ import annotations

from datetime import time

from hypothesis import strategies as st
from sales_team import CAST, MANAGER
from virtual_time import utc

from salesbot.checkins.rules import places
from salesbot.outbox import points

# Ordinary weeks; clocks that change in Berlin, New York and Sydney; a date that Apia never had.
STARTS = tuple(map(utc, (
    "2026-03-02T06:00", "2026-03-06T23:30", "2026-03-27T20:00", "2026-04-03T12:00", "2026-10-23T05:00",
    "2026-12-23T10:00", "2011-12-28T01:00",
)))  # fmt: skip
WALLS = tuple(time(*one) for one in ((9, 15), (0, 0), (0, 30), (2, 30), (7, 0), (11, 45), (17, 0), (23, 45)))
ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Pacific/Apia", "Pacific/Pago_Pago",
    "Pacific/Kiritimati", "America/Los_Angeles", "Australia/Lord_Howe", "America/Santiago",
)  # fmt: skip
EDITS = ("why", "sum", "fate", "tools", "managers", "some days", "fewer", "order", "words")
MODES = places.MODES
DEATHS = ("store.before_commit", "store.after_commit", *points.POINTS)
SKEW = 2  # minutes by which the machine's clock may be wrong: five between it and Slack's are allowed for
OFTEN = 12  # steps between two rests at least: they take a while
WHO = st.sampled_from(sorted(CAST))
GUEST = st.sampled_from(sorted(set(CAST) - {MANAGER}))
