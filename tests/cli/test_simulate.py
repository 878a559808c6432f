"""`salesbot simulate`, as whoever hosts salesbot types it."""

from __future__ import annotations

import asyncio
import json
from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from salesbot import clock, features
from salesbot.checkins import service as checkins
from salesbot.checkins.templates import STANDUP
from salesbot.outbox import Note
from salesbot.outbox import service as outbox
from salesbot.people import service as people
from salesbot.room import Message
from salesbot.schedule import queries, service
from salesbot.store import Base, Store
from salesbot.store.lock import hold
from stamped import stamp

BERLIN, NEW_YORK, SYDNEY = "Europe/Berlin", "America/New_York", "Australia/Sydney"
PEOPLE = {"UANA": ("Ana", BERLIN), "UBEN": ("Ben", NEW_YORK), "UCLEO": ("Cleo", SYDNEY), "UFINN": ("Finn", BERLIN)}


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request, now):
    """The address of a database with EMEA Sales in it, on the fixed Tuesday; Finn is away until Thursday."""
    clock.set_calendar(now)
    address = request.getfixturevalue(f"{request.param}_url")
    asyncio.run(stamp(address))
    asyncio.run(_fill(address, now))
    return address


async def _fill(address, now):
    store = await Store.open(address)
    async with store.begin() as db:
        await people.install(db, "T1", name="Acme", bot_user_id="UBOT", scopes=["chat:write"], now=now)
        for member_id, (name, zone) in PEOPLE.items():
            user = {"id": member_id, "team_id": "T1", "name": name, "real_name": name, "tz": zone, "profile": {}}
            met = await people.meet(db, user, workspace_id="T1", now=now)
            if name == "Finn":
                await people.set_away(db, met, date(2026, 3, 3), date(2026, 3, 5), by="UFINN", now=now)
        draft = people.TeamDraft("EMEA Sales", "C1", BERLIN, channel_name="emea", members=["UBEN", "UCLEO", "UFINN"])
        team = await people.make_team(db, draft, workspace_id="T1", by="UANA", now=now)
        await checkins.begin(db, STANDUP, workspace_id="T1", team_id=team.id, wall=time(9, 15), by="UANA", now=now)
    await store.close()


def test_it_says_day_by_day_who_gets_what_and_when(run, url):
    """Each person's time stands on their own wall and in UTC, the report with its condition, the absent with why."""
    said = run("simulate", "--days", "2", database_url=url)
    assert said.code == 0, said.err
    lines, words = said.out.splitlines(), " ".join(said.out.split())
    assert "Tuesday 3 March 2026" in lines
    assert "EMEA Sales · Daily standup: welcome, question, 10:45 reminder if unanswered" in words
    assert "09:15 Berlin 08:15 UTC Ana" in words
    assert "09:15 New York 14:15 UTC Ben" in words
    assert "not asked (away until Thu 5 Mar): Finn" in words
    assert "#emea: live report with the first answer; 19:00 UTC “nobody answered” if nobody does" in words
    assert "09:15 Sydney Tue 22:15 UTC Cleo: welcome, question, 10:45 reminder if unanswered" in words
    assert words.endswith("Nothing was sent and nothing was changed.")
    assert max(map(len, lines)) <= 100


def test_one_team_and_one_member_can_be_asked_for(run, url):
    """Only what that person gets, by their name however it is written, or only that team's."""
    said = run("simulate", "--days", "2", "--member", "@ben", database_url=url)
    assert "Ben" in said.out
    assert "Ana" not in said.out
    assert "#emea" not in said.out
    assert run("simulate", "--days", "2", "--team", "#EMEA", database_url=url).out.count("Ana") == 2


def test_a_name_that_nobody_has_gets_the_nearest(run, url):
    """A slip is answered with a sentence, not with an empty page."""
    said = run("simulate", "--member", "Clea", database_url=url)
    assert said.code == 2
    assert said.err.strip() == "There is no person called Clea in the database. Did you mean Cleo?"
    assert run("simulate", "--team", "Nowhere", database_url=url).err.startswith("There is no team called Nowhere")


