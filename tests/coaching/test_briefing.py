"""The page before a one-to-one: all that a manager may know since the last one, and nothing that is not theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from salesbot import clock
from salesbot.blockers.model import Blocker
from salesbot.coaching.blocks import briefing as blocks
from salesbot.coaching.model import Commitment, Reflection
from salesbot.coaching.service import asking, briefing, committing, talks
from salesbot.errors import Refusal
from salesbot.kudos import service as kudos
from salesbot.people import service as people
from salesbot.people.rules import Role
from salesbot.slack import split
from salesbot.tips import rules as tip_rules
from salesbot.tips import service as tips

ACME, NEW_YORK = "T1", "America/New_York"
SECRET = "Nordstern-Kaltakquise macht mir Angst"


async def page(coached, *, by="UANA", of="UBEN", number=0):
    """What somebody's brief says."""
    async with coached.store.read() as db:
        found = await briefing.brief(coached.house, db, workspace_id=ACME, by=by, of=of, now=clock.now())
    message = blocks.brief(found, page=number)
    assert split.size(message.blocks) < split.LARGEST
    assert len(message.blocks) <= split.MOST
    return str(message.blocks)


@pytest.fixture
async def week(coached):
    """Ben answered, was thanked, thanked, shared a tip, promised one thing and did another, and noted two thoughts."""
    await coached.floor.at("2026-03-03T09:20", NEW_YORK)
    await coached.floor.answer("UBEN", "They asked how much wiggle room we have", "Send the offer", "Legal is slow")
    now = clock.now()
    first, second = await coached.show(key="one"), await coached.show(key="two")
    open_, done = await coached.commit(first), await coached.commit(second)
    unshared, shared = await coached.reflect(SECRET, about=first), await coached.reflect("I gave it away", about=second)
    async with coached.store.begin() as db:
        (await db.get_one(Reflection, shared.reflection.id)).shared_at = now
        await committing.settle(db, done.id, "done", workspace_id=ACME, by="UBEN", now=now)
        (await db.get_one(Commitment, open_.id)).words = "Ask Kessing for a date"
        team = coached.floor.team.id
        await kudos.give(db, kudos.Praise(ACME, team, "UANA", ("UBEN",), "for the calm demo at Orion"), now=now)
        await kudos.give(db, kudos.Praise(ACME, team, "UBEN", ("UCLEO",), "for her map of Acme"), now=now)
        draft = tip_rules.Draft(text="Bring the paper to the first meeting")
        await tips.share(db, draft, workspace_id=ACME, team_id=team, by="UBEN", now=now)
        await asking.ask(db, "How did it go?", workspace_id=ACME, by="UANA", to="UBEN", now=now)
    assert not unshared.reflection.shared_at
    return coached


async def test_all_of_it_stands_there_but_what_ben_keeps_to_himself(week):
    """Answers, blockers, commitments, praise both ways, what was shared, tips, prompts in number, questions."""
    said = await page(week)
    for words in (
        "wiggle room", "• Legal is slow · since today", "Ask Kessing for a date · open",
        ":white_check_mark: Call Nordwind by noon. · done today",
        "Ana thanked Ben: for the calm demo at Orion", "Ben thanked Cleo: for her map of Acme",
        "*Ask before you give*: I gave it away", "Bring the paper to the first meeting", "2 on negotiation",
        "How did it go? · no answer yet", "I thanked you “for the calm demo at Orion”",
    ):  # fmt: skip
        assert words in said, words
    assert SECRET not in said


