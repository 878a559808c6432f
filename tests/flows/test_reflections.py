"""What somebody thinks about a prompt is theirs: sealed, shared on request, and in nobody else's sight before that."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import make_url
from traces import in_database, posted
from typer.testing import CliRunner

from office import BERLIN, NEW_YORK
from salesbot import cli, clock
from salesbot.app import keys
from salesbot.app.house import House
from salesbot.attention import service as attention
from salesbot.coaching.model import Commitment, OwnPrompt, Reflection, Shown
from salesbot.config import Transport
from salesbot.outbox.promises import Board
from salesbot.people.model import Member
from salesbot.store import migrate

SECRET = "Nordstern-Kaltakquise macht mir Angst"
ACTION = "Call Nordwind by noon"


@pytest.fixture(params=["sqlite-socket"])
def place(request):
    """SQLite by socket: what the stories look at are files; rights on PostgreSQL are tests/coaching's."""
    return str(request.getfixturevalue("sqlite_url")), Transport.SOCKET


@pytest.fixture
async def prompted(office):
    """Ben has a prompt that Ana wrote for the team."""
    team = await office.set_up()
    await office.at("2026-03-03 11:00", NEW_YORK)
    now = clock.now()
    async with office.house.store.begin() as db:
        own = OwnPrompt(
            workspace_id="T_ACME", team_id=team.id, member_id="UANA", skill="negotiation", audience="rep",
            level="starter", minutes=5, title="Ask before you give", lesson="Ask what they give for it.",
            question="What did you give away for nothing?", action=ACTION, made_at=now,
        )  # fmt: skip
        db.add(own)
        await db.flush()
        one = Shown(
            workspace_id="T_ACME", team_id=team.id, member_id="UBEN", prompt=f"own.{own.id}", skill="negotiation",
            key="coaching.prompt.test", day=now.date(), why="focus", evidence=[], shown_at=now,
        )  # fmt: skip
        db.add(one)
        board = Board("T_ACME", one.key, "coaching.prompt", one.key, to="UBEN", due_at=now, member_id="UBEN")
        await attention.promise(db, board, reason="a test", now=now)
    await office.settle()
    return office


def prompt(office):
    """The message with Ben's prompt as it stands."""
    found = [one for one in office.slack.messages(office.ben, by_bots=True) if "coaching.focus" in one.buttons]
    assert found, office.said(office.ben)
    return found[-1]


async def window(office, who):
    """The window in front of somebody."""
    view = await office.act(who).view()
    assert view is not None, "nothing opened"
    return view


async def reflect(office, words=SECRET):
    """Ben writes down what he thinks."""
    await office.act(office.ben).click(prompt(office), "coaching.reflect")
    out = await office.act(office.ben).submit(await window(office, office.ben), {"text": words})
    await office.settle()
    return out


async def kept(office):
    """The one reflection as it stands."""
    async with office.house.store.read() as db:
        return (await db.scalars(select(Reflection))).one()


async def notes(office):
    """Ben types `/coach notes`; the window with his list."""
    await office.act(office.ben).command("/coach", "notes", channel=office.emea)
    return await window(office, office.ben)


def read(view):
    """All that stands in a window."""
    return json.dumps(view.body, ensure_ascii=False)


NOSY = (
    ("/coach", ""), ("/coach", "notes"), ("/coach", "counts"), ("/coach", "brief <@UBEN|ben>"), ("/digest", ""),
    ("/digest", "last"), ("/checkin", "history <@UBEN|ben>"), ("/salesbot", "why"), ("/salesbot", "team"),
    ("/salesbot", "me export"), ("/tip", "search Angst"), ("/checkin", "blockers"),
)  # fmt: skip


