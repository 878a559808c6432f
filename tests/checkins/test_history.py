"""Looking back, on real databases: who reads what of whom, in which order, and what a search finds."""

from __future__ import annotations

import json
from datetime import date

import pytest
from published import arrive
from sales_floor import ACME, BERLIN, NEW_YORK, words
from sqlalchemy import select, update

from salesbot import clock
from salesbot.checkins import queries, service
from salesbot.checkins.blocks import history as blocks
from salesbot.checkins.model import Answer, Ask, Checkin, Round
from salesbot.checkins.service import past, pausing
from salesbot.errors import Refusal
from salesbot.people import queries as people
from salesbot.people import service as verbs
from salesbot.people.model import Member, Team
from salesbot.playground import strict
from salesbot.room import SeatsChanged

TODAY = date(2026, 3, 6)


async def answered(floor, day, *said, who="UBEN", zone=NEW_YORK):
    """Let it be a quarter past nine there on that day of March, and let somebody answer."""
    await floor.at(f"2026-03-{day:02}T09:16", zone)
    return await floor.answer(who, *said, day=date(2026, 3, day))


async def week(floor):
    """Ben answers on Tuesday, says nothing on Wednesday, skips Thursday, and answers late on Friday."""
    await answered(floor, 3, "Won the São Paulo renewal", "Orion's demo", "Legal is slow")
    await floor.at("2026-03-04T09:16", NEW_YORK)
    await arrive(floor)
    await floor.at("2026-03-05T09:16", NEW_YORK)
    part = await floor.part("UBEN", date(2026, 3, 5))
    async with floor.house.store.begin() as db:
        await service.skip(db, part.ask.id, workspace_id=ACME, member_id="UBEN", now=clock.now())
    await floor.at("2026-03-06T09:16", NEW_YORK)
    await floor.at("2026-03-06T15:00", NEW_YORK)
    await floor.answer("UBEN", "Renewal signed", "Rest", day=date(2026, 3, 6))


async def page(floor, *, of="UBEN", to="UBEN", typed="", number=0):
    """A page of somebody's history."""
    async with floor.house.store.read() as db:
        return await past.history(db, ACME, of=of, to=to, typed=typed, page=number)


async def seen(floor, **more):
    """The days of a page, and how each went."""
    found = await page(floor, **more)
    return [(one.day.day, one.reason or one.part.ask.state) for one in found.days]


def accepted(message):
    """Slack takes it; returns all words."""
    body = {"text": message.text, "blocks": list(message.blocks)}
    for method in ("chat.postMessage", "chat.postEphemeral"):
        assert strict.message(body, method) is None
    return words(message)


async def test_ones_own_days_come_newest_first_with_what_became_of_them(floor):
    """Answered, missing, skipped, late: each day says it, and the last can still be changed."""
    await week(floor)
    assert await seen(floor) == [(6, "answered"), (5, "skipped"), (4, "open"), (3, "answered")]
    said = accepted(blocks.history(await page(floor), today=TODAY))
    for expected in (
        "answered 15:00, late", "skipped", "missing", "answered 09:16", "Won the São Paulo renewal",
        "Friday 6 March* · Daily standup of EMEA Sales",
    ):  # fmt: skip
        assert expected in said
    assert said.count("Change my answer") == 1


async def test_days_without_a_question_say_why(floor):
    """Away from Thursday on: nothing was asked, and the history tells it."""
    await answered(floor, 3, "Met Acme", "Orion", "")
    async with floor.house.store.begin() as db:
        ben = await people.member(db, ACME, "UBEN")
        await verbs.set_away(db, ben, date(2026, 3, 5), date(2026, 3, 5), by="UBEN", now=clock.now())
    await floor.at("2026-03-04T09:16", NEW_YORK)
    await arrive(floor)
    await floor.at("2026-03-06T09:16", NEW_YORK)
    assert await seen(floor) == [(6, "open"), (5, "away"), (4, "open"), (3, "answered")]
    assert "Thursday 5 March* · Daily standup of EMEA Sales · away" in accepted(
        blocks.history(await page(floor), today=TODAY)
    )


