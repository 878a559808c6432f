"""The payload of a door for one person, with what it carries filled in from one team, or from nowhere."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from knocking import view_of
from matrix import IDS, NOWHERE
from world import PERSONAS

from salesbot import clock

if TYPE_CHECKING:
    from matrix import Door
    from world import World

# The placeholders that stand for a number; the others are words of their own shape.
CARRIED = tuple(one for one in IDS if one not in {"plan", "who"})


def ids_of(world: World, who: str, target: str) -> dict[str, str]:
    """What the placeholders of a payload stand for."""
    here = {"me": PERSONAS[who], "now": str(int(clock.real().timestamp()))}
    return named(world, who, target) | here


def named(world: World, who: str, target: str) -> dict[str, str]:
    """Those that name something of a team."""
    if target in NOWHERE and target != "foreign":
        nowhere = NOWHERE[target]
        return dict.fromkeys(CARRIED, nowhere) | _fixed(world, "bravo") | {"plan": f"{nowhere}.1", "who": "UNOBODY"}
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


async def body_of(world: World, door: Door, who: str, target: str, *, ids: dict[str, str]) -> dict[str, Any]:
    user, knocker = world.users[PERSONAS[who]], world.knocker
    carried = filled(door.carries, ids)
    match door.kind:
        case "command":
            channel = world.channels["bravo" if target == "other" else "alpha"]
            return knocker.command(user, f"{door.name} {filled(door.rest, ids)}".strip(), channel)
        case "click":
            view = await opened(world, door, user, carried) if door.inside else None
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


async def opened(world: World, door: Door, user: Any, carried: str) -> dict[str, Any]:
    """A form that is open in front of this person, as a click in it tells of it."""
    shown = view_of(door.inside, carried, {})
    trigger = world.knocker.frame(user, "block_actions")["trigger_id"]
    said = {"type": "modal", "callback_id": door.inside, "title": shown["title"], "private_metadata": carried,
            "blocks": [{"type": "divider"}]}  # fmt: skip
    opened = await world.house.clients.posting.views_open(trigger_id=trigger, view=said)
    number = opened["view"]["id"]
    return shown | {"id": number, "root_view_id": number}
