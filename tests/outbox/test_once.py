"""Posting once: resets, processes that freeze past their lease, several processes, and ten thousand in line."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from salesbot import clock
from salesbot.outbox import copies, janitor, queries
from salesbot.outbox.carry import Carrier, Lease
from salesbot.outbox.claim import next_in_line
from salesbot.outbox.drawing import Drawing
from salesbot.outbox.model import Copy, Delivery, Lane
from salesbot.outbox.turn import Asked, turn
from salesbot.people.model import Workspace
from salesbot.room import Message

POST = "chat.postMessage"
PLACES = ["UANA", "UBEN", "UCLEO", "UDEV"]


async def _all_of(office, number):
    """Promise so many notes to four people, with resets after Slack took one in five; returns what they should read."""
    office.slack.fault(POST, "reset_after", times=number * 3, chance=0.2)
    notes = [office.note(f"n{one:03}", to=PLACES[one % 4]) for one in range(number)]
    await office.promise(*notes)
    assert await office.sender().drain(100)
    return sorted(f"say {note.key}" for note in notes)


def _read(office):
    return sorted(text for one in PLACES for text in office.texts(one))


@pytest.mark.parametrize("number", [40, pytest.param(500, marks=pytest.mark.chaos)])
async def test_resets_after_slack_took_it_double_nothing(office, number):
    """Every message is there, and there once, though Slack's answer was lost for one in five."""
    assert await _all_of(office, number) == _read(office)
    assert office.slack.log.counters[POST] >= number


@pytest.mark.parametrize("without", [["channels:history", "chat:write.public"]])
async def test_resets_without_the_right_to_look_are_unknown(office):
    """In a channel whose history we may not read, what was lost is unknown and never posted a second time."""
    office.slack.fault(POST, "reset_after", times=20, chance=0.5)
    await office.promise(*[office.note(f"n{one:03}", to=office.channel.id) for one in range(20)])
    assert await office.sender().drain(60)

    read = office.texts(office.channel)
    assert read == sorted(set(read))
    states = {f"say n{one:03}": (await office.row(f"n{one:03}")).state for one in range(20)}
    assert set(states.values()) == {"sent", "unknown"}
    assert {text for text, state in states.items() if state == "sent"} <= set(read)


async def _claim(office, owner):
    """Claim what is next for a process of this name, as its turn would."""
    return (await turn(office.store, office.settings, [], Asked(owner, clock.now(), 10))).claimed


async def test_what_a_frozen_process_posted_late_is_taken_back(office):
    """A froze before its post; B looked, posted and settled; A wakes, posts, and its copy is deleted. B's stays."""
    carrier = Carrier(office.clients, Drawing(office.store, {}), office.settings.send_timeout)
    await office.promise(office.note("frozen"))
    (held,) = await _claim(office, "A")
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(lease_until=clock.real() - timedelta(seconds=1)))
    assert await office.sender().drain(5)
    late = await carrier.carry(held, Lease.of(60))  # what A believes of its lease
    assert len(office.texts("UBEN")) == 2
    found = await turn(office.store, office.settings, [late], Asked("A", clock.now(), 0))
    assert found.extra == 1
    await copies.delete_extra(office.store, office.clients, seconds=2)

    row = await office.row("frozen")
    assert [message.ts for message in office.slack.messages(office.people["UBEN"], by_bots=True)] == [row.ts]
    async with office.store.read() as db:
        assert await db.scalar(select(func.count()).select_from(Copy)) == 2


@pytest.mark.parametrize("answered", [True, False])
async def test_an_old_change_that_lands_beside_a_newer_one_does_not_stay(office, answered):
    """A froze over "old"; B took over and said "new"; A's call lands after B's, and is settled before it: "new" stays.

    Also where A never learns that its call arrived.
    """
    carrier = Carrier(office.clients, office.drawing(), office.settings.send_timeout)
    sender = office.sender()
    office.says["tue"] = Message(text="first")
    await office.promise(office.board("tue"))
    assert await sender.drain(5)
    await asyncio.sleep(0.1)  # twice what lies between two changes of a report
    await office.dirty("tue")
    (held,) = await _claim(office, "A")
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(lease_until=clock.real() - timedelta(seconds=1)))
    await office.dirty("tue")
    (taken,) = await _claim(office, "B")
    office.says["tue"] = Message(text="new")
    newer = await carrier.carry(taken, Lease.of(60))
    if not answered:
        office.slack.fault("chat.update", "status_after")
    office.says["tue"] = Message(text="old")
    older = await carrier.carry(held, Lease.of(60))  # what A drew before it froze
    office.says["tue"] = Message(text="new")
    assert office.texts(office.channel) == ["old"]
    assert (older.failure is None) is answered
    await turn(office.store, office.settings, [older], Asked("A", clock.now(), 0))
    await turn(office.store, office.settings, [newer], Asked("B", clock.now(), 0))
    assert await sender.drain(5)

    assert office.texts(office.channel) == ["new"]
    assert (await office.row("board.tue")).state == "sent"


async def test_the_sender_never_waits_for_a_door(office):
    """A door changes a message while its post comes back: the others settle at once, and this one right after."""
    if office.store.dialect == "sqlite":
        pytest.skip("one writer at a time: nobody holds anything beside a door")
    carrier = Carrier(office.clients, Drawing(office.store, {}), office.settings.send_timeout)
    await office.promise(office.note("held"), office.note("free", to="UANA"))
    back = [await carrier.carry(one, Lease.of(60)) for one in await _claim(office, "A")]
    async with office.store.begin() as db:
        await queries.locked(db, "TACME", ["held"])
        async with asyncio.timeout(5):
            found = await turn(office.store, office.settings, back, Asked("A", clock.now(), 0))
    assert [outcome.parcel.key for outcome in found.left] == ["held"]
    assert (await office.row("free")).state == "sent"

    assert (await turn(office.store, office.settings, found.left, Asked("A", clock.now(), 0))).left == []
    assert (await office.row("held")).state == "sent"
    assert _read(office) == ["say free", "say held"]


