"""A small company and a job that keeps a diary."""

from __future__ import annotations

import sys
from collections import Counter
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from sqlalchemy import select

from salesbot.people.model import Member, Team, Workspace
from salesbot.schedule import service
from salesbot.schedule.model import Occurrence
from salesbot.schedule.rules import Plan

sys.path.insert(0, str(Path(__file__).parent))

HOMES = {"ANA": "Europe/Berlin", "BEN": "America/New_York", "CLEO": "Australia/Sydney", "DEV": "Asia/Kolkata"}
STANDUP = Plan(wall=time(9, 15), grace_minutes=225)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


class Diary:
    """A job that writes down whom it was called for, and skips or fails where it is told to."""

    def __init__(self):
        self.runs = []
        self.calls = 0
        self.skip = {}
        self.fail = set()

    async def __call__(self, _db, runs):
        """Be the job."""
        self.calls += 1
        bad = [run for run in runs if run.key in self.fail or run.member_id in self.fail]
        self.runs += runs
        if bad:
            raise RuntimeError(f"no luck with {bad[0].key}")
        return {run.key: self.skip[run.member_id] for run in runs if run.member_id in self.skip}

    def times(self):
        """How often it was called for each key."""
        return Counter(run.key for run in self.runs)

    def who(self):
        """Whom it was called for, in order."""
        return [run.member_id for run in self.runs]


@pytest.fixture
def diary():
    return Diary()


@pytest.fixture
async def team(store):
    """Ana, Ben, Cleo and Dev in one team in Berlin; nothing is scheduled yet. Returns the team's id."""
    async with store.begin() as db:
        db.add(Workspace(id="T1", created_at=LONG_AGO))
        await db.flush()
        people = [
            Member(workspace_id="T1", id=one, name=one.title(), slack_zone=zone, created_at=LONG_AGO)
            for one, zone in HOMES.items()
        ]
        one = Team(
            workspace_id="T1", name="EMEA", channel_id="C1", zone="Europe/Berlin", created_by="ANA", created_at=LONG_AGO
        )
        db.add_all([*people, one])
        await db.flush()
        return one.id


@pytest.fixture
async def standup(store, team):
    """A standup at 09:15 of everybody's wall, Monday to Friday, for all four, since Sunday 1 March 2026, noon."""
    since = datetime(2026, 3, 1, 12, tzinfo=UTC)
    async with store.begin() as db:
        one = await service.appoint(
            db, STANDUP, workspace_id="T1", job="checkin.ask", subject="1", team_id=team, now=since
        )
        await service.seat(db, one, list(HOMES), now=since)
    return one


@pytest.fixture
def ledger(store):
    """Read the ledger: all rows, or those that have these fields, as (who, day of the month, slot, state, reason)."""

    async def read(**wanted):
        async with store.read() as db:
            rows = await db.scalars(select(Occurrence).filter_by(**wanted).order_by(Occurrence.due_at, Occurrence.id))
            return [(row.who, row.day.day, row.slot, row.state, row.reason) for row in rows]

    return read
