"""Somebody's own data through real sockets: a copy of it, being forgotten, and staying forgotten."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from traces import in_database, naming, posted, unpacked
from typer.testing import CliRunner

from office import BERLIN, NEW_YORK, office_of
from salesbot import cli, clock
from salesbot.app import forgetting, forgotten
from salesbot.checkins.model import Answer
from salesbot.config import Transport
from salesbot.desk.listeners import rights as doors
from salesbot.desk.service import export as exports
from salesbot.desk.service import forget as erasing
from salesbot.outbox.carry import Carrier, Lease
from salesbot.outbox.drawing import Drawing
from salesbot.outbox.model import Delivery
from salesbot.outbox.parcel import Did, parcel
from salesbot.outbox.rights import ERASED
from salesbot.people.model import Forgotten, Member
from salesbot.store import backup, migrate
from salesbot.store.scrub import scrub

ACME = "T_ACME"
NAME = "Quokkabert"
WORDS = (
    "quokkaoutcome", "quokkaplan", "quokkablocker", "quokkathanks", "quokkatip", "quokkatag", "quokkause",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    """On a busy machine an erasure takes longer than a window waits; what is said then has a test of its own."""
    monkeypatch.setattr(doors, "PATIENCE", 8.0)


@pytest.fixture
async def small_office(sqlite_url, now):
    """An office on SQLite, for what only the host does."""
    clock.set_calendar(now)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as database:
        newest = migrate.versions()[-1]
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        database.execute("INSERT INTO alembic_version VALUES (?)", [newest])
    async with office_of(sqlite_url, Transport.SOCKET) as opened:
        yield opened


async def busy_day(office):
    """Ben, who is called by a name that nobody else has, answers, is blocked, and types; Ana answers as well."""
    office.slack.change(office.ben, real_name=NAME)
    await office.set_up()
    await office.at("2026-03-03T09:15", BERLIN)
    await office.answer(office.ana, "Two renewals agreed", "The Acme call")
    await office.at("2026-03-03T09:15", NEW_YORK)
    await office.act(office.ben).say("quokkatyped it first")
    await office.settle()
    await office.answer(office.ben, "=quokkaoutcome()", "quokkaplan", "quokkablocker")


async def praise(office):
    """Ben thanks Ana, shares a tip and tells what came of hers; Ana thanks him."""
    for who, command, text in (
        (office.ben, "/kudos", "@ana for the calm quokkathanks demo at Acme"),
        (office.ana, "/kudos", "@ben for the quiet help with Nordwind"),
        (office.ben, "/tip", "Ask for the quokkatip plan before pricing #quokkatag"),
        (office.ana, "/tip", "Send the plan on Fridays"),
    ):
        outcome = await office.act(who).command(command, text, channel=office.emea)
        assert outcome.acked, outcome
        assert "Try" not in "".join(outcome.shown), outcome
    await office.settle()
    await office.act(office.ben).click(office.titled(office.emea, "Send the plan on Fridays"), "tips.use")
    view = await office.act(office.ben).view()
    await office.act(office.ben).submit(view, {"outcome": "quokkause it was"})
    await office.act(office.ben).say("quokkahello")
    await office.act(office.ben).open_home()
    await office.settle()


async def forget(office, who):
    """Go through both steps; return the last form's words."""
    told = await office.act(who).command("/salesbot", "me erase")
    await office.act(who).click(told.message, "desk.erase")
    view = await office.act(who).view()
    outcome = await office.act(who).submit(view, {"word": "Forget me "})
    assert outcome.acked, outcome
    assert not outcome.errors, outcome
    await office.settle()
    return json.dumps(outcome.body, ensure_ascii=False)


async def swept(office):
    """The sweeping behind the door, done now."""
    assert await scrub(office.house.settings.database_url)


