"""Every door, every person, every team: who may is served, who may not is told so and changes nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from knocking import Seen, digest, rows, view_of
from listening import doors_of
from matrix import ADMIN, DOORS, FROM_SLACK, INSIDE, NOWHERE, QUIET, Door, targets
from world import MORNING, PERSONAS, SESAME, World, world_of

from salesbot import clock
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
    seen = await world.knocker.knock(await _body(world, door, who, target, ids=ids), before=before)
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


# ---- payloads ----


def ids_of(world: World, who: str, target: str) -> dict[str, str]:
    """What the placeholders of a payload stand for."""
    here = {"me": PERSONAS[who], "now": str(int(clock.real().timestamp()))}
    return _named(world, who, target) | here


def _named(world: World, who: str, target: str) -> dict[str, str]:
    """Those that name something of a team."""
    if target in NOWHERE and target != "foreign":
        nowhere = NOWHERE[target]
        names = (
            "tip",
            "kudos",
            "seat",
            "told",
            "team",
            "checkin",
            "ask",
            "draft",
            "blocker",
            "away",
            "round",
            "question",
            "second",
            "shown",
            "prompt",
            "phrase",
            "talk",
            "action",
            "asked",
            "note",
            "promise",
        )
        return dict.fromkeys(names, nowhere) | _fixed(world, "bravo") | {"plan": f"{nowhere}.1", "who": "UNOBODY"}
    name = {"own": "alpha", "mate": "alpha", "other": "bravo", "foreign": "foxtrot"}[target]
    place, me = world.places[name], PERSONAS[who]
    owner = {"own": me, "mate": "UMATE", "other": "UBMAN", "foreign": "UFMAN"}[target]
    maker = {"own": me, "mate": "UADM" if me == "UMAN" else "UMAN"}.get(target, owner)
    told = {"bravo": "UBREP", "foxtrot": "UFREP"}.get(name, "UMATE")
    return _fixed(world, name) | {
        "team": str(place.team.id), "checkin": str(place.checkin), "round": str(place.round),
        "question": str(place.questions[0]),
        "second": str(place.questions[1]), "plan": place.plans.get(maker) or place.plans[place.team.created_by],
        "ask": _of(place.asks, owner), "draft": _of(place.drafts, owner), "blocker": _of(place.blockers, owner),
        "kudos": _of(place.kudos, owner), "tip": _of(place.tips, owner), "shown": _of(place.shown, owner),
        "away": _of(place.aways, told), "who": told, "told": str(place.asks[told]), "seat": _of(place.seats, owner),
        "prompt": str(place.prompt), "phrase": str(place.phrase),
        "talk": str(place.talk), "action": str(place.action), "asked": str(place.asked),
        "note": _of(place.notes, owner), "promise": _of(place.promises, owner),
    }  # fmt: skip


def _of(ids: dict[str, int], owner: str) -> str:
    """Theirs, or where they have none somebody else's in that team."""
    return str(ids.get(owner) or next(iter([*(ids[one] for one in sorted(ids) if one != "UEX"), 987654321])))


def _fixed(world: World, name: str) -> dict[str, str]:
    wish = {"name": "Charlie", "channel": world.channels["lobby"].id, "zone": "Europe/Berlin", "wall": "09:15",
            "members": ["UNEW"], "templates": ["standup"]}  # fmt: skip
    return {"channel": name, "lobby": world.channels["lobby"].id, "wish": json.dumps(wish)}


def filled(template: str, ids: dict[str, str]) -> str:
    """A template with its placeholders filled in."""
    for name, value in ids.items():
        template = template.replace(f"{{{name}}}", value)
    return template


async def _body(world: World, door: Door, who: str, target: str, *, ids: dict[str, str]) -> dict[str, Any]:
    user, knocker = world.users[PERSONAS[who]], world.knocker
    carried = filled(door.carries, ids)
    match door.kind:
        case "command":
            channel = world.channels["bravo" if target == "other" else "alpha"]
            return knocker.command(user, f"{door.name} {filled(door.rest, ids)}".strip(), channel)
        case "click":
            view = await _opened(world, door, user, carried) if door.inside else None
            action = {"action_id": filled(door.asks, ids) or door.name, "value": filled(door.rest, ids) or carried}
            return knocker.click(user, action, view=view)
        case "form" | "closing":
            elements = {filled(key, ids): _filled(element, ids) for key, element in door.values.items()}
            body = knocker.form(user, view_of(door.name, carried, elements))
            return body | ({"type": "view_closed", "is_cleared": False} if door.kind == "closing" else {})
        case "shortcut":
            return knocker.shortcut(user, door.name, world.channels["alpha"], author="UMATE")
        case "menu":
            return knocker.menu(user, door.name, door.asks, view_of("desk.me", "", {}))
        case _:
            return knocker.message(user, "hello there")


def _filled(element: Any, ids: dict[str, str]) -> Any:
    return json.loads(filled(json.dumps(element), {key: json.dumps(value)[1:-1] for key, value in ids.items()}))


async def _opened(world: World, door: Door, user: Any, carried: str) -> dict[str, Any]:
    """A form that is open in front of this person, as a click in it tells of it."""
    shown = view_of(door.inside, carried, {})
    trigger = world.knocker.frame(user, "block_actions")["trigger_id"]
    said = {"type": "modal", "callback_id": door.inside, "title": shown["title"], "private_metadata": carried,
            "blocks": [{"type": "divider"}]}  # fmt: skip
    opened = await world.house.clients.posting.views_open(trigger_id=trigger, view=said)
    number = opened["view"]["id"]
    return shown | {"id": number, "root_view_id": number}
