"""What each input element holds and how a person fills it in; page "Block Kit: block elements"."""

from __future__ import annotations

from typing import Any

Element = dict[str, Any]

# Element type -> (key of its value in the state, key of its initial value); from each element's own page.
_HOLDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
_OPTION = {"selected_option", "selected_options"}


def initial(element: Element) -> dict[str, Any] | None:
    """The state of an untouched element; None for one that keeps no state, such as a button."""
    held = _HOLDS.get(element.get("type", ""))
    if held is None:
        return None
    key, first = held
    empty: Any = [] if key.endswith("s") else None
    return {"type": element["type"], key: element.get(first, empty)}


def filled(element: Element, value: Any) -> dict[str, Any]:
    """The state after a person put `value` in.

    Options are named by their value or by their label; several options or people by a list; None empties the element.
    Raises LookupError when there is no such option: a person cannot choose what is not there.
    """
    kind = element["type"]
    if kind not in _HOLDS:
        raise LookupError(f"nobody can fill in a {kind}")
    key = _HOLDS[kind][0]
    if key in _OPTION:
        many = key.endswith("s")
        chosen = [option(element, item) for item in (value if many else [value]) if item is not None]
        return {"type": kind, key: chosen if many else next(iter(chosen), None)}
    if key == "value":
        return {"type": kind, key: None if value in (None, "") else str(value)}
    return {"type": kind, key: value}


def pressed(element: Element, value: Any) -> dict[str, Any]:
    """What an action says of its element in block_actions; page "block_actions payload"."""
    kind = element["type"]
    if kind in ("button", "workflow_button"):
        told = {"type": kind, "text": element.get("text")}
        return told | ({"value": element["value"]} if "value" in element else {})
    if kind == "overflow":
        return {"type": kind, "selected_option": option(element, value)}
    if kind in ("feedback_buttons", "icon_button"):
        return {"type": kind, "value": value if value is not None else element.get("value")}
    return filled(element, value)


def option(element: Element, wanted: Any) -> dict[str, Any]:
    """The option with that value or label; a whole option (as external selects get them) is taken as it is."""
    if isinstance(wanted, dict):
        return wanted
    for each in _options(element):
        if wanted in (each.get("value"), each["text"]["text"]):
            return each
    raise LookupError(f"{element.get('action_id')} has no option {wanted!r}")


def _options(element: Element) -> list[dict[str, Any]]:
    groups = element.get("option_groups", [])
    found: list[dict[str, Any]] = [
        *element.get("options", []),
        *(each for group in groups for each in group["options"]),
    ]
    return found
