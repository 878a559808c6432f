"""Notes of one-to-ones: sealed for the manager who wrote them, actions for whoever does them, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from salesbot import clock
from salesbot.coaching.blocks import talks as blocks
from salesbot.coaching.model import Action, OneToOne
from salesbot.coaching.rules import talks as rules
from salesbot.coaching.service import talks as service
from salesbot.errors import Refusal
from salesbot.outbox import queries as outbox
from salesbot.people import service as people
from salesbot.people.rules import Role

ACME, SECRET = "T1", "Ben zweifelt am Nordstern-Vertrieb"


async def noted(coached, said=None, *, by="UANA", of="UBEN"):
    """Keep notes, as the form's door does."""
    said = {"notes": SECRET, "what.new1": "Send the plan", "what.new2": "Call legal", "who.new2": "me"} | (said or {})
    async with coached.store.begin() as db:
        return await service.note(
            db, coached.house.seals, said, workspace_id=ACME, by=by, member_id=of, now=clock.now()
        )  # fmt: skip


async def listed(coached, *, me="UANA", of="", page=0):
    """What somebody's list of notes says."""
    async with coached.store.read() as db:
        found = await service.listing(db, coached.house.seals, workspace_id=ACME, me=me, of=of, page=page)
    return str(blocks.listing(found).blocks)


async def test_notes_are_sealed_and_open_for_their_author_alone(coached):
    """No plain word in the database; another manager of the same team reads nothing, not even that there are some."""
    kept = await noted(coached)
    async with coached.store.begin() as db:
        stored = [str(row) for row in await db.execute(text("SELECT * FROM one_to_ones"))]
        await people.set_role(db, coached.floor.team, "UCLEO", role=Role.MANAGER, by="UANA", now=clock.now())
    assert "Nordstern" not in "".join(stored)
    assert SECRET in await listed(coached)
    assert "You have noted no one-to-one yet" in await listed(coached, me="UCLEO")
    async with coached.store.read() as db:
        for who in ("UCLEO", "UBEN", "UDEV"):
            with pytest.raises(Refusal, match="gone, or not yours"):
                await service.opened(db, coached.house.seals, kept.talk.talk.id, workspace_id=ACME, by=who)
        with pytest.raises(Refusal, match="manage a team"):
            await service.listing(db, coached.house.seals, workspace_id=ACME, me="UBEN")
    assert SECRET not in await coached.floor.board(f"coaching.agreed.{kept.talk.talk.id}")


async def test_what_was_agreed_is_settled_by_the_two_and_by_nobody_else(coached):
    """The owner and the manager; said twice it is the same, said otherwise it is refused; the note follows."""
    talk = (await noted(coached)).talk
    theirs, mine = talk.actions
    assert (theirs.owner_id, mine.owner_id) == ("UBEN", "UANA")

    async def settle(action, state, by):
        async with coached.store.begin() as db:
            await service.settle(db, action.id, state=state, workspace_id=ACME, by=by, now=clock.now())

    for action, by, state in ((theirs, "UCLEO", "done"), (mine, "UBEN", "done"), (theirs, "UBEN", "open")):
        with pytest.raises(Refusal, match="not yours"):
            await settle(action, state, by)
    await settle(theirs, "done", "UBEN")
    await settle(theirs, "done", "UANA")
    with pytest.raises(Refusal, match="was done already"):
        await settle(theirs, "dropped", "UBEN")
    note = await coached.floor.board(f"coaching.agreed.{talk.talk.id}")
    assert "~Send the plan~ · done" in note
    assert "legal" not in note


