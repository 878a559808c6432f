"""The verbs of kudos on real databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select, text

from salesbot.errors import Refusal
from salesbot.kudos import offers, queries, rights, service
from salesbot.kudos.model import Kudos, MeToo, Thanked
from salesbot.outbox.model import Delivery
from salesbot.people import service as people
from salesbot.people import stand_in
from salesbot.playground import strict
from salesbot.room import HELD, ChannelChange, Erasure, Span, Visit

ACME = "T1"
NEW_YORK = ZoneInfo("America/New_York")


async def count(floor, model):
    """How many rows there are."""
    async with floor.house.store.read() as db:
        return await db.scalar(select(func.count()).select_from(model))


async def deliveries(floor):
    """What was promised and not taken back, by key."""
    async with floor.house.store.read() as db:
        rows = await db.scalars(select(Delivery).where(Delivery.state != "withdrawn"))
        return {one.key: one for one in rows}


def span(floor, first=datetime(2026, 3, 1, 23, tzinfo=UTC), last=datetime(2026, 3, 8, 23, tzinfo=UTC)):
    """The team's week around the fixed Tuesday."""
    return Span(
        workspace_id=ACME, team_id=floor.team.id, zone="Europe/Berlin", first=first.date(), last=last.date(),
        since=first, until=last, now=floor.now,
    )  # fmt: skip


async def gathered(floor, offer, *more):
    """What an offer tells."""
    async with floor.house.store.read() as db:
        return await offer(floor.house, db, *more)


async def test_submits_at_the_same_moment_never_pass_the_limits(floor):
    """Twelve acts at once to three people: five are kept, two a person, and nothing of the others is left."""
    asked = [floor.give("UBEN", ("UANA", "UCLEO", "UDEV")[n % 3], words=f"for the demo no {n}") for n in range(12)]
    done = await asyncio.gather(*asked, return_exceptions=True)
    kept = [one for one in done if not isinstance(one, BaseException)]
    assert len(kept) == 5
    assert all(isinstance(one, Refusal) for one in done if isinstance(one, BaseException))
    assert await count(floor, Kudos) == await count(floor, Thanked) == 5
    async with floor.house.store.read() as db:
        received = await db.execute(select(Thanked.receiver_id, func.count()).group_by(Thanked.receiver_id))
        assert max(number for _, number in received) == 2
    assert len(await deliveries(floor)) == 10


async def test_two_to_one_person_holds_for_acts_at_once(floor):
    """Six at once to the same person: two are kept."""
    done = await asyncio.gather(*(floor.give("UBEN", "UANA") for _ in range(6)), return_exceptions=True)
    assert sum(not isinstance(one, BaseException) for one in done) == 2


async def test_colleagues_who_thank_each_other_at_once_never_wait_in_a_circle(floor):
    """Everybody thanks everybody at the same moment, and joins in: all of it is kept."""
    team = ("UANA", "UBEN", "UCLEO")
    pairs = [(giver, receiver) for giver in team for receiver in team if giver != receiver]
    done = await asyncio.gather(*(floor.give(*pair) for pair in pairs))

    async def join(number):
        async with floor.house.store.begin() as db:
            await service.me_too(db, number, workspace_id=ACME, member_id="UDEV", counts=None, at=floor.now)

    await asyncio.gather(*(join(one.kudos.id) for one in done))
    assert await count(floor, Kudos) == await count(floor, MeToo) == 6


async def test_the_day_is_the_givers_over_a_change_of_the_clocks(floor):
    """New York's 8 March has 23 hours: its midnights bound it, not 24 hours and not UTC."""
    late = datetime(2026, 3, 8, 23, 30, tzinfo=NEW_YORK)
    early = datetime(2026, 3, 8, 0, 0, tzinfo=NEW_YORK)
    await floor.give("UBEN", "UANA", at=early)
    await floor.give("UBEN", "UANA", at=late)
    with pytest.raises(Refusal, match="thanked Ana twice"):
        await floor.give("UBEN", "UANA", "UCLEO", at=late + timedelta(minutes=29))
    await floor.give("UBEN", "UANA", at=late + timedelta(minutes=30))
    await floor.give("UBEN", "UANA", at=early - timedelta(seconds=1))