def test_from_a_day_on(run, url):
    """`--from` leaves out what comes before that day, and counts the days from it."""
    said = run("simulate", "--from", "2026-03-09", "--days", "1", database_url=url)
    assert [line for line in said.out.splitlines() if line.endswith("2026")] == ["Monday 9 March 2026"]


def test_json_holds_every_message_and_every_reason(run, url):
    """Programs read the same as people do."""
    said = json.loads(run("simulate", "--days", "2", "--json", database_url=url).out)
    assert [one["workspace"] for one in said] == ["T1"]
    bens = [one for one in said[0]["messages"] if one["to"] == "UBEN"]
    assert [(one["message"], one["local"], one["if"]) for one in bens[:3]] == [
        ("welcome", "2026-03-03T09:15:00-05:00", ""),
        ("question", "2026-03-03T09:15:00-05:00", ""),
        ("reminder", "2026-03-03T10:45:00-05:00", "if unanswered"),
    ]
    assert {(one["name"], one["reason"], one["words"]) for one in said[0]["not_asked"]} == {
        ("Finn", "away", "away until Thu 5 Mar")
    }


def test_no_row_of_any_table_changes(run, url):
    """The database after is the database before."""
    before = asyncio.run(_everything(url))
    assert run("simulate", database_url=url).code == 0
    assert asyncio.run(_everything(url)) == before


async def _everything(url):
    features.load_tables()
    store = await Store.open(url)
    async with store.read() as db:
        found = {
            name: sorted(map(str, (await db.execute(select(table))).all()))
            for name, table in Base.metadata.tables.items()
        }
    await store.close()
    return found


def test_what_stands_in_the_way_is_said_first(run, url, now):
    """A paused check-in, a message that waits, and a workspace that Slack refuses stand above the days."""
    asyncio.run(_trouble(url, now))
    lines = run("simulate", "--days", "2", database_url=url).out.splitlines()
    assert "This workspace is stopped (token_revoked): nothing is sent until the token works again." in lines
    assert "Paused: Daily standup in EMEA Sales. Nothing of it comes until somebody resumes it." in lines
    assert "  Tue 3 Mar 07:50 UTC  desk typed to Ben: waits" in lines
    assert "Nothing comes by itself until Wed 4 Mar." in lines


async def _trouble(url, now):
    store = await Store.open(url)
    async with store.begin() as db:
        (one,) = await queries.appointments(db, "T1", job="checkin.ask")
        await service.pause(db, one, now=now)
        due = now - timedelta(minutes=10)
        await outbox.promise(db, Note("T1", "desk.typed.1", "desk.typed", "UBEN", Message("secret words"), due))
        await people.stop_workspace(db, "T1", "token_revoked", now=now)
    await store.close()


def test_a_database_that_is_not_there_is_not_made(run, tmp_path):
    """Looking makes nothing: no file, no tables."""
    file = tmp_path / "none.db"
    said = run("simulate", database_url=f"sqlite:///{file}")
    assert said.code == 2
    assert said.err.strip() == f"There is no database at {file} yet. salesbot run makes it."
    assert not file.exists()


def test_it_may_be_asked_beside_a_salesbot_that_runs(run, sqlite_url, now):
    """Somebody who writes does not keep whoever looks ahead waiting, nor the other way round."""
    clock.set_calendar(now)
    asyncio.run(stamp(sqlite_url))
    asyncio.run(_fill(sqlite_url, now))
    with hold(sqlite_url):
        assert run("simulate", "--days", "1", database_url=sqlite_url).code == 0


@pytest.mark.parametrize("typed", [["--days", "0"], ["--days", "400"], ["--from", "soon"], ["--days", "many"]])
def test_what_cannot_be_meant_is_refused_in_a_sentence(run, url, typed):
    """A slip in an option ends with what is right, and with nothing on the page."""
    said = run("simulate", *typed, database_url=url)
    assert said.code == 2
    assert not said.out
