"""What coaching gives out, forgets, and lets go of: sealed words to their author alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from salesbot import clock, features
from salesbot.app import forgetting
from salesbot.coaching.model import Action, Asked, Coachee, Commitment, OneToOne, Reflection, Shown
from salesbot.coaching.service import reflecting, sharing
from salesbot.config import Settings
from salesbot.desk.service import export as exports
from salesbot.desk.service import forget
from salesbot.outbox.model import Delivery
from salesbot.store import Base

ACME = "T1"
SECRET, NOTES, WORDS = "Nordstern-Kaltakquise macht mir Angst", "Ben zaudert im Quokkaprojekt", "Ruf die Wombatwerke an"
ASKED, ANSWER = "Was braucht die Emu AG?", "Mehr Koalazeit"


@pytest.fixture
async def full(coached):
    """Ben noted, shared, promised and answered; Ana noted a talk with him, agreed on something, and asked."""
    about = await coached.show()
    one = (await coached.reflect(SECRET, about=about)).reflection
    async with coached.store.begin() as db:
        await sharing.share(db, one.id, named=["UANA"], workspace_id=ACME, by="UBEN", now=clock.now())
    await coached.commit(about)
    now, team = clock.now(), coached.floor.team.id
    async with coached.store.begin() as db:
        (await db.scalars(select(Commitment))).one().words = WORDS
        fields = {"workspace_id": ACME, "team_id": team, "manager_id": "UANA", "member_id": "UBEN"}
        talk = OneToOne(**fields, held_at=now, sealed=coached.house.seals.seal(NOTES))
        db.add(talk)
        await db.flush()
        db.add_all([
            Action(workspace_id=ACME, one_to_one_id=talk.id, owner_id="UBEN", words=f"{WORDS} heute"),
            Action(workspace_id=ACME, one_to_one_id=talk.id, owner_id="UANA", words="Frag nach"),
            Asked(**fields, key="coaching.asked.1", words=ASKED, asked_at=now, answer=ANSWER, answered_at=now),
            Coachee(workspace_id=ACME, member_id="UBEN", focus="negotiation"),
        ])  # fmt: skip
    return coached


async def gathered(coached, who, *, for_them=False):
    """What an export of somebody holds, by kind."""
    async with coached.store.read() as db:
        held = await exports.gather(db, coached.house, ACME, who, now=clock.now(), for_them=for_them)
    return {one.name: one.rows for one in held if one.rows}


async def test_only_the_author_gets_sealed_words(full):
    """Ben's own file holds his note, Ana's hers; the host's files of both, and each other's, hold neither."""
    ben, ana = await gathered(full, "UBEN", for_them=True), await gathered(full, "UANA", for_them=True)
    assert [row["text"] for row in ben["reflections_opened"]] == [SECRET]
    assert [(row["with"], row["notes"]) for row in ana["one_to_ones_opened"]] == [("Ben", NOTES)]
    for who in ("UBEN", "UANA", "UCLEO"):
        held = str(await gathered(full, who))
        assert "Nordstern" not in held
        assert "Quokka" not in held
    assert SECRET not in str(ana)
    assert NOTES not in str(ben)


async def test_the_rest_is_exported_as_ever(full):
    """Prompts, promises, questions with answers, what was agreed, and what they chose; of each what is theirs."""
    ben, ana = await gathered(full, "UBEN"), await gathered(full, "UANA")
    assert ben["prompts_shown"][0]["skill"] == "negotiation"
    assert ben["commitments"][0]["words"] == WORDS
    assert (ben["questions_to_me"][0]["from"], ben["questions_to_me"][0]["answer"]) == ("Ana", ANSWER)
    assert [row["words"] for row in ben["one_to_one_actions"]] == [f"{WORDS} heute"]
    assert ben["coaching_choices"][0]["focus"] == "negotiation"
    assert ben["reflections"][0]["shared_at"] is not None
    assert (ana["questions_of_mine"][0]["to"], ana["one_to_ones_held"][0]["with"]) == ("Ben", "Ben")
    assert ana["prompts_written"][0]["title"] == "Ask before you give"
    assert "commitments" not in ana


async def test_a_question_that_was_taken_back_is_gone_for_whom_it_was_meant(full):
    """Ana withdrew what she asked Ben by mistake: it is in her file, and in neither of his."""
    async with full.store.begin() as db:
        fields = {"workspace_id": ACME, "team_id": full.floor.team.id, "manager_id": "UANA", "member_id": "UBEN"}
        told = {"words": "Meant for Cleo", "asked_at": clock.now(), "withdrawn_at": clock.now()}
        db.add(Asked(**fields, key="coaching.asked.2", **told))
    assert "Meant for Cleo" in str(await gathered(full, "UANA"))
    for for_them in (True, False):
        assert "Meant for Cleo" not in str(await gathered(full, "UBEN", for_them=for_them))


async def everything(store):
    """All that stands in any table, as text."""
    async with store.read() as db:
        rows = [str(tuple(row)) for table in Base.metadata.sorted_tables for row in await db.execute(select(table))]
    return "\n".join(row for row in rows if "'UBEN', datetime" not in row)


async def test_whoever_is_forgotten_leaves_no_word(full):
    """Ben goes: his words, and what Ana noted and agreed about him; that a prompt was shown and kept still counts."""
    async with full.store.begin() as db:
        gone = await forget.forget(db, full.house, ACME, "UBEN", now=clock.now())
    expected = {"reflections": 1, "commitments": 1, "one-to-ones": 1, "questions": 1}
    assert {name: gone.removed[name] for name in expected} == expected
    async with full.store.read() as db:
        (shown,) = (await db.scalars(select(Shown))).all()
        (promise,) = (await db.scalars(select(Commitment))).all()
        (thought,) = (await db.scalars(select(Reflection))).all()
        assert {shown.member_id, promise.member_id, thought.member_id} == {shown.member_id}
        assert shown.member_id.startswith("XGONE")
        assert (shown.evidence, promise.words, promise.state, thought.sealed) == ([], "", "dropped", "")
        for model in (OneToOne, Action, Coachee):
            assert (await db.scalars(select(model))).all() == []
        kinds = select(Delivery.kind).where(Delivery.kind.like("coaching.%"), Delivery.state != "withdrawn")
        assert (await db.scalars(kinds)).all() == []
    said = await everything(full.store)
    for word in (WORDS, ASKED, ANSWER, "UBEN"):
        assert word not in said


async def test_a_manager_who_is_forgotten_takes_their_notes_along(full):
    """Ana goes: her notes and her question; Ben's answer stays his, and his note is nobody's to read but his."""
    async with full.store.begin() as db:
        await forget.forget(db, full.house, ACME, "UANA", now=clock.now())
    async with full.store.read() as db:
        assert (await db.scalars(select(OneToOne))).all() == []
        (asked,) = (await db.scalars(select(Asked))).all()
        assert (asked.words, asked.answer, asked.member_id) == ("", ANSWER, "UBEN")
        found = await reflecting.notes(full.house, db, workspace_id=ACME, by="UBEN")
        assert [one.text for one in found.pages] == [SECRET]
        assert found.pages[0].thought.readers == ()


async def test_each_kind_ends_in_its_time(full):
    """Two years and a day later the words are gone and the counts stay; a day earlier nothing is."""
    later = clock.now() + timedelta(days=729)
    settings, kinds = Settings(_env_file=None), {"reflections", "coaching", "one_to_ones"}

    async def purged(at):
        done = await forgetting.purge(full.store, features.rooms(), settings, now=at)
        return {one.kind.name: one.rows for one in done if one.rows and one.kind.days == 730 and one.kind.name in kinds}

    assert await purged(later) == {}
    full_time = later + timedelta(days=2)
    assert await purged(full_time) == {"reflections": 1, "coaching": 1, "one_to_ones": 2}
    assert await purged(full_time) == {}
    async with full.store.read() as db:
        (one,) = (await db.scalars(select(Reflection))).all()
        found = await reflecting.page(full.house, db, one.id, workspace_id=ACME, by="UBEN")
        assert "no longer kept" in found.text
        assert (await reflecting.notes(full.house, db, workspace_id=ACME, by="UBEN")).pages == []
        assert (await db.scalars(select(Commitment.state))).all() == ["dropped"]
        assert (await db.scalars(select(Action))).all() == []