async def test_nothing_is_left_of_somebody_who_asked_to_be_forgotten(office):
    """Their words and name are in no file, no row and no post; what they typed is listed; the counts stay right."""
    await busy_day(office)
    await praise(office)
    await office.at("2026-03-06T09:15", BERLIN)
    await office.answer(office.ana, "The Acme call", "The offer", "We have no plan for pricing that I could ask for")
    assert "quokkatip" in office.last(office.ana).words  # Ben's tip stands beside what is in her way
    await office.at("2026-03-06T16:00", BERLIN)
    await office.act(office.ben).command("/salesbot", "me export")
    await office.settle()
    assert not [word for word in (NAME, *WORDS) if not posted(office, word)]
    said = await forget(office, office.ben)
    await swept(office)
    assert await in_database(office, NAME, *WORDS) == []
    assert posted(office, NAME, *WORDS) == []
    report = office.titled(office.emea, "Tuesday 3 March").words
    assert "2 of 2 answered" in report
    assert "Two renewals agreed" in report
    assert "Somebody who left" in report
    mine = [one for one in office.slack.messages(office.ben) if one.user == "UBEN"]
    assert [one.text for one in mine] == ["quokkatyped it first", "quokkahello"]
    assert not [one for one in mine if f"/archives/{one.channel}/p{one.ts.replace('.', '')}" not in said]
    assert not [one for one in office.slack.messages(office.ben, by_bots=True) if one.ephemeral_for is None]
    assert await naming(office, "UBEN") == {"forgotten"}


async def test_what_was_in_their_way_leaves_reports_of_days_on_which_they_were_not_asked(small_office):
    """Ben is away on Wednesday, whose report lists what was in his way on Tuesday: it goes from there as well."""
    office = small_office
    await busy_day(office)
    await office.act(office.ben).command("/salesbot", "away 2026-03-04")
    await office.at("2026-03-04T09:15", BERLIN)
    await office.answer(office.ana, "The Acme call", "The offer", "")
    await office.at("2026-03-04T10:00", NEW_YORK)
    assert "quokkablocker" in office.titled(office.emea, "Wednesday 4 March").words
    await forget(office, office.ben)
    assert posted(office, "quokkablocker") == []


async def test_whoever_was_forgotten_is_asked_nothing_and_is_a_stranger(small_office):
    """The next days bring Ben nothing, no row names him but the note, and salesbot does not know him."""
    office = small_office
    await busy_day(office)
    await forget(office, office.ben)
    await office.at("2026-03-04T09:15", NEW_YORK)
    await office.at("2026-03-05T09:15", NEW_YORK)
    assert not [one for one in office.slack.messages(office.ben, by_bots=True) if one.ephemeral_for is None]
    outcome = await office.act(office.ben).command("/salesbot", "me erase")
    assert "I hold nothing about you" in "".join(outcome.shown)
    async with office.house.store.read() as db:
        assert await db.get(Member, (ACME, "UBEN")) is None
        assert (await db.scalars(select(Forgotten.member_id))).all() == ["UBEN"]
    await office.house.sync(now=clock.now())
    async with office.house.store.read() as db:
        assert await db.get(Member, (ACME, "UBEN")) is None


async def test_a_last_manager_may_be_forgotten(small_office):
    """Ana's words go, her team is reported as without a manager, and Ben goes on being asked."""
    office = small_office
    await busy_day(office)
    await forget(office, office.ana)
    await swept(office)
    assert await in_database(office, "renewals", "The Acme call") == []
    assert posted(office, "renewals", "Ana") == []
    assert "has no manager" in "\n".join(office.said(office.emea))
    await office.at("2026-03-04T09:15", NEW_YORK)
    assert "Morning" in office.last(office.ben).words


