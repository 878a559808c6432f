"""The verbs of digests on a real database: what a week tells and to whom, when it comes, and what people chose."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY, words
from sqlalchemy import select, update

from salesbot import clock
from salesbot.checkins import queries as asked
from salesbot.checkins import service as checkins
from salesbot.checkins.model import Round
from salesbot.desk.ahead import Window, look_ahead
from salesbot.digest import queries, service
from salesbot.digest.model import Digest
from salesbot.digest.room import on_channel
from salesbot.digest.rules import Rhythm, Wanted, told
from salesbot.digest.service import Choice
from salesbot.errors import Refusal
from salesbot.kudos.model import Kudos, Thanked
from salesbot.outbox import service as outbox
from salesbot.outbox.model import Delivery
from salesbot.outbox.promises import Board
from salesbot.people import announce
from salesbot.people import service as people
from salesbot.people.model import Member, Team
from salesbot.people.rules import Role
from salesbot.room import ChannelChange, Erasure, TeamMade
from salesbot.schedule.foresee import Scope
from salesbot.store import forget


@pytest.fixture
async def telling(floor):
    """The floor, whose week is told on Fridays at 16:00 in Berlin."""
    async with floor.house.store.begin() as db:
        await service.begin(db, TeamMade(ACME, floor.team.id, "UANA", ["standup"], now=clock.now()))
    return floor


async def week(floor):
    """What the last posted week says."""
    async with floor.house.store.read() as db:
        last = await db.scalar(select(Digest).order_by(Digest.until_at.desc()).limit(1))
    return await floor.board(last.key) if last else ""


async def choose(floor, who, **more):
    """Somebody sends the settings."""
    async with floor.house.store.begin() as db:
        choice = Choice(**more)
        return await service.choose(
            db, choice, workspace_id=ACME, team_id=floor.team.id, member_id=who, now=clock.now()
        )


async def boards(floor, kind):
    """The keys of what was promised of a kind."""
    async with floor.house.store.read() as db:
        return list(await db.scalars(select(Delivery.key).where(Delivery.kind == kind).order_by(Delivery.id)))


async def delivered(floor):
    """Everything that waits has arrived in Slack."""
    async with floor.house.store.begin() as db:
        sent = {"state": "sent", "sent_at": clock.now(), "ts": "1.1", "channel": "C1"}
        await db.execute(update(Delivery).where(Delivery.state == "waiting").values(sent))


async def at(floor, wall, zone=BERLIN):
    """Let it be this wall time there, and let arrive what is due by then."""
    await floor.at(wall, zone)
    await delivered(floor)


async def tuesday(floor):
    """Tuesday: Ana answers in Berlin; Ben, in New York, says nothing."""
    await at(floor, "2026-03-03T09:20")
    await floor.answer("UANA", "Signed Nordwind", "Call Globex")
    await at(floor, "2026-03-03T09:20", NEW_YORK)
    await floor.at("2026-03-03T15:00", NEW_YORK)


async def test_a_week_is_told_once_and_the_next_begins_where_it_ended(telling):
    """Tuesday counts in the first week alone; a second beat tells nothing more."""
    await tuesday(telling)
    now = await telling.at("2026-03-06T16:00", BERLIN)
    await telling.house.beat(now)
    assert len(await boards(telling, queries.WEEK)) == 1
    assert "Signed Nordwind" in await week(telling)
    await delivered(telling)
    await telling.at("2026-03-13T16:00", BERLIN)
    first, second = await boards(telling, queries.WEEK)
    assert first != second
    assert "Signed Nordwind" not in await week(telling)
    async with telling.house.store.read() as db:
        one, other = (await db.scalars(select(Digest).order_by(Digest.id))).all()
    assert other.since_at == one.until_at


async def test_a_week_that_never_came_is_told_with_the_next(telling):
    """Slack was away all Friday night: what lapsed counts in the next week."""
    await tuesday(telling)
    await telling.at("2026-03-06T16:00", BERLIN)
    await telling.at("2026-03-07T05:00", BERLIN)
    await telling.at("2026-03-13T16:00", BERLIN)
    assert "Signed Nordwind" in await week(telling)


async def test_a_week_that_is_due_late_counts_until_its_own_hour(telling):
    """Salesbot was down from four until ten: the week ends at four all the same; after twelve hours it is missed."""
    await telling.at("2026-03-06T22:00", BERLIN)
    async with telling.house.store.read() as db:
        told_until = await db.scalar(select(Digest.until_at))
    assert told_until.hour == 15
    await telling.at("2026-03-14T05:00", BERLIN)
    assert len(await boards(telling, queries.WEEK)) == 1


async def test_what_only_managers_read_is_not_told_to_the_team(telling):
    """The counts are everybody's; the words of a private round stay with the managers."""
    await tuesday(telling)
    async with telling.house.store.begin() as db:
        await db.execute(update(Round).values(publish="managers"))
    await telling.at("2026-03-06T16:00", BERLIN)
    said = await week(telling)
    assert "Signed Nordwind" not in said
    assert "answered" in said


