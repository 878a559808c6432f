"""`salesbot keys`, and what neither a backup nor a start without the key may do."""

from __future__ import annotations

import asyncio
import logging
from contextlib import contextmanager
from datetime import date

import pytest
import structlog
from typer.testing import CliRunner

from salesbot import cli, clock, features, sealing
from salesbot.app import keys
from salesbot.app.house import House
from salesbot.app.serving import serve
from salesbot.coaching.model import OneToOne
from salesbot.config import Settings
from salesbot.errors import WrongSetting
from salesbot.people import service as people
from salesbot.store import backup, nightly

ACME = "T1"


@pytest.fixture
async def file_house(versioned_url, now):
    """A house on a SQLite file with one note in it, whose tables have their version."""
    clock.set_calendar(now)
    house = await House.open(Settings(_env_file=None, database_url=versioned_url))
    async with house.store.begin() as db:
        await people.install(db, ACME, now=now)
        await people.meet(db, {"id": "UANA", "team_id": ACME, "real_name": "Ana"}, workspace_id=ACME, now=now)
        draft = people.TeamDraft("EMEA", "C1", "Europe/Berlin")
        team = await people.make_team(db, draft, workspace_id=ACME, by="UANA", now=now)
        fields = {"workspace_id": ACME, "team_id": team.id, "manager_id": "UANA", "member_id": "UANA"}
        db.add(OneToOne(**fields, held_at=now, sealed=house.seals.seal("note")))
    yield house
    await house.close()


async def test_no_backup_holds_the_key(file_house, sqlite_url, tmp_path):
    """Neither the database nor a copy of it, by hand or by day, has the key in it or beside it."""
    (key,) = file_house.seals.keys()
    (tmp_path / "copies").mkdir()
    await backup.backup(sqlite_url, tmp_path / "copies" / "by-hand.db")
    await nightly.make(sqlite_url, today=date(2026, 3, 3))
    copies = [*(tmp_path / "copies").iterdir(), *(tmp_path / "backups").iterdir()]
    assert [one.suffix for one in copies] == [".db", ".db"]
    files = [*copies, *tmp_path.glob("salesbot.db*")]
    assert all(key.encode() not in one.read_bytes() for one in files)
    assert file_house.seals.file == tmp_path / "salesbot.key"


async def test_the_command_line_looks_after_the_keys(file_house, sqlite_url, tmp_path):
    """check, rotate, new and give-up say what they did; a missing key is exit code 1, and the start refuses."""

    async def run(*words):
        typed = ["keys", *words]
        done = await asyncio.to_thread(CliRunner().invoke, cli.app, typed, env={"SALESBOT_DATABASE_URL": sqlite_url})
        return done.exit_code, f"{done.output}{done.exception or ''}"

    code, said = await run("check")
    assert (code, "one_to_ones: sealed 1 with the newest." in said) == (0, True)
    code, said = await run("rotate", "--forget-old")
    assert (code, "sealed anew: 1" in said, "Forgot old keys: 1" in said) == (0, True, True)
    assert len((await run("new"))[1].strip()) == 44
    (tmp_path / "salesbot.key").rename(tmp_path / "away")
    (tmp_path / "salesbot.key").write_text("no key")
    code, said = await run("check")
    assert (code, "something that is no key" in said) == (1, True)
    (tmp_path / "salesbot.key").unlink()
    code, said = await run("check")
    assert (code, "the key that opens it is missing" in said) == (1, True)
    code, said = await run("rotate")
    assert (code, "the key that opens it is missing" in said) == (1, True)
    with pytest.raises(WrongSetting, match="the key that opens it is missing"), logging_as_before():
        await serve(Settings(_env_file=None, database_url=sqlite_url))
    code, said = await run("give-up", "--yes")
    assert (code, "Let go of: 1" in said) == (0, True)
    assert (await run("check"))[0] == 0


async def test_of_two_hosts_on_one_database_only_those_with_its_key_start(store, database_url, tmp_path):
    """The second host, with a key of its own, is told so before it seals anything; with the first one's key it starts.

    Given up, the probe is sealed anew by the next start.
    """

    def host(name):
        settings = Settings(_env_file=None, database_url=database_url, key_file=str(tmp_path / f"{name}.key"))
        return House(settings, store, None, rooms=features.rooms())

    await keys.ready(host("first"))
    (tmp_path / "second.key").write_text(sealing.new())
    with pytest.raises(WrongSetting, match=r"second\.key opens it: it is the key of another database"):
        await keys.ready(host("second"))
    with pytest.raises(WrongSetting, match=r"there is no .*third\.key"):
        await keys.ready(host("third"))
    (tmp_path / "second.key").write_bytes((tmp_path / "first.key").read_bytes())
    await keys.ready(host("second"))
    assert (await keys.rotate(host("second"))).anew == 0
    with pytest.raises(WrongSetting, match=r"first\.key opens it"):
        await keys.ready(host("first"))
    assert await keys.give_up(host("third")) == 0
    await keys.ready(host("third"))


async def test_of_two_hosts_that_start_together_one_makes_the_key(store, database_url, tmp_path):
    """Both find nothing sealed and make a key; whose probe comes second is told."""
    hosts = []
    for name in ("one", "other"):
        settings = Settings(_env_file=None, database_url=database_url, key_file=str(tmp_path / f"{name}.key"))
        hosts.append(House(settings, store, None, rooms=features.rooms()))
    ended = await asyncio.gather(*map(keys.ready, hosts), return_exceptions=True)
    assert [type(one) for one in ended if one is not None] == [WrongSetting]


@contextmanager
def logging_as_before():
    """A start says how it logs, for the whole process."""
    before, root = structlog.get_config(), logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        yield
    finally:
        structlog.configure(**before)
        root.handlers[:] = handlers
        root.setLevel(level)
