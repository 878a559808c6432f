"""A blocker of which nobody says a word: who is reminded, when, and how often, on real databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sales_floor import ACME, BERLIN, NEW_YORK, SYDNEY
from sqlalchemy import event, func, select, update

from salesbot import clock
from salesbot.blockers import queries, service
from salesbot.blockers.model import Blocker, Told
from salesbot.blockers.queries import REMIND
from salesbot.blockers.service import silence
from salesbot.blockers.service import watch as watching
from salesbot.checkins.model import Round
from salesbot.desk.ahead import Window, look_ahead
from salesbot.errors import Refusal
from salesbot.outbox.model import Delivery
from salesbot.people import announce
from salesbot.people import queries as people
from salesbot.people import service as verbs
from salesbot.room import BlockersSaid, BlockerWord, MemberMoved, Run, SeatsChanged
from salesbot.schedule import service as schedule
from salesbot.schedule.foresee import Scope
from salesbot.schedule.model import Appointment, Occurrence, Seat

LEGAL = "Legal has had the contract for a week"


async def say(floor, *said, who="UBEN", source="ask.test", new=None, **more):
    """Say something about blockers, as an answer does that its team reads."""
    where = {"report_key": "checkin.report.1", "channel_id": "C1", "tell": "off"} | more
    word = BlockersSaid(ACME, floor.team.id, who, source, said=said, new=new, now=clock.now(), **where)
    async with floor.house.store.begin() as db:
        await service.say(db, word)
        return await db.scalar(select(Blocker.id).where(Blocker.source == source))


async def blocked(floor, **more):
    """Ben says on Tuesday at 09:20 in New York what is in his way; returns its id. Nobody is asked later on."""
    async with floor.house.store.begin() as db:
        await schedule.pause(db, await db.get_one(Appointment, floor.checkin.appointment_id), now=clock.now())
    await floor.at("2026-03-03T09:20", NEW_YORK)
    return await say(floor, new=LEGAL, **more)


async def reminded(floor):
    """Who was reminded, in order."""
    async with floor.house.store.read() as db:
        query = select(Delivery.target).where(Delivery.kind == service.REMINDED).order_by(Delivery.id)
        return list(await db.scalars(query))


async def seats(floor):
    """Who waits to look at silent blockers, once a beat has seated them."""
    await floor.house.beat(clock.now())
    async with floor.house.store.read() as db:
        mine = select(Appointment.id).where(Appointment.job == REMIND)
        return set(await db.scalars(select(Seat.who).where(Seat.appointment_id.in_(mine))))


async def test_however_many_are_told_it_takes_as_many_statements(floor):
    """A morning on which three people hear of what is silent asks the database no more often than with one."""
    async with floor.house.store.begin() as db:
        await verbs.join(db, await db.merge(floor.team), ["UDEV"], by="UANA", now=clock.now())
    for who in ("UANA", "UBEN", "UCLEO", "UDEV"):
        await say(floor, who=who, source=f"ask.{who}", new=LEGAL)
    await floor.house.beat(clock.now())
    await looked(floor, "UBEN")  # the first one finds nobody told before
    assert await looked(floor, "UDEV") == await looked(floor, "UANA", "UCLEO")
    assert await reminded(floor) == ["UBEN", "UDEV", "UANA", "UCLEO"]


async def looked(floor, *who):
    """How many statements it takes to tell these people on Thursday of what is silent."""
    now, said = datetime(2026, 3, 5, 19, tzinfo=UTC), []
    async with floor.house.store.begin() as db:
        appointment = await db.scalar(select(Appointment).where(Appointment.job == REMIND))
        runs = [
            Run(ACME, appointment.id, REMIND, str(floor.team.id), one, now.date(), "", now, NEW_YORK, f"key.{one}", now)
            for one in who
        ]
        engine = db.get_bind()

        def hear(*heard):
            said.append(heard[2])

        event.listen(engine, "before_cursor_execute", hear)
        assert await service.look(db, runs) == {}
        event.remove(engine, "before_cursor_execute", hear)
    return len(said)


async def days(floor, first, last, zone=NEW_YORK):
    """Let days pass, with a look soon after ten o'clock in Berlin, New York and Sydney; Slack takes what is sent."""
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        for hour in (5, 11, 19):
            await floor.at(f"{day}T{hour:02}:05", zone)
            await sent(floor)
        day += timedelta(days=1)