async def test_nobody_but_ben_reads_a_word_of_it(prompted, tmp_path, capsys):
    """Not his manager, not an admin, not a colleague, not the host; not the files, the outbox, the logs, a digest."""
    office = prompted
    out = await reflect(office)
    assert "for you alone" in read(out.view)
    assert "only you can read it" in prompt(office).words
    async with office.house.store.begin() as db:
        await db.execute(update(Member).where(Member.id == "UDEV").values(is_admin=True))
    seen = []
    for who in (office.ana, office.dev, office.cleo):
        for command, words in NOSY:
            done = await office.act(who).command(command, words, channel=office.emea)
            view = await office.act(who).view()
            seen += [str(done.body), str(done.shown), str(done.message), read(view) if view else ""]
        await office.act(who).open_home()
        await office.settle()
        seen.append(str(office.act(who).home()))
    await office.at("2026-03-06 16:00", BERLIN)
    await office.at("2026-03-09 09:00", BERLIN)
    seen += await host(office, tmp_path)
    assert len("".join(seen)) > 5_000
    assert not [one for one in seen if "Nordstern" in one]
    assert posted(office, "Nordstern") == []
    assert await in_database(office, "Nordstern", "Kaltakquise") == []
    assert "Nordstern" not in "".join(capsys.readouterr())
    assert "Nordstern" in read(await opened(office))


async def opened(office):
    """Ben opens his note from his prompt."""
    await office.act(office.ben).click(prompt(office), "coaching.note")
    return await window(office, office.ben)


async def host(office, folder):
    """What whoever hosts salesbot gets with all the commands there are."""
    database = office.house.settings.database_url
    with closing(sqlite3.connect(make_url(database).database, isolation_level=None)) as file:
        newest = migrate.versions()[-1]
        file.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)")
        file.execute("INSERT INTO alembic_version VALUES (?)", [newest])
    said = []
    for typed in (
        ["export", str(folder / "all")], ["export", str(folder / "ben"), "--member", "UBEN"], ["outbox", "list"],
        ["keys", "check"], ["db", "backup", str(folder / "copy.db")], ["simulate"],
    ):  # fmt: skip
        done = await asyncio.to_thread(CliRunner().invoke, cli.app, typed, env={"SALESBOT_DATABASE_URL": database})
        assert done.exit_code == 0, (typed, done.output, done.exception)
        said.append(done.output)
    files = [*(folder / "all").iterdir(), *(folder / "ben").iterdir(), folder / "copy.db"]
    return [*said, *(one.read_bytes().decode("utf-8", "replace") for one in files)]


async def test_ben_shares_it_and_keeps_it_to_himself_again(prompted):
    """He is told who would read it; Ana gets a button, and reads; taken back, button and note are gone for her."""
    office = prompted
    await reflect(office)
    view = await opened(office)
    await office.act(office.ben).click(view, "coaching.share")
    asked = await window(office, office.ben)
    assert "*Ana* will be able to read it" in read(asked)
    assert office.said(office.ana)[-1:] == [one for one in office.said(office.ana)[-1:] if "shared a note" not in one]
    out = await office.act(office.ben).submit(asked, {})
    assert "Shared with Ana." in read(out.view)
    await office.settle()
    assert "You noted something and shared it" in prompt(office).words
    told = office.titled(office.ana, "Ben shared a note about a coaching prompt with you.")
    await office.act(office.ana).click(told, "coaching.shared")
    assert SECRET in read(await window(office, office.ana))
    assert posted(office, "Nordstern") == []

    await office.act(office.ben).click(await opened(office), "coaching.unshare")
    assert "Only you can read this" in read(await window(office, office.ben))
    await office.settle()
    assert not [one for one in office.said(office.ana) if "shared a note" in one]
    await office.act(office.ana).click(told, "coaching.shared")
    await office.slack.settled()
    whispers = [one.text for one in office.slack.messages(office.ana) if one.ephemeral_for == office.ana.id]
    assert any("not shared with you" in one for one in whispers)


async def test_ben_makes_a_tip_of_it(prompted):
    """The form of tips begins with his words; what he shares there is a tip, and his note stays sealed."""
    office = prompted
    out = await reflect(office, "Ask what they give for the discount before you name it #pricing")
    await office.act(office.ben).click(out.view, "tips.from_answer")
    form = await window(office, office.ben)
    assert "Ask what they give for the discount" in read(form)
    out = await office.act(office.ben).submit(form, {"text": "Ask what they give for it first", "tags": "pricing"})
    assert "shared with EMEA Sales" in read(out.view)
    await office.settle()
    assert "Ask what they give for it first" in office.last(office.emea).words
    assert (await kept(office)).tip_at is not None
    assert "tips.from_answer" not in read(await opened(office))
    assert await in_database(office, "before you name it") == []


