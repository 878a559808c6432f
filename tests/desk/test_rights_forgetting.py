"""Somebody is forgotten while others write: nothing of them is left, nobody waits in a circle, and once is enough."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from salesbot import clock, features
from salesbot.app import forgotten
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.desk.service import forget
from salesbot.outbox import Board, Note
from salesbot.outbox import service as outbox
from salesbot.outbox.model import Delivery
from salesbot.outbox.rights import taken_back
from salesbot.people import service as people
from salesbot.people.model import Away, Forgotten, Member
from salesbot.room import Message, Once
from salesbot.slack import client
from salesbot.store import erasures, receipts
from salesbot.store import forget as sweep
from salesbot.store.giving_way import giving_way

ACME = "T_ACME"
NAME = "Ben & Söhne"


@pytest.fixture
async def house(store, database_url, tmp_path, now):
    """Ana and Ben, on either database."""
    clock.set_calendar(now)
    settings = Settings(_env_file=None, database_url=database_url, forgotten_file=str(tmp_path / "forgotten"))
    session = client.session(settings)
    async with store.begin() as db:
        await people.install(db, ACME, now=now)
        for one, name in (("UANA", "Ana"), ("UBEN", NAME)):
            await people.meet(db, {"id": one, "team_id": ACME, "real_name": name}, workspace_id=ACME, now=now)
    yield House(settings, store, session, rooms=features.rooms())
    await session.close()


async def forget_ben(house, now, **more):
    """As the door and the command do."""

    async def do(db):
        return await forget.forget(db, house, ACME, "UBEN", now=now, **more)

    return await giving_way(house.store, do)


def board(key, now, **more):
    """A board in a channel, or to somebody."""
    return Board(ACME, key, "desk.export", f"{key}/x", **({"to": "C1"} | more), due_at=now)


async def test_what_is_promised_meanwhile_goes_too(house, now):
    """A beat promises Ben a message in the middle of it: it is taken back, or he is not forgotten by halves."""

    async def beat():
        async with house.store.begin() as db:
            await outbox.promise(db, board("late.UBEN", now, to="UBEN", member_id="UBEN"))
            await asyncio.sleep(0.3)

    beating = asyncio.create_task(beat())
    await asyncio.sleep(0.1)
    await forget_ben(house, now)
    await beating
    async with house.store.read() as db:
        assert await db.get(Member, (ACME, "UBEN")) is None
        assert (await db.scalars(select(Delivery.key))).all() == []


async def test_a_note_that_calls_them_by_their_shown_name_goes(house, now):
    """What waits for Ana and holds Ben's name as Slack shows it, escaped, is not sent."""
    async with house.store.begin() as db:
        said = Message(text="Ben &amp; Söhne thanked you")
        await outbox.promise(
            db, Note(ACME, "one", "kudos.note", "UANA", said, due_at=now),
            Note(ACME, "two", "kudos.note", "UANA", Message(text="Benno thanked you"), due_at=now),
        )  # fmt: skip
    await forget_ben(house, now)
    async with house.store.read() as db:
        assert (await db.scalars(select(Delivery.key))).all() == ["two"]


async def test_what_their_clicks_were_answered_goes(house, now):
    """No receipt names Ben, and no answer is kept, as it may quote him; a repeat is known for one all the same."""
    for key in ("click.UBEN.1.1", "click.UANA.1.1"):
        async with house.store.begin(once=Once(ACME, key)) as db:
            house.store.remember(db, {"text": "Ben said: Orion"})
    await forget_ben(house, now)
    async with house.store.read() as db:
        found = {one.key: one.answer for one in await db.scalars(select(receipts.Receipt))}
    assert found == {"click.UANA.1.1": None}


async def test_only_time_away_that_is_still_counted_without_stays_as_a_stand_ins(house, now):
    """Last week's; what is long over, to come, or was cancelled goes."""
    days = {"over": (-60, -32), "last week": (-7, -5), "to come": (1, 9), "cancelled": (-4, -3)}
    common = {"workspace_id": ACME, "member_id": "UBEN", "set_by": "UBEN", "set_at": now}
    async with house.store.begin() as db:
        for name, (first, last) in days.items():
            first_day, last_day = (now.date() + timedelta(days=one) for one in (first, last))
            cancelled_at = now if name == "cancelled" else None
            db.add(Away(first_day=first_day, last_day=last_day, cancelled_at=cancelled_at, **common))
    assert (await forget_ben(house, now)).removed["times away"] == 3
    async with house.store.read() as db:
        (left,) = await db.scalars(select(Away))
    assert left.first_day == now.date() - timedelta(days=7)
    assert left.member_id.startswith("XGONE")
    assert left.set_by == left.member_id


async def test_what_lapsed_while_it_was_to_be_deleted_is_swept_too(house, now):
    """A message on its way that never arrived and may not be sent any more keeps Ben's id in its key no longer."""
    async with house.store.begin() as db:
        await outbox.promise(db, board("late.UBEN", now, to="UBEN", member_id="UBEN", expires_at=now))
        (await db.scalars(select(Delivery))).one().state = "claimed"
    await forget_ben(house, now)
    async with house.store.begin() as db:
        (await db.scalars(select(Delivery))).one().state = "waiting"  # its process came back: not begun
        await outbox.expire(db, now=now)
    assert await sweep(house.store, Delivery, *taken_back()) == 1


async def test_a_note_that_stands_twice_in_the_file_is_one(house, now):
    """Two processes noted the same erasure: the next start forgets Ben once, and the start after that nobody."""
    note = erasures.Noted("a1", ACME, "UBEN", now.isoformat())
    with open(house.settings.forgotten_file, "w") as file:  # noqa: ASYNC230, PTH123  a test's own small file
        file.write("".join(f'{{"id": "{note.id}", "workspace": "{ACME}", "member": "UBEN", "at": "{note.at}"}}\n' * 2))
    assert await forgotten.do_again(house, now=now) == 1
    assert await forgotten.do_again(house, now=now) == 0
    async with house.store.read() as db:
        assert (await db.scalars(select(Forgotten.id))).all() == ["a1"]


async def test_two_processes_that_start_at_once_forget_somebody_once(house, now):
    """Both read the file before either is done: one forgets, the other finds it done, and both start."""
    note = erasures.Noted("a1", ACME, "UBEN", now.isoformat())
    erasures.add(erasures.place(house.settings.database_url, house.settings.forgotten_file), [note])
    again = await asyncio.gather(*(forgotten.do_again(house, now=now) for _ in range(2)))
    assert sorted(again) == [0, 1]