async def test_nothing_appears_where_another_company_reads_until_a_manager_confirms(telling):
    """The week waits, the managers are told once; confirmed in time, it appears."""
    async with telling.house.store.begin() as db:
        await db.execute(update(Team).values(shared=True))
    await telling.at("2026-03-06T16:00", BERLIN)
    assert await week(telling) == ""
    (note,) = await boards(telling, queries.SHARED)
    assert "another company reads" in await telling.board(note)
    async with telling.house.store.begin() as db:
        await db.execute(update(Team).values(shared_ok=Team.channel_id))
    assert "the week to Friday 6 March" in await week(telling)
    await telling.at("2026-03-13T16:00", BERLIN)
    assert len(await boards(telling, queries.SHARED)) == 1


async def test_a_quiet_week_is_short_and_never_empty(telling):
    """Everybody was away: one sentence, and what comes."""
    async with telling.house.store.begin() as db:
        for one in await db.scalars(select(Member)):
            await people.set_away(db, one, clock.now().date() - timedelta(days=1), clock.now().date() + timedelta(3),
                                  by="UANA", now=clock.now())  # fmt: skip
    await telling.at("2026-03-06T16:00", BERLIN)
    said = await week(telling)
    assert "A quiet week" in said
    assert "Coming up" in said
    assert "Check-ins*" not in said


async def test_the_week_names_who_is_away_and_which_holidays_come(telling):
    """Cleo is away on Tuesday and Wednesday; Good Friday is everybody's."""
    async with telling.house.store.begin() as db:
        cleo = await db.get_one(Member, (ACME, "UCLEO"))
        await people.set_away(db, cleo, told(clock.now(), BERLIN, before=None).last.replace(day=31),
                              cleo.created_at.date().replace(month=4, day=1), by="UCLEO", now=clock.now())  # fmt: skip
    await telling.at("2026-03-27T16:00", BERLIN)
    said = await week(telling)
    assert "Away: Cleo Tue 31 to Wed 1 Apr" in said
    assert "Good Friday, Friday 3 April" in said


async def test_managers_say_when_the_week_is_told_and_whether(telling):
    """Thursdays at ten; then not at all; a rep may say neither."""
    kept = await choose(telling, "UANA", weekday="4", wall=time(10), on=True)
    assert (kept.weekday, kept.wall, kept.on) == ("4", time(10), True)
    await telling.at("2026-03-05T10:00", BERLIN)
    assert len(await boards(telling, queries.WEEK)) == 1
    await choose(telling, "UANA", weekday="4", wall=time(10), on=False)
    await telling.at("2026-03-13T16:00", BERLIN)
    assert len(await boards(telling, queries.WEEK)) == 1
    with pytest.raises(Refusal, match="managers"):
        await choose(telling, "UBEN", weekday="1", wall=time(9), on=True)
    with pytest.raises(Refusal, match="managers"):
        await choose(telling, "UBEN", brief=Rhythm.DAILY)


async def test_a_brief_comes_as_often_as_it_was_asked_for(telling):
    """Daily at half past eight on working days, then on Mondays, then no more."""
    await choose(telling, "UANA", brief=Rhythm.DAILY)
    await tuesday(telling)
    for day in (4, 5, 6, 7, 8, 9):
        await at(telling, f"2026-03-0{day}T08:30")
    briefs = await boards(telling, queries.BRIEF)
    assert [key[-10:] for key in briefs] == ["2026-03-04", "2026-03-05", "2026-03-06", "2026-03-09"]
    said = await telling.board(briefs[0])
    assert "answered Ana" in said
    assert "missing Ben" in said
    assert (await choose(telling, "UANA", brief=Rhythm.MONDAY)).brief is Rhythm.MONDAY
    for day in (10, 16, 17):
        await telling.at(f"2026-03-{day}T08:30", BERLIN)
    assert len(await boards(telling, queries.BRIEF)) == 5
    await choose(telling, "UANA", brief=Rhythm.OFF)
    await telling.at("2026-03-23T08:30", BERLIN)
    assert len(await boards(telling, queries.BRIEF)) == 5


