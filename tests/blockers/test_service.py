"""The verbs of blockers on real databases."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY, TUESDAY, words
from sqlalchemy import select, update

from salesbot import clock
from salesbot.blockers import blocks, queries, service
from salesbot.blockers.digest import digest, own_week
from salesbot.blockers.model import Blocker
from salesbot.checkins import queries as answers
from salesbot.checkins import service as checkins
from salesbot.checkins.model import Question, Round
from salesbot.errors import Refusal
from salesbot.outbox.model import Delivery
from salesbot.people import service as people
from salesbot.people.rules import Role
from salesbot.playground import strict
from salesbot.room import BlockersSaid, BlockerWord, Span

LEGAL = "Legal has had the contract for a week"


async def blocked(floor, words=LEGAL):
    """Ben is blocked on Tuesday; returns the blocker's id."""
    await floor.at("2026-03-03T09:15", BERLIN)
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await floor.answer("UBEN", "Met Acme", "Send the offer", words)
    return (await blockers(floor))[0].id


async def blockers(floor):
    """All blockers, oldest first."""
    async with floor.house.store.read() as db:
        return list(await db.scalars(select(Blocker).order_by(Blocker.id)))


async def say(floor, *said, who="UBEN", source="test", new=None, tell="off"):
    """Say something about blockers in a transaction of its own."""
    word = BlockersSaid(ACME, floor.team.id, who, source, said=said, new=new, tell=tell, now=clock.now())
    async with floor.house.store.begin() as db:
        await service.say(db, word)


async def resolve(floor, number, who):
    """Press *Resolved*."""
    async with floor.house.store.begin() as db:
        found = await service.resolve(db, number, workspace_id=ACME, member_id=who, now=clock.now())
        for tell in floor.house.offers("on_blockers"):
            await tell(db, ACME, found.team_id, clock.now())


async def change(floor, number, words):
    """Press *Changed* and say how it is now."""
    async with floor.house.store.begin() as db:
        await service.change(db, number, words, workspace_id=ACME, member_id="UBEN", now=clock.now())


async def versions(floor, *keys):
    """How often these boards were told to say something new."""
    async with floor.house.store.read() as db:
        rows = await db.execute(select(Delivery.key, Delivery.version).where(Delivery.key.in_(keys)))
        return {key: version for key, version in rows}  # noqa: C416  rows are not pairs to the type checker


async def test_a_new_blocker_is_promised_once_into_the_reports_thread(floor):
    """Saying the same again, or changing another answer, promises nothing more."""
    number = await blocked(floor)
    await floor.answer("UBEN", "Met Acme twice", "Send the offer", LEGAL)
    async with floor.house.store.read() as db:
        (row,) = list(await db.scalars(select(Delivery).where(Delivery.kind == service.ANNOUNCED)))
        parent = await db.get_one(Delivery, row.parent_id)
    assert row.key == f"blocker.announced.{number}"
    assert parent.kind == "checkin.report"


async def test_only_ones_own_blockers_can_be_spoken_of(floor):
    """A form that names somebody else's blocker changes nothing."""
    number = await blocked(floor)
    await say(floor, BlockerWord(number, "resolved"), who="UANA")
    assert (await blockers(floor))[0].resolved_at is None


async def test_a_word_about_a_blocker_is_kept_with_its_time(floor):
    """`still` is a word too: it is what a reminder later looks at."""
    number = await blocked(floor)
    later = await floor.at("2026-03-03T16:00", NEW_YORK)
    await say(floor, BlockerWord(number, "still"))
    assert (await blockers(floor))[0].said_at >= later


