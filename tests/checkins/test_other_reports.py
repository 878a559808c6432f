"""One blocker, two check-ins of a team: both reports say what is true of it."""

from __future__ import annotations

from datetime import time

import pytest
from sales_floor import ACME, NEW_YORK
from sqlalchemy import select

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.checkins.model import Ask
from salesbot.checkins.templates import STANDUP
from salesbot.outbox.model import Delivery
from salesbot.room import BlockerWord


async def _version(floor, key):
    async with floor.house.store.read() as db:
        return await db.scalar(select(Delivery.version).where(Delivery.key == key))


async def _say(floor, ask_id, *said):
    """Ben answers, and says how his blocker is."""
    async with floor.house.store.begin() as db:
        part = await queries.part(db, ask_id, workspace_id=ACME)
        asked = await queries.questions(db, part.checkin.id, question_set=1)
        texts = {one.id: "Sent it" for one in asked[:2]}
        given = service.Submission(ask_id, ACME, "UBEN", texts, said, now=clock.now())
        await service.answer(db, given, say=floor.house.offers("say_blockers"))
        return service.report_key(part.round.id)


@pytest.mark.parametrize(("verdict", "moves"), [("resolved", True), ("still", False)])
async def test_a_blocker_that_ends_in_one_checkin_ends_in_the_others_report(floor, verdict, moves):
    """Ben's blocker stands in two reports; he says in the first check-in that it is over, and the second knows."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    first = await floor.answer("UBEN", "Met Acme", "Call Globex", "Legal has the paper")
    async with floor.house.store.begin() as db:
        team = floor.team.id
        await service.begin(db, STANDUP, workspace_id=ACME, team_id=team, wall=time(11), by="UANA", now=clock.now())
    await floor.at("2026-03-03T11:00", NEW_YORK)
    async with floor.house.store.read() as db:
        newest = await db.scalar(select(Ask.id).where(Ask.member_id == "UBEN").order_by(Ask.id.desc()).limit(1))
        ((blocker,),) = [await offer(db, ACME, team, "UBEN") for offer in floor.house.offers("open_blockers")]
    second = await _say(floor, newest)
    before = await _version(floor, second)
    await _say(floor, first.ask.id, BlockerWord(blocker.id, verdict))
    assert (await _version(floor, second) > before) is moves