async def test_a_week_in_a_brief_scores_nobody(telling):
    """It names who let how many rounds go by; only the team has a share."""
    await choose(telling, "UANA", brief=Rhythm.MONDAY)
    for day in (3, 4, 5):
        for zone in (BERLIN, NEW_YORK):
            await at(telling, f"2026-03-0{day}T09:20", zone)
    await telling.at("2026-03-09T08:30", BERLIN)
    (brief,) = await boards(telling, queries.BRIEF)
    said = await telling.board(brief)
    assert re.search(r"• Missing 3 times: Ana, Ben", said), said
    assert said.count("%") == 1


async def test_who_manages_no_more_is_briefed_no_more(telling):
    """Ana hands the team over: no brief comes, and the last one is taken back."""
    await choose(telling, "UANA", brief=Rhythm.DAILY)
    await telling.at("2026-03-04T08:30", BERLIN)
    async with telling.house.store.begin() as db:
        await people.set_role(db, telling.team, "UBEN", role=Role.MANAGER, by="UANA", now=clock.now())
        await people.set_role(db, telling.team, "UANA", role=Role.REP, by="UBEN", now=clock.now())
        await announce.seats(db, telling.house, ACME, telling.team.id, joined=["UANA", "UBEN"], now=clock.now())
    await telling.at("2026-03-05T08:30", BERLIN)
    (brief,) = await boards(telling, queries.BRIEF)
    assert await telling.board(brief) == ""


async def test_ones_own_week_comes_on_friday_on_ones_own_wall(telling):
    """Ben reads how much he answered at 16:30 in New York; whoever did not ask for it reads nothing."""
    await choose(telling, "UBEN", own_week=True)
    for day in (3, 4, 5):
        await at(telling, f"2026-03-0{day}T09:20", NEW_YORK)
        if day == 3:
            await telling.answer("UBEN", "Met Acme", "Send the offer", "Legal has the contract")
    await telling.at("2026-03-06T16:30", NEW_YORK)
    (own,) = await boards(telling, queries.OWN)
    said = await telling.board(own)
    assert "1 of 3 answered" in said
    assert "Legal has the contract" in said
    await choose(telling, "UBEN", own_week=False)
    await telling.at("2026-03-13T16:30", NEW_YORK)
    assert len(await boards(telling, queries.OWN)) == 1


async def test_the_same_wish_twice_is_one(telling):
    """Nobody is briefed twice for having pressed Save twice."""
    for _ in range(2):
        await choose(telling, "UANA", brief=Rhythm.DAILY, own_week=True)
    await telling.at("2026-03-04T08:30", BERLIN)
    assert len(await boards(telling, queries.BRIEF)) == 1


async def test_what_comes_is_foretold(telling):
    """`/salesbot simulate` tells of the week, the brief and the own week."""
    await choose(telling, "UANA", brief=Rhythm.MONDAY, own_week=True)
    async with telling.house.store.read() as db:
        ahead = await look_ahead(
            db, Scope(ACME, telling.team.id), Window.of(7, now=clock.now()),
            foretell=telling.house.offers("foretell"), called=telling.house.offers("called"),
        )  # fmt: skip
        mine = await look_ahead(
            db, Scope(ACME, member_id="UANA"), Window.of(7, now=clock.now()),
            foretell=telling.house.offers("foretell"), called=telling.house.offers("called"),
        )  # fmt: skip
    assert {(one.what, one.to) for one in ahead.messages} >= {("The week", "C1"), ("Brief", "UANA")}
    assert "Own week" in {one.what for one in mine.messages}