async def test_the_owner_and_the_managers_resolve_it_and_nobody_else(floor):
    """Cleo reads why not; Ana may; whoever presses later reads who was first."""
    number = await blocked(floor)
    with pytest.raises(Refusal, match="Only the person it blocks"):
        await resolve(floor, number, "UCLEO")
    with pytest.raises(Refusal, match="gone"):
        await resolve(floor, number + 1, "UANA")
    await resolve(floor, number, "UANA")
    with pytest.raises(Refusal, match="out of the way already, resolved by <@UANA> on Tuesday 3 March"):
        await resolve(floor, number, "UBEN")
    assert (await blockers(floor))[0].resolved_by == "UANA"


async def test_an_answer_that_names_the_same_leaves_its_blocker_as_it_is_now(floor):
    """Ben edits another field: neither the words it has by now are undone, nor its end."""
    number = await blocked(floor, "Legal is slow")
    await change(floor, number, "Legal wants the DPA first")
    await floor.answer("UBEN", "Met Acme twice", "Send the offer", "Legal is slow")
    assert [(one.text, one.resolved_at) for one in await blockers(floor)] == [("Legal wants the DPA first", None)]
    await resolve(floor, number, "UANA")
    await floor.answer("UBEN", "Met Acme", "Send the offer", "Legal is slow")
    (one,) = await blockers(floor)
    assert one.resolved_by == "UANA"
    await floor.answer("UBEN", "Met Acme", "Send the offer", "Legal is slow again")
    (one,) = await blockers(floor)
    assert (one.text, one.resolved_at) == ("Legal is slow again", None)


async def test_what_is_changed_beside_the_answer_that_named_it_stands(floor):
    """The form of the same day holds the old words in their field, and the new ones below the blocker."""
    number = await blocked(floor, "Legal is slow")
    word = BlockerWord(number, "changed", "Legal wants the DPA first")
    part = await floor.part("UBEN")
    async with floor.house.store.begin() as db:
        texts = (await answers.texts(db, [part.ask.id]))[part.ask.id]
        given = checkins.Submission(part.ask.id, ACME, "UBEN", texts, [word], now=clock.now())
        await checkins.answer(db, given, say=floor.house.offers("say_blockers"))
    assert [(one.text, one.resolved_at) for one in await blockers(floor)] == [("Legal wants the DPA first", None)]


async def test_a_blocker_that_is_named_again_is_open_again(floor):
    """Ben takes his answer back and gives it once more: it is in his way, as he says."""
    await blocked(floor, "Legal is slow")
    part = await floor.part("UBEN")
    async with floor.house.store.begin() as db:
        here = {"workspace_id": ACME, "member_id": "UBEN", "now": clock.now()}
        await checkins.take_back(db, part.ask.id, say=floor.house.offers("say_blockers"), **here)
    assert (await blockers(floor))[0].resolved_at is not None
    await floor.answer("UBEN", "Met Acme", "Send the offer", "Legal is slow")
    assert [(one.text, one.resolved_at) for one in await blockers(floor)] == [("Legal is slow", None)]
    await floor.answer("UBEN", "Met Acme", "Send the offer", "no")
    await floor.answer("UBEN", "Met Acme", "Send the offer", "Legal is slow")
    assert [one.resolved_at for one in await blockers(floor)] == [None]


async def test_every_report_that_shows_it_follows_its_end(floor):
    """Raised on Tuesday and resolved by button on Wednesday: Wednesday's report drops it as well."""
    number = await blocked(floor)
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await floor.answer("UANA", "Reviews", "Reviews", day=date(2026, 3, 4))
    assert LEGAL in await floor.report(date(2026, 3, 4))
    async with floor.house.store.read() as db:
        keys = list(await db.scalars(select(Delivery.key).where(Delivery.kind == "checkin.report")))
    before = await versions(floor, *keys)
    await resolve(floor, number, "UANA")
    after = await versions(floor, *keys)
    assert len(keys) == 2
    assert all(after[key] > before[key] for key in keys)
    assert LEGAL not in await floor.report(date(2026, 3, 4))