async def test_changed_notes_keep_what_is_settled_and_take_nobody_new(coached):
    """Words change, an action goes, one comes; what was settled meanwhile stays; who left is agreed with no more."""
    talk = (await noted(coached)).talk
    theirs, mine = talk.actions
    async with coached.store.begin() as db:
        await service.settle(db, theirs.id, state="done", workspace_id=ACME, by="UBEN", now=clock.now())

    async def change(**said):
        said = {name.replace("_", "."): words for name, words in said.items()}
        async with coached.store.begin() as db:
            return await service.change(
                db, coached.house.seals, talk.talk.id, said, workspace_id=ACME, by="UANA", now=clock.now()
            )  # fmt: skip

    changed = await change(
        notes="Anew", **{f"what_{theirs.id}": "", f"what_{mine.id}": "", "what_new1": "Ask Cleo", "who_new1": "them"}
    )  # fmt: skip
    assert [(one.words, one.state) for one in changed.talk.actions] == [("Send the plan", "done"), ("Ask Cleo", "open")]
    assert "Anew" in await listed(coached, of="UBEN")
    async with coached.store.begin() as db:
        await people.leave(db, coached.floor.team, ["UBEN"], by="UANA", now=clock.now())
    with pytest.raises(Refusal, match="not in your team"):
        await change(notes="Anew", what_new1="One more")
    await change(notes="Still mine")
    assert "Still mine" in await listed(coached, of="UBEN")
    async with coached.store.begin() as db:
        await service.delete_talk(db, talk.talk.id, workspace_id=ACME, by="UANA")
        assert await db.scalar(text("SELECT COUNT(*) FROM one_to_one_actions")) == 0


async def test_the_owner_is_told_when_they_are_there(coached):
    """Ben sleeps in New York: the note comes at seven; nothing of Ana's alone makes one."""
    one = await noted(coached)
    two = await noted(coached, {"what.new1": "", "who.new2": "me"})
    async with coached.store.read() as db:
        rows = {row.key: row for row in await db.execute(text("SELECT key, due_at FROM deliveries"))}
    assert f"coaching.agreed.{two.talk.talk.id}" not in rows
    assert "2026-03-03 12:00" in str(rows[f"coaching.agreed.{one.talk.talk.id}"].due_at)
    assert (one.told, two.told) == (True, False)


async def test_what_is_agreed_anew_waits_for_the_morning_as_well(coached):
    """The note to Ben stood, and was taken away with its action: the next one does not wake him."""
    talk, now = (await noted(coached)).talk, clock.now()
    async with coached.store.begin() as db:
        (row,) = await outbox.locked(db, ACME, [f"coaching.agreed.{talk.talk.id}"])
        row.state, row.sent_at, row.ts, row.due_at = "sent", now, None, now
    said = {"notes": "Anew", "what.new1": "Send the offer", "who.new1": "them"}
    async with coached.store.begin() as db:
        seals = coached.house.seals
        await service.change(db, seals, talk.talk.id, said, workspace_id=ACME, by="UANA", now=now)
    async with coached.store.begin() as db:
        (row,) = await outbox.locked(db, ACME, [f"coaching.agreed.{talk.talk.id}"])
    assert (row.state, row.due_at.isoformat()) == ("waiting", "2026-03-03T12:00:00+00:00")


def test_a_form_with_too_much_or_nothing_is_refused_beside_its_field():
    """Notes are needed and have an end; an action is a line; three are the most."""
    for words in (" ", "x" * 3001, "🎉" * 1501):
        with pytest.raises(Refusal) as no:
            rules.noted(words)
        assert no.value.field == "notes"
    with pytest.raises(Refusal) as no:
        rules.agreed({"what.new2": "x" * 201}, rules.fields())
    assert no.value.field == "what.new2"
    assert rules.fields([7]) == ["7", "new1", "new2"]
    assert rules.agreed({"what.9": "not in this form"}, rules.fields([7])) == []


def test_a_full_list_is_no_more_than_a_message_takes(now):
    """The longest notes and three open actions each, all of what is long when escaped."""
    from salesbot.coaching.queries.talks import Talk
    from salesbot.slack import split

    def talk(number):
        held = now - timedelta(days=number)
        one = OneToOne(id=10**15 + number, manager_id="UANA", member_id="UBEN", held_at=held)
        return Talk(one, [Action(id=10**15, owner_id="UBEN", words="&" * 200, state="open") for _ in range(3)])

    entries = [service.Entry(talk(number), "Ben", "&" * 3000) for number in range(service.A_PAGE)]
    page = blocks.listing(service.Listing("UANA", "UBEN", "Ben", 1, entries, True, "Europe/Berlin"))
    assert len(page.blocks) <= split.MOST
    assert split.size(page.blocks) < split.LARGEST