async def test_whose_week_may_be_read(telling):
    """A rep reads the team's, a contributor and a stranger do not, an admin every one, and a wrong name is told."""
    async with telling.house.store.begin() as db:
        await people.join(db, telling.team, ["UDEV"], role=Role.CONTRIBUTOR, by="UANA", now=clock.now())

    async def asks(who, name=""):
        async with telling.house.store.read() as db:
            return await service.readable(
                db, Wanted("now", name), workspace_id=ACME, member_id=who, channel_id="C9", setup="/salesbot setup"
            )

    assert (await asks("UBEN")).id == telling.team.id
    assert (await asks("UANA", "emea")).id == telling.team.id
    with pytest.raises(Refusal, match="for its managers, reps and observers"):
        await asks("UDEV")
    with pytest.raises(Refusal, match="no team right now"):
        await asks("UNOBODY")
    with pytest.raises(Refusal, match="no team of yours called “nowhere”"):
        await asks("UBEN", "nowhere")
    async with telling.house.store.begin() as db:
        (await db.get_one(Member, (ACME, "UDEV"))).is_admin = True
    assert (await asks("UDEV")).id == telling.team.id


async def test_what_somebody_asked_for_is_given_out_and_forgotten(telling):
    """Ben reads that he asked for his week; erased, it comes no more, and weeks that may name him are drawn anew."""
    await choose(telling, "UBEN", own_week=True)
    await telling.at("2026-03-06T16:30", NEW_YORK)
    async with telling.house.store.begin() as db:
        (held,) = await service.export(db, ACME, "UBEN", clock.now())
        assert held.rows == [{"what": "digest.own_week", "which": "digest.own_week"}]
        before = {row.key: row.version for row in await db.scalars(select(Delivery))}
        erased = await service.erase(db, Erasure(workspace_id=ACME, member_id="UBEN", stand_in="UDEV", now=clock.now()))
        assert list(erased.removed.values()) == [1]
        assert await service.export(db, ACME, "UBEN", clock.now()) == []
        await db.flush()
    (own,), (team_week,) = await boards(telling, queries.OWN), await boards(telling, queries.WEEK)
    async with telling.house.store.read() as db:
        after = {row.key: row for row in await db.scalars(select(Delivery))}
    assert after[own].state == "withdrawn"
    assert after[team_week].version > before[team_week]
    await telling.at("2026-03-13T16:30", NEW_YORK)
    assert await boards(telling, queries.OWN) == [own]


async def test_weeks_that_quote_somebody_are_drawn_anew(telling):
    """Dev, who is in no team, thanked Cleo: her own week and the team's hold his words, and are said without them."""
    await choose(telling, "UCLEO", own_week=True)
    async with telling.house.store.begin() as db:
        db.add(Kudos(workspace_id=ACME, team_id=telling.team.id, giver_id="UDEV", day=clock.now().date(),
                     reason="for the calm demo", link="", given_at=clock.now()))  # fmt: skip
        await db.flush()
        number = await db.scalar(select(Kudos.id))
        db.add(Thanked(workspace_id=ACME, kudos_id=number, giver_id="UDEV", receiver_id="UCLEO", given_at=clock.now()))
    await telling.at("2026-03-06T16:30", SYDNEY)
    await telling.at("2026-03-06T16:00", BERLIN)
    weeks = [*await boards(telling, queries.OWN), *await boards(telling, queries.WEEK)]
    assert ["calm demo" in await telling.board(one) for one in weeks] == [True, True]
    async with telling.house.store.begin() as db:
        before = dict((await db.execute(select(Delivery.key, Delivery.version))).all())
        await service.erase(db, Erasure(workspace_id=ACME, member_id="UDEV", stand_in="UBEN", now=clock.now()))
        after = dict((await db.execute(select(Delivery.key, Delivery.version))).all())
    assert [after[one] - before[one] for one in weeks] == [1, 1]