async def test_taking_back_leaves_nothing_and_makes_room(floor):
    """Rows, post and notes go; the day has room again; only the giver may, within a day."""
    given = await floor.give("UBEN", "UANA", "UCLEO", tags=("teamwork",))
    async with floor.house.store.begin() as db:
        await service.me_too(db, given.kudos.id, workspace_id=ACME, member_id="UDEV", counts=True, at=floor.now)
    for who, at, expected in (
        ("UANA", floor.now, "Only whoever gave it"),
        ("UBEN", floor.now + timedelta(days=1, seconds=1), "more than 24 hours"),
    ):
        with pytest.raises(Refusal, match=expected):
            async with floor.house.store.begin() as db:
                await service.undo(db, given.kudos.id, workspace_id=ACME, member_id=who, now=at)
    async with floor.house.store.begin() as db:
        await service.undo(db, given.kudos.id, workspace_id=ACME, member_id="UBEN", now=floor.now)
    assert await count(floor, Kudos) == await count(floor, Thanked) == 0
    assert await deliveries(floor) == {}
    assert (await floor.give("UBEN", "UANA")).left == 4


async def test_the_last_word_about_joining_counts_by_slacks_clock(floor):
    """An older reaction that comes late changes nothing; the button turns around what counts."""
    number = (await floor.give("UBEN", "UANA")).kudos.id
    later = floor.now + timedelta(seconds=5)
    for counts, at, expected in ((True, later, True), (False, floor.now, True), (None, later, True),
                                 (None, later + timedelta(seconds=1), False)):  # fmt: skip
        async with floor.house.store.begin() as db:
            done = await service.me_too(db, number, workspace_id=ACME, member_id="UCLEO", counts=counts, at=at)
        assert done is expected
    for who in ("UBEN", "UANA"):
        with pytest.raises(Refusal):
            async with floor.house.store.begin() as db:
                await service.me_too(db, number, workspace_id=ACME, member_id=who, counts=True, at=later)


async def test_posts_and_notes_are_what_slack_takes(floor):
    """Ten receivers and a thousand characters that must all be escaped still make a post."""
    async with floor.house.store.begin() as db:
        for n in range(10):
            user = {"id": f"UX{n}", "team_id": ACME, "real_name": f"Person <{n}> & co {'<' * 60}"}
            await people.meet(db, user, workspace_id=ACME, now=floor.now)
    words = "so much & more " + "&" * 985
    given = await floor.give("UBEN", *(f"UX{n}" for n in range(10)), words=words, tags=("teamwork",))
    for kind, subject in ((service.POST, f"{given.kudos.id}"), (service.NOTE, f"{given.kudos.id}/UX3")):
        message = await floor.drawn(kind, subject)
        assert strict.message({"text": message.text, "blocks": list(message.blocks)}) is None
        assert "Person <" not in str(message.blocks)


async def test_a_channel_that_another_company_reads_gets_nothing_until_confirmed(floor):
    """What stands stays as it is, nothing new is given, and what waited appears with the confirmation."""
    given = await floor.give("UBEN", "UANA")
    async with floor.house.store.begin() as db:
        await people.set_shared(db, ACME, "C1", shared=True)
    assert await floor.drawn(service.POST, str(given.kudos.id)) is HELD
    with pytest.raises(Refusal, match="another company"):
        await floor.give("UBEN", "UCLEO")
    async with floor.house.store.begin() as db:
        await people.set_shared(db, ACME, "C1", shared=True, confirmed=True)
        await service.follow_channel(db, ChannelChange(ACME, "C1", confirmed=True, now=floor.now))
    assert (await deliveries(floor))[service.post_key(given.kudos.id)].version == 2
    assert await floor.drawn(service.POST, str(given.kudos.id)) is not HELD
    await floor.give("UBEN", "UCLEO")


