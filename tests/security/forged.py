"""Requests that Slack could have signed, by people who reach for what is not theirs, or write what does harm."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from hostility import FORGED, NUMBERS, TEXTS

if TYPE_CHECKING:
    import random

    from attacks import Attack
    from world import World


def _as_it_is(_one: Attack, _world: World, _rng: random.Random) -> None:
    """Hostile by who asks or by what it carries."""


def _metadata(one: Attack, _world: World, rng: random.Random) -> None:
    view = one.payload.setdefault("view", {"id": "V1", "type": "modal", "blocks": [], "state": {"values": {}}})
    view["private_metadata"] = rng.choice([*FORGED, *NUMBERS])


def _button(one: Attack, _world: World, rng: random.Random) -> None:
    said = rng.choice([*FORGED, *NUMBERS])
    for action in one.payload.get("actions", [one.payload]):
        action["value"] = said


def _unknown(one: Attack, _world: World, rng: random.Random) -> None:
    name = rng.choice(["nobody.knows", "checkin.answer.7", "desk.team_chosen.x", "", " ", "x" * 255,
                       "../", "\u202e", "kudos.",
                       "coaching.brief.\n", "checkin.pause.9999999999", "question.-1"])  # fmt: skip
    for holder in (one.payload, one.payload.get("view"), *one.payload.get("actions", [])):
        for key in ("command", "callback_id", "action_id"):
            if isinstance(holder, dict) and key in holder:
                holder[key] = f"/{name}" if key == "command" else name
    if isinstance(one.payload.get("event"), dict):
        one.payload["event"]["type"] = name or "nothing"


def _state(one: Attack, _world: World, rng: random.Random) -> None:
    view = one.payload.get("view")
    if not isinstance(view, dict) or not view.get("state", {}).get("values"):
        _metadata(one, _world, rng)
        return
    values = view["state"]["values"]
    for name in rng.sample(sorted(values), rng.randint(1, len(values))):
        values[name] = copy.deepcopy(
            rng.choice([{name: one_of} for one_of in _ELEMENTS] + [{}, {name: {}}, {"x": _ELEMENTS[0], "y": {}}])
        )
    values[rng.choice(["question.999999", "question.x", "what.new99", "words.-1", "", "x" * 255])] = {
        "x": dict(_ELEMENTS[0])
    }


_ELEMENTS: list[dict[str, Any]] = [
    {"type": "plain_text_input", "value": "x"}, {"type": "plain_text_input"},
    {"type": "number_input", "value": "1e400"},
    {"type": "number_input", "value": "NaN"}, {"type": "datepicker", "selected_date": "2026-02-30"},
    {"type": "datepicker", "selected_date": "99999-01-01"}, {"type": "datepicker", "selected_date": "0001-01-01"},
    {"type": "timepicker", "selected_time": "25:61"}, {"type": "timepicker", "selected_time": "\u0661\u0662:00"},
    {"type": "users_select", "selected_user": "UFMAN"}, {"type": "users_select", "selected_user": "<!channel>"},
    {"type": "multi_users_select", "selected_users": ["UFMAN"] * 300},
    {"type": "multi_users_select", "selected_users": []},
    {"type": "conversations_select", "selected_conversation": "C_NOWHERE"},
    {"type": "conversations_select", "selected_conversation": "../x"}, {"type": "nothing_known", "value": "x"},
    {"type": "rich_text_input", "rich_text_value": {"type": "rich_text", "elements": []}}, {"type": "file_input"},
]  # fmt: skip


def _not_offered(one: Attack, _world: World, rng: random.Random) -> None:
    values = one.payload.get("view", {}).get("state", {}).get("values") or {}
    said = rng.choice([*NUMBERS, "root", "owner", "Mars/Olympus", "admin", "u202e", "<!channel>"])
    option = {"text": {"type": "plain_text", "text": said}, "value": said}
    for element in (inner for row in values.values() for inner in row.values()):
        if "selected_option" in element:
            element["selected_option"] = option
        if "selected_options" in element:
            element["selected_options"] = [option, option]
    for action in one.payload.get("actions", ()):
        action |= {"type": "static_select", "selected_option": option}
        action.pop("value", None)


def _text(one: Attack, _world: World, rng: random.Random) -> None:
    _say(one.payload, rng, list(TEXTS))


def _long_text(one: Attack, _world: World, rng: random.Random) -> None:
    _say(one.payload, rng, ["x" * 3001, "&" * 3001, "🦊" * 3001, "\n" * 3001, "a " * 20_000])


def _say(payload: dict[str, Any], rng: random.Random, texts: list[str]) -> None:
    """Write this into everything that takes words: the boxes of a form, what follows a command, a message."""
    values = (payload.get("view") or {}).get("state", {}).get("values") or {}
    for element in (inner for row in values.values() for inner in row.values()):
        if element.get("type") in {"plain_text_input", "number_input"}:
            element["value"] = rng.choice(texts)
    if "command" in payload:
        word = payload["text"].partition(" ")[0]
        payload["text"] = f"{word} {rng.choice(texts)}"
    if isinstance(payload.get("event"), dict) and "text" in payload["event"]:
        payload["event"]["text"] = rng.choice(texts)
    if payload.get("type") == "block_suggestion":
        payload["value"] = rng.choice(texts)


KINDS: dict[str, tuple[int, Any]] = {
    "guests and strangers": (70, _as_it_is), "another workspace's ids": (70, _as_it_is),
    "another team's ids": (50, _as_it_is), "ids of deleted rows": (30, _as_it_is), "strange numbers": (50, _as_it_is),
    "forged metadata": (50, _metadata), "forged values": (50, _button), "unknown names": (20, _unknown),
    "absurd states": (60, _state), "options not offered": (30, _not_offered), "hostile texts": (50, _text),
    "long texts": (15, _long_text),
}  # fmt: skip