@pytest.mark.parametrize("what", ["forgotten", "confirmed"])
async def test_a_week_that_another_process_tells_meanwhile_is_drawn_anew_behind_the_commit(telling, what):
    """Cleo is forgotten, or the channel confirmed, while the week is told by what was known before."""
    if not telling.house.store.shared:
        pytest.skip("one writer at a time: nothing is told meanwhile")
    now, team_id = clock.now(), telling.team.id
    async with telling.house.store.begin() as db:
        if what == "forgotten":
            await service.erase(db, Erasure(workspace_id=ACME, member_id="UCLEO", stand_in="UBEN", now=now))
        else:
            await on_channel(db, ChannelChange(ACME, "C1", confirmed=True, now=now))
        async with telling.house.store.begin() as other:
            other.add(Digest(workspace_id=ACME, team_id=team_id, day=now.date(), zone=BERLIN, key="week",
                             since_at=now - timedelta(days=7), until_at=now))  # fmt: skip
            await outbox.promise(other, Board(ACME, "week", queries.WEEK, "1", to="C1", due_at=now))
            sent = {"state": "sent", "shown": Delivery.version}
            await other.execute(update(Delivery).where(Delivery.key == "week").values(sent))
    await telling.house.store.close()
    async with telling.house.store.read() as db:
        assert await db.scalar(select(Delivery.version).where(Delivery.key == "week")) == 2


async def test_a_week_that_was_forgotten_stays_as_it_stands(telling):
    """Its record is long gone: the message in the channel is not taken away."""
    await telling.at("2026-03-06T16:00", BERLIN)
    (key,) = await boards(telling, queries.WEEK)
    async with telling.house.store.read() as db:
        subject = await db.scalar(select(Delivery.subject).where(Delivery.key == key))
    await forget(telling.house.store, Digest, *queries.long_over(clock.now() + timedelta(days=1)))
    async with telling.house.store.read() as db:
        said = await telling.house.boards[queries.WEEK](db, ACME, subject)
    assert said is not None
    assert words(said) == ""


async def test_what_is_said_on_friday_is_told_on_friday(telling):
    """Ben's Friday is open still when the week is told: his words are in it, and not once more a week later."""
    await at(telling, "2026-03-06T09:20", NEW_YORK)
    await telling.answer("UBEN", "Met Acme", "Send the offer", day=clock.now().date())
    await telling.at("2026-03-06T16:00", BERLIN)
    assert "*Ben* Met Acme" in await week(telling)
    await delivered(telling)
    await telling.at("2026-03-13T16:00", BERLIN)
    said = await week(telling)
    assert "Friday 13 March" in said
    assert "Met Acme" not in said


async def test_sydneys_monday_and_new_yorks_friday_fall_into_one_week_each(telling):
    """Ben's Friday ends after the week was told: it is named as open, counts in the next, and is told once."""
    await telling.at("2026-03-05T09:20", SYDNEY)
    await telling.at("2026-03-06T09:20", SYDNEY)
    await telling.at("2026-03-06T16:00", BERLIN)
    assert "Friday's Daily standup is still open" in await week(telling)
    await delivered(telling)
    await telling.at("2026-03-06T10:20", NEW_YORK)
    await telling.answer("UBEN", "Met Acme", "Send the offer", day=clock.now().date())
    await telling.at("2026-03-13T16:00", BERLIN)
    assert "Met Acme" in await week(telling)


async def test_a_brief_keeps_no_words_of_an_early_answer_that_was_changed(telling):
    """Ben answers on Tuesday evening; Ana's brief quotes it before his Wednesday begins, and he changes it."""
    wednesday = date(2026, 3, 4)
    await choose(telling, "UANA", brief=Rhythm.DAILY)
    await telling.at("2026-03-03T09:15", NEW_YORK)
    now = await telling.at("2026-03-03T20:00", NEW_YORK)
    async with telling.house.store.begin() as db:
        seat = (await asked.seats_of(db, "UBEN", workspace_id=ACME))[0][0]
        await checkins.open_early(db, seat.id, workspace_id=ACME, member_id="UBEN", now=now)
    await telling.answer("UBEN", "Early bird", "Orion", "Legal is slow", day=wednesday)
    await at(telling, "2026-03-04T08:35", BERLIN)
    (key,) = await boards(telling, queries.BRIEF)
    assert "Legal is slow" in await telling.board(key)
    await telling.at("2026-03-04T07:30", NEW_YORK)
    await delivered(telling)
    part = await telling.answer("UBEN", "Early bird", "Orion", "Acme is slow", day=wednesday)
    async with telling.house.store.begin() as db:
        await checkins.tell_rewritten(db, telling.house, [(part, part.ask.opens_at)])
    async with telling.house.store.read() as db:
        assert await db.scalar(select(Delivery.state).where(Delivery.key == key)) == "waiting"
    assert "Legal is slow" not in await telling.board(key)