async def test_values_are_edited_by_one_manager_at_a_time(floor):
    """A second form from before is refused; what was given keeps its value."""
    given = await floor.give("UBEN", "UANA", tags=("teamwork",))
    async with floor.house.store.begin() as db:
        await service.change_values(
            db, floor.team.id, "teamwork: Something else\ngrit: Calls again", version=0, workspace_id=ACME,
            member_id="UANA", now=floor.now,
        )  # fmt: skip
    with pytest.raises(Refusal, match="Another manager"):
        async with floor.house.store.begin() as db:
            await service.change_values(
                db, floor.team.id, "a: b", version=0, workspace_id=ACME, member_id="UANA", now=floor.now
            )
    with pytest.raises(Refusal, match="Only the team's managers"):
        async with floor.house.store.begin() as db:
            await service.change_values(
                db, floor.team.id, "a: b", version=1, workspace_id=ACME, member_id="UBEN", now=floor.now
            )
    assert "Makes a colleague's deal" in str((await floor.drawn(service.POST, str(given.kudos.id))).blocks)
    async with floor.house.store.read() as db:
        assert [one.tag for one in await queries.values_of(db, ACME, floor.team.id)] == ["teamwork", "grit"]


async def test_the_board_counts_this_month_on_the_teams_calendar(floor):
    """What was given before the first of the month counts not; first-time thanks are of all times."""
    await floor.give("UBEN", "UANA", at=datetime(2026, 2, 28, 22, 59, tzinfo=UTC))
    await floor.give("UBEN", "UANA", "UCLEO", tags=("honesty",), at=datetime(2026, 2, 28, 23, 0, tzinfo=UTC))
    async with floor.house.store.read() as db:
        what = await service.board(db, ACME, floor.team.id, to="UBEN", now=floor.now)
    assert what.tally == queries.Tally(acts=1, givers=1, receivers=2)
    assert (what.lived, what.first) == ([("honesty", 1)], [("Ben", "Cleo")])
    assert what.left_out is None
    assert what.ranked == []


async def test_only_managers_read_who_was_not_thanked_for_a_month(floor):
    """Ben never, Cleo a month ago; whoever is new, observes, has left or reads it is not named."""
    async with floor.house.store.begin() as db:
        await people.join(db, floor.team, ["UDEV"], role="rep", by="UANA", now=floor.now - timedelta(days=2))
    await floor.give("UANA", "UCLEO", at=floor.now - timedelta(days=31))
    async with floor.house.store.read() as db:
        what = await service.board(db, ACME, floor.team.id, to="UANA", now=floor.now)
    assert [(one.member.name, one.last is None) for one in what.left_out] == [("Ben", True), ("Cleo", False)]
    await floor.give("UANA", "UBEN")
    (section,) = await gathered(floor, offers.brief, span(floor), "UANA")
    assert section.lines[:2] == ["Thanked somebody: Ana", "Were thanked: Ben"]
    assert section.lines[-1] == "Not thanked for a month: Cleo (last on 31 January)."
    assert await gathered(floor, offers.brief, span(floor), "UBEN") == []


async def test_the_week_is_told_with_a_chart_that_slack_takes(floor):
    """Breadth, values, first-time thanks and the words; a quiet week says so."""
    (quiet,) = await gathered(floor, offers.digest, span(floor))
    assert quiet.quiet
    await floor.give("UBEN", "UANA", words="for <!here> & the demo", tags=("teamwork",))
    await floor.give("UANA", "UBEN", "UCLEO", tags=("teamwork", "honesty"))
    (section,) = await gathered(floor, offers.digest, span(floor))
    told = "\n".join(section.lines)
    assert "2 kudos from 2 people to 3" in told
    assert "#teamwork 2 · #honesty 1" in told
    assert "for &lt;!here&gt; &amp; the demo" in told
    assert strict.message({"text": "x", "blocks": list(section.charts)}) is None
    (own,) = await gathered(floor, offers.own_week, span(floor), "UBEN")
    assert own.lines[0] == "You thanked others once, and were thanked once."
    (card,) = await gathered(
        floor, offers.home,
        Visit(workspace_id=ACME, member_id="UBEN", zone="UTC", teams=[floor.team.id], managed=[], now=floor.now),
    )  # fmt: skip
    assert "*Ana*: for the calm demo #teamwork #honesty" in str(card.blocks)


