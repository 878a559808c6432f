"""The audit log only grows: no statement changes a line, young ones stay, and words cannot stand in it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError

from salesbot import clock, features
from salesbot.app import forgetting
from salesbot.audit import queries
from salesbot.audit.model import Line
from salesbot.audit.rules import HOST, LEAST_DAYS, Verb
from salesbot.audit.service import Deed, note
from salesbot.config import Settings
from salesbot.errors import Refusal, WrongSetting
from salesbot.people import service as people
from salesbot.store import Store, migrate

ACME = "T_ACME"


@pytest.fixture
async def lines(store):
    """Two lines of today, by the machine's own clock, and one of four months ago."""
    today = clock.real()
    async with store.begin() as db:
        await people.install(db, ACME, now=today)
        for at in (today - timedelta(days=LEAST_DAYS + 30), today, today):
            await note(db, Deed(workspace_id=ACME, verb=Verb.MEMBER_AWAY, by="UANA", object_id="UBEN", at=at))
    return store


async def refused(store, statement):
    """Why the database does not do this."""
    with pytest.raises(DBAPIError) as no:
        async with store.begin() as db:
            await db.execute(statement)
    return str(no.value.orig)


CHANGES = {
    "at": clock.real(), "verb": "team.made", "object_kind": "team", "team_id": 1, "how": "x", "many": 1, "id": 99,
    "done_by": "UCLEO", "object_id": "UCLEO",
}  # fmt: skip


async def test_no_line_is_ever_changed(lines):
    """Whatever column it is, old line or young: the database refuses."""
    for name, value in CHANGES.items():
        assert "never change" in await refused(lines, update(Line).where(Line.id == 1).values({name: value})), name


async def test_only_who_was_forgotten_makes_room_for_a_stand_in(lines):
    """A stand-in takes somebody's place in a line, and nobody takes the stand-in's."""
    async with lines.begin() as db:
        await db.execute(update(Line).where(Line.id == 2).values(done_by="XGONE1", object_id="XGONE2"))
    assert "never change" in await refused(lines, update(Line).where(Line.id == 2).values(done_by="UANA"))


async def test_only_old_lines_are_deleted(lines):
    """What is younger than 90 days by the database's own clock stays, all at once as one by one."""
    assert "stay for 90 days" in await refused(lines, delete(Line).where(Line.id == 2))
    assert "stay for 90 days" in await refused(lines, delete(Line))
    if lines.dialect == "postgresql":
        assert "stay for 90 days" in await refused(lines, text("TRUNCATE audit_lines"))
    async with lines.begin() as db:
        await db.execute(delete(Line).where(Line.id == 1))
        assert await db.scalar(select(func.count()).select_from(Line)) == 2


async def test_the_versions_bring_these_guards_too(empty_url):
    """A database that was brought up to date refuses the same as one of the tests."""
    await migrate.upgrade(empty_url)
    store = await Store.open(empty_url)
    async with store.begin() as db:
        await people.install(db, ACME, now=clock.real())
        await note(db, Deed(workspace_id=ACME, verb=Verb.KEYS_ROTATED, by=HOST, at=clock.real()))
    assert "never change" in await refused(store, update(Line).values(done_by="UANA"))
    assert "stay for 90 days" in await refused(store, delete(Line))
    await store.close()


@pytest.mark.parametrize("wrong", [{"object_id": "Ben Sommer"}, {"how": "I don't know"}, {"object_id": "a" * 65}])
async def test_words_cannot_be_noted(store, wrong):
    """An id and a word of salesbot's own have a shape; what people write does not fit it."""
    async with store.begin() as db:
        with pytest.raises(ValueError, match="never words"):
            await note(db, Deed(workspace_id=ACME, verb=Verb.TEAM_MADE, by="UANA", at=clock.real(), **wrong))


async def test_a_deed_that_is_undone_leaves_no_line(store, now):
    """What was rolled back was not done, and is not in the log."""
    async with store.begin() as db:
        await people.install(db, ACME, now=now)
    with pytest.raises(Refusal):
        await undone(store, now)
    async with store.read() as db:
        assert await queries.lines(db, ACME, limit=9) == []


async def undone(store, now):
    async with store.begin() as db:
        await note(db, Deed(workspace_id=ACME, verb=Verb.KEYS_ROTATED, by=HOST, at=now))
        raise Refusal("not now")


async def test_old_lines_go_in_their_time(lines):
    """A setting says when, and never sooner than the database allows."""
    rooms = features.rooms()
    kept = Settings(_env_file=None, retention=f"audit={LEAST_DAYS}")
    done = await forgetting.purge(lines, rooms, kept, now=clock.real())
    assert [(one.kind.name, one.rows) for one in done if one.rows] == [("audit", 1)]
    with pytest.raises(WrongSetting, match="90 are the least"):
        forgetting.kinds(rooms, Settings(_env_file=None, retention="audit=30"))