async def test_a_blocker_of_the_evening_before_is_nobodys_business_yet(floor):
    """Until its round opens it stands in no report."""
    await blocked(floor)
    await say(floor, source="early", new="No budget until April", tell="later")
    report = await floor.report()
    assert LEGAL in report
    assert "No budget" not in report


async def test_two_who_resolve_it_at_once_resolve_it(floor):
    """One of them does, the other reads so; nothing breaks."""
    number = await blocked(floor)
    both = await asyncio.gather(resolve(floor, number, "UANA"), resolve(floor, number, "UBEN"), return_exceptions=True)
    assert [type(one) for one in both if one is not None] == [Refusal]
    async with floor.house.store.read() as db:
        assert not await queries.open_in(db, ACME, [floor.team.id])


async def drawn(floor, day):
    """The first page of a day's report as Slack gets it."""
    async with floor.house.store.read() as db:
        number = await db.scalar(select(Round.id).where(Round.day == day))
        message = await floor.house.boards["checkin.report"](db, ACME, f"{number}/0")
    assert strict.message({"text": message.text, "blocks": list(message.blocks)}, "chat.postMessage") is None
    return message


def ends(message):
    """The elements with which blockers are resolved from a report."""
    found = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    return [one for one in found if one["action_id"] == "blocker.resolve"]


async def test_a_report_lists_what_stood_in_its_own_days(floor):
    """Drawn anew on Wednesday, Tuesday's lists nothing of Wednesday; a check-in that does not ask lists nothing."""
    await blocked(floor)
    for zone in (BERLIN, NEW_YORK):
        await floor.at("2026-03-04T09:15", zone)
    await floor.answer("UANA", "Reviews", "Reviews", day=date(2026, 3, 4))
    await say(floor, source="ask.99", new="The demo account has expired")
    both = words(await drawn(floor, date(2026, 3, 4)))
    tuesdays = words(await drawn(floor, date(2026, 3, 3)))
    assert "Legal has had the contract" in both
    assert "The demo account has expired" in both
    assert ":construction: *Ben* Legal has had the contract" in tuesdays
    assert "The demo account has expired" not in tuesdays
    async with floor.house.store.begin() as db:
        await db.execute(update(Question).values(topic=""))
    floor.house.store.lasting.clear()  # no verb changes what was asked
    assert ":construction:" not in words(await drawn(floor, date(2026, 3, 4)))


async def test_an_age_in_a_report_is_that_of_its_day(floor):
    """Wednesday's report is read in Sydney on Thursday, and Tuesday's is drawn anew: neither says "yesterday"."""
    await blocked(floor)
    await floor.at("2026-03-03T23:30", BERLIN)  # Wednesday in Sydney, Tuesday still for Ben
    await floor.at("2026-03-04T09:15", SYDNEY)
    await floor.answer("UCLEO", "Reviews", "Reviews", day=date(2026, 3, 4))
    assert "Legal has had the contract for a week · since Tuesday" in words(await drawn(floor, date(2026, 3, 4)))
    await floor.at("2026-03-05T09:15", NEW_YORK)
    assert "Legal has had the contract for a week · since Tuesday" in words(await drawn(floor, date(2026, 3, 4)))
    assert "since" not in words(await drawn(floor, date(2026, 3, 3))).replace("What came of it since last time?", "")


async def test_a_report_shows_ages_and_ends_blockers_in_a_single_block(floor):
    """One has a button, several a menu; however many and long they are, Slack takes the page."""
    number = await blocked(floor)
    (button,) = ends(await drawn(floor, date(2026, 3, 3)))
    assert button["value"] == str(number)
    await floor.at("2026-03-04T09:15", BERLIN)
    await floor.at("2026-03-04T09:15", NEW_YORK)
    await floor.answer("UANA", "Reviews", "Reviews", day=date(2026, 3, 4))
    assert "Legal has had the contract for a week · since Tuesday" in words(await drawn(floor, date(2026, 3, 4)))
    for n in range(30):
        await say(floor, source=f"ask.9{n}", new=f'<!here> & "{n}" \\ ' * 40)
    (menu,) = ends(await drawn(floor, date(2026, 3, 4)))
    assert menu["type"] == "static_select"
    assert menu["options"][0]["value"] == str(number)
    assert 2 <= len(menu["options"]) <= 12