async def test_it_is_about_the_teams_that_its_reader_manages(week):
    """Cleo, who manages Ben elsewhere, reads that team alone, and nothing that was shared with Ana's."""
    now = clock.now()
    async with week.store.begin() as db:
        draft = people.TeamDraft("APAC Sales", "C2", "Australia/Sydney", members=["UBEN"], channel_name="apac")
        two = await people.make_team(db, draft, workspace_id=ACME, by="UCLEO", now=now)
        await kudos.give(db, kudos.Praise(ACME, two.id, "UCLEO", ("UBEN",), "for the night shift"), now=now)
    said = await page(week, by="UCLEO")
    assert "for the night shift" in said
    for words in ("wiggle", "Legal", "Kessing", "Orion", "gave it away", "paper", "negotiation", "How did it go?"):
        assert words not in said, words
    assert "night shift" not in await page(week)
    async with week.store.begin() as db:
        await people.join(db, two, ["UANA"], role=Role.MANAGER, by="UCLEO", now=now)
    both = await page(week)
    assert "APAC Sales, EMEA Sales" in both
    assert "night shift" in both
    assert "Orion" in both


async def test_it_begins_at_the_last_notes_of_its_reader(week):
    """What was before is not told again but for what is open; after months it tells twelve weeks."""
    said = {"notes": "We spoke of Acme", "what.new1": "Send the plan"}
    later = clock.now() + timedelta(hours=1)
    clock.set_calendar(later)
    async with week.store.begin() as db:
        await talks.note(db, week.house.seals, said, workspace_id=ACME, by="UANA", member_id="UBEN", now=later)
    clock.set_calendar(later + timedelta(days=1))
    since = await page(week)
    for words in ("We spoke of Acme", "*Ben:* Send the plan", "Legal is slow", "Ask Kessing", "What", "no answer yet"):
        assert words in since
    for words in ("wiggle", "Orion", "gave it away", "paper"):
        assert words not in since
    assert "agreed yesterday, still open" in since
    clock.set_calendar(later + timedelta(days=200))
    assert "all since Saturday 27 June" in await page(week)


async def test_nobody_else_reads_it(week):
    """Not Ben's colleague, not a Slack admin, not somebody from elsewhere, not Ana once Ben has left."""
    async with week.store.begin() as db:
        user = {"id": "UDEV", "team_id": ACME, "name": "Dev", "tz": "UTC", "is_admin": True, "profile": {}}
        await people.meet(db, user, workspace_id=ACME, now=clock.now())
    for by, of in (("UCLEO", "UBEN"), ("UDEV", "UBEN"), ("UBEN", "UBEN"), ("UEVE", "UBEN"), ("UANA", "UDEV")):
        with pytest.raises(Refusal):
            await page(week, by=by, of=of)
    async with week.store.begin() as db:
        await people.leave(db, week.floor.team, ["UBEN"], by="UANA", now=clock.now())
    with pytest.raises(Refusal, match="not in your team"):
        await page(week)


async def test_a_long_page_goes_on_in_another(week):
    """Whatever people write, no page is more than a message takes, and nothing is told twice."""
    now = clock.now()
    async with week.store.begin() as db:
        for number in range(8):
            said = {"notes": "&" * 3000, "what.new1": f"{number} " + "&" * 190, "what.new2": "<" * 200}
            await talks.note(db, week.house.seals, said, workspace_id=ACME, by="UANA", member_id="UBEN", now=now)
        found = await briefing.brief(week.house, db, workspace_id=ACME, by="UANA", of="UBEN", now=now)
    stuck = [(Blocker(text=f"{number} " + "&" * 3000, raised_at=now), "since today") for number in range(9)]
    promised = [Commitment(words="&" * 300, day=now.date(), made_at=now, state="open") for _ in range(9)]
    thanked = found.facts.received * 9
    long = replace(found, facts=replace(found.facts, blockers=stuck, commitments=promised, received=thanked))
    pages = [blocks.brief(long, page=number) for number in (0, 1, 7)]
    for one in pages:
        assert split.size(one.blocks) < split.LARGEST
        assert len(one.blocks) <= split.MOST
    first, second, last = (str(one.blocks) for one in pages)
    assert last.replace("UBEN/7", "UBEN/1") == second
    assert "More" in first
    assert "Back" in second
    assert "… and 3 more." in second
    assert "0 &amp;" in first
    assert "0 &amp;" not in second.replace("• 0 &amp;", "")
