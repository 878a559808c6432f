"""The beat on bad days: jobs that fail, processes that meet or die, promises that lapse."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from salesbot.outbox.model import Delivery
from salesbot.schedule import queries, service
from salesbot.schedule.aside import Aside
from salesbot.schedule.beat import beat
from salesbot.schedule.model import Appointment, Seat
from salesbot.schedule.rules import Plan
from salesbot.store import Store

HOMES = ("ANA", "BEN", "CLEO", "DEV")
STANDUP = Plan(wall=time(9, 15), grace_minutes=225)
MINUTE = timedelta(minutes=1)
# Sunday noon to Tuesday 08:15 UTC: Monday everywhere, and Tuesday in Sydney, in Kolkata and, just now, in Berlin.
MONDAY = [("CLEO", 2), ("DEV", 2), ("ANA", 2), ("BEN", 2)]
NINE_FIFTEEN = datetime(2026, 3, 3, 8, 15, tzinfo=UTC)
TUESDAY = date(2026, 3, 3)
BEFORE = datetime(1, 1, 1, tzinfo=UTC)  # in New York that is in no year
BEYOND = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)


async def step(store, jobs, until):
    """Beat at each instant at which something is due, up to and with `until`."""
    result = None
    for _ in range(1000):
        async with store.read() as db:
            at = await queries.next_at(db)
        if at is None or at > until:
            return result
        result = await beat(store, jobs, now=at)
    raise AssertionError("the schedule never comes to rest")


async def all_at_once(store, standup):
    """Move the standup to one instant for everybody, Monday 09:15 UTC, and return it."""
    async with store.begin() as db:
        one, plan = await db.get_one(Appointment, standup.id), replace(STANDUP, zone="UTC")
        await service.change(db, one, plan, now=datetime(2026, 3, 1, 13, tzinfo=UTC))
    return datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


async def since(store, member_id, instant):
    """Let somebody's seat be since then; beyond the calendar it cannot be read any more. Returns what was there."""
    async with store.begin() as db:
        seat = (await db.scalars(select(Seat).where(Seat.member_id == member_id))).one()
        before, seat.since_at = seat.since_at, instant
    return before


@pytest.mark.parametrize("culprit", sorted(HOMES))
async def test_a_seat_that_cannot_be_read_holds_up_nobody(store, standup, diary, culprit):
    """The others are asked; the log says what to do; the broken one is left out for a while, and done once mended."""
    nine = await all_at_once(store, standup)
    before, aside = await since(store, culprit, BEYOND), Aside()
    with capture_logs() as lines:
        assert (await beat(store, {"checkin.ask": diary}, now=nine, aside=aside)).done == 3
        assert (await beat(store, {"checkin.ask": diary}, now=nine + MINUTE, aside=aside)).done == 0
    told = [line for line in lines if line["event"] == "schedule.seat_broken"]
    assert [(line["log_level"], line["error"]) for line in told] == [("error", "OverflowError")]
    assert "tried again" in told[0]["advice"]
    await since(store, culprit, before)
    assert (await beat(store, {"checkin.ask": diary}, now=nine + 2 * MINUTE, aside=Aside())).done == 1
    assert sorted(set(diary.who())) == sorted(HOMES)


async def test_a_lock_that_is_not_to_be_had_in_time_is_no_seats_fault(store, database_url, standup, diary):
    """On a server on which nobody waits long for a lock, a beat that finds one held leaves nobody out of the next."""
    if not store.shared:
        pytest.skip("one writer at a time: nobody waits for a row")
    nine, aside = await all_at_once(store, standup), Aside()
    async with nobody_waits_long(store, database_url) as impatient:
        with capture_logs() as lines:
            async with store.begin() as db:
                await db.execute(text("LOCK TABLE occurrences IN SHARE MODE"))
                with pytest.raises(DBAPIError):
                    await beat(impatient, {"checkin.ask": diary}, now=nine, aside=aside)
            assert (await beat(impatient, {"checkin.ask": diary}, now=nine, aside=aside)).done == len(HOMES)
    assert not [line for line in lines if line["event"] == "schedule.seat_broken"]


@asynccontextmanager
async def nobody_waits_long(store, url):
    """A store on a server whose administrator has set a lock_timeout."""
    async with store.begin() as db:
        name = await db.scalar(text("SELECT current_database()"))
        await db.execute(text(f"ALTER DATABASE \"{name}\" SET lock_timeout = '50ms'"))
    impatient = await Store.open(url)
    try:
        yield impatient
    finally:
        await impatient.close()
        async with store.begin() as db:
            await db.execute(text(f'ALTER DATABASE "{name}" RESET lock_timeout'))