@pytest.mark.parametrize(
    ("role", "words_"),
    [(Role.OBSERVER, "One thing stands in the way of EMEA Sales"), (Role.CONTRIBUTOR, "Nothing is in your way")],
)
async def test_nobody_reads_that_nothing_stands_in_the_way_who_may_not_know(floor, role, words_):
    """Ben is blocked: Dev, who reads along, is shown it; as a contributor he is told of his own alone."""
    await blocked(floor)
    async with floor.house.store.begin() as db:
        await people.join(db, floor.team, ["UDEV"], role=role, by="UANA", now=clock.now())
    async with floor.house.store.read() as db:
        found = await service.listing(
            db, ACME, floor.team.id, to="UDEV", only_mine=False, published=floor.house.offers("published_answers"),
            now=clock.now(),
        )  # fmt: skip
    assert words_ in words(blocks.listing(found, page=0))


@pytest.mark.parametrize("blocked_", [True, False])
async def test_a_rep_reads_no_more_than_that_nothing_stands_that_they_can_read(floor, blocked_):
    """Only Ana reads the answers: whether Ben is blocked or not, Cleo's list says the same, and Ana's the truth."""
    await floor.change(publish="managers")
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await floor.answer("UBEN", "Demo", "Acme", "waiting for legal" if blocked_ else "no")
    whole = "One thing stands in the way" if blocked_ else "Nothing stands in the way of EMEA Sales."
    for who, said in (("UCLEO", "Nothing that you can read stands in the way of EMEA Sales."), ("UANA", whole)):
        async with floor.house.store.read() as db:
            found = await service.listing(
                db, ACME, floor.team.id, to=who, only_mine=False, published=floor.house.offers("published_answers"),
                now=clock.now(),
            )  # fmt: skip
        assert said in words(blocks.listing(found, page=0))


async def test_a_week_says_none_of_them_of_what_it_has_told(floor):
    """Ben's blocker is resolved; there may be others, which only managers read, so the digest does not say "none"."""
    await resolve(floor, await blocked(floor), "UBEN")
    now = clock.now()
    span = Span(
        workspace_id=ACME, team_id=floor.team.id, zone=BERLIN, first=TUESDAY, last=TUESDAY,
        since=now - timedelta(days=1), until=now + timedelta(hours=1), now=now,
    )  # fmt: skip
    async with floor.house.store.read() as db:
        (section,) = await digest(floor.house, db, span)
    assert section.lines == ["1 opened, 1 resolved, *none of them still open*."]


async def test_ones_own_week_has_no_line_for_what_was_deleted_since(floor):
    """Ben's blocker stood when his week ended, and its answer was deleted after that: no empty line is left of it."""
    await blocked(floor)
    source = (await blockers(floor))[0].source
    now = clock.now()
    gone = BlockersSaid(ACME, floor.team.id, "UBEN", source, gone=True, tell="off", now=now)
    async with floor.house.store.begin() as db:
        await service.say(db, gone)
    span = Span(
        workspace_id=ACME, team_id=floor.team.id, zone=BERLIN, first=TUESDAY, last=TUESDAY,
        since=now - timedelta(days=1), until=now - timedelta(seconds=1), now=now,
    )  # fmt: skip
    async with floor.house.store.begin() as db:
        found = (await blockers(floor))[0]
        await db.execute(update(Blocker).where(Blocker.id == found.id).values(raised_at=now - timedelta(hours=1)))
    async with floor.house.store.read() as db:
        (section,) = await own_week(floor.house, db, span, "UBEN")
    assert section.lines == []
