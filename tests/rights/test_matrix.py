"""Every door, every person, every team: who may is served, who may not is told so and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from bodies import body_of, filled, ids_of
from knocking import Seen, digest, rows
from listening import doors_of
from matrix import ADMIN, DOORS, FROM_SLACK, INSIDE, QUIET, Door, targets
from world import MORNING, PERSONAS, SESAME, World, world_of

from salesbot import clock
from salesbot.desk.listeners import rights
from salesbot.store import Base

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

pytestmark = pytest.mark.asyncio(loop_scope="module")

NAMED = [f"{one.kind} {one.name}" for one in DOORS]
IDS = [f"{name} {NAMED[: at + 1].count(name)}" if NAMED.count(name) > 1 else name for at, name in enumerate(NAMED)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(rights_url: str) -> AsyncIterator[World]:
    """The three teams."""
    async with world_of(rights_url) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine to forget somebody takes long, and a window that says "I am at it" has changed nothing yet."""
    monkeypatch.setattr(rights, "PATIENCE", 2.0)  # as long as the door waits


async def test_every_door_of_the_app_is_in_the_matrix(world: World) -> None:
    """What bolt listens to and the matrix are the same: a door without rights as data fails here."""
    there = {(kind, name) for kind, name in doors_of(world.house.doors) if name not in FROM_SLACK | QUIET}
    assert there - {(one.kind, one.name) for one in DOORS} == set(), "doors without a row in matrix.py"
    assert {(one.kind, one.name) for one in DOORS} - there == set(), "rows for doors that are not there"


@pytest.mark.parametrize("door", DOORS, ids=IDS)
async def test_a_door_opens_for_whom_it_should_and_for_nobody_else(
    world: World, door: Door, tried: Callable[..., bool]
) -> None:
    """Each person at this door, with ids of every team: served, or told no with nothing changed and nothing told."""
    clock.set_calendar(MORNING)
    wrong = []
    for who in PERSONAS:
        for target, may in targets(door, who):
            if not tried(door.kind, door.name, door.sign, who, target):
                continue
            wrong += [f"{who}, {target}: {one}" async for one in _knock(world, door, who, target, may=may)]
    assert not wrong, "\n".join(wrong)
    assert await digest(world.house.store) == world.before, "a refused door left something behind"


async def _knock(world: World, door: Door, who: str, target: str, *, may: bool) -> AsyncIterator[str]:
    """What is wrong with what came of it."""
    ids = ids_of(world, who, target)
    before = await world.give(door.given, ids) if door.given else world.before
    seen = await world.knocker.knock(await body_of(world, door, who, target, ids=ids), before=before)
    did = _did(door, seen, ids)
    if seen.status != 200:
        yield f"answered {seen.status}"
    if may and not did:
        yield f"should have been served ({door.sign}), but: {seen.words[:300]}"
    if not may and did:
        yield f"should have been refused, but {door.sign}: {seen.words[:300]}"
    if may and door.proof and not await world.says(filled(door.proof, ids)):
        yield f"said that it was done, but not so: {door.proof}"
    for one in () if may else _badly_refused(door, seen):
        yield one
    for one in leaks(seen, who, door):
        yield one
    if may and seen.changed and door.personal:
        for one in await _others_touched(world, PERSONAS[who]):
            yield one
    if seen.changed or door.given:
        await world.restore()
    world.slack.world.modals.clear()


def _badly_refused(door: Door, seen: Seen) -> Iterator[str]:
    if seen.changed:
        yield "was refused, and yet the database is another"
    if not seen.spoke and door.kind not in {"menu", "closing", "event"}:
        yield "was refused without a word"
    if "Something broke" in seen.words:
        yield f"was not refused, but broke: {seen.words[:300]}"


def _did(door: Door, seen: Seen, ids: dict[str, str]) -> bool:
    what, _, rest = door.sign.partition(":")
    if what == "opens":
        return rest in seen.opened
    if what == "changes":
        return seen.changed
    return filled(rest, ids) in seen.words


def leaks(seen: Seen, who: str, door: Door) -> Iterator[str]:
    """What was told that this person may not read."""
    may_read = {"alpha": who in INSIDE | ADMIN, "bravo": who in ADMIN, "foxtrot": False}
    for team, sesame in SESAME.items():
        if sesame in seen.words and not may_read[team]:
            yield f"read words of {team}: {seen.words[:300]}"
    names = ["Foxtrot"] + (["Alpha Team", "Bravo Team"] if who in {"guest", "known guest", "stranger"} else [])
    for name in names:
        if name in seen.words:
            yield f"read the name {name}: {seen.words[:300]}"
    for member in (*PERSONAS.values(), "UMATE", "UBMAN"):
        if f"draft of {member}" in seen.words and member != PERSONAS[who]:
            yield f"read what {member} has not sent yet"
        shared = door.name == "coaching.shared" and member == "UMATE" and who == "manager"
        if f"note of {member}" in seen.words and member != PERSONAS[who] and not shared:
            yield f"read what {member} keeps to themselves"


async def _others_touched(world: World, member: str) -> list[str]:
    """Rows of other people that are not as they were."""
    now = await rows(world.house.store, await world.changed())
    touched = []
    for table in Base.metadata.sorted_tables:
        names = [one.name for one in table.columns]
        of = "id" if table.name == "members" else "member_id"
        if table.name in now and of in names:
            changed = set(map(repr, now[table.name])) ^ set(map(repr, world.kept[table.name]))
            both = [*now[table.name], *world.kept[table.name]]
            whose = {row[names.index(of)] for row in both if repr(row) in changed}
            touched += [f"changed {table.name} of {one}" for one in whose - {member, None}]
    return touched
