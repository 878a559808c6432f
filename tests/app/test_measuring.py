"""What Prometheus reads: the names, what they count, and that nobody reads it by accident."""

from __future__ import annotations

import re
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from salesbot import clock, features, metrics
from salesbot.app import measuring
from salesbot.app.house import House
from salesbot.app.measuring import Measures
from salesbot.app.serving import Service
from salesbot.config import Role, Settings, Transport
from salesbot.outbox import Note, queries, service
from salesbot.outbox.model import Delivery
from salesbot.people.model import Workspace
from salesbot.room import Message
from salesbot.slack import client
from salesbot.store import Store, insert, nightly

ROOT = Path(__file__).parents[2]
FEW = {"kind", "outcome", "method", "status", "state", "result", "pool", "le"}  # labels that can only be few


def read(page: bytes) -> dict[tuple[str, ...], float]:
    """Every sample of a page, by its name and the values of its labels."""
    families = text_string_to_metric_families(page.decode())
    return {(one.name, *one.labels.values()): one.value for each in families for one in each.samples}


async def _acme(house, now, *keys, **values):
    async with house.store.begin() as db:
        await insert(db, Workspace, [{"id": "TACME", "created_at": now}])
        due = {"due_at": now, "message": Message("secret")}
        await service.promise(db, *(Note("TACME", key, "checkin.question", f"U{key}", **due) for key in keys))
        for key, state in values.items():
            row = await db.get(Delivery, (await queries.ids(db, [("TACME", key)]))["TACME", key])
            row.state = state


async def test_the_outbox_stands_on_the_page(house, now):
    """What waits, what died and what nobody knows is counted, and the oldest due is as old as it is."""
    clock.set_calendar(now)
    await _acme(house, now, "one", "two", "three", "four", two="dead", three="unknown")
    clock.set_calendar(now.replace(minute=5))
    found = read(await Measures(house).page())
    assert found["salesbot_outbox_deliveries", "waiting"] == 2
    assert found["salesbot_outbox_deliveries", "dead"] == 1
    assert found["salesbot_outbox_deliveries", "unknown"] == 1
    assert found["salesbot_outbox_oldest_due_seconds",] == pytest.approx(300, abs=5)
    assert found["salesbot_workspaces", "running"] == 1
    assert found["salesbot_rounds_open",] == 0
    assert found["salesbot_database_up",] == 1
    assert found["salesbot_database_size_bytes",] > 10_000


async def test_a_stopped_workspace_is_no_late_message(house, now):
    """What waits for a token that Slack refuses is told by the stopped workspace, and does not look like a jam."""
    clock.set_calendar(now)
    await _acme(house, now, "one")
    async with house.store.begin() as db:
        (await db.get(Workspace, "TACME")).stopped_at = now
    clock.set_calendar(now.replace(hour=12))
    found = read(await Measures(house).page())
    assert found["salesbot_outbox_oldest_due_seconds",] == 0
    assert found["salesbot_workspaces", "stopped"] == 1


async def test_the_database_is_asked_once_in_ten_seconds(house, now, monkeypatch):
    """However often the page is read, the doors have the database to themselves."""
    clock.set_calendar(now)
    measures = Measures(house)
    await measures.page()
    await _acme(house, now, "one")
    assert read(await measures.page())["salesbot_outbox_deliveries", "waiting"] == 0
    monkeypatch.setattr(measuring, "FRESH", 0.0)
    assert read(await measures.page())["salesbot_outbox_deliveries", "waiting"] == 1


async def test_a_database_that_is_away_is_told_on_a_page_that_still_comes(sqlite_url, tmp_path):
    """Whoever watches reads that the database is away, with all that needs no database."""
    store = await Store.open(sqlite_url)
    settings = Settings(_env_file=None, database_url=sqlite_url, key_file=str(tmp_path / "salesbot.key"))
    session = client.session(settings)
    house = House(settings, store, session, rooms=features.rooms())
    await store.close()
    (tmp_path / "salesbot.db").write_text("no database any more")
    found = read(await Measures(house, tick_age=lambda: 1.5).page())
    await session.close()
    assert found["salesbot_database_up",] == 0
    assert found["salesbot_tick_age_seconds",] == 1.5
    assert ("salesbot_outbox_oldest_due_seconds",) not in found
    assert ("process_resident_memory_bytes",) in found


async def test_the_newest_backup_has_an_age_where_there_is_one(sqlite_url, house, now):
    """Without any backup the line is not there, which an alert can ask for; with one it is its age."""
    if house.store.dialect == "postgresql":
        assert ("salesbot_backup_age_seconds",) not in read(await Measures(house).page())
        return
    assert ("salesbot_backup_age_seconds",) not in read(await Measures(house).page())
    await nightly.make(sqlite_url, today=now.date())
    assert 0 <= read(await Measures(house).page())["salesbot_backup_age_seconds",] < 600


def test_labels_are_few_and_names_have_units():
    """No label is somebody's id; seconds, bytes and totals are named as Prometheus names them."""
    for family in metrics.REGISTRY.collect():
        for sample in family.samples:
            assert set(sample.labels) <= FEW, sample.name
        if family.name.startswith("salesbot_"):
            counter = family.type == "counter"
            assert counter or re.search(r"_(seconds|bytes)$", family.name), family.name


async def test_every_metric_is_explained(sqlite_url, house, now):
    """What stands on the page stands in docs/operations.md, with what it says; and no more stands there."""
    await nightly.make(sqlite_url, today=now.date())
    page = await Measures(house, tick_age=lambda: 1.0, connections=lambda: 2).page()
    there = re.findall(rb"^# TYPE (salesbot_\w+)", page, flags=re.MULTILINE)
    told = set(re.findall(r"`(salesbot_\w+)`", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")))
    backup = {"salesbot_backup_age_seconds", "salesbot_disk_free_bytes"}
    on_page = {one.decode() for one in there if not one.endswith(b"_created")} | backup
    assert on_page == told | backup


async def test_a_worker_over_http_shows_health_to_all_and_metrics_to_nobody(house):
    """Its pages stand where a door would, perhaps on every address: metrics only where the settings say so."""
    changed = {"role": Role.WORKER, "transport": Transport.HTTP, "host": "127.0.0.1", "port": 0}
    house.settings = house.settings.model_copy(update=changed)
    (pages,) = Service(house).pages
    port = await pages.start()
    async with aiohttp.ClientSession() as session:
        for path, status in (("/healthz", 200), ("/metrics", 404)):
            async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
                assert answer.status == status
    await pages.stop()
