"""What a person can press or fill in, boiled down to the few shapes that a browser draws."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from salesbot.playground.fields import initial

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from salesbot.playground.page.seats import Seat

_TEXTS = {"email_text_input": "email", "url_text_input": "url", "number_input": "number"}
_MOMENTS = {"datepicker": "date", "timepicker": "time", "datetimepicker": "datetime-local"}
_DIRECTORIES = ("users_select", "conversations_select", "channels_select")

_SURE = ("title", "text", "confirm", "deny")


@dataclass(frozen=True)
class Choice:
    """One option: `value` is what goes back to the app."""

    value: str
    label: str
    chosen: bool = False
    group: str = ""
    description: str = ""


@dataclass(frozen=True)
class Control:
    """One element. `shape` is how it is drawn, `sends` when a change goes to the app: at once, on Enter, never."""

    shape: str
    kind: str
    block: str
    action: str
    label: str = ""
    value: str = ""
    choices: tuple[Choice, ...] = ()
    sends: str = "at once"
    placeholder: str = ""
    style: str = ""
    url: str = ""
    confirm: str = ""
    limits: Mapping[str, Any] = field(default_factory=dict)
    optional: bool = False
    query_from: int = 3  # page select-menu-element: an external select asks from three characters on


def control(
    element: Mapping[str, Any],
    block: Mapping[str, Any],
    seat: Seat,
    *,
    held: Mapping[str, Any] | None = None,
) -> Control:
    """How an element of that block is drawn for that person; `held` is what it holds now."""
    kind = str(element["type"])
    state = held or initial(dict(element)) or {}
    return Control(
        shape=_shape(element),
        kind=kind,
        block=block.get("block_id", ""),
        action=element.get("action_id", ""),
        label=_text(element.get("text")),
        value=_value(kind, state, seat),
        choices=tuple(_choices(element, state, seat)),
        sends=_sends(element, block),
        placeholder=_text(element.get("placeholder")),
        style=element.get("style", ""),
        url=element.get("url", ""),
        confirm=_confirm(element.get("confirm")),
        limits=_limits(element),
        optional=bool(block.get("optional")),
        query_from=int(element.get("min_query_length", 3)),
    )


def _shape(element: Mapping[str, Any]) -> str:
    """button, feedback, menu, one, many, ticks, radio, search, searches, lines, or the type of an HTML input."""
    kind = element["type"]
    if kind in _MOMENTS or kind in _TEXTS:
        return (_MOMENTS | _TEXTS)[kind]
    if kind == "plain_text_input":
        return "lines" if element.get("multiline") else "text"
    if kind.removeprefix("multi_") in ("static_select", *_DIRECTORIES):
        return "many" if kind.startswith("multi_") else "one"
    shapes = {
        "button": "button", "icon_button": "button", "workflow_button": "button", "feedback_buttons": "feedback",
        "overflow": "menu", "checkboxes": "ticks", "radio_buttons": "radio", "rich_text_input": "lines",
        "external_select": "search", "multi_external_select": "searches",
    }  # fmt: skip
    return shapes.get(kind, "unknown")


def _sends(element: Mapping[str, Any], block: Mapping[str, Any]) -> str:
    """An input block keeps its changes for Submit unless it says dispatch_action (page input-block)."""
    if block.get("type") != "input":
        return "at once"
    if not block.get("dispatch_action"):
        return "never"
    typed = _shape(element) in ("text", "lines", *_TEXTS.values())
    eager = element.get("dispatch_action_config", {}).get("trigger_actions_on", [])
    return "on Enter" if typed and "on_character_entered" not in eager else "at once"


def _value(kind: str, state: Mapping[str, Any], seat: Seat) -> str:
    if kind == "datetimepicker":
        seconds = state.get("selected_date_time")
        return seat.wall(datetime.fromtimestamp(seconds, UTC)).strftime("%Y-%m-%dT%H:%M") if seconds else ""
    if kind == "rich_text_input":
        return rich_words(state.get("rich_text_value"))
    return str(next((state[key] for key in ("value", "selected_date", "selected_time") if state.get(key)), ""))


def rich_words(block: Mapping[str, Any] | None) -> str:
    """The words of a rich text, one line for each of its parts."""
    lines = ("".join(piece.get("text", "") for piece in part["elements"]) for part in (block or {}).get("elements", ()))
    return "\n".join(lines)


def _choices(element: Mapping[str, Any], state: Mapping[str, Any], seat: Seat) -> Iterable[Choice]:
    kind = str(element["type"])
    if kind == "feedback_buttons":
        for side in ("positive_button", "negative_button"):
            yield Choice(element[side]["value"], _text(element[side]["text"]))
        return
    chosen = _chosen(state)
    if kind.removeprefix("multi_") in _DIRECTORIES:
        for value, label in seat.directory(kind.removeprefix("multi_"), directs=_directs(element)):
            yield Choice(value, label, value in chosen)
        return
    # An external select shows what was chosen; the rest comes from the app as the person types.
    offered = [("", option) for option in element.get("options", chosen.values() if "external" in kind else ())]
    grouped = [(_text(one["label"]), option) for one in element.get("option_groups", ()) for option in one["options"]]
    for group, option in (*offered, *grouped):
        yield Choice(
            option.get("value", ""),
            _text(option["text"]),
            option.get("value") in chosen,
            group,
            _text(option.get("description")),
        )


def _directs(element: Mapping[str, Any]) -> bool:
    """Whether a menu of conversations offers direct messages too (page conversation-filter)."""
    include = element.get("filter", {}).get("include", ["im"])
    return "im" in include or "mpim" in include


def _chosen(state: Mapping[str, Any]) -> dict[str, Any]:
    """What is chosen now: options or ids, by value."""
    found: Any = next((held for key, held in state.items() if key.startswith("selected_") and held), [])
    many = found if isinstance(found, list) else [found]
    return {one["value"] if isinstance(one, dict) else str(one): one for one in many}


def _limits(element: Mapping[str, Any]) -> dict[str, Any]:
    """What the browser can hold a person to; the local Slack checks all of it again."""
    if element["type"] == "number_input":
        named = {"min": element.get("min_value"), "max": element.get("max_value")}
        step = "any" if element.get("is_decimal_allowed") else "1"
        return {"step": step} | {key: value for key, value in named.items() if value is not None}
    return {"maxlength": element.get("max_length", 3000)} if element["type"] == "plain_text_input" else {}


def _confirm(asked: Mapping[str, Any] | None) -> str:
    """The question before an act, as JSON: title, text, confirm and deny."""
    return json.dumps({name: _text(asked.get(name)) for name in _SURE}) if asked else ""


def _text(given: Mapping[str, Any] | None) -> str:
    return str(given["text"]) if given else ""
