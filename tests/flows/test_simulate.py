"""What is foretold is what is then sent: two weeks foretold from the database, then lived through a real Slack."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from office import BERLIN, NEW_YORK, SYDNEY, office_of
from salesbot import clock
from salesbot.checkins import service as checkins
from salesbot.checkins.model import Checkin, Round
from salesbot.checkins.templates import STANDUP
from salesbot.coaching.rules.choice import NOTHING_SAID
from salesbot.desk.ahead import Window, look_ahead
from salesbot.outbox.model import Delivery
from salesbot.people import announce
from salesbot.people import service as people
from salesbot.people.model import Member
from salesbot.schedule import queries, service
from salesbot.schedule.foresee import Scope
from salesbot.schedule.model import Occurrence

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from office import Office
    from salesbot.desk.ahead import Ahead

# Two weeks with Europe's change of clocks (29 March), Good Friday (3 April) and Sydney's change (5 April).
BEGIN = datetime(2026, 3, 23, 12, 0, tzinfo=UTC)
WHERE = [BERLIN, NEW_YORK, SYDNEY, "Asia/Kolkata"]
NEWCOMERS = 8
PROMPT = "a coaching prompt"


@pytest.fixture
async def office(place) -> AsyncIterator[Office]:
    """An office shortly before the clocks change, with eleven people in four zones and three check-ins."""
    clock.set_calendar(BEGIN)
    async with office_of(place[0], place[1]) as opened:
        more = [opened.slack.user(f"Person{n}", id=f"UP{n:02}", tz=WHERE[n % 4]) for n in range(NEWCOMERS)]
        team = await opened.set_up(members=(opened.ben, opened.cleo, *more))
        async with opened.house.store.begin() as db:
            await _live_unevenly(db, opened, team)
        yield opened


async def _live_unevenly(db, office, team):
    """Somebody is away, somebody paused, somebody works other days; there is a fortnightly and a monthly check-in."""
    now = clock.now()
    found = {one.id: one for one in await db.scalars(select(Member).where(Member.id.startswith("UP")))}
    for number, (first, last) in {1: (24, 26), 2: (30, 31), 3: (20, 24)}.items():
        one = found[f"UP{number:02}"]
        await people.set_away(db, one, date(2026, 3, first), date(2026, 3, last), by=one.id, now=now)
    await people.pause_until(db, found["UP04"], datetime(2026, 3, 27, 3, 0, tzinfo=UTC))
    found["UP05"].working_days = "135"
    found["UP06"].own_country = "PL"
    found["UP07"].status_away_until = datetime(2026, 3, 25, 9, 0, tzinfo=UTC)
    retro = replace(STANDUP, slug="retro", name="Retro", weekdays="4", ask_wall=time(15), close_wall=time(18))
    review = replace(STANDUP, slug="review", name="Review", weekdays="1", ask_wall=time(2, 30), close_wall=time(12))
    for template, nth, every in ((retro, None, 2), (review, -1, 1)):
        one = await checkins.begin(
            db, template, workspace_id="T_ACME", team_id=team.id, wall=None, by=office.ana.id, now=now
        )
        standing = await queries.appointment(db, "T_ACME", one.appointment_id or 0)
        assert standing is not None
        plan = replace(await queries.plan(db, standing), nth=nth, every_weeks=every, anchor=date(2026, 3, 16))
        await service.change(db, standing, plan, now=now)
    await announce.away(db, office.house, "T_ACME", "UP01", now=now)


async def _foretold(office: Office, days: int = 14) -> Ahead:
    house = office.house
    async with house.store.read() as db:
        return await look_ahead(
            db, Scope("T_ACME"), Window.of(days, now=clock.now()), foretell=house.offers("foretell"),
            called=house.offers("called"),
        )  # fmt: skip


async def _live(office: Office, *, until: datetime) -> None:
    """Let each thing happen at its own instant, and reach Slack before the next."""
    while True:
        async with office.house.store.read() as db:
            at = await queries.next_at(db)
        if at is None or at >= until:
            return
        clock.set_calendar(max(at, clock.now()))
        await office.house.beat(clock.now())
        await office.house.sender.drain(30)


@pytest.mark.parametrize(
    "place", ["sqlite-socket", pytest.param("postgresql-http", marks=pytest.mark.chaos)], indirect=True
)  # the same weeks on both, 20 s each
async def test_two_weeks_are_sent_as_they_were_foretold(office):
    """Every message at its instant to its person, every skip with its reason, every silent round said; nothing else."""
    ahead = await _foretold(office)
    posts = len(_posted(office))
    async with office.house.store.read() as db:
        earlier = set(await db.scalars(select(Delivery.key)))
    await _live(office, until=ahead.window.until)
    sent = await _sent(office, ahead, but=earlier)
    own = [one for one in ahead.messages if not one.joins and (not one.shared or one.key.startswith("digest."))]
    certain = {(one.key, one.at, one.to) for one in own if not one.only}
    reminders = {(one.key, one.at, one.to) for one in own if one.only and one.words != PROMPT}
    # Nobody says a word in these weeks, so no prompt is called for, and the ledger says so of each.
    unasked = {(one.key, NOTHING_SAID) for one in own if one.words == PROMPT}
    silent = {(one.what, one.day, one.at, one.to) for one in ahead.messages if one.only and one.shared}
    assert len(certain) > 80
    assert sent["promised"] == certain
    assert sent["reminders"] == reminders - await _quiet(office, reminders)
    assert sent["reports"] == silent
    assert {(one.foreseen.key, one.reason) for one in ahead.unsent} | unasked == sent["skipped"]
    assert {reason for _, reason in sent["skipped"] - unasked} == {"away", "holiday", "day off", "paused"}
    assert len(_posted(office)) - posts == sent["count"]


def _posted(office):
    return [call for call in office.slack.calls if call.method == "chat.postMessage" and call.done]


async def _sent(office, ahead, *, but):
    """What was really posted, as far as it is of the days foretold; `count`: all that was posted."""
    async with office.house.store.read() as db:
        rows = [row for row in await db.scalars(select(Delivery)) if row.key not in but]
        rounds = {f"checkin.report.{one.id}": one for one in await db.scalars(select(Round))}
        names = {one.id: one.name for one in await db.scalars(select(Checkin))}
        skipped = await db.scalars(select(Occurrence).where(Occurrence.state == "skipped", Occurrence.slot == ""))
        gone = {(one.key, one.reason) for one in skipped if ahead.window.has(one.day) and one.due_at > BEGIN}
    assert not [(row.key, row.state, row.due_at, row.expires_at, row.error) for row in rows if row.state != "sent"]
    told = defaultdict(set, skipped=gone, count=len(rows))
    for row in rows:
        if row.kind == "checkin.report":
            found = rounds[row.key]
            if ahead.window.has(found.day):
                told["reports"].add((names[found.checkin_id], found.day, row.due_at.replace(microsecond=0), row.target))
        elif row.kind == "checkin.reminder":
            told["reminders"] |= {(row.key, row.due_at, row.target)} if _within(row.key, ahead) else set()
        elif row.kind == "checkin.welcome" or _within(row.key, ahead):
            told["promised"].add((row.key, row.due_at, row.target))
    return told


def _within(key, ahead):
    day = next(part for part in key.split(".") if part.count("-") == 2)
    return ahead.window.has(date.fromisoformat(day))


async def _quiet(office, reminders):
    """The reminders that were not sent because three rounds had gone by in silence, as the ledger says."""
    async with office.house.store.read() as db:
        rows = await db.scalars(select(Occurrence.key).where(Occurrence.reason == "quiet"))
        keys = set(rows)
    assert keys
    return {one for one in reminders if one[0] in keys}


async def test_an_answered_round_has_no_reminder_and_one_report(office):
    """What depends on an answer is foretold with its condition: answered, the reminder stays away, the report comes."""
    await office.at("2026-03-24 09:15", BERLIN)
    ahead = await _foretold(office, days=1)
    mine = [one for one in ahead.messages if one.to == office.ana.id and one.words != PROMPT]
    report = [one for one in ahead.messages if one.to == office.emea.id and one.moment]
    await office.answer(office.ana, "Won Acme", "Call Initech")
    await office.at("2026-03-24 10:45", BERLIN)
    assert [(one.words, one.only, one.at.hour) for one in mine] == [("reminder", "if unanswered", 9)]
    assert [one.moment for one in report] == ["with the first answer"]
    assert len([words for words in office.said(office.emea) if "Won Acme" in words]) == 1
    assert not [words for words in office.said(office.ana) if "reminder" in words.lower()]
    left = [one for one in (await _foretold(office, days=1)).messages if one.to in {office.ana.id, office.emea.id}]
    assert [one.words for one in left] == [PROMPT]


async def test_looking_ahead_changes_no_row_and_calls_nobody(office):
    """Every row of every table is as before, and Slack hears nothing."""
    before, calls = await _everything(office), len(office.slack.calls)
    assert (await _foretold(office)).messages
    assert await _everything(office) == before
    assert len(office.slack.calls) == calls


async def _everything(office):
    from salesbot.store import Base

    async with office.house.store.read() as db:
        return {
            name: sorted(map(str, (await db.execute(select(table))).all()))
            for name, table in Base.metadata.tables.items()
        }


def test_the_days_of_a_window_are_whole():
    """A window of one day is today, as UTC counts it, and whatever is still due of the day before in the west."""
    window = Window.of(1, now=BEGIN)
    assert window.has(BEGIN.date())
    assert window.has(BEGIN.date() - timedelta(days=1))
    assert not window.has(BEGIN.date() + timedelta(days=1))