async def sent(floor, state="sent"):
    """Slack took the reminders that were waiting; or, `expired`, was away until they had lapsed."""
    async with floor.house.store.begin() as db:
        mine = Delivery.kind == service.REMINDED, Delivery.state.in_(["waiting", "sent"])
        await db.execute(update(Delivery).where(*mine).values(state=state))


async def test_one_and_several_are_foretold_in_words_that_fit(floor):
    """Ana will hear of two silent blockers, Ben and Cleo of their own one each."""
    await say(floor, new=LEGAL)
    await say(floor, new="No price yet", who="UCLEO", source="ask.other")
    await floor.house.beat(clock.now())
    async with floor.house.store.read() as db:
        offered = {name: floor.house.offers(name) for name in ("foretell", "called")}
        ahead = await look_ahead(db, Scope(ACME), Window.of(7, now=clock.now()), **offered)
    told = {(one.to, one.words, one.only) for one in ahead.messages if one.what == "Blockers"}
    mine = "reminder of a silent blocker", "if nobody says a word about it before"
    both = "reminder of 2 silent blockers", "if nobody says a word about them before"
    assert told == {("UANA", *both), ("UBEN", *mine), ("UCLEO", *mine)}


async def test_owner_and_managers_are_reminded_once_after_a_silent_working_day(floor):
    """Tuesday it is said, Wednesday nobody says a word, Thursday at ten both are told; then never again."""
    await blocked(floor)
    await floor.at("2026-03-05T09:59", BERLIN)
    assert await reminded(floor) == []
    await floor.at("2026-03-05T10:00", BERLIN)
    assert await reminded(floor) == ["UANA"]
    await floor.at("2026-03-05T09:59", NEW_YORK)
    assert await reminded(floor) == ["UANA"]
    await floor.at("2026-03-05T10:00", NEW_YORK)
    assert await reminded(floor) == ["UANA", "UBEN"]
    await sent(floor)
    await days(floor, "2026-03-06", "2026-03-20")
    assert await reminded(floor) == ["UANA", "UBEN"]


async def test_a_new_word_begins_a_new_silence(floor):
    """`still` on Thursday: the next reminder is Monday's, after a silent Friday."""
    number = await blocked(floor)
    await days(floor, "2026-03-04", "2026-03-05")
    await floor.at("2026-03-05T16:00", NEW_YORK)
    await say(floor, BlockerWord(number, "still"), source="ask.later")
    await days(floor, "2026-03-06", "2026-03-08")
    assert len(await reminded(floor)) == 2
    await days(floor, "2026-03-09", "2026-03-13")
    assert sorted(await reminded(floor)) == ["UANA", "UANA", "UBEN", "UBEN"]


