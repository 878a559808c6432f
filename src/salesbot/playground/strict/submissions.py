"""What Slack's own client holds back before a modal is sent (page `reference/block-kit/blocks/input-block`)."""

import re
from collections.abc import Mapping
from typing import Any

REQUIRED = "Please complete this required field."
_SELECTED = (
    "selected_option",
    "selected_options",
    "selected_user",
    "selected_users",
    "selected_conversation",
    "selected_conversations",
    "selected_channel",
    "selected_channels",
    "selected_date",
    "selected_time",
    "selected_date_time",
    "rich_text_value",
)


def submission(view: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
    """The sentence beside each input that keeps the form from being sent, by block_id; empty when it may go.

    `values` is the state as Slack sends it: block_id, then action_id, then the element's value.
    """
    found: dict[str, str] = {}
    for block in view.get("blocks", []):
        if block.get("type") == "input":
            words = _beside(block, values.get(block.get("block_id", ""), {}))
            found |= {block["block_id"]: words} if words else {}
    return found


def _beside(block: Mapping[str, Any], state: Mapping[str, Any]) -> str | None:
    element = block["element"]
    given = _given(state.get(element.get("action_id", ""), {}))
    if given in (None, "", []):
        return None if block.get("optional") else REQUIRED
    match element["type"]:
        case "plain_text_input":
            return _length(element, given)
        case "number_input":
            return _number(element, given)
        case "email_text_input":
            return None if re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", given) else "Please enter a valid email address."
        case "url_text_input":
            return None if re.fullmatch(r"https?://\S+", given) else "Please enter a valid URL."
    return _count(element, given)


def _given(state: Mapping[str, Any]) -> Any:
    """What was typed or chosen in one element."""
    if "value" in state:
        return state["value"]
    return next((state[key] for key in _SELECTED if key in state), None)


def _length(element: Mapping[str, Any], given: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(given) < least:
        return f"Please enter at least {least} characters."
    return f"Please enter at most {most} characters." if len(given) > most else None


def _number(element: Mapping[str, Any], given: str) -> str | None:
    shape = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(shape, str(given)):
        return "Please enter a number." if element.get("is_decimal_allowed") else "Please enter a whole number."
    number = float(given)
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter {element['min_value']} or more."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter {element['max_value']} or less."
    return None


def _count(element: Mapping[str, Any], given: Any) -> str | None:
    most = element.get("max_selected_items")
    if most is not None and isinstance(given, list) and len(given) > most:
        return f"Please choose at most {most}."
    return None
