"""Questions are read once: a set never changes, and what was never committed is never kept."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, time

import pytest
from sales_floor import ACME

from hearing import heard
from salesbot import clock
from salesbot.checkins import queries
from salesbot.checkins.rules.sketch import Item, Sketch
from salesbot.checkins.service.compose import compose, recompose, sketch_of
from salesbot.store import Store

SKETCH = Sketch("Pulse", time(9), time(14), date(2026, 3, 3), items=(Item(1, "How is it?"), Item(2, "What next?")))


class _ThoughtBetterError(Exception):
    """Somebody thought better of it."""


async def made(db, floor, *words):
    """A check-in that asks this."""
    items = tuple(Item(number, one) for number, one in enumerate(words, start=1))
    one = replace(SKETCH, items=items)
    return await compose(db, one, workspace_id=ACME, team_id=floor.team.id, by="UANA", now=clock.now())


async def asked(db, checkin_id, which=1):
    """What a set asks, as a door reads it."""
    return [one.words for one in await queries.questions(db, checkin_id, question_set=which)]


async def test_a_set_is_read_once(floor):
    """By whoever comes first, one set or several; later sessions ask nothing and read the same."""
    async with floor.house.store.begin() as db:
        pulse = await made(db, floor, "How is it?", "What next?")
    wanted = {(pulse.id, 1), (floor.checkin.id, 1)}
    async with floor.house.store.read() as db:
        first = await queries.question_sets(db, wanted)
    for session in (floor.house.store.read, floor.house.store.begin):
        async with session() as db:
            with heard(db.get_bind()) as statements:
                again = await queries.question_sets(db, wanted)
                assert await asked(db, pulse.id) == ["How is it?", "What next?"]
            assert statements == []
        assert {place: [one.id for one in some] for place, some in again.items()} == {
            place: [one.id for one in some] for place, some in first.items()
        }


async def test_what_is_not_there_is_looked_for_again(floor):
    """The next set comes with an edit; until then nothing stands for it."""
    async with floor.house.store.read() as db:
        assert await asked(db, floor.checkin.id, 2) == []
    async with floor.house.store.begin() as db:
        checkin = await queries.locked(db, floor.checkin.id, workspace_id=ACME)
        changed = replace(await sketch_of(db, checkin), items=(Item(1, "Only this?"),))
        await recompose(db, checkin, changed, now=clock.now())
    async with floor.house.store.read() as db:
        assert await asked(db, floor.checkin.id, 2) == ["Only this?"]
        assert len(await asked(db, floor.checkin.id, 1)) == 3


async def test_what_is_rolled_back_is_not_kept(floor):
    """The next check-in may get the same number, and asks something else."""
    numbers = []

    async def think_better():
        async with floor.house.store.begin() as db:
            numbers.append((await made(db, floor, "Never asked?")).id)
            assert await asked(db, numbers[0]) == ["Never asked?"]
            raise _ThoughtBetterError

    with pytest.raises(_ThoughtBetterError):
        await think_better()
    async with floor.house.store.read() as db:
        assert await asked(db, *numbers) == []
    async with floor.house.store.begin() as db:
        kept = await made(db, floor, "Asked in earnest?")
    async with floor.house.store.read() as db:
        assert await asked(db, kept.id) == ["Asked in earnest?"]


async def test_who_reads_may_keep_a_list_of_their_own(floor):
    """What one door does with its list, the next one never sees."""
    async with floor.house.store.read() as db:
        mine = await queries.questions(db, floor.checkin.id, question_set=1)
        mine.clear()
        assert len(await asked(db, floor.checkin.id)) == 3


async def test_each_database_has_its_own(floor, request, tmp_path):
    """What one process reads in two of them stands under the same numbers."""
    shutil.copyfile(request.getfixturevalue("_sqlite_template"), tmp_path / "other.db")
    async with floor.house.store.read() as db:
        assert len(await asked(db, floor.checkin.id)) == 3
    other = await Store.open(f"sqlite:///{tmp_path / 'other.db'}")
    try:
        async with other.read() as db:
            assert await asked(db, floor.checkin.id) == []
    finally:
        await other.close()
