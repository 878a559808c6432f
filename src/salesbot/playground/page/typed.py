"""What came out of the browser's fields, as Slack's elements hold it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesbot.playground.state import User, View

Options = dict[str, dict[str, Any]]


def value(element: Mapping[str, Any], raw: Any, *, user: User, found: Options) -> Any:
    """A browser's value as a person would have given it; `found` are the options an external select offered, by value.

    Raises LookupError for an option that was never offered.
    """
    kind = element["type"]
    if raw in (None, ""):
        return [] if kind == "checkboxes" or kind.startswith("multi_") else None
    if kind == "external_select":
        return _offered(element, raw, found)
    if kind == "multi_external_select":
        return [_offered(element, one, found) for one in raw]
    if kind == "rich_text_input":
        part = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(raw)}]}
        return {"type": "rich_text", "elements": [part]}
    if kind == "datetimepicker":
        return int(datetime.fromisoformat(raw).replace(tzinfo=ZoneInfo(user.tz)).timestamp())
    return raw


def _offered(element: Mapping[str, Any], wanted: str, found: Options) -> dict[str, Any]:
    first = [element.get("initial_option"), *element.get("initial_options", ())]
    offered: Options = {one["value"]: one for one in first if one} | found
    return offered[wanted]


def inputs(view: View, values: Mapping[str, Any], *, user: User, found: Mapping[str, Options]) -> dict[str, Any]:
    """What stands in a view's input blocks, by block id; other elements told the app when they changed."""
    made = {}
    for block, element in view.inputs():
        given = values.get(block["block_id"], {})
        action = element["action_id"]
        if action in given:
            made[block["block_id"]] = value(element, given[action], user=user, found=known(view, action, found))
    return made


def known(view: View, action_id: str, found: Mapping[str, Options]) -> Options:
    """The options of one element: those found by searching, and those that it holds now."""
    held: Options = {}
    for actions in view.values.values():
        state = actions.get(action_id, {})
        for one in [state.get("selected_option"), *state.get("selected_options", ())]:
            held |= {one["value"]: one} if one else {}
    return held | found.get(action_id, {})
