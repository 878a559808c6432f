"""Boards are drawn as they are sent: those of a kind that come in crowds in one session, and no one hurts another."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from salesbot import clock
from salesbot.outbox.drawing import _MOST, Drawing
from salesbot.outbox.turn import Asked, turn
from salesbot.room import HELD, Batched, Message

CROWD = 40


@pytest.fixture
async def parcel(office):
    """A claimed board for Ben."""
    await office.promise(office.board("0", to="UBEN"))
    ((claimed),) = (await turn(office.store, office.settings, [], Asked("A", clock.now(), 10))).claimed
    return claimed


class Room:
    """A room that draws several at once, and remembers which."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.broken: set[str] = set()
        self.away = False

    async def several(self, db, workspace_id, subjects):
        """Say the number of each, in as many statements as for one."""
        self.batches.append(list(subjects))
        await db.execute(text("SELECT 1"))
        if self.away:
            raise ConnectionResetError
        if self.broken & set(subjects):
            raise LookupError(subjects)
        silent = {"3": None, "4": HELD}
        return {one: silent.get(one, Message(f"{workspace_id} {one}")) for one in subjects}


def _many(parcel, subjects=range(CROWD)):
    return [replace(parcel, subject=str(one), key=f"board.{one}") for one in subjects]


async def _drawn(draw, parcels):
    return await asyncio.gather(*(draw(one) for one in parcels), return_exceptions=True)


async def test_what_comes_at_once_is_drawn_together(office, parcel):
    """Forty at once take three sessions; each says its own, and so do a silent and a held one."""
    room = Room()
    said = await _drawn(Drawing(office.store, {parcel.kind: Batched(room.several)}), _many(parcel))
    assert [len(one) for one in room.batches] == [_MOST, _MOST, CROWD - 2 * _MOST]
    assert said[3] is None
    assert said[4] is HELD
    assert [one.text for number, one in enumerate(said) if number not in {3, 4}] == [
        f"TACME {number}" for number in range(CROWD) if number not in {3, 4}
    ]


async def test_one_that_cannot_be_drawn_hurts_nobody_else(office, parcel):
    """Its batch is drawn once more, each alone; the error is its own."""
    room = Room()
    room.broken = {"7"}
    said = await _drawn(Drawing(office.store, {parcel.kind: Batched(room.several)}), _many(parcel, range(5, 10)))
    assert isinstance(said[2], LookupError)
    assert [one.text for one in (*said[:2], *said[3:])] == ["TACME 5", "TACME 6", "TACME 8", "TACME 9"]
    assert room.batches == [["5", "6", "7", "8", "9"], ["5"], ["6"], ["7"], ["8"], ["9"]]


async def test_while_the_database_is_away_nobody_is_tried_alone(office, parcel):
    """It would only make everybody wait for it again."""
    room = Room()
    room.away = True
    draw = Drawing(office.store, {parcel.kind: Batched(room.several)})
    said = await _drawn(draw, _many(parcel, range(5)))
    assert {type(one) for one in said} == {ConnectionResetError}
    assert len(room.batches) == 1
    room.away = False
    assert (await draw(parcel)).text == "TACME 0"


async def test_workspaces_and_kinds_are_drawn_apart(office, parcel):
    """A session looks for one workspace only."""
    room, other = Room(), Room()
    draw = Drawing(office.store, {parcel.kind: Batched(room.several), "other": Batched(other.several)})
    here = _many(parcel, range(5, 8))
    said = await _drawn(
        draw, [*here, *(replace(one, workspace_id="TFAR") for one in here), replace(parcel, kind="other")]
    )
    assert [one.text for one in said] == [
        "TACME 5", "TACME 6", "TACME 7", "TFAR 5", "TFAR 6", "TFAR 7", "TACME 0"
    ]  # fmt: skip
    assert len(room.batches) == 2
    assert other.batches == [["0"]]


async def test_whoever_is_given_up_takes_nobody_along(office, parcel):
    """A cancelled one is not drawn; its neighbours are, and those who come later."""
    room = Room()
    draw = Drawing(office.store, {parcel.kind: Batched(room.several)})
    tasks = [asyncio.create_task(draw(one)) for one in _many(parcel, range(5, 8))]
    await asyncio.sleep(0)
    tasks[1].cancel()
    said = await asyncio.gather(*tasks, return_exceptions=True)
    assert [one.text for one in (said[0], said[2])] == ["TACME 5", "TACME 7"]
    assert isinstance(said[1], asyncio.CancelledError)
    assert room.batches == [["5", "7"]]
    assert (await draw(parcel)).text == "TACME 0"


async def test_the_last_hand_is_laid_on_personal_ones_that_speak(office, parcel):
    """On all of a batch at once; not on a channel's, a held or a silent one."""
    room, handed = Room(), []

    async def finish(_db, drawn):
        handed.append([one.subject for one, _ in drawn])
        return [replace(message, text=f"{message.text}!") for _, message in drawn]

    draw = Drawing(office.store, {parcel.kind: Batched(room.several)}, finish)
    parcels = [*_many(parcel, range(2, 7)), replace(parcel, subject="8", target=office.channel.id)]
    said = await _drawn(draw, parcels)
    assert [one.text if one is not None and one is not HELD else one for one in said] == [
        "TACME 2!", None, HELD, "TACME 5!", "TACME 6!", "TACME 8"
    ]  # fmt: skip
    assert handed == [["2", "5", "6"]]


async def test_a_worker_that_is_cancelled_leaves_nobody_waiting(office, parcel):
    """Before it began, and while it draws; whoever comes next is drawn by another."""
    room = Room()
    draw = Drawing(office.store, {parcel.kind: Batched(room.several)})
    for turns in (1, 3):
        tasks = [asyncio.create_task(draw(one)) for one in _many(parcel, range(5, 8))]
        for _ in range(turns):
            await asyncio.sleep(0)
        (worker,) = (one for one in asyncio.all_tasks() if one.get_name() == "outbox.drawing")
        worker.cancel()
        async with asyncio.timeout(5):
            said = await asyncio.gather(*tasks, return_exceptions=True)
        assert {type(one) for one in said} == {asyncio.CancelledError}
    assert (await draw(parcel)).text == "TACME 0"
