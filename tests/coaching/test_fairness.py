"""Whom a manager has not had time for: true in days, by name, and only of their own people."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from salesbot.coaching.blocks import fairness as blocks
from salesbot.coaching.gathering import brief
from salesbot.coaching.queries import fairness as queries
from salesbot.coaching.queries.briefing import span
from salesbot.coaching.rules.fairness import TALK_DAYS, THANKS_DAYS, Contact, gaps, longest, noticed
from salesbot.coaching.rules.skills import Skill
from salesbot.coaching.service import asking, talks
from salesbot.kudos import service as kudos
from salesbot.people import service as people
from salesbot.people.rules import Role

ACME, BERLIN = "T1", "Europe/Berlin"


def contact(now, *, days=90, name="Ben", **ago):
    """Somebody who has been there for so many days, with when things were last."""
    lasts = {what: now - timedelta(days=one) for what, one in ago.items()}
    return Contact(member_id=f"U{name.upper()}", name=name, team_id=1, since=now - timedelta(days=days), **lasts)


def test_a_gap_is_a_gap_from_its_day_on_and_says_what_is_true(now):
    """Three weeks without a one-to-one, a month without thanks; before they came there was nothing to miss."""
    almost = contact(now, talked=TALK_DAYS - 1, thanked=THANKS_DAYS - 1)
    assert gaps([almost], now=now, zone=BERLIN) == []
    one, two = gaps([contact(now, talked=TALK_DAYS, thanked=THANKS_DAYS)], now=now, zone=BERLIN)
    assert {one.skill, two.skill} == {Skill.ONE_TO_ONES, Skill.RECOGNITION}
    said = {one.text for one in gaps([contact(now, talked=23, thanked=2)], now=now, zone=BERLIN)}
    assert said == {"You have not noted a one-to-one with Ben for 23 days."}
    new = contact(now, days=25, thanked=1)
    (found,) = gaps([new], now=now, zone=BERLIN)
    assert found.text == "You have not noted a one-to-one with Ben in the 25 days that you have shared a team."
    assert found.day == (now - timedelta(days=25)).date()
    assert gaps([contact(now, days=5)], now=now, zone=BERLIN) == []


def test_a_manager_is_written_to_only_about_what_is_known(now):
    """Since a last time, and where they keep notes at all; thanks that salesbot never saw may have been given."""
    cleo = contact(now, name="Cleo", thanked=35)
    assert noticed([cleo, contact(now)], now=now, zone=BERLIN) == []
    found = noticed([cleo, contact(now, talked=2)], now=now, zone=BERLIN)
    assert [(one.source, one.days) for one in found] == [("gap.recognition.UCLEO", 35)]
    before = contact(now, days=25, talked=30)  # in a team that they shared earlier
    assert noticed([before], now=now, zone=BERLIN) == []


def test_nobody_waits_while_one_of_the_two_is_away(now):
    """Days away are not waited for, however they overlap; who is away now can be met later. The days stay facts."""
    today = now.date()

    def days(**more):
        found = gaps([replace(contact(now, talked=30, thanked=1), **more)], now=now, zone=BERLIN)
        return [one.days for one in found]

    def span(since, until):
        return [(today - timedelta(days=since), today - timedelta(days=until))]

    assert days(away=span(10, 2)) == days(off=span(8, 0)) == days(away=span(99, 30)) == [30]
    assert days(away=span(10, 1)) == days(off=span(9, 0)) == days(away=span(10, 4), off=span(7, 1)) == []
    assert days(away=span(10, 3), off=span(8, 2)) == [30]
    assert days(away=span(0, -3)) == days(absent=now + timedelta(hours=1)) == []
    assert days(off=span(0, -3)) == days(absent=now) == [30]


def test_the_longest_wait_is_mentioned_and_the_lines_stand_by_name(now):
    """A one-to-one before thanks; of all, a line each, whoever waits longest."""
    people_ = [contact(now, name="Ben", talked=40, thanked=3), contact(now, name="Cleo", talked=60, thanked=80)]
    gap = longest(people_, now=now, zone=BERLIN)
    assert (gap.member_id, gap.days) == ("UCLEO", 60)
    message = blocks.fairness(people_, gap, now=now, zone=BERLIN)
    lines = message.blocks[1]["text"]["text"].splitlines()
    assert lines[0] == "*Ben* · one-to-one 40 days ago · asked not yet · thanked 3 days ago · heard from not yet"
    assert lines[1].startswith("*Cleo* · one-to-one 60 days ago")
    assert "Cleo for 60 days" in message.blocks[0]["text"]["text"]
    many = [contact(now, name=f"Somebody with the long name {number:03}" * 3) for number in range(300)]
    first = blocks.fairness(many, None, now=now, zone=BERLIN)
    assert any("More" in str(block) for block in first.blocks)
    assert "Back" in str(blocks.fairness(many, None, now=now, zone=BERLIN, page=999).blocks)


async def test_only_what_this_manager_did_counts_and_only_for_their_own(coached, now):
    """Ana's talks, questions and thanks; what Cleo says in a team of hers is nobody else's; who left is not there."""
    team = coached.floor.team
    async with coached.store.begin() as db:
        said = {"notes": "A good talk"}
        await talks.note(db, coached.house.seals, said, workspace_id=ACME, by="UANA", member_id="UBEN", now=now)
        await asking.ask(db, "How did it go?", workspace_id=ACME, by="UANA", to="UCLEO", now=now)
        praise = kudos.Praise(ACME, team.id, "UBEN", ("UCLEO",), "for the calm demo")
        await kudos.give(db, praise, now=now)
    later = now + timedelta(days=30)
    async with coached.store.read() as db:
        ben, cleo = await queries.contacts(db, ACME, "UANA")
        found = await queries.gaps(db, ACME, "UANA", later)
        assert await queries.contacts(db, ACME, "UBEN") == []
    assert (ben.talked, ben.asked, ben.thanked, ben.heard) == (now, None, None, None)
    assert (cleo.talked, cleo.asked, cleo.thanked) == (None, now, None)
    assert [(one.member_id, one.skill) for one in found] == [("UBEN", Skill.ONE_TO_ONES)]
    async with coached.store.begin() as db:
        await people.leave(db, team, ["UBEN"], by="UANA", now=later)
        await people.join(db, team, ["UDEV"], role=Role.OBSERVER, by="UANA", now=later)
        assert [one.member_id for one in await queries.contacts(db, ACME, "UANA")] == ["UCLEO"]


async def test_the_managers_brief_says_what_moved_and_is_quiet_where_nothing_did(coached, now):
    """Commitments in number, who shared a note and on what, questions; never what somebody thought."""
    week = span(coached.floor.team, now - timedelta(days=1), now + timedelta(hours=1))

    async def told(who="UANA", days=week):
        async with coached.store.read() as db:
            return (await brief(coached.house, db, days, who))[0]

    assert (await told()).quiet
    shown = await coached.show()
    await coached.commit(shown)
    page = await coached.reflect("Nordstern secret", about=shown)
    async with coached.store.begin() as db:
        page.reflection.shared_at = now
        await db.merge(page.reflection)
        await asking.ask(db, "How did it go?", workspace_id=ACME, by="UANA", to="UCLEO", now=now)
    section = await told()
    assert not section.quiet
    words = "\n".join(section.lines)
    for said in ("1 commitment made", "*Ben* shared a note on “Ask before you give”", "1 question of yours waits"):
        assert said in words
    assert "Nordstern" not in words
    assert "Ben" not in "\n".join((await told("UCLEO")).lines)
