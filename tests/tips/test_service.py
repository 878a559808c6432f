"""Tips on real databases: found by what they say, confirmed, changed, withdrawn, forgotten."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from salesbot.errors import Refusal
from salesbot.people import service as people
from salesbot.room import Erasure
from salesbot.store.rows import is_postgresql
from salesbot.tips import offers, queries, rights, rules, service
from salesbot.tips.model import Piece, Tip, Use, Useful, Word

ACME = "T1"


async def refused(doing):
    """The words of the refusal."""
    with pytest.raises(Refusal) as told:
        await doing
    return told.value.words


async def test_a_tip_is_found_by_beginnings_accents_and_slips_in_whatever_team(shelf):
    """Stories are found by all of their parts, tips by their tags; the word that was meant is told."""
    await shelf.share("Every price objection hides a question", tags="São-Paulo")
    await shelf.share("They stayed", kind="loss", learned="Größe matters to procurement", thanks="Dev")
    for typed in ("objec pri", "OBJECTION", "sao paulo", "objecton", "prcie objecton hid"):
        assert await shelf.found(typed) == ["Every price objection hides a question"], typed
    for typed in ("groesse procurement", "größe", "procuremnt", "dev"):
        assert await shelf.found(typed) == ["They stayed"], typed
    assert (await shelf.page("prise objecton")).mended == "price objection"
    assert await shelf.found("price procurement") == []
    assert await shelf.found("x' OR 1=1 --") == []
    assert await shelf.found('"objection" NEAR NOT AND') == []


async def test_the_most_used_is_found_first_then_the_most_useful(shelf):
    """Uses by others count, each person once; an author's own does not."""
    one, two, three = [await shelf.share(f"Renewals begin {word}") for word in ("early", "late", "today")]
    async with shelf.store.begin() as db:
        await service.toggle(db, one.id, workspace_id=ACME, by="UANA", now=shelf.now)
        await service.use(db, two.id, "They signed", workspace_id=ACME, by="UANA", now=shelf.now)
        await service.use(db, two.id, "Twice", workspace_id=ACME, by="UANA", now=shelf.now)
    assert await shelf.found("renewal") == [f"Renewals begin {word}" for word in ("late", "early", "today")]
    assert (await shelf.tip(two.id)).uses == 1
    async with shelf.store.begin() as db:
        told = await refused(service.use(db, three.id, "Me", workspace_id=ACME, by="UBEN", now=shelf.now))
    assert "What counts is when colleagues use it" in told


async def test_the_vocabulary_follows_what_tips_say(shelf):
    """A word goes with the last tip that has it, and what it was found by goes too."""
    first = await shelf.share("Objections hide questions")
    await shelf.share("Objections come late in a deal")
    async with shelf.store.begin() as db:
        draft = rules.Draft(text="Silence hides questions")
        await service.change(db, first.id, draft, workspace_id=ACME, by="UBEN", now=shelf.now)
    assert await shelf.found("objecions") == ["Objections come late in a deal"]
    assert await shelf.found("silnce") == ["Silence hides questions"]
    async with shelf.store.read() as db:
        before = dict((await db.execute(select(Word.word, Word.tips))).all())
    assert before["objections"] == 1
    assert before["questions"] == 1
    async with shelf.store.begin() as db:
        for tip in list(await db.scalars(select(Tip))):
            await service.withdraw(db, tip.id, workspace_id=ACME, by="UANA", now=shelf.now)
    async with shelf.store.read() as db:
        assert await db.scalar(select(func.count()).select_from(Word)) == 0
        assert await db.scalar(select(func.count()).select_from(Piece)) == 0
    assert await shelf.found("silence") == []


async def test_only_its_author_and_managers_change_a_tip(shelf):
    """Cleo may not; whoever has left the team may no more; what is withdrawn stays so."""
    tip = await shelf.share("Renewals begin early")
    async with shelf.store.begin() as db:
        draft = rules.Draft(text="Renewals never begin")
        assert "Only whoever shared" in await refused(
            service.change(db, tip.id, draft, workspace_id=ACME, by="UCLEO", now=shelf.now)
        )
        await service.withdraw(db, tip.id, workspace_id=ACME, by="UANA", now=shelf.now)
        assert "withdrawn" in await refused(service.changeable(db, tip.id, workspace_id=ACME, by="UBEN"))
        assert "withdrawn" in await refused(service.toggle(db, tip.id, workspace_id=ACME, by="UCLEO", now=shelf.now))
        await people.leave(db, shelf.floor.team, ["UBEN"], by="UANA", now=shelf.now)
        assert "Only whoever shared" in await refused(service.changeable(db, tip.id, workspace_id=ACME, by="UBEN"))
    assert (await shelf.tip(tip.id)).text == ""


async def test_of_somebody_who_left_a_manager_is_asked_whether_it_still_holds(shelf):
    """Cleo shared and left; Ana, who never shared, is asked on the first Wednesday after ninety days."""
    await shelf.share("Renewals begin early", by="UCLEO")
    async with shelf.store.begin() as db:
        await people.leave(db, shelf.floor.team, ["UCLEO"], by="UANA", now=shelf.now)
        for tell in shelf.house.offers("on_seats_changed"):
            from salesbot.room import SeatsChanged

            await tell(db, SeatsChanged(ACME, shelf.floor.team.id, left=["UCLEO"], now=shelf.now))
    await shelf.floor.at("2026-06-03T11:00", "Europe/Berlin")
    async with shelf.store.read() as db:
        (tip,) = await db.scalars(select(Tip))
        assert tip.asked_in
        decided = await db.execute(text("SELECT member_id, verdict FROM decisions WHERE kind = 'tips.still'"))
        assert [tuple(row) for row in decided] == [("UANA", "sent on")]
    assert "Is it still true?" in await shelf.floor.board(tip.asked_in)


