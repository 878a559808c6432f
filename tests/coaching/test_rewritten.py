"""A prompt that quotes somebody is drawn anew when their words are others, or gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sales_floor import ACME, NEW_YORK
from sqlalchemy import select, update

from salesbot import clock
from salesbot.checkins import service as checkins
from salesbot.coaching.model import Shown
from salesbot.outbox import service as outbox
from salesbot.outbox.model import Delivery
from salesbot.outbox.promises import Board


@pytest.fixture
async def prompts(coached):
    """Ben had a prompt because of an answer, Ana one because of a blocker, and Ben one a month ago."""
    numbers = {"ben": await coached.show("UBEN", key="ben"), "ana": await coached.show("UANA", key="ana"),
               "old": await coached.show("UBEN", key="old")}  # fmt: skip
    async with coached.store.begin() as db:
        (await db.get(Shown, numbers["ana"])).evidence = [{"source": "blocker.3", "words": [[0, 3]]}]
        (await db.get(Shown, numbers["old"])).shown_at = clock.now() - timedelta(days=30)
        await outbox.promise(
            db,
            *(
                Board(ACME, key, "coaching.prompt", str(number), to="UBEN", due_at=clock.now())
                for key, number in numbers.items()
            ),
        )
    return coached


async def _versions(coached):
    async with coached.store.read() as db:
        rows = await db.execute(select(Delivery.key, Delivery.version).where(Delivery.kind == "coaching.prompt"))
        return {row.key: row.version for row in rows}


async def _drawn_by(coached, offer, *about):
    before = await _versions(coached)
    async with coached.store.begin() as db:
        for tell in coached.house.offers(offer):
            await tell(db, ACME, coached.floor.team.id, *about)
    return {key for key, version in (await _versions(coached)).items() if version > before[key]}


async def test_an_answer_rewritten_draws_its_authors_prompts_since(prompts):
    """Nobody else's, and none of a month ago, unless what is rewritten is as old."""
    assert await _drawn_by(prompts, "on_rewritten", "UBEN", clock.now() - timedelta(hours=2)) == {"ben"}
    assert await _drawn_by(prompts, "on_rewritten", "UCLEO", clock.now() - timedelta(hours=2)) == set()
    assert await _drawn_by(prompts, "on_rewritten", "UBEN", clock.now() - timedelta(days=30)) == {"ben", "old"}


async def test_a_prompt_that_another_process_sends_meanwhile_is_drawn_anew_behind_the_commit(prompts):
    """Ben's words change while a prompt with the old ones is chosen, stored and posted: it is found afterwards."""
    if not prompts.store.shared:
        pytest.skip("one writer at a time: nothing is promised meanwhile")
    await prompts.floor.at("2026-03-03T09:20", NEW_YORK)
    await prompts.floor.answer("UBEN", "Called Acme", "Call Initech", "None")
    part = await prompts.floor.part("UBEN")
    async with prompts.store.begin() as db:
        await checkins.tell_rewritten(db, prompts.house, [(part, part.ask.opens_at)])
        number = await prompts.show("UBEN", key="meanwhile")
        async with prompts.store.begin() as other:
            board = Board(ACME, "meanwhile", "coaching.prompt", str(number), to="UBEN", due_at=clock.now())
            await outbox.promise(other, board)
            await other.execute(update(Delivery).where(Delivery.key == "meanwhile").values(state="sent", shown=1))
    await prompts.store.close()
    assert (await _versions(prompts))["meanwhile"] == 2