async def test_a_seat_that_cannot_be_read_keeps_no_start_from_reading_the_others(store, standup):
    """A process whose every start met it would never beat."""
    await since(store, "BEN", BEFORE)
    async with store.begin() as db:
        seats = await queries.seats(db, standup)
        right = {seat.who: seat.next_at for seat in seats}
        for seat in seats:
            seat.next_at += timedelta(hours=5)
    async with store.begin() as db:
        assert await service.refresh(db, now=datetime(2026, 3, 1, 13, tzinfo=UTC)) is None
    async with store.begin() as db:
        read = {seat.who: seat.next_at for seat in await queries.seats(db, standup)}
    assert read == right | {"BEN": right["BEN"] + timedelta(hours=5)}


@pytest.mark.parametrize("culprit", sorted(HOMES))
async def test_a_run_that_makes_its_job_fail_holds_up_nobody(store, standup, diary, culprit, ledger):
    """One bad run fails alone, comes again with growing pauses, is done when it can be, and once."""
    diary.fail.add(culprit)
    nine = await all_at_once(store, standup)
    first = await beat(store, {"checkin.ask": diary}, now=nine)
    assert (first.done, first.failed, first.next_at) == (3, 1, nine + MINUTE)
    assert (await beat(store, {"checkin.ask": diary}, now=nine + MINUTE / 2)).failed == 0
    assert (await beat(store, {"checkin.ask": diary}, now=nine + MINUTE)).next_at == nine + 3 * MINUTE
    diary.fail.clear()
    last = await beat(store, {"checkin.ask": diary}, now=nine + 3 * MINUTE)
    assert (last.done, last.failed) == (1, 0)
    assert sorted(await ledger()) == sorted((who, 2, "", "done", "") for who in HOMES)


async def test_what_a_failing_job_wrote_is_undone(store, standup, diary, ledger):
    """The half-done work of a run that fails is not kept, that of the others is."""

    async def promise(db, runs):
        for run in runs:
            await service.later(
                db,
                workspace_id="T1",
                appointment_id=run.appointment_id,
                job="checkin.close",
                subject="1",
                member_id=run.member_id,
                day=run.day,
                slot="close",
                due_at=run.due_at + timedelta(hours=5),
                zone=run.zone,
            )
        return await diary(db, runs)

    diary.fail.add("DEV")
    await beat(store, {"checkin.ask": promise}, now=await all_at_once(store, standup))
    assert sorted(row[0] for row in await ledger(slot="close")) == ["ANA", "BEN", "CLEO"]


async def test_what_a_beat_does_in_one_go_it_does_in_the_order_of_the_rooms(store, standup):
    """A look at a round and a close that are due together: closes come first, for so doors lock what both lock."""
    nine, called = await all_at_once(store, standup), []

    async def close(_db, _runs):
        called.append("close")
        return {}

    async def over(_db, _runs):
        called.append("over")
        return {}

    one = {"workspace_id": "T1", "appointment_id": standup.id, "subject": "1", "day": nine.date(), "zone": "UTC"}
    async with store.begin() as db:
        for job, after, member_id in (("checkin.over", 1, None), ("checkin.close", 2, "ANA")):
            due_at = nine - timedelta(hours=1) + after * MINUTE
            await service.later(db, job=job, slot=job, due_at=due_at, member_id=member_id, **one)
    await beat(store, {"checkin.close": close, "checkin.over": over}, now=nine - MINUTE)
    assert called == ["close", "over"]


async def test_a_disk_that_fills_while_a_job_works_is_no_runs_fault(store, standup, diary, ledger):
    """The beat fails as a whole and keeps nothing; the next one does all that is due, without a minute's pause."""
    nine = await all_at_once(store, standup)

    async def weighty(db, runs):
        await db.execute(text("INSERT INTO ballast (weight) VALUES (:weight)"), {"weight": "x" * 1_000_000})
        return await diary(db, runs)

    async with little_room(store):
        with pytest.raises(DBAPIError):
            await beat(store, {"checkin.ask": weighty}, now=nine)
        assert await ledger() == []
    done = await beat(store, {"checkin.ask": weighty}, now=nine)
    assert (done.done, done.failed) == (4, 0)
    assert sorted(await ledger()) == sorted((who, 2, "", "done", "") for who in HOMES)


@asynccontextmanager
async def little_room(store):
    """There is no room for ballast on the disk; of PostgreSQL's, a trigger says so in its stead."""
    async with store.begin() as db:
        await db.execute(text("CREATE TABLE ballast (weight TEXT)"))
        if store.dialect == "postgresql":
            full = "BEGIN RAISE EXCEPTION 'no space left on device' USING ERRCODE = '53100'; END"
            await db.execute(text(f"CREATE FUNCTION full_() RETURNS trigger LANGUAGE plpgsql AS $$ {full} $$"))
            await db.execute(text("CREATE TRIGGER full_ BEFORE INSERT ON ballast EXECUTE FUNCTION full_()"))
        else:
            pages = (await db.execute(text("PRAGMA page_count"))).scalar_one()
            await db.execute(text(f"PRAGMA max_page_count = {pages + 100}"))
    yield
    async with store.begin() as db:
        freed = "DROP TRIGGER full_ ON ballast" if store.dialect == "postgresql" else "PRAGMA max_page_count = 100000"
        await db.execute(text(freed))


