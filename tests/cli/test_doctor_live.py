"""The doctor beside a salesbot that runs: it finds what an admin needs to know, and disturbs nobody."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from salesbot import clock
from salesbot.cli import living
from salesbot.cli.doctor import look
from salesbot.cli.manifest import manifest
from salesbot.config import PREFIX, Settings, environment_name, os
from salesbot.features import rooms
from salesbot.outbox import Note, service
from salesbot.outbox.model import Delivery, PausedTarget
from salesbot.people.model import Workspace
from salesbot.playground import Playground
from salesbot.room import Message
from salesbot.store import Store, insert, nightly

sys.path.insert(0, str(Path(__file__).parents[1] / "chaos"))

from lives import Bot, free_port

KEY = "c2FsZXNib3QtdGVzdHMtc2FsZXNib3QtdGVzdHMtc2E="


@pytest.fixture
async def live(empty_url, tmp_path, monkeypatch):
    """A real `salesbot run` beside a local Slack, and the doctor's eyes on it."""
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    async with Playground.serve() as slack:
        acme = slack.workspace("T_ACME", name="Acme")
        bot = slack.install(acme, manifest(rooms()))
        slack.settings.ack_within = 12.0
        ben = slack.user("Ben", id="UBEN", tz="America/New_York")
        values = {
            "bot_token": bot.bot_token, "app_token": bot.app_token, "slack_api_url": slack.url,
            "database_url": empty_url, "port": str(free_port()), "keys": KEY, "send_timeout": "2",
        }  # fmt: skip
        for name, value in values.items():
            monkeypatch.setenv(environment_name(name), value)
        process = Bot("salesbot", dict(os.environ), tmp_path)
        process.url, process.slack, process.ben = empty_url, slack, ben
        await process.start()
        assert await process.up()
        yield process
        await process.stop()
        assert process.strange == []


async def _findings():
    found = [one async for one in look()]
    return " ".join(one.words for one in found if one.well), [one.words for one in found if not one.well]


async def _promise(url, key, **changed):
    store = await Store.open(url)
    async with store.begin() as db:
        await service.promise(db, Note("T_ACME", key, "checkin.question", "UBEN", Message("hello"), clock.now()))
        if changed:
            await db.execute(update(Delivery).where(Delivery.key == key).values(**changed))
    await store.close()


@pytest.mark.parametrize("empty_url", ["sqlite", pytest.param("postgresql", marks=pytest.mark.chaos)], indirect=True)
async def test_a_salesbot_that_runs_is_well_and_one_that_froze_is_not(live):
    """Every line is ok and whoever types meanwhile is answered; one that answers nobody, or is gone, is told."""
    typed = [asyncio.create_task(live.slack.act(live.ben).command("/salesbot", "help")) for _ in range(10)]
    well, wrong = await _findings()
    assert all([(await one).acked for one in typed])
    assert wrong == []
    for words in ("salesbot", "beat came through", "It reaches Slack", "No message is late", "No message died"):
        assert words in well
    if live.url.startswith("sqlite"):  # on PostgreSQL it might run on another machine: nobody here can tell
        await _looked_at_frozen(live)


async def _looked_at_frozen(live):
    await asyncio.sleep(1)  # what begins with a start is done, and no transaction is open
    live.freeze()
    try:
        living.PATIENCE, before = 0.5, living.PATIENCE
        _, wrong = await _findings()
    finally:
        living.PATIENCE = before
        live.thaw()
    assert any("Nobody answers" in one and "restart it" in one for one in wrong)
    await live.kill()
    well, wrong = await _findings()
    assert "no salesbot runs here just now" in well
    assert wrong == []


@pytest.fixture
async def findings(sqlite_url, monkeypatch):
    """Change what a database holds, and read what is found there."""
    store = await Store.open(sqlite_url)
    async with store.begin() as db:
        await insert(db, Workspace, [{"id": "T_ACME", "name": "Acme", "created_at": clock.now()}])
    settings = Settings(_env_file=None, database_url=sqlite_url, port=free_port())

    async def read():
        return [one.words for one in [each async for each in living.look(settings)] if not one.well]

    read.store, read.url = store, sqlite_url
    yield read
    await store.close()


async def test_what_died_and_what_nobody_knows_is_told_with_its_command(findings):
    """Each names how many, and what to type."""
    for key, state in (("one", "dead"), ("two", "dead"), ("three", "unknown")):
        await _promise(findings.url, key, state=state)
    dead, unknown = await findings()
    assert dead.startswith("2 messages could not be sent and died.")
    assert "`salesbot outbox retry`" in dead
    assert unknown.startswith("Of 1 message nobody knows whether it arrived.")
    assert "`salesbot outbox list unknown`" in unknown


async def test_a_stopped_workspace_and_a_channel_out_of_reach_are_told(findings):
    """Both with since when, what Slack says, and what to do."""
    now = clock.now()
    async with findings.store.begin() as db:
        await db.execute(update(Workspace).values(stopped_at=now, stopped_why="token_revoked"))
        paused = {"workspace_id": "T_ACME", "target": "C1", "error": "is_archived", "since_at": now, "look_at": now}
        await insert(db, PausedTarget, [paused])
    channel, stopped = await findings()
    assert stopped.startswith("Acme is stopped since")
    assert "token_revoked. Reinstall the app" in stopped
    assert channel.startswith("C1 cannot be reached since")
    assert "is_archived. Invite salesbot" in channel


def test_a_late_message_is_trouble_only_where_a_salesbot_runs():
    """Two minutes are late; without anybody to send it, it is said that it goes out later."""
    assert living.late_line(119, 3, running=True).well
    late = living.late_line(720, 3, running=True)
    assert not late.well
    assert "waited for 12 min" in late.words
    assert living.late_line(720, 3, running=False).well


async def test_an_old_and_a_damaged_backup_are_told(sqlite_url, now, tmp_path):
    """A backup counts when it is whole and of yesterday at the latest."""
    assert living.backup_line(nightly.kept(sqlite_url), now=clock.real()).words.startswith("Note: there is no backup")
    made = await nightly.make(sqlite_url, today=now.date())
    kept = nightly.kept(sqlite_url)
    assert living.backup_line(kept, now=clock.real()).well
    old = living.backup_line(kept, now=clock.real() + timedelta(days=3))
    assert "3 days old" in old.words
    assert not old.well
    whole = made.read_bytes()
    made.write_bytes(whole[:4096] + bytes(len(whole) - 4096))
    damaged = living.backup_line(nightly.kept(sqlite_url), now=clock.real())
    assert "is damaged" in damaged.words
    assert not damaged.well


def test_little_room_is_told(sqlite_url):
    """A disk that is nearly full is told before nothing is saved any more."""
    kept = nightly.kept(sqlite_url)
    assert living.room_line(kept).well == (kept.free >= living.LEAST_FREE)
    full = type(kept)(kept.folder, (), kept.size, 1000)
    assert not living.room_line(full).well