async def test_a_day_on_which_the_check_in_was_paused_for_everybody_is_no_gap(floor):
    """Ana pauses the standup over Wednesday and Thursday: Ben's history says so, and she reads the same of him."""
    await answered(floor, 3, "Met Acme", "Orion", "")
    for day, verb in (("2026-03-03T15:00", pausing.PAUSE), ("2026-03-05T15:00", pausing.RESUME)):
        now = await floor.at(day, NEW_YORK)
        async with floor.house.store.begin() as db:
            await pausing.turn(db, floor.checkin.id, verb, workspace_id=ACME, member_id="UANA", now=now)
    await floor.at("2026-03-06T09:16", NEW_YORK)
    assert [day for day, _ in await seen(floor)] == [6, 5, 4, 3]
    for reader in ("UBEN", "UANA"):
        said = accepted(blocks.history(await page(floor, to=reader), today=TODAY))
        assert "Thursday 5 March* · Daily standup of EMEA Sales · not asked: it was paused for everybody" in said


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("renewal", [6, 3]),
        ("RENEWAL sao", [3]),
        ("orion", [3]),
        ("paulo orion legal", [3]),
        ("signed orion", []),
        ("wal", []),
    ],
)
async def test_a_search_finds_the_days_that_hold_all_words(floor, typed, days):
    """In whichever answers of the day they stand."""
    await week(floor)
    assert [day for day, _ in await seen(floor, typed=typed)] == days


async def test_an_edited_answer_is_found_by_its_new_words(floor):
    """And no longer by the old ones."""
    await answered(floor, 3, "Met Acme", "Orion", "")
    await floor.answer("UBEN", "Met Borealis", "Orion")
    assert await seen(floor, typed="acme") == []
    assert await seen(floor, typed="borealis") == [(3, "answered")]


async def test_every_stored_answer_is_folded(floor):
    """However it was stored: search would be blind to it."""
    await week(floor)
    async with floor.house.store.read() as db:
        rows = list(await db.scalars(select(Answer)))
    assert rows
    assert all(one.folded.startswith(" ") and one.folded == one.folded.casefold() for one in rows)


@pytest.mark.parametrize(
    ("reader", "days"), [("UANA", [6, 5, 4, 3]), ("UCLEO", [6, 5, 4, 3]), ("UBEN", [6, 5, 4, 3]), ("UDEV", None)]
)
async def test_who_may_look_back_at_ben(floor, reader, days):
    """His manager, a teammate where it was published, himself; Dev of finance is in no team with him."""
    await week(floor)
    if days is None:
        with pytest.raises(Refusal, match="can't show you"):
            await page(floor, to=reader)
        return
    assert [day for day, _ in await seen(floor, to=reader)] == days


@pytest.mark.parametrize(
    ("as_it_was", "teammate"),
    [
        ({"publish": "live"}, True),
        ({"publish": "thread"}, True),
        ({"publish": "managers"}, False),
        ({"publish": "close", "published_at": None}, False),
        ({"publish": "live", "channel_id": "C_OTHER"}, True),
        ({"publish": "live", "channel_id": "C_OTHER", "channel_ok": False}, False),
    ],
    ids=str,
)
async def test_a_teammate_reads_what_was_published_and_the_manager_all(floor, as_it_was, teammate):
    """Not what only managers read, what was not out yet, or what stood where another company reads.

    A check-in that is published elsewhere by now keeps its past.
    """
    await answered(floor, 3, "Met Acme", "Orion", "")
    async with floor.house.store.begin() as db:
        await db.execute(update(Round).values(as_it_was))
    assert await seen(floor, to="UANA") == await seen(floor) == [(3, "answered")]
    assert await seen(floor, to="UCLEO") == ([(3, "answered")] if teammate else [])
    number = (await floor.part("UBEN")).ask.id
    async with floor.house.store.read() as db:
        assert (await past.whole(db, ACME, number, to="UANA")).part.ask.id == number
        if not teammate:
            with pytest.raises(Refusal, match="not yours"):
                await past.whole(db, ACME, number, to="UCLEO")


async def test_a_channel_shared_with_another_company_hides_it_from_teammates(floor):
    """Until a manager confirms that channel by name."""
    await answered(floor, 3, "Met Acme", "Orion", "")
    async with floor.house.store.begin() as db:
        await db.execute(update(Team).values(shared=True))
    assert await seen(floor, to="UCLEO") == []
    async with floor.house.store.begin() as db:
        await db.execute(update(Team).values(shared_ok="C1"))
    assert await seen(floor, to="UCLEO") == [(3, "answered")]


async def test_a_channel_that_was_confirmed_before_says_nothing_of_the_one_of_now(floor):
    """The team moved to another channel that another company reads as well: that one is to be confirmed too."""
    await answered(floor, 3, "Met Acme", "Orion", "")
    async with floor.house.store.begin() as db:
        await db.execute(update(Team).values(shared=True, shared_ok="C_BEFORE"))
    assert await seen(floor, to="UCLEO") == []
    assert await seen(floor, to="UANA") == [(3, "answered")]