async def test_a_tip_that_clearly_fits_is_offered_beside_a_blocker(shelf):
    """Of two the one that was used; nothing where only a word of every other tip is shared."""
    await shelf.share("Give legal the contract template first")
    best = await shelf.share("Legal answers within a day if the contract is ours")
    async with shelf.store.begin() as db:
        await service.use(db, best.id, "They did", workspace_id=ACME, by="UANA", now=shelf.now)
    async with shelf.store.read() as db:
        aid = await offers.beside_blocker(db, ACME, 1, "Legal sits on our contracts", shelf.now)
        assert aid is not None
        assert "used by 1" in aid.words
        assert aid.value == str(best.id)
        for silent in ("The contract is lost", "Waiting", "", "printer paper"):
            assert await offers.beside_blocker(db, ACME, 1, silent, shelf.now) is None, silent


async def test_who_is_forgotten_leaves_no_word_and_the_counts_stay(shelf):
    """Ben's tip goes with its words, his outcome too; that somebody used Cleo's tip still counts."""
    bens = await shelf.share("Xylophone pricing beats zeppelin discounts", tags="quixotic")
    cleos = await shelf.share("Renewals begin early", by="UCLEO")
    async with shelf.store.begin() as db:
        await service.use(db, cleos.id, "Marmalade worked", workspace_id=ACME, by="UBEN", now=shelf.now)
        await service.toggle(db, cleos.id, workspace_id=ACME, by="UBEN", now=shelf.now)
        await service.use(db, bens.id, "Fine", workspace_id=ACME, by="UCLEO", now=shelf.now)
        held = {one.name: one.rows for one in await rights.export(db, ACME, "UBEN", shelf.now)}
        assert held["tips"][0]["text"].startswith("Xylophone")
        assert held["tips_used"][0]["outcome"] == "Marmalade worked"
        await people.meet(db, {"id": "UNOBODY", "name": "x", "tz": "UTC"}, workspace_id=ACME, now=shelf.now)
        done = await rights.erase(
            db, Erasure(workspace_id=ACME, member_id="UBEN", stand_in="UNOBODY", now=shelf.now)
        )  # fmt: skip
        assert done.removed == {"tips": 1, "outcomes of tips": 1}
    assert await shelf.found("xylophone") == []
    assert ((await shelf.tip(cleos.id)).uses, (await shelf.tip(cleos.id)).useful) == (1, 1)
    async with shelf.store.read() as db:
        for model in (Tip, Use, Useful):
            assert not await db.scalar(select(func.count()).where(model.member_id == "UBEN"))
        assert not list(await db.scalars(select(Word.word).where(Word.word.in_(["xylophone", "quixotic"]))))
        if not is_postgresql(db):
            kept = b"".join((await db.execute(text("SELECT block FROM tips_index_data"))).scalars())
            for word in (b"xylophone", b"zeppelin", b"quixotic"):
                assert word[1:] not in kept
            assert b"renewals" in kept or b"enewals" in kept


async def test_a_week_tells_what_was_used_and_shared(shelf):
    """The team's digest, and the author's own week."""
    from salesbot.room import Span

    day = shelf.now.date()
    span = Span(
        workspace_id=ACME, team_id=shelf.floor.team.id, zone="UTC", first=day, last=day,
        since=shelf.now - timedelta(hours=1), until=shelf.now + timedelta(hours=1), now=shelf.now,
    )  # fmt: skip
    async with shelf.store.read() as db:
        (quiet,) = await offers.digest(shelf.house, db, span)
        assert quiet.quiet
        assert await offers.own_week(shelf.house, db, span, "UBEN") == []
    tip = await shelf.share("Renewals begin <early>")
    async with shelf.store.begin() as db:
        await service.use(db, tip.id, "They signed", workspace_id=ACME, by="UANA", now=shelf.now)
    async with shelf.store.read() as db:
        (told,) = await offers.digest(shelf.house, db, span)
        assert told.lines == ["A tip was used: “Renewals begin &lt;early&gt;” (Ben)"]
        (own,) = await offers.own_week(shelf.house, db, span, "UBEN")
        assert own.lines == ["Colleagues used a tip of yours: “Renewals begin &lt;early&gt;”"]
    await shelf.share("Call, do not write", by="UANA")
    async with shelf.store.read() as db:
        (told,) = await offers.digest(shelf.house, db, span)
        assert told.lines[1:] == ["One more tip: “Call, do not write” (Ana)"]


async def test_two_who_share_the_same_words_at_once_do_not_wait_for_each_other_for_ever(shelf):
    """Each word is counted for both, in whatever order they come."""
    import asyncio

    said = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf"]

    async def both(words, by):
        with suppress(Refusal):
            await shelf.share(" ".join(words), by=by)

    await asyncio.gather(
        *(
            both([*said, str(n)] if n % 2 else [*reversed(said), str(n)], by)
            for n, by in enumerate(["UBEN", "UCLEO", "UANA", "UBEN"])
        )
    )
    async with shelf.store.read() as db:
        assert set(await db.scalars(select(Word.tips).where(Word.word.in_(said)))) == {4}
    async with shelf.store.read() as db:
        assert len(await queries.found(db, ACME, ["alpha", "golf"], most=9)) == 4
