"""Reflections: sealed in the database, opened for their author, shared with those who were named and nobody else."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from salesbot import clock
from salesbot.app import keys
from salesbot.coaching import loop
from salesbot.coaching.model import Reflection, Shown
from salesbot.coaching.queries import reflections
from salesbot.coaching.service import reflecting, sharing
from salesbot.errors import Refusal, SalesbotError
from salesbot.outbox.model import Delivery
from salesbot.people import service as people
from salesbot.people.rules import Role
from salesbot.sealing import LOST, Seals
from salesbot.store import Base

ACME = "T1"
SQLITE = pytest.mark.parametrize("store", ["sqlite"], indirect=True)  # what does not depend on the database
SECRET = "Nordstern-Kaltakquise macht mir Angst"


async def page(coached, number, by="UBEN"):
    """One's own note as its author opens it."""
    async with coached.store.read() as db:
        return await reflecting.page(coached.house, db, number, workspace_id=ACME, by=by)


async def shared(coached, number, by="UANA"):
    """What a manager reads of it."""
    async with coached.store.read() as db:
        found, author = await reflecting.shared(coached.house, db, number, workspace_id=ACME, by=by)
        return found.text, author.name


async def share(coached, number, *named, by="UBEN"):
    """Share it with those who were named."""
    async with coached.store.begin() as db:
        return await sharing.share(db, number, named=named, workspace_id=ACME, by=by, now=clock.now())


async def everything(store):
    """All that stands in any table, as text."""
    found = []
    async with store.read() as db:
        for table in Base.metadata.sorted_tables:
            found += [str(tuple(row)) for row in await db.execute(select(table))]
        if store.dialect == "sqlite":
            found += [str(tuple(row)) for row in await db.execute(text("SELECT sql FROM sqlite_master"))]
    return "\n".join(found)


async def test_what_was_written_is_its_authors_alone(coached):
    """No table of either database holds a word of it; a manager, a colleague and a wrong id are refused alike."""
    about = await coached.show()
    one = (await coached.reflect(f"  {SECRET}\n", about=about)).reflection
    assert (await page(coached, one.id)).text == SECRET
    said = await everything(coached.store)
    assert "Nordstern" not in said
    assert one.sealed in said
    for by in ("UANA", "UCLEO", "UDEV"):
        with pytest.raises(Refusal, match="That note is gone"):
            await page(coached, one.id, by=by)
        with pytest.raises(Refusal, match="not shared with you"):
            await shared(coached, one.id, by=by)
        with pytest.raises(Refusal, match="somebody else's"):
            await coached.reflect("mine", about=about, who=by)
        async with coached.store.read() as db:
            assert await loop.answer_said(coached.house, db, ACME, by, f"reflection.{one.id}") is None
    with pytest.raises(Refusal, match="That note is gone"):
        await page(coached, one.id + 1)


@SQLITE
async def test_written_again_the_newer_words_count(coached):
    """There is one note a prompt, its first day stays, and the form begins with what was written."""
    about = await coached.show()
    first = (await coached.reflect("first", about=about)).reflection
    clock.set_calendar(clock.now() + timedelta(hours=2))
    again = (await coached.reflect(SECRET, about=about)).reflection
    assert (again.id, again.made_at) == (first.id, first.made_at)
    assert again.edited_at == clock.now()
    async with coached.store.read() as db:
        blank = await reflecting.blank(coached.house, db, about, workspace_id=ACME, by="UBEN")
    assert (blank.text, blank.prompt.question) == (SECRET, "What did you give away for nothing?")
    with pytest.raises(Refusal, match="A word or two") as no:
        await coached.reflect(" \n", about=about)
    assert no.value.field == "text"