async def test_a_checkin_of_its_own_channel_is_judged_by_that_channel(floor):
    """The team's channel has nothing to say about it."""
    await answered(floor, 3, "Met Acme", "Orion", "")
    async with floor.house.store.begin() as db:
        await db.execute(update(Round).values(channel_id="C_OWN"))
        await db.execute(update(Checkin).values(channel_id="C_OWN", channel_shared=True))
    assert await seen(floor, to="UCLEO") == []
    async with floor.house.store.begin() as db:
        await db.execute(update(Checkin).values(channel_ok="C_OWN"))
        await db.execute(update(Team).values(shared=True))
    assert await seen(floor, to="UCLEO") == [(3, "answered")]


async def test_what_somebody_answered_stays_with_the_team_that_they_left(floor):
    """Ben leaves: Ana and he still read it, Cleo does not; nobody may change it."""
    await answered(floor, 3, "Met Acme", "Orion", "")
    async with floor.house.store.begin() as db:
        team = await people.team(db, ACME, floor.team.id)
        left = await verbs.leave(db, team, ["UBEN"], by="UANA", now=clock.now())
        await service.seats_changed(db, SeatsChanged(ACME, team.id, left=left, now=clock.now()))
    assert await seen(floor, to="UANA") == await seen(floor) == [(3, "answered")]
    with pytest.raises(Refusal, match="can't show you"):
        await page(floor, to="UCLEO")
    assert (await page(floor)).to_change == frozenset()


async def test_an_answer_given_early_is_no_teammates_yet(floor):
    """Its round has not opened where Ben is; Ana manages the team and may read it."""
    await floor.at("2026-03-03T09:16", BERLIN)
    await answered(floor, 3, "Met Acme", "Orion", "")
    async with floor.house.store.begin() as db:
        await db.execute(update(Ask).where(Ask.member_id == "UBEN").values(asked_at=None))
    assert await seen(floor, to="UCLEO") == []
    assert await seen(floor, to="UANA") == [(3, "answered")]


@pytest.mark.parametrize(
    ("as_they_are", "role", "may"),
    [
        ({"is_admin": True}, None, True),
        ({"is_admin": True, "active": False}, None, False),
        ({}, "observer", True),
        ({}, "contributor", False),
        ({"is_guest": True}, "rep", False),
        ({}, None, False),
    ],
    ids=str,
)
async def test_admins_observers_contributors_and_guests(floor, as_they_are, role, may):
    """Dev in each of these parts."""
    await answered(floor, 3, "Met Acme", "Orion", "")
    async with floor.house.store.begin() as db:
        team = await people.team(db, ACME, floor.team.id)
        if role:
            await verbs.join(db, team, ["UDEV"], role=role, by="UANA", now=clock.now())
        for name, value in as_they_are.items():
            await db.execute(update(Member).where(Member.id == "UDEV").values({name: value}))
    if may:
        assert await seen(floor, to="UDEV") == [(3, "answered")]
    else:
        with pytest.raises(Refusal, match="can't show you"):
            await page(floor, to="UDEV")


async def test_pages_hold_every_day_once(floor):
    """Three weeks of standups in pages of five, none twice, none left out."""
    for day in (*range(3, 7), *range(9, 14), *range(16, 21)):
        await floor.at(f"2026-03-{day:02}T09:16", NEW_YORK)
    days, number, more = [], 0, True
    while more:
        found = await page(floor, number=number)
        days += [one.day.day for one in found.days]
        number, more = number + 1, found.more
    assert days == [*range(20, 15, -1), *range(13, 8, -1), *range(6, 2, -1)]
    assert (await page(floor, number=10**9)).days == []


async def test_long_and_hostile_answers_fit_and_are_read_in_full_behind_a_button(floor):
    """A page stays under what Slack takes; the modal has every word."""
    long = "<!here> & " * 290
    for day in (3, 4, 5, 6):
        await answered(floor, day, long, long, long)
    found = await page(floor)
    said = accepted(blocks.history(found, today=TODAY))
    assert "<!here>" not in said
    assert said.count("Read it all") == 4
    view = blocks.whole(found.days[0], today=TODAY)
    assert strict.view(view) is None
    assert json.dumps(view).count("&lt;!here&gt;") == 290 * 3


async def test_a_word_that_is_none_and_a_search_too_long_are_refused(floor):
    """In words; the database is not asked."""
    with pytest.raises(Refusal, match="no word"):
        await page(floor, typed="!!!")
    with pytest.raises(Refusal, match="A word or two"):
        await page(floor, typed="x" * 101)


async def test_a_page_asks_the_database_a_fixed_number_of_questions(floor):
    """However many days it shows."""
    await week(floor)
    part = await floor.part("UBEN", date(2026, 3, 6))
    async with floor.house.store.read() as db:
        assert await queries.part(db, part.ask.id, workspace_id="T_OTHER") is None
        with pytest.raises(Refusal):
            await past.history(db, "T_OTHER", of="UBEN", to="UANA")
