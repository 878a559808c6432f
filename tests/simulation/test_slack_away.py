"""Slack is away for six hours over a quarter past nine, morning after morning, in virtual time."""

from __future__ import annotations

import asyncio
from datetime import datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

import pytest
from rhythm import Plan
from sales_team import CHANNEL, MANAGER, SalesTeam
from sqlalchemy import select
from truths import Truths
from virtual_time import utc

from salesbot.checkins.model import Ask
from salesbot.outbox.model import Delivery
from salesbot.schedule.model import Occurrence

if TYPE_CHECKING:
    from company import Company

AWAY = timedelta(hours=6)
FIRST, LAST = time(3, 20), time(9, 10)  # on the wall in Berlin: six hours from any of these are over 09:15
ASKS, TOO_LATE = time(9, 15), time(13)  # a question comes until an hour before it closes
# The longest wait between two tries is five minutes; the last one before Slack came back may have begun just then.
SOON = timedelta(minutes=6)
PEOPLE = {MANAGER: "Europe/Berlin", **{f"UREP{number}": "Europe/Berlin" for number in range(1, 5)}}
SOME, MANY = 1, 50


@pytest.mark.parametrize("mornings", [SOME, pytest.param(MANY, marks=pytest.mark.chaos)])
def test_six_hours_without_slack(quick_company: Company, mornings: int) -> None:
    """What can still come in time comes once Slack is back, once, and soon; the rest is missed, and said to be."""
    company = quick_company
    company.clocks.begin_again(utc("2026-03-02T02:00"))
    asked, missed = company.clocks.loop.run_until_complete(_mornings(company, mornings))
    print(f"{mornings} times six hours: {asked} asked late, {missed} missed with a reason, 0 lost, 0 doubled")  # noqa: T201  the figures
    assert asked + missed == mornings * len(PEOPLE)
    assert mornings < MANY or (asked and missed)


async def _mornings(company: Company, mornings: int) -> tuple[int, int]:
    await company.forget()
    plan = Plan(ASKS, weekdays="1234567", anchor=company.clocks.now().date())
    team = SalesTeam(company, channel=CHANNEL, manager=MANAGER, cast=PEOPLE, outside=(), plan=plan)
    await team.begin()
    for who in PEOPLE:
        await team.working_days(who, "1234567")
    truths, chance = Truths(team), Random(20260303)
    asked = missed = 0
    while asked + missed < mornings * len(PEOPLE):
        here, gone = await _what_came(company, team, back=await _without_slack(company, team, chance))
        asked, missed = asked + here, missed + gone
        await company.rest(truths.after_beat)
        await truths.at_rest(boards=False)
    await truths.explained()
    return asked, missed


async def _without_slack(company: Company, team: SalesTeam, chance: Random) -> datetime:
    """Six hours and a little go by in which Slack refuses everything and salesbot works; return when they are over."""
    tomorrow = team.today(MANAGER) + timedelta(days=1)
    minutes = chance.randrange(FIRST.hour * 60 + FIRST.minute, LAST.hour * 60 + LAST.minute)
    begins = _berlin(tomorrow, time(minutes // 60, minutes % 60))
    await company.wait(begins - company.clocks.true())
    company.slack.fault = lambda _method: "refused"
    await _work_until(company, begins + AWAY, every=timedelta(minutes=30))
    company.slack.fault, back = (lambda _method: ""), company.clocks.true()
    assert await company.beat()
    await company.deliver(SOON.total_seconds())
    return back


async def _work_until(company: Company, at: datetime, *, every: timedelta) -> None:
    """Beat every so often, and send in between."""
    while company.clocks.true() < at:
        assert await company.beat()
        assert not company.mistakes, company.mistakes
        await company.deliver(every.total_seconds() / 2)
        await asyncio.sleep(min(every, max(at - company.clocks.true(), timedelta(0))).total_seconds() / 2 + 1)


async def _what_came(company: Company, team: SalesTeam, *, back: datetime) -> tuple[int, int]:
    """How many were asked that day, all soon after Slack was back, and how many were missed, with the reason."""
    day = team.today(MANAGER)
    in_time = back < _berlin(day, TOO_LATE)
    async with company.store.read() as db:
        rows = (await db.execute(_OF_DAY.where(Occurrence.day == day))).all()
        shown = {one.key: one.shown_in or one.key for one in await db.scalars(select(Ask))}
        sent = {row.key: row for row in await db.scalars(select(Delivery))}
    if {row.reason for row in rows} == {"holiday"}:
        return 0, 0
    for row in rows:
        if not in_time:
            assert (row.state, row.reason) == ("skipped", "missed"), f"{row.key} is {row.state}, {row.reason!r}"
        else:
            assert row.state == "done", f"{row.key} is {row.state}, {row.reason!r}"
            late = float(sent[shown[row.key]].ts or 0) - back.timestamp()
            assert 0 <= late <= SOON.total_seconds(), f"{row.key} came {late:.0f} s after Slack was back"
    assert len(rows) == len(PEOPLE)
    return (len(rows), 0) if in_time else (0, len(rows))


_OF_DAY = select(Occurrence.key, Occurrence.state, Occurrence.reason).where(
    Occurrence.job == "checkin.ask", Occurrence.slot == ""
)


def _berlin(day: object, wall: time) -> datetime:
    from zoneinfo import ZoneInfo

    return datetime.combine(day, wall, ZoneInfo("Europe/Berlin"))