async def test_what_came_back_late_but_alone_counts(office):
    """A's post comes back after its lease lapsed and before B looked: it is the message, and B finds that out."""
    carrier = Carrier(office.clients, Drawing(office.store, {}), office.settings.send_timeout)
    await office.promise(office.note("late"))
    (held,) = await _claim(office, "A")
    outcome = await carrier.carry(held, Lease.of(60))
    async with office.store.begin() as db:
        await db.execute(update(Delivery).values(lease_until=clock.real() - timedelta(seconds=1)))
    (taken,) = await _claim(office, "B")
    await turn(office.store, office.settings, [outcome], Asked("A", clock.now(), 0))
    theirs = await carrier.carry(taken, Lease.of(60))
    await turn(office.store, office.settings, [theirs], Asked("B", clock.now(), 0))

    assert office.texts("UBEN") == ["say late"]
    assert (await office.row("late")).state == "sent"


async def test_no_post_begins_with_too_little_lease_left(office):
    """A claim that waited too long is given back instead of posted."""
    carrier = Carrier(office.clients, Drawing(office.store, {}), office.settings.send_timeout)
    await office.promise(office.note("slow"))
    (held,) = await _claim(office, "A")
    outcome = await carrier.carry(held, Lease.of(office.settings.send_timeout / 2))
    await turn(office.store, office.settings, [outcome], Asked("A", clock.now(), 0))

    assert office.sent() == 0
    assert await office.sender().drain(5)
    assert office.texts("UBEN") == ["say slow"]


async def test_three_processes_share_the_work(office):
    """Three senders on one database send everything once, in order for each person."""
    notes = [office.note(f"n{one:03}", to=PLACES[one % 4]) for one in range(60)]
    random.Random(3).shuffle(notes)
    await office.promise(*sorted(notes, key=lambda note: note.key))
    senders = [office.sender(send_concurrency=4) for _ in range(3)]
    assert all(await asyncio.gather(*[sender.drain(30) for sender in senders]))

    for place in PLACES:
        assert office.texts(place) == [f"say n{one:03}" for one in range(60) if PLACES[one % 4] == place]


async def test_the_janitor_looks_twice_and_rests(office):
    """What was in doubt is looked at soon, once more late, and then never again."""
    office.slack.fault(POST, "reset_after", times=1)
    await office.promise(office.note("doubt"))
    assert await office.sender().drain(10)
    looks = []
    for _ in range(3):
        async with office.store.begin() as db:
            await db.execute(update(Delivery).where(Delivery.check_at.is_not(None)).values(check_at=clock.real()))
            await db.execute(update(Delivery).values(settled_at=clock.real() - len(looks) * timedelta(minutes=10)))
        looks.append(await janitor.run(office.store, office.clients, office.settings))

    assert looks == [1, 1, 0]
    assert office.texts("UBEN") == ["say doubt"]


async def test_slacks_pace_is_kept(office):
    """With the limiter on, a strict Slack refuses nothing: a channel reads one a second after a short burst."""
    office.slack.settings.strict_rates = True
    began = clock.monotonic()
    await office.promise(*[office.note(f"n{one}", to=office.channel.id) for one in range(5)])
    assert await office.sender(limiter=True).drain(20)

    assert office.texts(office.channel) == [f"say n{one}" for one in range(5)]
    assert clock.monotonic() - began >= 1.9
    assert not [seen for seen in office.slack.calls if seen.error]


async def test_ten_thousand_in_line_do_not_slow_a_claim(office):
    """The database finds the next by its indexes: it neither sorts nor reads all that waits."""
    rows = [office.note(f"n{one:05}", to=f"U{one:05}") for one in range(10_000)]
    await office.promise(*rows)
    async with office.store.begin() as db:
        await db.execute(text("ANALYZE"))
        plan = await _plan(db)
    assert "ix_deliveries_next" in plan
    assert "ix_deliveries_line" in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan
    assert "Seq Scan on deliveries" not in plan


async def _plan(db):
    from sqlalchemy.dialects import postgresql, sqlite

    kind = db.get_bind().dialect.name
    values = {"now": clock.now(), "machine": clock.real(), "full_at": clock.real(), "most": 32}
    values |= {f"open_{one}": True for one in ("postMessage", "update", "delete", "history")}
    values["workspace_id"] = "TACME"
    dialect = {"sqlite": sqlite, "postgresql": postgresql}[kind].dialect()
    statement = next_in_line(limiter=True, posts=True).params(**values)
    compiled = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True, "render_postcompile": True})
    explain = "EXPLAIN QUERY PLAN" if kind == "sqlite" else "EXPLAIN"
    return "\n".join(
        str(tuple(row)) for row in await db.execute(text(f"{explain} {str(compiled).replace(':', chr(92) + ':')}"))
    )


async def test_a_workspace_that_is_new_gets_its_lanes(office):
    """The first promise of a workspace is sent at once: its lanes are laid by the turn that needs them."""
    await office.promise(office.note("first"))
    assert await office.sender().drain(5)
    async with office.store.read() as db:
        assert await db.scalar(select(func.count()).select_from(Lane)) == 4
        assert await db.scalar(select(func.count()).select_from(Workspace)) == 1
    assert office.texts("UBEN") == ["say first"]