async def test_his_notes_are_listed_edited_and_deleted(prompted):
    """`/coach notes` opens the list; a note is read, written anew, kept, and let go of for good."""
    office = prompted
    assert "You have noted nothing yet" in read(await notes(office))
    out = await reflect(office)
    await office.act(office.ben).click(out.view, "coaching.keep")
    assert "Only you can read it" in read(await window(office, office.ben))
    await office.act(office.ben).click(await window(office, office.ben), "coaching.notes")
    await office.act(office.ben).click(await window(office, office.ben), "coaching.note")
    await office.act(office.ben).click(await window(office, office.ben), "coaching.reflect")
    form = await window(office, office.ben)
    assert SECRET in read(form)
    assert "Nordstern" not in str(form.body.get("private_metadata"))
    await office.act(office.ben).submit(form, {"text": "Written anew"})
    listed = await notes(office)
    assert "Written anew" in read(listed)
    assert "Nordstern" not in read(listed)
    await office.act(office.ben).click(listed, "coaching.note")
    await office.act(office.ben).click(await window(office, office.ben), "coaching.delete")
    assert "Deleted, for good" in read(await window(office, office.ben))
    await office.settle()
    assert "coaching.reflect" in prompt(office).buttons
    assert "You have noted nothing yet" in read(await notes(office))


async def test_ill_do_it_goes_round(prompted):
    """One tap, his own words, nothing that day; asked the next morning; not yet, then done beside his check-in."""
    office = prompted
    for _ in range(2):
        await office.act(office.ben).click(prompt(office), "coaching.commit")
    await office.settle()
    async with office.house.store.read() as db:
        assert (await db.scalars(select(Commitment.words))).all() == [ACTION]
    assert "your managers can see it" in prompt(office).words
    await office.act(office.ben).click(prompt(office), "coaching.words")
    out = await office.act(office.ben).submit(await window(office, office.ben), {"words": "Call *Nordwind* at 9"})
    assert "It says so everywhere now" in read(out.view)
    await office.settle()
    assert "Call *Nordwind* at 9" in prompt(office).words

    await office.at("2026-03-04 09:15", NEW_YORK)
    assert "You said you would: _Call *Nordwind* at 9_" in office.titled(office.ben, "the one thing today").words
    await office.at("2026-03-04 10:00", NEW_YORK)
    question = office.titled(office.ben, "How did it go")
    await office.act(office.ben).click(question, "coaching.not_yet")
    await office.settle()
    assert "It stays open" in office.slack.fresh(question).words
    out = await office.act(office.ben).command("/coach", "", channel=office.emea)
    await office.act(office.ben).click(out.message, "coaching.done")
    await office.settle()
    assert "Well kept" in office.slack.fresh(question).words
    assert "You said you would" not in office.titled(office.ben, "the one thing today").words
    assert "Done: Call" in prompt(office).words
    assert "coaching.done" not in office.slack.fresh(out.message).buttons
    assert len([one for one in office.said(office.ben) if "Well kept" in one]) == 1


async def test_a_new_key_while_salesbot_runs(prompted):
    """Another process rotates the keys and forgets the old one: Ben opens his note, and writes the next one."""
    office = prompted
    await reflect(office)
    before = (await kept(office)).sealed
    other = House(office.house.settings, office.house.store, office.house.session, rooms=office.house.rooms)
    assert (await keys.rotate(other, forget_old=True)).anew == 1
    assert (await kept(office)).sealed != before
    assert SECRET in read(await opened(office))
    await reflect_again(office, "And on we go")
    assert other.seals.unseal((await kept(office)).sealed) == "And on we go"


async def reflect_again(office, words):
    """Ben edits his note."""
    await office.act(office.ben).click(await opened(office), "coaching.reflect")
    await office.act(office.ben).submit(await window(office, office.ben), {"text": words})
    await office.settle()