async def test_it_is_shared_with_those_who_were_named(coached):
    """Ana reads it and is told once; Carla, who manages the team from the next day on, was not named and cannot."""
    one = (await coached.reflect(SECRET, about=await coached.show())).reflection
    assert [who.id for who in (await page(coached, one.id)).could_read] == ["UANA"]
    done, _ = await share(coached, one.id, "UANA")
    assert done
    assert await shared(coached, one.id) == (SECRET, "Ben")
    await share(coached, one.id, "UANA")
    async with coached.store.read() as db:
        (told,) = (await db.scalars(select(Delivery).where(Delivery.kind == "coaching.shared"))).all()
    assert told.target == "UANA"
    note = await coached.floor.board(told.key)
    assert "Ben shared a note" in note
    assert "Nordstern" not in note + await everything(coached.store)

    clock.set_calendar(clock.now() + timedelta(days=1))
    await make_manager(coached, "UDEV")
    with pytest.raises(Refusal, match="not shared with you"):
        await shared(coached, one.id, by="UDEV")
    assert (await shared(coached, one.id))[0] == SECRET

    async with coached.store.begin() as db:
        await sharing.unshare(db, one.id, workspace_id=ACME, by="UBEN")
    with pytest.raises(Refusal, match="not shared with you"):
        await shared(coached, one.id)
    assert await coached.floor.board(told.key) == ""
    done, others = await share(coached, one.id, "UANA")
    assert (done, {who.id for who in others}) == (False, {"UANA", "UDEV"})
    with pytest.raises(Refusal, match="not shared with you"):
        await shared(coached, one.id)
    assert (await share(coached, one.id, "UANA", "UDEV"))[0]
    assert (await shared(coached, one.id, by="UDEV"))[0] == SECRET


async def make_manager(coached, member_id):
    """Somebody manages the team from now on."""
    async with coached.store.begin() as db:
        await people.join(db, coached.floor.team, [member_id], role=Role.MANAGER, by="UANA", now=clock.now())


@SQLITE
async def test_a_lone_manager_has_nobody_to_share_with(coached):
    """Ana's own note is hers; nobody above her is in the team."""
    one = (await coached.reflect("I talk too much", about=await coached.show("UANA"), who="UANA")).reflection
    with pytest.raises(Refusal, match="nobody to share it with"):
        await share(coached, one.id, by="UANA")


@SQLITE
async def test_an_admin_is_no_manager_here(coached):
    """A Slack admin may manage every team, and reads no note all the same."""
    async with coached.store.begin() as db:
        user = {"id": "UDEV", "team_id": ACME, "real_name": "Dev", "is_admin": True, "tz": "Europe/Berlin"}
        await people.meet(db, user, workspace_id=ACME, now=clock.now())
    one = (await coached.reflect(SECRET, about=await coached.show())).reflection
    await share(coached, one.id, "UANA")
    with pytest.raises(Refusal, match="not shared with you"):
        await shared(coached, one.id, by="UDEV")


async def test_deleted_it_is_gone_for_everybody(coached):
    """Its row goes, its note to Ana too, and the prompt can be thought about anew."""
    about = await coached.show()
    one = (await coached.reflect(SECRET, about=about)).reflection
    await share(coached, one.id, "UANA")
    async with coached.store.begin() as db:
        await sharing.let_go(db, one.id, workspace_id=ACME, by="UBEN")
    async with coached.store.read() as db:
        assert (await db.scalars(select(Reflection))).all() == []
        assert (await db.scalars(select(Delivery.state).where(Delivery.kind == "coaching.shared"))).all() == [
            "withdrawn"
        ]
    assert (await coached.reflect("anew", about=about)).text == "anew"


async def test_no_key_is_dropped_from_under_what_is_being_written(coached):
    """Ben's first note is sealed and not stored yet as the old key shall go: it waits, and stays where it is needed."""
    about, seals = await coached.show(), coached.house.seals
    async with coached.store.begin() as db:
        shown = await db.get_one(Shown, about)
        assert await reflections.about(db, shown, lock=True) is None  # as `reflect` asks before it seals
        sealed = seals.seal(SECRET)
        rotating = asyncio.create_task(keys.rotate(coached.house, forget_old=True))
        await asyncio.wait([rotating], timeout=0.5)
        new = {"workspace_id": ACME, "coaching_id": about, "member_id": "UBEN", "made_at": clock.now()}
        db.add(Reflection(**new, sealed=sealed))
    with suppress(SalesbotError):
        await rotating
    async with coached.store.read() as db:
        assert Seals(seals.file).unseal((await db.scalars(select(Reflection.sealed))).one()) == SECRET


