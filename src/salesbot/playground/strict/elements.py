"""Everything in Slack's blocks that a person can press, choose or fill in.

Each rule is named after its page in `reference/block-kit/block-elements/` (button → button-element,
static_select and its sisters → select-menu-element and multi-select-menu-element, and so on).
"""

from collections.abc import Mapping
from typing import Any

from salesbot.playground.strict import rich_text
from salesbot.playground.strict.grammar import (
    Check,
    Faults,
    anything,
    both,
    choice,
    exactly_one,
    fault,
    flag,
    items,
    kind,
    pattern,
    record,
    string,
    whole,
)
from salesbot.playground.strict.texts import (
    OPTIONS_MAX,
    any_option,
    confirm,
    conversation_filter,
    dispatch_config,
    identifier,
    option,
    option_group,
    plain,
    plain_option,
    slack_file,
    url,
)

_number = pattern(r"-?\d+(\.\d+)?", "a number written as a string")
_day = pattern(r"\d{4}-\d{2}-\d{2}", "a date like 2026-03-03")
_time = pattern(r"([01]\d|2[0-3]):[0-5]\d", "a time like 09:15")


def actionable(name: str, *, needs: Mapping[str, Check] | None = None, may: Mapping[str, Check] | None = None) -> Check:
    """An element with an action id."""
    return kind(name, needs=needs, may={"action_id": identifier, **(may or {})})


def _field(name: str, *, needs: Mapping[str, Check] | None = None, may: Mapping[str, Check] | None = None) -> Check:
    """An element that a person fills in."""
    shared = {"focus_on_load": flag, "placeholder": plain(150)}
    return actionable(name, needs=needs, may={**shared, **(may or {})})


def _typed(name: str, *, needs: Mapping[str, Check] | None = None, may: Mapping[str, Check] | None = None) -> Check:
    """An element that a person types into."""
    return _field(name, needs=needs, may={"dispatch_action_config": dispatch_config, **(may or {})})


def _picked(name: str, *, needs: Mapping[str, Check] | None = None, may: Mapping[str, Check] | None = None) -> Check:
    """An element that a person chooses from."""
    return _field(name, needs=needs, may={"confirm": confirm, **(may or {})})


def _offered(element: Mapping[str, Any]) -> list[Any]:
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(one for group in groups for one in group["options"])]


def _initial_is_offered(value: Any, at: str) -> Faults:
    """What is chosen at first must be one of the options, exactly (select-menu-element, radio-button-group-element)."""
    chosen = [value["initial_option"]] if "initial_option" in value else value.get("initial_options", [])
    offered = {(one["text"]["text"], one["value"]) for one in _offered(value)}
    for one in chosen:
        if (one["text"]["text"], one["value"]) not in offered:
            yield fault("initial option must match one of the options exactly", at)


def _lengths_in_order(value: Any, at: str) -> Faults:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        yield fault("min_length must not be more than max_length", at)


def _bounds_in_order(value: Any, at: str) -> Faults:
    if "min_value" in value and "max_value" in value and float(value["min_value"]) > float(value["max_value"]):
        yield fault("min_value must not be more than max_value", at)


_choices = {"options": items(plain_option, most=OPTIONS_MAX), "option_groups": items(option_group, most=OPTIONS_MAX)}
_many = {"max_selected_items": whole(1, OPTIONS_MAX)}
_ids = items(string(255), most=OPTIONS_MAX)
_conversations = {"default_to_current_conversation": flag, "filter": conversation_filter}
_static = both(_picked("static_select", may={**_choices, "initial_option": plain_option}), exactly_one(*_choices))
_statics = both(
    _picked("multi_static_select", may={**_choices, **_many, "initial_options": items(plain_option, most=OPTIONS_MAX)}),
    exactly_one(*_choices),
)

