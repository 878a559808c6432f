"""What Slack refuses in a list of blocks, and how it says so."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from salesbot.playground.strict import blocks


def plain(length: int | str) -> dict[str, Any]:
    return {"type": "plain_text", "text": "x" * length if isinstance(length, int) else length}


def mrkdwn(length: int | str) -> dict[str, Any]:
    return {**plain(length), "type": "mrkdwn"}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn("hello"), **more}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), **more}


def actions(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(parts)}


def ask(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("What?"), "element": element, **more}


def option(number: int = 0, *, text: int = 1, value: int = 1) -> dict[str, Any]:
    return {"text": plain(str(number) * text), "value": str(number) * value}


def options(count: int) -> list[dict[str, Any]]:
    return [{"text": plain(f"o{n}"), "value": f"v{n}"} for n in range(count)]


def rich(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(parts)}]}


def raw(text: str) -> dict[str, Any]:
    return {"type": "raw_text", "text": text}


def table(rows: int, columns: int = 1, *, size: int = 1, name: str = "table") -> dict[str, Any]:
    more = {"caption": "Calls"} if name == "data_table" else {}
    return {"type": name, "rows": [[raw("x" * size)] * columns for _ in range(rows)], **more}


def chart(
    series: int = 1, categories: int = 1, *, title: int = 5, label: int = 2, kind: str = "bar", name: int = 3
) -> dict[str, Any]:
    axis = [f"{n:0{label}}" for n in range(categories)]
    drawn = [{"name": f"{n:0{name}}", "data": [{"label": one, "value": 1} for one in axis]} for n in range(series)]
    return {
        "type": "data_visualization",
        "title": "t" * title,
        "chart": {"type": kind, "series": drawn, "axis_config": {"categories": axis}},
    }


def pie(segments: int, *, value: float = 1) -> dict[str, Any]:
    cut = [{"label": str(n), "value": value} for n in range(segments)]
    return {"type": "data_visualization", "title": "Pie", "chart": {"type": "pie", "segments": cut}}


def card(**more: Any) -> dict[str, Any]:
    return {"type": "card", "title": plain("Acme"), **more}


def task(number: int = 0) -> dict[str, Any]:
    return {"type": "task_card", "task_id": f"t{number}", "title": "Call", "status": "pending"}


def container(children: int, *, title: int = 4) -> dict[str, Any]:
    return {"type": "container", "title": plain(title), "child_blocks": [section()] * children}


def faults(*given: dict[str, Any], surface: blocks.Surface = "message") -> list[str]:
    return list(blocks.check(list(given), "/blocks", surface=surface))


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown block": ({"type": "sektion"}, "unsupported type: sektion"),
    "no type": ({"text": plain(3)}, "missing required field: type"),
    "type is not a word": ({"type": ["section"]}, "unsupported type"),
    "not an object": ("hello", "must be an object"),  # type: ignore[dict-item]  # that is the point
    "unknown key": ({"type": "divider", "colour": "red"}, "invalid additional property: colour"),
    "unknown element": (actions({"type": "knob"}), "unsupported type: knob"),
    "typed element in actions": (actions({"type": "plain_text_input"}), "unsupported type"),
    "button in input": (ask(button()), "unsupported type: button"),
    "header in mrkdwn": ({"type": "header", "text": mrkdwn(3)}, "must be one of: plain_text"),
    "empty section": ({"type": "section"}, "must define either `text` or `fields`"),
    "empty text": (section(text=mrkdwn("")), "must be more than 0 characters"),
    "no elements": (actions(), "no fewer than 1 items"),
    "colour of a button": (actions(button(style="green")), "must be one of: primary, danger"),
    "same action twice": (actions(button(action_id="a"), button(action_id="a")), "`action_id` 'a' already exists"),
    "options and groups": (
        actions({"type": "static_select", "options": options(1), "option_groups": []}),
        "no fewer than 1 items",
    ),
    "neither options nor groups": (actions({"type": "static_select"}), "exactly one of"),
    "initial option from elsewhere": (
        actions({"type": "static_select", "options": options(2), "initial_option": option(9)}),
        "initial option must match",
    ),
    "initial tick from elsewhere": (
        actions({"type": "checkboxes", "options": options(2), "initial_options": [option(9)]}),
        "initial option must match",
    ),
    "two picture sources": (
        {"type": "image", "alt_text": "a", "image_url": "u", "slack_file": {"id": "F1"}},
        "exactly one of",
    ),
    "number without kind": (ask({"type": "number_input"}), "missing required field: is_decimal_allowed"),
    "number that is none": (
        ask({"type": "number_input", "is_decimal_allowed": True, "min_value": "few"}),
        "a number written as a string",
    ),
    "bounds crossed": (
        ask({"type": "number_input", "is_decimal_allowed": True, "min_value": "3", "max_value": "2"}),
        "min_value must not",
    ),
    "lengths crossed": (ask({"type": "plain_text_input", "min_length": 9, "max_length": 2}), "min_length must not"),
    "a day that is none": (actions({"type": "datepicker", "initial_date": "3 March"}), "a date like"),
    "a time that is none": (actions({"type": "timepicker", "initial_time": "24:00"}), "a time like"),
    "alert in a message": ({"type": "alert", "text": plain(3)}, "unsupported type: alert"),
    "empty card": ({"type": "card", "subtitle": plain(3)}, "must define either"),
    "a container in a container": (
        {"type": "container", "title": plain(3), "child_blocks": [container(1)]},
        "unsupported type: container",
    ),
    "untitled container": ({"type": "container", "child_blocks": [section()]}, "must define either"),
    "uneven rows": ({"type": "table", "rows": [[raw("a")], [raw("a"), raw("b")]]}, "must have 1 cells"),
    "number in a table": ({"type": "table", "rows": [[{"type": "raw_number", "value": 1}]]}, "unsupported type"),
    "rich header": (
        {"type": "data_table", "caption": "c", "rows": [[rich({"type": "text", "text": "a"})], [raw("b")]]},
        "must not be rich_text",
    ),
    "header without a row": (table(1, name="data_table"), "no fewer than 2 items"),
    "table without caption": ({**table(2), "type": "data_table"}, "missing required field: caption"),
    "empty slice": (pie(2, value=0), "must be more than 0"),
    "infinite slice": (pie(2, value=float("inf")), "must be a finite number"),
    "unknown chart": (chart(kind="radar"), "unsupported type: radar"),
    "same task twice": ({"type": "plan", "title": "P", "tasks": [task(), task()]}, "`task_id` 't0' already exists"),
    "unknown state": ({**task(), "status": "soon"}, "must be one of: pending"),
    "button among small actions": ({"type": "context_actions", "elements": [button()]}, "unsupported type: button"),
    "rich text of nothing known": (rich({"type": "blink"}), "unsupported type: blink"),
    "flag that is a word": (section(expand="yes"), "must be a boolean"),
}


def test_a_fault_points_at_its_value():
    """People find the text that is too long by its pointer, worded as Slack words it."""
    assert faults({"type": "divider"}, section(text=mrkdwn(3001))) == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/1/text/text]",
    ]


@pytest.mark.parametrize("case", REFUSED)
def test_what_slack_refuses_is_refused(case):
    """Each of these is a fault, and the sentence says which."""
    block, words = REFUSED[case]

    assert any(words in line for line in faults(block)), faults(block)


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_series_need_one_value_for_each_category(kind):
    """A series with a hole, a double or a foreign category is refused."""
    good = chart(2, 3, kind=kind)
    assert faults(good) == []
    good["chart"]["series"][1]["data"][2]["label"] = "other"
    assert any("exactly one value" in line for line in faults(good))


def test_series_have_names_of_their_own():
    """Two series of one name cannot be told apart."""
    twin = chart(2)
    twin["chart"]["series"][1]["name"] = twin["chart"]["series"][0]["name"]
    assert any("already exists" in line for line in faults(twin))


def test_block_ids_are_unique():
    """The same block_id twice is refused at the second one."""
    assert faults({"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}) == [
        "[ERROR] `block_id` 'a' already exists [json-pointer:/blocks/1/block_id]",
    ]


def test_blocks_stand_only_where_slack_draws_them():
    """Alerts belong to modals; tables, charts and markdown to messages; carousels not to modals."""
    alert, carousel = {"type": "alert", "text": plain(3)}, {"type": "carousel", "elements": [card()]}
    assert faults(alert, surface="modal") == []
    assert faults(alert, surface="home") != []
    assert faults(carousel, surface="home") == []
    for block in (table(1), chart(), {"type": "markdown", "text": "m"}, carousel):
        assert faults(block, surface="modal") != []


json = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


NAMES = ("text", "elements", "element", "fields", "rows", "chart", "title", "tasks", "child_blocks", "label")
typed = some.fixed_dictionaries(
    {"type": some.sampled_from(sorted(blocks.KNOWN["message"]))},
    optional=dict.fromkeys(NAMES, json),
)


@given(some.lists(typed | json, max_size=4) | json)
def test_no_nonsense_breaks_the_rule_book(value):
    """Whatever arrives, the answer is a list of faults with pointers, never an exception."""
    for line in blocks.check(value, "/blocks", surface="message"):
        assert line.startswith("[ERROR] ")
        assert "[json-pointer:/blocks" in line