async def test_a_manager_reads_in_the_brief_what_they_read_in_the_note(coached):
    """Ana and Dev, who were told and manage still or again; not Cleo, who does no more, nor Ben."""
    await make_manager(coached, "UDEV")
    async with coached.store.begin() as db:
        await people.set_role(db, coached.floor.team, "UCLEO", role=Role.MANAGER, by="UANA", now=clock.now())
    one = (await coached.reflect(SECRET, about=await coached.show())).reflection
    assert (await share(coached, one.id, "UANA", "UCLEO", "UDEV"))[0]
    clock.set_calendar(clock.now() + timedelta(hours=1))
    async with coached.store.begin() as db:
        await people.set_role(db, coached.floor.team, "UCLEO", role=Role.REP, by="UANA", now=clock.now())
        await people.leave(db, coached.floor.team, ["UDEV"], by="UANA", now=clock.now())
    await make_manager(coached, "UDEV")
    of, since = {"member_id": "UBEN", "team_id": coached.floor.team.id}, clock.now() - timedelta(days=1)
    async with coached.store.read() as db:
        for who in ("UANA", "UCLEO", "UDEV", "UBEN"):
            found = await reflections.thought(db, one.id, workspace_id=ACME)
            may = {reader.id for reader in found.readers}
            told = await reflections.shared_with(db, ACME, to=who, since=since, **of)
            assert [each.reflection.id for each in told] == ([one.id] if who in may else [])
    assert may == {"UANA", "UDEV"}


@SQLITE
async def test_a_lost_key_is_a_sentence_and_never_a_traceback(coached):
    """The note itself, the list and the page say it; whoever writes it anew is understood again."""
    about = await coached.show()
    one = (await coached.reflect(SECRET, about=about)).reflection
    coached.house.seals.hold([type(coached.house.seals)(coached.house.seals.file.with_name("other")).keys()[0]])
    coached.house.seals.keys()
    assert (await page(coached, one.id)).text == LOST
    async with coached.store.read() as db:
        listed = await reflecting.notes(coached.house, db, workspace_id=ACME, by="UBEN")
        assert [each.text for each in listed.pages] == [LOST]
        with pytest.raises(Refusal, match="I cannot open this any more"):
            await loop.answer_said(coached.house, db, ACME, "UBEN", f"reflection.{one.id}")


async def test_notes_come_page_by_page(coached):
    """Six of them are two pages, the newest first; a made-up page is the last one, and empty."""
    for day in range(3, 9):
        clock.set_calendar(datetime(2026, 3, day, 9, tzinfo=UTC))
        await coached.reflect(f"of day {day}", about=await coached.show())
    async with coached.store.read() as db:
        first, second, far = [
            await reflecting.notes(coached.house, db, workspace_id=ACME, by="UBEN", number=number)
            for number in (0, 1, 10**9)
        ]
        assert await reflecting.notes(coached.house, db, workspace_id=ACME, by="UANA") == reflecting.Notes([], 0)
    assert ([one.text for one in first.pages], first.more) == ([f"of day {day}" for day in (8, 7, 6, 5, 4)], True)
    assert ([one.text for one in second.pages], second.more) == (["of day 3"], False)
    assert not far.pages


@SQLITE
async def test_as_a_tip_it_begins_with_ones_own_words(coached):
    """The form of tips gets them from its author alone, and what came of it is noted once."""
    one = (await coached.reflect(SECRET, about=await coached.show())).reflection
    value = f"reflection.{one.id}"
    async with coached.store.begin() as db:
        said = await loop.answer_said(coached.house, db, ACME, "UBEN", value)
        assert said is not None
        assert (said.text, said.team_id) == (SECRET, coached.floor.team.id)
        for strange in ("1/2", "reflection.", "reflection.x", "reflection.²", f"reflection.{10**17}", "12", ""):
            assert await loop.answer_said(coached.house, db, ACME, "UBEN", strange) is None
        await loop.shared_as_tip(db, ACME, "UCLEO", value, clock.now())
    assert (await page(coached, one.id)).reflection.tip_at is None
    async with coached.store.begin() as db:
        await loop.shared_as_tip(db, ACME, "UBEN", value, clock.now())
    assert (await page(coached, one.id)).reflection.tip_at == clock.now()