async def test_nobody_is_reminded_of_what_is_resolved(floor):
    """It is out of the way before Thursday: there is nothing to say, and nobody waits."""
    number = await blocked(floor)
    assert await seats(floor) == {"UANA", "UBEN"}
    await floor.at("2026-03-04T12:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        await service.resolve(db, number, workspace_id=ACME, member_id="UBEN", now=clock.now())
    await days(floor, "2026-03-05", "2026-03-09")
    assert await reminded(floor) == []
    assert await seats(floor) == set()


async def test_silence_while_away_is_no_silence(floor):
    """Ben is away from Wednesday to Friday: Tuesday is his first silent day, Wednesday brings the reminder."""
    await blocked(floor)
    async with floor.house.store.begin() as db:
        ben = await people.member(db, ACME, "UBEN")
        await verbs.set_away(db, ben, date(2026, 3, 4), date(2026, 3, 9), by="UBEN", now=clock.now())
    await days(floor, "2026-03-04", "2026-03-10")
    assert await reminded(floor) == []
    await days(floor, "2026-03-11", "2026-03-11")
    assert sorted(await reminded(floor)) == ["UANA", "UBEN"]


async def test_a_manager_who_is_away_is_told_when_she_is_back(floor):
    """Nothing is said on a day off; it is not lost either."""
    await blocked(floor)
    async with floor.house.store.begin() as db:
        ana = await people.member(db, ACME, "UANA")
        await verbs.set_away(db, ana, date(2026, 3, 5), date(2026, 3, 6), by="UANA", now=clock.now())
    await days(floor, "2026-03-04", "2026-03-08")
    assert await reminded(floor) == ["UBEN"]
    await days(floor, "2026-03-09", "2026-03-12")
    assert await reminded(floor) == ["UBEN", "UANA"]


async def test_who_travels_is_reminded_on_the_new_wall(floor):
    """Ben flies to Sydney on Wednesday: ten o'clock there, and once."""
    await blocked(floor)
    await floor.at("2026-03-04T12:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        ben = await people.member(db, ACME, "UBEN")
        await verbs.set_zone(db, ben, SYDNEY, now=clock.now())
        for moved in floor.house.offers("on_member_moved"):
            await moved(db, MemberMoved(ACME, "UBEN", was=NEW_YORK, now=clock.now()))
    await floor.at("2026-03-06T09:59", SYDNEY)
    assert "UBEN" not in await reminded(floor)
    await floor.at("2026-03-06T10:00", SYDNEY)
    assert "UBEN" in await reminded(floor)
    await sent(floor)
    await days(floor, "2026-03-06", "2026-03-12")
    assert (await reminded(floor)).count("UBEN") == 1


async def test_the_ledger_grows_by_a_line_a_day_only_while_somebody_waits(floor):
    """After both were reminded the seats go back, and weeks of silence write nothing more."""
    await blocked(floor)
    await days(floor, "2026-03-04", "2026-03-06")
    assert await seats(floor) == set()

    async def lines():
        async with floor.house.store.read() as db:
            return await db.scalar(select(func.count()).where(Occurrence.job == REMIND))

    before = await lines()
    await days(floor, "2026-03-07", "2026-03-20")
    assert await lines() == before <= 7


async def test_a_leavers_blocker_is_told_to_the_managers_once(floor):
    """Ben leaves on Wednesday: on Thursday Ana reads what he left open, Ben nothing; and she may resolve it."""
    number = await blocked(floor)
    await floor.at("2026-03-04T12:00", NEW_YORK)
    async with floor.house.store.begin() as db:
        team = await people.team(db, ACME, floor.team.id)
        left = await verbs.leave(db, team, ["UBEN"], by="UANA", now=clock.now())
        change = SeatsChanged(ACME, team.id, left=left, now=clock.now())
        for tell in floor.house.offers("on_seats_changed"):
            await tell(db, change)
    assert await seats(floor) == {"UANA"}
    await days(floor, "2026-03-05", "2026-03-12")
    assert await reminded(floor) == ["UANA"]
    async with floor.house.store.read() as db:
        assert [one.why for one in await db.scalars(select(Told))] == ["left"]
    async with floor.house.store.begin() as db:
        await service.resolve(db, number, workspace_id=ACME, member_id="UANA", now=clock.now())


async def test_a_new_manager_hears_of_what_is_silent(floor):
    """Cleo becomes a manager on Friday, after the silence of Wednesday."""
    await blocked(floor)
    await days(floor, "2026-03-04", "2026-03-05")
    await floor.at("2026-03-06T12:00", SYDNEY)
    async with floor.house.store.begin() as db:
        team = await people.team(db, ACME, floor.team.id)
        await verbs.set_role(db, team, "UCLEO", role="manager", by="UANA", now=clock.now())
        change = SeatsChanged(ACME, team.id, joined=["UCLEO"], now=clock.now())
        for tell in floor.house.offers("on_seats_changed"):
            await tell(db, change)
    await days(floor, "2026-03-07", "2026-03-10", SYDNEY)
    assert await reminded(floor) == ["UANA", "UBEN", "UCLEO"]


async def test_what_could_not_be_sent_in_time_is_told_the_next_day(floor):
    """Slack was away on Thursday until the evening: Friday at ten tells it."""
    await blocked(floor)
    await days(floor, "2026-03-04", "2026-03-05")
    await sent(floor, "expired")
    await days(floor, "2026-03-06", "2026-03-10")
    assert sorted(await reminded(floor)) == ["UANA", "UANA", "UBEN", "UBEN"]


async def test_an_ended_team_reminds_nobody(floor):
    """What was open in it stays as it is."""
    await blocked(floor)
    async with floor.house.store.begin() as db:
        for tell in floor.house.offers("on_team_archived"):
            await tell(db, ACME, floor.team.id, clock.now())
    await days(floor, "2026-03-04", "2026-03-10")
    assert await reminded(floor) == []


async def test_first_blockers_at_once_make_one_appointment(floor):
    """Two people are blocked in the same second, the first time in this team."""
    await floor.at("2026-03-03T09:20", NEW_YORK)
    await asyncio.gather(
        say(floor, who="UBEN", source="ask.1", new=LEGAL), say(floor, who="UCLEO", source="ask.2", new="No budget")
    )
    await asyncio.gather(floor.house.beat(clock.now()), floor.house.beat(clock.now()))
    assert await seats(floor) == {"UANA", "UBEN", "UCLEO"}
    async with floor.house.store.read() as db:
        assert await db.scalar(select(func.count()).where(Appointment.job == REMIND)) == 1


async def test_an_answer_leaves_the_seats_to_the_next_beat(floor):
    """Nothing of the schedule is asked or written while somebody waits for a yes; a process may die before the beat."""
    await floor.at("2026-03-03T09:20", NEW_YORK)
    heard = []

    def hear(*what):
        heard.append(what[2])

    engine = floor.house.store._engines.writing.sync_engine
    event.listen(engine, "before_cursor_execute", hear)
    await say(floor, new=LEGAL)
    event.remove(engine, "before_cursor_execute", hear)
    assert heard
    assert not [one for one in heard if "seats" in one or "appointments" in one]
    assert await seats(floor) == {"UANA", "UBEN"}


async def test_what_is_resolved_before_the_beat_needs_nobody(floor):
    """Said and out of the way within the same minute: no seat, no appointment, and no word is left."""
    number = await blocked(floor)
    async with floor.house.store.begin() as db:
        await service.resolve(db, number, workspace_id=ACME, member_id="UBEN", now=clock.now())
    assert await seats(floor) == set()
    async with floor.house.store.read() as db:
        assert not await queries.any_unwatched(db)
        assert await db.scalar(select(func.count()).where(Appointment.job == REMIND)) == 0


async def test_more_words_than_one_transaction_takes_are_all_seen_to(floor, monkeypatch):
    """Three words, two at a time: after one beat everybody has their seat, and no word is left."""
    monkeypatch.setattr(watching, "_AT_ONCE", 2)
    await floor.at("2026-03-03T09:20", NEW_YORK)
    for who in ("UANA", "UBEN", "UCLEO"):
        await say(floor, who=who, source=f"ask.{who}", new=LEGAL)
    assert await seats(floor) == {"UANA", "UBEN", "UCLEO"}
    async with floor.house.store.read() as db:
        assert not await queries.any_unwatched(db)


@pytest.mark.parametrize("tell", ["dm", "thread", "off", "later"])
async def test_a_new_blocker_is_told_where_its_checkin_says(floor, tell):
    """In the thread, to each manager, or nowhere; and never before its round has opened."""
    await blocked(floor, tell=tell)
    async with floor.house.store.read() as db:
        rows = await db.execute(select(Delivery.target, Delivery.key).where(Delivery.kind == service.ANNOUNCED))
        told = {target for target, _ in rows}
    assert told == {"dm": {"UANA"}, "thread": {"C1"}, "off": set(), "later": set()}[tell]


async def test_an_announcement_to_managers_is_drawn_anew_when_it_is_resolved(floor):
    """Each has a message of their own, and each says so."""
    number = await blocked(floor, tell="dm")
    key = f"blocker.announced.{number}.UANA"
    assert "Ben is blocked in EMEA Sales" in await floor.board(key)
    async with floor.house.store.begin() as db:
        before = await db.scalar(select(Delivery.version).where(Delivery.key == key))
        await service.resolve(db, number, workspace_id=ACME, member_id="UBEN", now=clock.now())
    async with floor.house.store.read() as db:
        assert await db.scalar(select(Delivery.version).where(Delivery.key == key)) > before
    assert "Resolved" in await floor.board(key)


async def test_a_team_reads_in_the_list_what_it_reads_in_a_channel(floor):
    """Said to the managers, or not out yet, a blocker stands in nobody else's list but its owner's."""
    await floor.at("2026-03-03T09:15", NEW_YORK)
    await floor.answer("UBEN", "Met Acme", "Send the offer", LEGAL)

    async def listed(who, *, only_mine=False):
        offers = floor.house.offers("published_answers")
        async with floor.house.store.read() as db:
            what = await service.listing(
                db, ACME, floor.team.id, to=who, only_mine=only_mine, published=offers, now=clock.now()
            )
        return [one.blocker.text for one in what.entries]

    assert await listed("UANA") == await listed("UBEN") == await listed("UCLEO") == [LEGAL]
    assert await listed("UANA", only_mine=True) == []
    async with floor.house.store.begin() as db:
        await db.execute(update(Round).values(publish="managers"))
    assert await listed("UANA") == await listed("UBEN") == [LEGAL]
    assert await listed("UCLEO") == []
    async with floor.house.store.begin() as db:
        await db.execute(update(Round).values(publish="close", published_at=None))
    assert await listed("UCLEO") == []
    async with floor.house.store.begin() as db:
        await db.execute(update(Round).values(published_at=clock.now()))
    assert await listed("UCLEO") == [LEGAL]
    with pytest.raises(Refusal, match="its own people"):
        await listed("UDEV")


@pytest.mark.parametrize("store", ["postgresql"], indirect=True)
async def test_a_word_in_the_moment_in_which_a_seat_is_given_back_keeps_its_watchers(floor, monkeypatch):
    """One process finds nothing open for Ben any more; before it commits, another sees to what he says just then."""
    number = await blocked(floor)
    assert "UBEN" in await seats(floor)
    async with floor.house.store.begin() as db:
        await service.resolve(db, number, workspace_id=ACME, member_id="UBEN", now=clock.now())
    unseats, goes_on = asyncio.Event(), asyncio.Event()
    unseat = silence._unseat

    async def slowly(db, runs):
        await unseat(db, runs)
        if any(run.member_id == "UBEN" for run in runs):
            unseats.set()
            await goes_on.wait()

    monkeypatch.setattr(silence, "_unseat", slowly)
    morning = datetime(2026, 3, 4, 10, 0, 30, tzinfo=ZoneInfo(NEW_YORK)).astimezone(UTC)
    clock.set_calendar(morning)
    one = asyncio.create_task(floor.house.beat(morning))
    await asyncio.wait_for(unseats.wait(), 10)
    await say(floor, new="Procurement wants a call", source="ask.other")
    other = asyncio.create_task(service.watch_new(floor.house.store, clock.now()))
    await asyncio.wait({other}, timeout=0.3)
    goes_on.set()
    await asyncio.gather(one, other)
    assert "UBEN" in await seats(floor)


@pytest.mark.parametrize("how", ["cleared", "expired", "pause"])
async def test_silence_while_away_is_none_also_once_that_was_ended(floor, how):
    """Ben was away from Tuesday evening on; back on Monday, he and Ana are reminded after a whole day of his."""
    await blocked(floor)
    await floor.at("2026-03-03T18:00", NEW_YORK)
    if how == "pause":
        await paused_until(floor, datetime(2026, 3, 20, 5, tzinfo=UTC))
    else:
        end = int(datetime(2026, 3, 14, 12, tzinfo=UTC).timestamp()) if how == "expired" else 0
        await status(floor, text="On vacation", emoji=":palm_tree:", expiration=end)
    await days(floor, "2026-03-04", "2026-03-15")
    await floor.at("2026-03-16T04:00", NEW_YORK)
    if how == "pause":
        await paused_until(floor, None)
    else:
        await status(floor)
    await floor.at("2026-03-16T10:05", NEW_YORK)
    assert await reminded(floor) == []
    await days(floor, "2026-03-17", "2026-03-18")
    assert sorted(await reminded(floor)) == ["UANA", "UBEN"]


async def paused_until(floor, until):
    """Ben pauses salesbot until then, or goes on."""
    async with floor.house.store.begin() as db:
        ben = await people.member(db, ACME, "UBEN")
        await (verbs.pause_until(db, ben, until) if until else verbs.end_pause(db, ben, now=clock.now()))
        await announce.away(db, floor.house, ACME, "UBEN", now=clock.now())


async def status(floor, **status):
    """Slack tells of Ben's status."""
    profile = {f"status_{name}": value for name, value in {"text": "", "emoji": "", "expiration": 0, **status}.items()}
    user = {"id": "UBEN", "team_id": ACME, "name": "Ben", "real_name": "Ben", "tz": NEW_YORK, "profile": profile}
    async with floor.house.store.begin() as db:
        what = await verbs.learn(db, user, workspace_id=ACME, now=clock.now())
        await announce.learned(db, floor.house, what, now=clock.now())
