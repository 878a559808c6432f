"""`salesbot audit`, and what the other commands of the host leave in the log."""

from __future__ import annotations

import asyncio
import json

import pytest
from typer.testing import CliRunner

from salesbot import cli, clock
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.outbox import Note
from salesbot.outbox import service as outbox
from salesbot.outbox.model import Delivery
from salesbot.people import service as people
from salesbot.room import Message

ACME = "T1"


@pytest.fixture
async def lived_in(versioned_url, now, monkeypatch):
    """A database in which Ana made a team for Ben on the fixed Tuesday, and a message to her died."""
    clock.set_calendar(now)
    house = await House.open(Settings(_env_file=None, database_url=versioned_url))
    async with house.store.begin() as db:
        await people.install(db, ACME, now=now)
        for one, name in (("UANA", "Ana"), ("UBEN", "Ben\x1b[2J")):
            await people.meet(db, {"id": one, "team_id": ACME, "real_name": name}, workspace_id=ACME, now=now)
        draft = people.TeamDraft("EMEA", "C1", "Europe/Berlin", members=["UBEN"])
        await people.make_team(db, draft, workspace_id=ACME, by="UANA", now=now)
        await outbox.promise(db, Note(ACME, "one", "kudos.note", "UANA", Message(text="hi"), due_at=now))
    async with house.store.begin() as db:
        (await db.get_one(Delivery, 1)).state = "dead"
    await house.close()
    monkeypatch.setenv("SALESBOT_DATABASE_URL", versioned_url)
    return versioned_url


async def told(*typed):
    """What the host reads."""
    out = await asyncio.to_thread(CliRunner().invoke, cli.app, list(typed), catch_exceptions=False)
    assert out.exit_code == 0, out.output
    return out.output.splitlines()


async def test_each_line_is_a_sentence_with_its_time_in_utc(lived_in):
    """The oldest first; people have their ids, and no name moves a terminal's cursor."""
    assert await told("audit") == [
        "Times are UTC.",
        "2026-03-03 08:00  Ana (UANA) set up EMEA.",
        "2026-03-03 08:00  Ana (UANA) added themselves to EMEA as a manager.",
        "2026-03-03 08:00  Ana (UANA) added Ben[2J (UBEN) to EMEA as a rep.",
    ]


async def test_it_is_narrowed_down_by_day_and_by_person(lived_in):
    """By an id or a name, since a day of UTC; where nothing is left, it says so."""
    assert len(await told("audit", "--who", "UBEN")) == len(await told("audit", "--who", "@ana")) - 2 == 2
    assert len(await told("audit", "--since", "2026-03-03T08:00")) == 4
    assert await told("audit", "--since", "2026-03-04") == ["Nobody changed anything since then."]


async def test_programs_get_ids_alone(lived_in):
    """One JSON object a line, without a name."""
    lines = await told("audit", "--json")
    assert "Ana" not in "".join(lines)
    assert json.loads(lines[-1]) == {
        "id": 3, "at": "2026-03-03T08:00:00+00:00", "workspace": ACME, "by": "UANA", "verb": "member.added",
        "kind": "member", "object": "UBEN", "team": 1, "how": "rep", "many": None,
    }  # fmt: skip


async def test_what_the_host_does_is_in_it(lived_in, tmp_path):
    """A message sent again and given up, exports, keys, a person forgotten: each as done by the host."""
    await told("outbox", "retry", "one")
    await told("outbox", "drop", "one")
    await told("export", str(tmp_path / "ben.zip"), "--member", "UBEN")
    await told("export", str(tmp_path / "emea"), "--team", "EMEA")
    await told("export", str(tmp_path / "all.zip"))
    await told("keys", "rotate")
    await told("erase-member", "UBEN", "--yes")
    done = [json.loads(one) for one in await told("audit", "--json", "--who", "host")]
    assert [one["verb"] for one in done] == [
        "message.retried", "message.dropped", "member.exported", "team.exported", "everybody.exported", "keys.rotated",
        "member.forgotten",
    ]  # fmt: skip
    assert "UBEN" not in "".join(await told("audit", "--json"))


async def test_a_backup_that_was_put_back_says_so(lived_in, tmp_path):
    """What happened after it is gone from the log, and that it is so stands in it."""
    await told("db", "backup", str(tmp_path / "copy.db"))
    await told("keys", "rotate")
    await told("db", "restore", str(tmp_path / "copy.db"))
    verbs = [json.loads(one)["verb"] for one in await told("audit", "--json")]
    assert verbs == ["team.made", "member.added", "member.added", "database.restored"]


def test_an_export_that_cannot_be_written_is_not_said_to_be_given_out(run, versioned_url, tmp_path):
    """The folder is a file: nothing is read, and the audit log names no export."""
    (tmp_path / "notes").touch()
    said = run("export", str(tmp_path / "notes" / "all"), database_url=versioned_url)
    assert (said.code, said.out) == (2, "")
    assert "notes is no folder that this user may write in" in said.err