async def test_a_run_that_fails_until_it_is_too_late_is_missed(store, standup, diary, ledger):
    """What could not be done within its grace is skipped as missed, and the next day comes as ever."""
    diary.fail.add("ANA")
    await step(store, {"checkin.ask": diary}, datetime(2026, 3, 2, 13, tzinfo=UTC))
    assert await ledger(who="ANA") == [("ANA", 2, "", "skipped", "missed")]
    diary.fail.clear()
    await step(store, {"checkin.ask": diary}, NINE_FIFTEEN)
    assert (await ledger(who="ANA"))[-1] == ("ANA", 3, "", "done", "")


async def test_a_kind_that_nobody_does_waits_for_its_room(store, standup, diary):
    """Runs of a job that no room offers are not lost: they come when the room is back in time."""
    cleo = datetime(2026, 3, 1, 22, 15, tzinfo=UTC)
    assert (await beat(store, {}, now=cleo)).failed == 1
    assert (await beat(store, {"checkin.ask": diary}, now=cleo + MINUTE)).done == 1


async def test_three_beats_at_once_make_one_occurrence(store, standup, diary, database_url, ledger):
    """Three processes that beat at the same instant call the job once for each run."""
    others = [await Store.open(database_url) for _ in range(2)]
    try:
        at = datetime(2026, 3, 13, 9, tzinfo=UTC)
        await asyncio.gather(*(beat(one, {"checkin.ask": diary}, now=at) for one in (store, *others)))
        await beat(store, {"checkin.ask": diary}, now=at)  # a seat that one held was left by the others
    finally:
        for one in others:
            await one.close()
    assert set(diary.times().values()) == {1}
    rows = await ledger()
    assert len(rows) == len(set(rows)) == 39


class Crash(BaseException):
    """A process that dies."""


async def test_a_crash_between_batches_loses_and_doubles_nothing(store, standup, diary, ledger):
    """A process that dies in its second batch leaves the first done, and the next process does the rest, once."""
    store.batch = 3
    committed = []

    async def dying(db, runs):
        if committed:
            raise Crash
        committed.extend(runs)
        return {}

    at = await all_at_once(store, standup)
    with pytest.raises(Crash):
        await beat(store, {"checkin.ask": dying}, now=at)
    assert len(await ledger()) == 3
    await beat(store, {"checkin.ask": diary}, now=at)
    assert sorted(diary.who() + [run.member_id for run in committed]) == sorted(HOMES)


async def test_a_promise_that_came_too_late_makes_its_occurrence_missed(store, standup, diary, ledger):
    """A question that could not be posted in time lapses, and the ledger says missed."""
    await step(store, {"checkin.ask": diary}, NINE_FIFTEEN)
    async with store.begin() as db:
        db.add(promised(diary.runs[-1].key))
    await beat(store, {"checkin.ask": diary}, now=NINE_FIFTEEN + timedelta(hours=1, minutes=1))
    assert (await ledger(who="ANA"))[-1] == ("ANA", 3, "", "skipped", "missed")


async def test_a_room_hears_of_a_missed_occurrence_and_not_of_a_missed_one_shot(store, standup, diary, ledger):
    """The reminder lapses first, the question an hour later: both are missed, and the room is told of the question."""
    await step(store, {"checkin.ask": diary}, NINE_FIFTEEN)
    async with store.begin() as db:
        await service.later(
            db, workspace_id="T1", appointment_id=standup.id, job="checkin.remind", subject="7", member_id="ANA",
            day=NINE_FIFTEEN.date(), slot="remind", due_at=NINE_FIFTEEN, zone="Europe/Berlin",
        )  # fmt: skip
    reminded, heard = type(diary)(), type(diary)()
    jobs = {"checkin.ask": diary, "checkin.remind": reminded, "checkin.missed": heard}
    await beat(store, jobs, now=NINE_FIFTEEN)
    asked = diary.runs[-1].key
    for hours, key, told in ((2, reminded.runs[-1].key, []), (3, asked, [("ANA", "1")])):
        async with store.begin() as db:
            db.add(promised(key))
        await beat(store, jobs, now=NINE_FIFTEEN + timedelta(hours=hours))
        assert [(run.member_id, run.subject) for run in heard.runs] == told
    missed = [row[2:] for row in await ledger(who="ANA") if row[4] == "missed"]
    assert missed == [("", "skipped", "missed"), ("remind", "skipped", "missed")]


def promised(key):
    """A message to Ana of this key, good for an hour."""
    return Delivery(
        workspace_id="T1", key=key, kind="checkin.ask", board=False, target="ANA", member_id="ANA",
        message={"text": "?", "blocks": []}, priority=10, due_at=NINE_FIFTEEN,
        expires_at=NINE_FIFTEEN + timedelta(hours=1),
    )  # fmt: skip