async def test_the_second_step_needs_the_word_the_person_and_the_hour(small_office):
    """A wrong word, another's button and an old one do nothing."""
    office = small_office
    await busy_day(office)
    told = await office.act(office.ben).command("/salesbot", "me erase")
    assert "answers: 3" in told.message.words
    await office.act(office.ben).click(told.message, "desk.erase")
    view = await office.act(office.ben).view()
    outcome = await office.act(office.ben).submit(view, {"word": "yes"})
    assert "forget me" in outcome.errors["word"]
    async with office.house.store.read() as db:
        assert await db.get(Member, (ACME, "UBEN")) is not None
        assert len((await db.scalars(select(Answer))).all()) > 3


async def test_a_long_erasure_says_in_its_window_when_it_is_done(small_office, monkeypatch):
    """Where it takes longer than Slack waits, the window says so first, and later what was forgotten."""
    office = small_office
    await busy_day(office)
    monkeypatch.setattr(doors, "PATIENCE", 0.0)
    assert "I am at it" in await forget(office, office.ben)
    view = await office.act(office.ben).view()
    await office.slack.wait_for(lambda: "I have forgotten you" in str(office.slack.world.views[view.id].body))
    await office.settle()
    assert posted(office, NAME, "quokkaplan") == []


async def test_pressed_twice_it_is_told_once(small_office, monkeypatch):
    """The second press of a double click does not say that it went wrong: the first one's words stay in the window."""
    office = small_office
    await busy_day(office)
    told = await office.act(office.ben).command("/salesbot", "me erase")
    await office.act(office.ben).click(told.message, "desk.erase")
    view = await office.act(office.ben).view()
    monkeypatch.setattr(doors, "PATIENCE", 0.0)
    submit = office.act(office.ben).submit
    await asyncio.gather(submit(view, {"word": "forget me"}), submit(view, {"word": "forget me"}))
    await office.slack.wait_for(lambda: "I have forgotten you" in str(office.slack.world.views[view.id].body))
    await office.settle()
    said = [str(one.args) for one in office.slack.calls if one.method == "views.update"]
    assert said
    assert [one for one in said if "I have forgotten you" not in one] == []


async def test_a_copy_comes_as_a_file_with_their_own_words_only(office):
    """The ZIP comes once, by direct message, holds JSON and safe CSV of Ben's, and nothing of Ana's."""
    await busy_day(office)
    for _ in range(2):
        outcome = await office.act(office.ben).command("/salesbot", "me export")
        assert "In a moment it comes as a file" in "".join(outcome.shown)
    await office.settle()
    (message,) = [one for one in office.slack.messages(office.ben) if one.files]
    held = unpacked(message.files[0].content)
    assert {"README.txt", "profile.json", "answers.json", "answers.csv", "blockers.json", "teams.csv"} <= set(held)
    answers = json.loads(held["answers.json"])
    assert [one["answer"] for one in answers] == ["=quokkaoutcome()", "quokkaplan", "quokkablocker"]
    rows = list(csv.DictReader(io.StringIO(held["answers.csv"])))
    assert rows[0]["answer"] == "'=quokkaoutcome()"
    assert not [name for name, words in held.items() if "renewals" in words or "Acme call" in words]
    assert NAME in held["README.txt"]


async def test_a_file_is_sent_once_though_slack_loses_the_answer(small_office):
    """After a lost answer salesbot looks into the direct message, finds the file, and sends no second one."""
    office = small_office
    await busy_day(office)
    office.slack.fault("files.completeUploadExternal", "reset_after")
    await office.act(office.ben).command("/salesbot", "me export")
    await office.settle()
    assert len([one for one in office.slack.messages(office.ben) if one.files]) == 1


async def test_a_file_is_not_shown_when_somebody_else_may_begin(small_office):
    """The bytes took so long that the lease might end meanwhile: the file is not shown, and tried again later."""
    office = small_office
    await busy_day(office)
    house = office.house
    async with house.store.begin() as db:
        await exports.promise(db, ACME, "UBEN", now=clock.now())
        row = (await db.scalars(select(Delivery).where(Delivery.kind == exports.EXPORT))).one()
    office.slack.fault("files.getUploadURLExternal", "slow", seconds=0.6)
    carrier = Carrier(house.clients_of, Drawing(house.store, house.boards), 2.0)
    going = parcel(row, thread_ts=None, machine=clock.real(), now=clock.now())
    outcome = await carrier.carry(going, Lease.of(2.5))
    assert outcome.did is Did.NOT_STARTED
    assert not [one for one in office.slack.messages(office.ben) if one.files]