BUTTONS: dict[str, Check] = {
    "button": actionable(
        "button",
        needs={"text": plain(75)},
        may={
            "url": url,
            "value": string(2000, least=0),
            "style": choice("primary", "danger"),
            "confirm": confirm,
            "accessibility_label": string(75),
        },
    ),
    "overflow": actionable(
        "overflow",
        needs={"options": items(option(plain(75), links=True), most=5)},
        may={"confirm": confirm},
    ),
    "workflow_button": actionable("workflow_button", needs={"text": plain(75), "workflow": anything}),
}

SELECTS: dict[str, Check] = {
    "static_select": both(_static, _initial_is_offered),
    "external_select": _picked(
        "external_select",
        may={"min_query_length": whole(0, 255), "initial_option": plain_option},
    ),
    "users_select": _picked("users_select", may={"initial_user": string(255)}),
    "conversations_select": _picked(
        "conversations_select",
        may={**_conversations, "initial_conversation": string(255), "response_url_enabled": flag},
    ),
    "channels_select": _picked("channels_select", may={"initial_channel": string(255), "response_url_enabled": flag}),
    "multi_static_select": both(_statics, _initial_is_offered),
    "multi_external_select": _picked(
        "multi_external_select",
        may={**_many, "min_query_length": whole(0, 255), "initial_options": items(plain_option, most=OPTIONS_MAX)},
    ),
    "multi_users_select": _picked("multi_users_select", may={**_many, "initial_users": _ids}),
    "multi_conversations_select": _picked(
        "multi_conversations_select",
        may={**_many, **_conversations, "initial_conversations": _ids},
    ),
    "multi_channels_select": _picked("multi_channels_select", may={**_many, "initial_channels": _ids}),
}

# Checkboxes and radio buttons have no placeholder.
_ticked = {"confirm": confirm, "focus_on_load": flag}

CHOICES: dict[str, Check] = {
    "checkboxes": both(
        actionable(
            "checkboxes",
            needs={"options": items(any_option, most=10)},
            may={**_ticked, "initial_options": items(any_option, most=10)},
        ),
        _initial_is_offered,
    ),
    "radio_buttons": both(
        actionable(
            "radio_buttons",
            needs={"options": items(any_option, most=10)},
            may={**_ticked, "initial_option": any_option},
        ),
        _initial_is_offered,
    ),
    "datepicker": _picked("datepicker", may={"initial_date": _day}),
    "timepicker": _picked("timepicker", may={"initial_time": _time, "timezone": string(255)}),
    "datetimepicker": actionable(
        "datetimepicker",
        may={**_ticked, "initial_date_time": whole(1_000_000_000, 9_999_999_999)},
    ),
}

TYPED: dict[str, Check] = {
    "plain_text_input": both(
        _typed(
            "plain_text_input",
            may={
                "initial_value": string(3000, least=0),
                "multiline": flag,
                "min_length": whole(0, 3000),
                "max_length": whole(1, 3000),
            },
        ),
        _lengths_in_order,
    ),
    "number_input": both(
        _typed(
            "number_input",
            needs={"is_decimal_allowed": flag},
            may={"initial_value": _number, "min_value": _number, "max_value": _number},
        ),
        _bounds_in_order,
    ),
    "email_text_input": _typed("email_text_input", may={"initial_value": string(3000, least=0)}),
    "url_text_input": _typed("url_text_input", may={"initial_value": string(3000, least=0)}),
    "rich_text_input": _typed("rich_text_input", may={"initial_value": rich_text.block}),
}

IMAGE: dict[str, Check] = {
    "image": both(
        kind("image", needs={"alt_text": string(2000)}, may={"image_url": url, "slack_file": slack_file}),
        exactly_one("image_url", "slack_file"),
    ),
}

_feedback = record(
    needs={"text": plain(75), "value": string(2000)},
    may={"accessibility_label": string(75)},
)

CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": actionable(
        "feedback_buttons",
        needs={"positive_button": _feedback, "negative_button": _feedback},
    ),
    "icon_button": actionable(
        "icon_button",
        needs={"icon": choice("trash"), "text": plain(75)},
        may={
            "value": string(2000),
            "confirm": confirm,
            "accessibility_label": string(75),
            "visible_to_user_ids": _ids,
        },
    ),
}
