"""Every limit of a block, exactly at it and one above."""

from collections.abc import Callable
from typing import Any

import pytest

from salesbot.playground.strict import blocks

Make = Callable[[int], dict[str, Any]]


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


def icon(number: int = 0) -> dict[str, Any]:
    return {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": f"i{number}"}


def container(children: int, *, title: int = 4) -> dict[str, Any]:
    return {"type": "container", "title": plain(title), "child_blocks": [section()] * children}


def sure(**more: Any) -> dict[str, Any]:
    words = {"title": plain("Sure?"), "text": plain("Really?"), "confirm": plain("Yes"), "deny": plain("No")}
    return {**words, **more}


def faults(*given: dict[str, Any], surface: blocks.Surface = "message") -> list[str]:
    return list(blocks.check(list(given), "/blocks", surface=surface))


MESSAGE_LIMITS: dict[str, tuple[int, Make]] = {
    "header 150": (150, lambda n: {"type": "header", "text": plain(n)}),
    "section 3000": (3000, lambda n: section(text=mrkdwn(n))),
    "fields 10": (10, lambda n: {"type": "section", "fields": [mrkdwn("f")] * n}),
    "field 2000": (2000, lambda n: {"type": "section", "fields": [mrkdwn(n)]}),
    "block_id 255": (255, lambda n: {"type": "divider", "block_id": "b" * n}),
    "context 10": (10, lambda n: {"type": "context", "elements": [mrkdwn("c")] * n}),
    "actions 25": (25, lambda n: actions(*[button()] * n)),
    "button text 75": (75, lambda n: actions(button(text=plain(n)))),
    "button value 2000": (2000, lambda n: actions(button(value="v" * n))),
    "button url 3000": (3000, lambda n: actions(button(url="u" * n))),
    "accessibility_label 75": (75, lambda n: actions(button(accessibility_label="a" * n))),
    "action_id 255": (255, lambda n: actions(button(action_id="a" * n))),
    "overflow 5": (5, lambda n: actions({"type": "overflow", "options": options(n)})),
    "options 100": (100, lambda n: actions({"type": "static_select", "options": options(n)})),
    "option text 75": (75, lambda n: actions({"type": "static_select", "options": [option(text=n)]})),
    "option value 150": (150, lambda n: actions({"type": "static_select", "options": [option(value=n)]})),
    "placeholder 150": (150, lambda n: actions({"type": "users_select", "placeholder": plain(n)})),
    "checkboxes 10": (10, lambda n: actions({"type": "checkboxes", "options": options(n)})),
    "radio_buttons 10": (10, lambda n: actions({"type": "radio_buttons", "options": options(n)})),
    "confirm title 100": (100, lambda n: actions(button(confirm=sure(title=plain(n))))),
    "confirm text 300": (300, lambda n: actions(button(confirm=sure(text=plain(n))))),
    "confirm button 30": (30, lambda n: actions(button(confirm=sure(confirm=plain(n))))),
    "deny button 30": (30, lambda n: actions(button(confirm=sure(deny=plain(n))))),
    "input label 2000": (2000, lambda n: ask({"type": "plain_text_input"}, label=plain(n))),
    "input hint 2000": (2000, lambda n: ask({"type": "plain_text_input"}, hint=plain(n))),
    "initial_value 3000": (3000, lambda n: ask({"type": "plain_text_input", "initial_value": "x" * n})),
    "max_length 3000": (3000, lambda n: ask({"type": "plain_text_input", "max_length": n})),
    "image alt 2000": (2000, lambda n: {"type": "image", "image_url": "https://x", "alt_text": "a" * n}),
    "image title 2000": (2000, lambda n: {"type": "image", "image_url": "u", "alt_text": "a", "title": plain(n)}),
    "image url 3000": (3000, lambda n: {"type": "image", "image_url": "u" * n, "alt_text": "a"}),
    "markdown 12000": (12_000, lambda n: {"type": "markdown", "text": "m" * n}),
    "table rows 100": (100, table),
    "table columns 20": (20, lambda n: table(1, n)),
    "table characters 10000": (10_000, lambda n: table(1, size=n)),
    "data_table rows 101": (101, lambda n: table(n, name="data_table")),
    "data_table columns 20": (20, lambda n: table(2, n, name="data_table")),
    "data_table page 100": (100, lambda n: {**table(2, name="data_table"), "page_size": n}),
    "chart title 50": (50, lambda n: chart(title=n)),
    "chart series 12": (12, chart),
    "chart categories 20": (20, lambda n: chart(1, n)),
    "chart label 20": (20, lambda n: chart(label=n)),
    "series name 20": (20, lambda n: chart(name=n)),
    "pie 12": (12, pie),
    "card title 150": (150, lambda n: card(title=plain(n))),
    "card body 200": (200, lambda n: card(body=mrkdwn(n))),
    "card actions 3": (3, lambda n: card(actions=[button()] * n)),
    "carousel 10": (10, lambda n: {"type": "carousel", "elements": [card()] * n}),
    "container 10": (10, container),
    "container title 150": (150, lambda n: container(1, title=n)),
    "plan 50": (50, lambda n: {"type": "plan", "title": "Plan", "tasks": [task(one) for one in range(n)]}),
    "context_actions 5": (5, lambda n: {"type": "context_actions", "elements": [icon(one) for one in range(n)]}),
}


@pytest.mark.parametrize("limit", MESSAGE_LIMITS)
def test_a_limit_holds_exactly(limit):
    """What is as long as a limit passes, and one more is refused."""
    most, make = MESSAGE_LIMITS[limit]

    assert faults(make(most)) == []
    assert faults(make(most + 1)) != []


def test_a_data_table_holds_20000_characters():
    """The characters of all cells together are counted, not those of one cell."""
    assert faults(table(2, size=10_000, name="data_table")) == []
    assert len(faults(table(2, size=10_001, name="data_table"))) == 1


def test_a_message_holds_one_table_and_two_charts():
    """The limits of a whole message count every block, also inside containers."""
    boxed = {"type": "container", "title": plain(3), "child_blocks": [table(1)]}
    assert faults(table(1), chart(), chart()) == []
    assert any("1 table" in line for line in faults(table(1), boxed))
    assert any("2 data_visualization" in line for line in faults(chart(), chart(), chart()))


def test_markdown_is_counted_over_the_whole_message():
    """Two markdown blocks share the 12,000 characters."""
    half = {"type": "markdown", "text": "m" * 6000}
    assert faults(half, half) == []
    assert len(faults(half, half, {"type": "markdown", "text": "m"})) == 1