async def test_without_the_permission_a_sentence_says_who_can_do_it(sqlite_url, now):
    """Where files may not be sent, the person reads what their host can type."""
    clock.set_calendar(now)
    async with office_of(sqlite_url, Transport.SOCKET, without=("files:write",)) as office:
        await busy_day(office)
        outcome = await office.act(office.ben).command("/salesbot", "me export")
        assert "salesbot export --member UBEN" in "".join(outcome.shown)


async def typed(office, *words):
    """What the host reads who types this beside the running salesbot."""
    env = {"SALESBOT_DATABASE_URL": office.house.settings.database_url}
    done = await asyncio.to_thread(CliRunner().invoke, cli.app, list(words), env=env)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


async def test_a_host_exports_and_forgets_a_leaver_beside_a_running_salesbot(small_office, tmp_path):
    """The files hold everybody's rows with whose they are; the leaver goes as if they had asked themselves."""
    office = small_office
    await busy_day(office)
    await typed(office, "export", str(tmp_path / "all"), "--team", "EMEA Sales")
    with (tmp_path / "all" / "answers.csv").open(encoding="utf-8-sig") as file:
        assert {row["member"] for row in csv.DictReader(file)} == {"Ana", NAME}
    await typed(office, "export", str(tmp_path / "ben.zip"), "--member", "UBEN")
    assert "quokkaplan" in unpacked((tmp_path / "ben.zip").read_bytes())["answers.json"]
    assert "answers" in await typed(office, "purge")
    said = await typed(office, "erase-member", "UBEN", "--yes")
    assert "Forgotten" in said
    await office.settle()
    await swept(office)
    assert await in_database(office, NAME, *WORDS) == []
    assert posted(office, NAME, *WORDS) == []


async def test_what_may_stand_in_slack_is_looked_for_and_deleted(small_office):
    """Ben is forgotten while nobody knows whether his question arrived; it did, and goes as well."""
    office = small_office
    await office.set_up()
    office.slack.fault("chat.postMessage", "reset_after", times=None)
    clock.set_calendar(datetime(2026, 3, 3, 14, 15, tzinfo=UTC))
    await office.house.beat(clock.now())
    await office.house.sender.drain(0.5)
    assert office.slack.messages(office.ben, by_bots=True)
    office.slack.behave()
    async with office.house.store.begin() as db:
        await erasing.forget(db, office.house, ACME, "UBEN", now=clock.now())
    await office.settle()
    assert office.slack.messages(office.ben, by_bots=True) == []
    await forgetting.forget_old(office.house.store, now=clock.now())
    async with office.house.store.read() as db:
        left = (await db.scalars(select(Delivery).where(Delivery.kind == ERASED))).all()
    assert [one.state for one in left if one.check_at is None] == []  # what was in doubt is looked at once more


async def test_a_backup_brings_nobody_back(small_office, tmp_path):
    """An older backup is put in place: whoever was forgotten since is forgotten again, and who came anew stays."""
    office = small_office
    await busy_day(office)
    settings = office.house.settings
    copy = tmp_path / "before.db"
    await backup.backup(settings.database_url, copy)
    await forget(office, office.ben)
    await office.service.door.stop()
    await office.house.close()
    old, again = await forgotten.restore(settings, copy)
    assert old is not None
    assert again == 1
    await office.restart()
    assert await forgotten.do_again(office.house, now=clock.now()) == 0
    await office.settle()
    await swept(office)
    assert await in_database(office, NAME, *WORDS) == []
    assert "2 of 2 answered" in office.titled(office.emea, "Daily standup").words
