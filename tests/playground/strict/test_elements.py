"""What a person can press, choose or fill in, and rich text: an example of each passes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesbot.playground import strict
from salesbot.playground.strict import blocks, elements
from salesbot.playground.strict.texts import plain_option


def plain(length: int | str) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length if isinstance(length, int) else length}


def ask(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("What?"), "element": element, **more}


def option(number: int = 0, *, text: int = 1, value: int = 1) -> dict[str, Any]:
    return {"text": plain(str(number) * text), "value": str(number) * value}


def options(count: int) -> list[dict[str, Any]]:
    return [{"text": plain(f"o{n}"), "value": f"v{n}"} for n in range(count)]


def rich(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}


def faults(*given: dict[str, Any], surface: blocks.Surface = "message") -> list[str]:
    return list(blocks.check(list(given), "/blocks", surface=surface))


ACCEPTED_ELEMENTS = [
    {"type": "plain_text_input", "multiline": True, "min_length": 0, "max_length": 3000, "action_id": "a"},
    {"type": "number_input", "is_decimal_allowed": False, "min_value": "1", "max_value": "5", "initial_value": "3"},
    {"type": "email_text_input", "placeholder": plain("you@acme.example")},
    {"type": "url_text_input", "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}},
    {"type": "rich_text_input", "initial_value": rich({"type": "text", "text": "hi", "style": {"bold": True}})},
    {"type": "static_select", "option_groups": [{"label": plain("Group"), "options": options(2)}]},
    {"type": "external_select", "min_query_length": 0, "initial_option": option(1)},
    {"type": "users_select", "initial_user": "U1"},
    {"type": "conversations_select", "filter": {"include": ["public"]}, "default_to_current_conversation": True},
    {"type": "channels_select", "initial_channel": "C1", "response_url_enabled": True},
    {"type": "multi_static_select", "options": options(3), "initial_options": options(2), "max_selected_items": 2},
    {"type": "multi_external_select", "min_query_length": 1},
    {"type": "multi_users_select", "initial_users": ["U1", "U2"]},
    {"type": "multi_conversations_select", "filter": {"exclude_bot_users": True}},
    {"type": "multi_channels_select", "initial_channels": ["C1"]},
    {"type": "checkboxes", "options": options(2), "initial_options": options(1)},
    {"type": "radio_buttons", "options": options(2), "initial_option": options(1)[0]},
    {"type": "datepicker", "initial_date": "2026-03-03"},
    {"type": "timepicker", "initial_time": "09:15", "timezone": "Europe/Berlin"},
    {"type": "datetimepicker", "initial_date_time": 1_772_500_000},
]


@pytest.mark.parametrize("element", ACCEPTED_ELEMENTS, ids=lambda one: one["type"])
def test_every_input_is_known(element):
    """Each kind of input stands in an input block, in a modal as in a message."""
    assert faults(ask(element, optional=True, dispatch_action=True)) == []
    assert faults(ask(element), surface="modal") == []


def test_every_known_element_is_tried_above():
    """No element comes into the rule book without an example that passes."""
    tried = {element["type"] for element in ACCEPTED_ELEMENTS}
    assert tried == {*elements.TYPED, *elements.SELECTS, *elements.CHOICES}


def test_rich_text_of_every_kind_passes():
    """Sections, lists, quotes and code with every inline part that Slack has."""
    inline = [
        {"type": "text", "text": "hi", "style": {"bold": True, "code": True}},
        {"type": "link", "url": "https://acme.example", "text": "Acme"},
        {"type": "user", "user_id": "U1"},
        {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"},
        {"type": "emoji", "name": "tada"},
        {"type": "broadcast", "range": "here"},
        {"type": "color", "value": "#ff0000"},
        {"type": "date", "timestamp": 1_772_500_000, "format": "{date}"},
    ]
    parts = [
        {"type": "rich_text_section", "elements": inline},
        {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": rich(*inline)["elements"]},
        {"type": "rich_text_preformatted", "elements": inline[:1], "border": 0},
        {"type": "rich_text_quote", "elements": inline},
    ]
    assert faults({"type": "rich_text", "elements": parts}) == []


def test_suggested_options_are_held_to_the_same_limits():
    """An external select shows up to 100 options, or none, and nothing malformed."""
    assert strict.suggestions({"options": options(100)}) is None
    assert strict.suggestions({"options": []}) is None
    for wrong in (
        {"options": options(101)},
        {},
        {"options": [{"text": "plain", "value": "v"}]},
        None,
        {"options": None},
    ):
        assert strict.suggestions(wrong) is not None


@given(some.text(max_size=200))
def test_an_option_is_judged_by_its_length_alone(text):
    """Any characters pass within 75, none above, and an empty text never; what UTF-16 needs a pair for counts two."""
    found = list(plain_option({"text": {"type": "plain_text", "text": text}, "value": "v"}, ""))
    assert (found == []) == (1 <= sum(1 + (one > "\uffff") for one in text) <= 75)