async def test_ones_own_week_tells_each_act_once(floor):
    """Ben is in two teams: each tells its own kudos, and the first those of a team in which he is not."""
    async with floor.house.store.begin() as db:
        here = {"workspace_id": ACME, "by": "UANA", "now": floor.now - timedelta(days=2)}
        draft = people.TeamDraft("Sales desk", "C2", "Europe/Berlin", channel_name="desk", members=["UBEN", "UDEV"])
        desk = await people.make_team(db, draft, **here)
        draft = people.TeamDraft("APAC", "C3", "Europe/Berlin", channel_name="apac", members=["UCLEO"])
        apac = await people.make_team(db, draft, **here)
    await floor.give("UANA", "UBEN", words="for the first thing")
    await floor.give("UBEN", "UDEV", team_id=desk.id)
    await floor.give("UCLEO", "UBEN", words="for the third thing", team_id=apac.id)
    (first,) = await gathered(floor, offers.own_week, span(floor), "UBEN")
    (second,) = await gathered(floor, offers.own_week, replace(span(floor), team_id=desk.id), "UBEN")
    assert first.lines[0] == "You were thanked twice."
    assert [any(words in line for line in first.lines) for words in ("first thing", "third thing")] == [True, True]
    assert second.lines == ["You thanked others once."]


async def test_forgetting_takes_the_words_and_leaves_the_counts(floor):
    """Ben's words and name are gone from rows, posts and notes; Ana's count and Cleo's thanks to him stay."""
    given = await floor.give("UBEN", "UANA", words="for sesame and more", link="https://acme.slack.com/archives/C1/p1")
    got = await floor.give("UCLEO", "UBEN", "UANA", words="for the other thing")
    async with floor.house.store.begin() as db:
        await service.me_too(db, got.kudos.id, workspace_id=ACME, member_id="UDEV", counts=True, at=floor.now)
    async with floor.house.store.read() as db:
        held = {one.name: one.rows for one in await rights.export(db, ACME, "UBEN", floor.now)}
    assert [row["reason"] for row in held["kudos_given"]] == ["for sesame and more"]
    assert [(row["from"], row["reason"]) for row in held["kudos_received"]] == [("Cleo", "for the other thing")]

    async with floor.house.store.begin() as db:
        other = await stand_in.make(db, ACME, now=floor.now)
        done = await rights.erase(db, Erasure(workspace_id=ACME, member_id="UBEN", stand_in=other, now=floor.now))
        await stand_in.take_over(db, ACME, "UBEN", stand_in=other)
    assert done.removed == {"kudos given": 1, "kudos received": 1, "kudos joined": 0}
    left = await deliveries(floor)
    assert service.note_key(given.kudos.id, "UANA") not in left
    assert service.note_key(got.kudos.id, "UBEN") not in left
    assert service.note_key(got.kudos.id, "UANA") in left
    post = await floor.drawn(service.POST, str(given.kudos.id))
    assert "*Somebody who left* thanks *Ana*" in str(post.blocks)
    assert "thank *Somebody who left* and *Ana*" in str((await floor.drawn(service.POST, str(got.kudos.id))).blocks)
    async with floor.house.store.read() as db:
        assert await queries.received_counts(
            db, ACME, ["UANA"], since=floor.now, until=floor.now + timedelta(days=1)
        ) == {"UANA": 2}
        for table in ("kudos", "kudos_thanked", "kudos_me_too", "deliveries"):
            rows = str(list(await db.execute(text(f"SELECT * FROM {table}"))))  # noqa: S608  our own names
            assert "sesame" not in rows
            assert table == "deliveries" or "UBEN" not in rows


async def test_old_words_are_let_go_and_the_post_stays_as_it_stands(floor):
    """The purge takes so many at once; counts stay, and the post is drawn no more."""
    for number in range(3):
        await floor.give("UBEN", "UCLEO", at=floor.now - timedelta(days=number), words=f"for the demo no {number}")
    async with floor.house.store.begin() as db:
        assert await rights.purge(db, floor.now, 1) == 1
        assert await rights.purge(db, floor.now, 5) == 1
        assert await rights.purge(db, floor.now, 5) == 0
    async with floor.house.store.read() as db:
        assert sorted(await db.scalars(select(Kudos.reason))) == ["", "", "for the demo no 0"]
        (first, *_) = await db.scalars(select(Kudos.id).where(Kudos.reason == ""))
    assert await floor.drawn(service.POST, str(first)) is HELD
    assert await count(floor, Thanked) == 3
