"""Every door that the app itself names, and a request of the right shape for each: what attacks begin from."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bodies import body_of, filled, ids_of
from knocking import view_of
from listening import doors_of
from matrix import DOORS, Door
from world import FAR, PERSONAS

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from slack_bolt.async_app import AsyncApp
    from world import World

# Who does it. The first three are nobody here; the last two have a right to something, but not to what they reach for.
NOBODIES = ("guest", "known guest", "stranger")
ELSEWHERE = "elsewhere"  # a rep of another workspace, who reaches for this one's
WHO = (*NOBODIES, "unknown", "ex-member", "contributor", "observer", "rep", "manager", "admin", ELSEWHERE)
TARGETS = ("own", "mate", "other", "foreign", "missing", "nonsense", "huge")


@dataclass(frozen=True)
class Opening:
    """A door, with what the matrix knows of it; of one that is new there, only the name."""

    row: Door

    @property
    def name(self) -> str:
        """How it is told of."""
        return f"{self.row.kind} {self.row.name}"

    @property
    def is_told_by_slack(self) -> bool:
        """Whether Slack itself says so: what it says may change something whoever it is about."""
        return self.row.kind == "event"

    async def body(self, world: World, who: str, *, ids: dict[str, str], rng: random.Random) -> dict[str, Any]:
        """What Slack would send if this person used it, carrying these ids."""
        persona = "rep" if who == ELSEWHERE else who
        if self.is_told_by_slack:
            body = _event(world, persona, self.row.name, rng)
        else:
            body = await body_of(world, replace(self.row, inside=""), persona, "own", ids=ids)
        if self.row.inside:
            body = _inside(body, view_of(self.row.inside, filled(self.row.carries, ids), {}))
        return _from_elsewhere(body) if who == ELSEWHERE else body


def openings_of(app: AsyncApp) -> list[Opening]:
    """Every door of this app, in the order of their names."""
    found = []
    for kind, name in sorted(doors_of(app)):
        rows = [one for one in DOORS if (one.kind, one.name) == (kind, name) and not one.given]
        found += [Opening(one) for one in rows or [_new(kind, name)]]
    return found


def carried(world: World, who: str, target: str) -> dict[str, str]:
    """What the placeholders of a door stand for."""
    return ids_of(world, "rep" if who == ELSEWHERE else who, "other" if who == ELSEWHERE else target)


def _new(kind: str, name: str) -> Door:
    asks = example(name) if kind == "click" else "x"
    return Door(kind, name, "", own=frozenset(), carries="{ask}", asks=asks)


def example(pattern: str) -> str:
    """A text that this pattern takes; a name is its own."""
    return _made(re._parser.parse(pattern)) if pattern.startswith("^") else pattern


def _made(parsed: Any) -> str:
    return "".join(_piece(str(op), said) for op, said in parsed)


def _piece(op: str, said: Any) -> str:
    made = _PIECES.get(op)
    return made(said) if made is not None else ""


_PIECES: dict[str, Callable[[Any], str]] = {
    "LITERAL": chr, "RANGE": lambda said: chr(said[0]), "CATEGORY": lambda _said: "1",
    "MAX_REPEAT": lambda said: _made(said[2]) * max(said[0], min(said[1], 1)),
    "SUBPATTERN": lambda said: _made(said[3]),
    "BRANCH": lambda said: _made(said[1][0]), "IN": lambda said: _piece(str(said[0][0]), said[0][1]),
}  # fmt: skip


def _event(world: World, who: str, kind: str, rng: random.Random) -> dict[str, Any]:
    """An event about this person: its parts are those that any event of Slack has."""
    body = world.knocker.message(world.users[PERSONAS[who]], "hello there")
    if kind == "message":
        return body
    user, channel = PERSONAS[who], world.channels[rng.choice(list(world.channels))].id
    about: Any = {"id": user, "team_id": "T_ACME", "name": user.lower(), "profile": {}, "tz": "Europe/Berlin"}
    about = about if kind in {"user_change", "team_join"} else user
    where: Any = {"id": channel, "name": "lobby", "created": 1} if "rename" in kind else channel
    body["event"] = {
        "type": kind, "user": about, "channel": where, "reaction": "eyes", "tab": "home",
        "event_ts": "1772524801.000001",
        "tokens": {"oauth": [user], "bot": []},
        "old_channel_id": channel, "new_channel_id": "CNEW", "channel_type": "C",
        "item": {"type": "message", "channel": channel, "ts": "1.000001"},
    }  # fmt: skip
    return body


def _inside(body: dict[str, Any], view: dict[str, Any]) -> dict[str, Any]:
    """A click in a form, which nobody opened before."""
    on_a_message = {"channel", "response_url"}
    body = {key: part for key, part in body.items() if key not in on_a_message}
    return body | {"view": view, "container": {"type": "view", "view_id": view["id"]}}


def _from_elsewhere(body: dict[str, Any]) -> dict[str, Any]:
    body = body | ({"team_id": FAR, "user_id": "UFREP"} if "command" in body or "event" in body else {})
    if "user" in body:
        body |= {"team": {"id": FAR, "domain": "far"}, "user": {"id": "UFREP", "team_id": FAR, "name": "ufrep"}}
    if isinstance(body.get("event"), dict) and isinstance(body["event"].get("user"), str):
        body["event"]["user"] = "UFREP"
    return body
