"""Beats on bad days: the database is away while questions are due, Slack is down at 09:15, the calendar jumps."""

from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from trouble import database_away, hurry

from office import BERLIN, SYDNEY
from salesbot import clock
from salesbot.schedule.model import Occurrence

QUESTION = "Daily standup for EMEA Sales:"


def asked(office, who):
    """The questions that somebody has got, however they look by now."""
    posts = [call.args for call in office.slack.calls if call.method == "chat.postMessage" and not call.error]
    return [post for post in posts if post.get("channel") == who.id and QUESTION in str(post.get("text"))]


async def ledger(office, who):
    """Somebody's questions by day: done, or skipped with which reason."""
    async with office.house.store.read() as db:
        mine = Occurrence.who == who.id, Occurrence.slot == "", Occurrence.job == "checkin.ask"
        rows = await db.scalars(select(Occurrence).where(*mine))
        return {row.day.isoformat(): row.reason or row.state for row in rows}


async def why(office, who):
    """What `/salesbot why` shows somebody."""
    outcome = await office.act(who).command("/salesbot", "why")
    return "\n".join([*outcome.shown, *(one.words for one in office.slack.messages(who) if one.ephemeral_for)])


async def test_a_beat_without_its_database_is_made_up_for(office):
    """The database is away when questions are due: the beat fails as a whole, and a minute later each comes once."""
    await office.set_up(members=(office.dev,))
    await office.restart(patience=1.0)
    clock.set_calendar(clock.now().replace(hour=8, minute=15))
    async with database_away(office):
        for _ in range(2):
            with pytest.raises((DBAPIError, OSError)):
                await office.house.beat(clock.now())
    assert not asked(office, office.ana)
    await office.at("2026-03-03T09:16", BERLIN)
    await office.at("2026-03-03T09:17", BERLIN)
    assert [len(asked(office, who)) for who in (office.ana, office.dev)] == [1, 1]
    assert await ledger(office, office.ana) == {"2026-03-03": "done"}


async def test_a_database_that_goes_away_while_messages_are_on_their_way_doubles_none(office):
    """Questions are promised, then the database goes before they are sent: once it is back, each is sent once."""
    await office.set_up(members=(office.dev,))
    await office.restart(patience=1.0)
    clock.set_calendar(clock.now().replace(hour=8, minute=15))
    await office.house.beat(clock.now())
    async with database_away(office):
        assert await office.house.sender.drain(0.1) is False
    await hurry(office)
    assert [len(asked(office, who)) for who in (office.ana, office.dev)] == [1, 1]


async def test_slack_down_for_an_hour_at_the_time_of_the_question(office):
    """From 09:10 to 10:10 nothing can be sent: at 10:10 each question comes once, and once only."""
    await office.set_up(members=(office.dev,))
    await office.slack.down()
    for wall in ("09:15", "09:40", "10:05"):
        await office.at(f"2026-03-03T{wall}", BERLIN, patience=0.05)
    await office.slack.up()
    await office.at("2026-03-03T10:10", BERLIN, patience=0.05)
    await hurry(office)
    await office.at("2026-03-03T10:11", BERLIN)
    assert [len(asked(office, who)) for who in (office.ana, office.dev)] == [1, 1]
    assert await ledger(office, office.dev) == {"2026-03-03": "done"}
    await office.slack.connected(office.bot) if office.bot.app.request_url is None else None
    outcome = await office.answer(office.dev, "Met Acme", "Offer", "")
    assert outcome.closed


async def test_slack_down_until_a_question_would_only_disturb(office):
    """Down until 13:30, with the round closing at 14:00: the question never comes, and its reason is kept and told."""
    await office.set_up(members=(office.dev,))
    await office.slack.down()
    for wall in ("09:15", "12:00", "13:05"):
        await office.at(f"2026-03-03T{wall}", BERLIN, patience=0.05)
    await office.slack.up()
    await office.at("2026-03-03T13:30", BERLIN, patience=0.05)
    await hurry(office)
    assert not asked(office, office.dev)
    assert await ledger(office, office.dev) == {"2026-03-03": "missed"}
    await office.slack.connected(office.bot) if office.bot.app.request_url is None else None
    assert "since Slack could not be reached in time" in await why(office, office.dev)

    await office.at("2026-03-04T09:15", BERLIN)
    assert len(asked(office, office.dev)) == 1


async def test_a_calendar_that_jumps_ahead_two_days_asks_for_today_only(office):
    """From Tuesday to Thursday morning in one step: two days are recorded as missed, told by why, and never asked."""
    await office.set_up(members=(office.dev,))
    await office.at("2026-03-05T09:20", BERLIN)
    assert await ledger(office, office.dev) == {"2026-03-03": "missed", "2026-03-04": "missed", "2026-03-05": "done"}
    assert len(asked(office, office.dev)) == 1
    told = await why(office, office.dev)
    assert told.count("your Daily standup in EMEA Sales: I was not running then, and later it would only") == 2


async def test_a_calendar_that_goes_back_an_hour_asks_nobody_twice(office):
    """The wall clock is set back after the questions went out: 09:15 comes a second time, and nothing else does."""
    await office.set_up(members=(office.dev,))
    await office.at("2026-03-03T09:20", BERLIN)
    before = {one.id: len(office.said(one)) for one in (office.ana, office.dev)}
    for wall in ("08:20", "09:15", "09:20"):
        await office.at(f"2026-03-03T{wall}", BERLIN)
    assert {one.id: len(office.said(one)) for one in (office.ana, office.dev)} == before
    assert len(asked(office, office.dev)) == 1


async def test_a_calendar_that_jumps_back_and_forth_for_a_week_asks_once_a_day(office):
    """Whatever the clock does in between, each person is asked once on each of their working days."""
    await office.set_up()
    for wall in ("03T23:00", "03T15:00", "04T23:00", "03T10:00", "04T09:20", "05T20:00", "05T08:00", "06T23:30"):
        await office.at(f"2026-03-{wall}")
    await office.at("2026-03-07T12:00", SYDNEY)
    for who in (office.ana, office.ben, office.cleo):
        days = await ledger(office, who)
        assert set(days) >= {f"2026-03-0{day}" for day in ("4", "5", "6")}, (who.id, days)
        assert len(asked(office, who)) == Counter(days.values())["done"]
