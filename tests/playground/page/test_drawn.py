"""All that salesbot sends is drawn: whoever begins to send a new block or element must draw it here first."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import salesbot
from salesbot.playground.page import canvas
from salesbot.playground.page.canvas import Look
from salesbot.playground.page.looks import place
from salesbot.playground.page.unread import Unread
from salesbot.playground.state.blocks import with_ids
from salesbot.playground.strict.blocks import KNOWN
from salesbot.playground.strict.elements import BUTTONS, CHOICES, IMAGE, SELECTS, TYPED

BLOCKS = {name for known in KNOWN.values() for name in known}
ELEMENTS = {*BUTTONS, *SELECTS, *CHOICES, *TYPED, *IMAGE}
NAMED = ELEMENTS | {name for name in BLOCKS if "_" in name}  # a plan and a container are also ordinary words
# What else a dict's "type" says in salesbot's own code: texts, views, parts of rich texts, cells, and ASGI.
OTHER = {"plain_text", "mrkdwn", "modal", "home", "text", "raw_text", "raw_number", "user", "link", "emoji", "channel",
         "date", "usergroup", "broadcast", "pie", "bar", "line", "area"}  # fmt: skip


def sent():
    """The types that salesbot's code names: in dicts as "type", or as words that are the name of a block or element."""
    root = Path(salesbot.__file__).parent
    files = [path for path in root.rglob("*.py") if path.relative_to(root).parts[0] not in ("playground", "cli")]
    found: set[str] = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Dict):
                found |= {
                    value.value
                    for key, value in zip(node.keys, node.values, strict=True)
                    if isinstance(key, ast.Constant) and key.value == "type" and isinstance(value, ast.Constant)
                }
            elif isinstance(node, ast.Constant) and node.value in NAMED:
                found.add(node.value)
    return {name for name in found if isinstance(name, str) and not name.startswith(("http.", "rich_text_", "view_"))}


def words(text):
    return {"type": "plain_text", "text": text}


def said(text):
    return {"type": "mrkdwn", "text": text}


OPTIONS = {"options": [{"text": words("An option"), "value": "o"}]}
POINTS = [{"label": "Mon", "value": 3}, {"label": "Tue", "value": -5.5}]
AXES = {"categories": ["Mon", "Tue"], "x_label": "Days", "y_label": "Answers"}
SERIES = [{"name": "Sent", "data": POINTS}, {"name": "Late", "data": POINTS}]
ROWS = [[{"type": "raw_text", "text": "Who"}], [{"type": "raw_number", "value": 1234.5}]]
SAMPLES = {
    "section": ({"text": said("*Hi*"), "fields": [said("_Field_")]}, ["<b>Hi</b>", "<i>Field</i>"]),
    "header": ({"text": words("Head")}, ["<h3>Head</h3>"]),
    "context": ({"elements": [said("Small")]}, ["<span>Small</span>"]),
    "divider": ({}, ["<hr>"]),
    "actions": ({"elements": [{"type": "button", "action_id": "a", "text": words("Go")}]}, ['class="press']),
    "input": ({"label": words("Name"), "element": {"type": "plain_text_input", "action_id": "n"}}, ["<label for="]),
    "rich_text": ({"elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "R"}]}]}, ["<p>R"]),
    "table": ({"rows": ROWS[:1]}, ["<table", "Who"]),
    "data_table": (
        {"caption": "People", "rows": ROWS},
        ["<caption>People", 'data-key="1234.5"', "1,234.5", 'class="plain sort"'],
    ),
    "data_visualization": (
        {"title": "T", "chart": {"type": "bar", "series": SERIES, "axis_config": AXES}},
        ['role="img"', 'class="fill series-1"', "Answers", "Show the numbers", "-5.5"],
    ),
    "alert": ({"level": "warning", "text": said("Mind")}, ['class="notice warning"', "Mind"]),
    "image": ({"alt_text": "A dog", "image_url": "https://elsewhere.example/d.png"}, ['aria-label="A dog"']),
    "markdown": ({"text": "**x**"}, ["**x**"]),
}  # fmt: skip
FIELDS = {
    "button": ({"text": words("Go")}, "<button"), "overflow": (OPTIONS, "An option</button>"),
    "static_select": (OPTIONS, "<select"), "multi_static_select": (OPTIONS, 'type="checkbox"'),
    "external_select": ({}, 'type="search"'), "multi_external_select": ({}, "multiple"),
    "users_select": ({}, ">Ben</option>"), "multi_users_select": ({}, "<span>Ben</span>"),
    "channels_select": ({}, "<select"), "multi_channels_select": ({}, "choices many"),
    "conversations_select": ({}, "<select"), "multi_conversations_select": ({}, "choices many"),
    "radio_buttons": (OPTIONS, 'type="radio"'), "checkboxes": (OPTIONS, 'type="checkbox"'),
    "datepicker": ({"initial_date": "2026-03-03"}, 'type="date"'),
    "timepicker": ({"initial_time": "09:15"}, 'type="time"'), "datetimepicker": ({}, "datetime-local"),
    "plain_text_input": ({"multiline": True}, "<textarea"), "rich_text_input": ({}, "<textarea"),
    "number_input": ({"is_decimal_allowed": True}, 'step="any"'),
    "email_text_input": ({}, 'type="email"'), "url_text_input": ({}, 'type="url"'),
    "image": ({"alt_text": "A dog"}, 'aria-label="A dog"'),
}  # fmt: skip


@pytest.fixture
def drawn(page, slack, bot, ben):
    """Draws blocks as Ben sees them in his direct message with the app."""

    def draw(*blocks):
        direct = slack.im(ben)
        slack.world.post(direct, bot.bot.id, "x", blocks=tuple(with_ids(blocks)), bot_id=bot.bot_id, app_id=bot.app.id)
        seat = page.seat(bot.workspace.id, ben.id)
        return canvas.parts(Look(seat, place(seat, direct.id), Unread()))["pane"]

    return draw


def test_whatever_is_sent_is_known_here():
    """A block or element that salesbot begins to send needs a sample in this file, which is drawn below."""
    unknown = sent() - OTHER - set(SAMPLES) - set(FIELDS)
    assert unknown == set(), f"salesbot sends {unknown}: draw it on the page and add a sample"
    assert {"section", "header", "input", "static_select", "timepicker"} <= sent(), "the search finds what is sent"


@pytest.mark.parametrize("kind", SAMPLES)
def test_each_block_is_drawn(drawn, kind):
    """Each block shows what it holds, and none of those that are sent is a box with its name."""
    more, expected = SAMPLES[kind]
    html = drawn({"type": kind, **more})
    assert [text for text in expected if text not in html] == []
    assert 'class="unknown"' not in html


@pytest.mark.parametrize("kind", FIELDS)
def test_each_element_is_drawn(drawn, kind):
    """Each element is something that a browser can press or fill in."""
    more, expected = FIELDS[kind]
    html = drawn({"type": "section", "text": said("x"), "accessory": {"type": kind, "action_id": "a", **more}})
    assert expected in html
    assert 'class="unknown"' not in html


def test_an_unknown_block_is_a_box_with_its_name(drawn):
    """What Slack may add tomorrow is named, not lost."""
    assert '<p class="unknown">brand new</p>' in drawn({"type": "brand_new"})


@pytest.mark.parametrize("kind", ["bar", "line", "area"])
def test_plots_of_every_kind_have_a_table_beside_them(drawn, kind):
    """Bars, lines and areas are shapes, and the numbers stand below as text."""
    html = drawn(
        {"type": "data_visualization", "title": "T", "chart": {"type": kind, "series": SERIES, "axis_config": AXES}}
    )
    assert {"bar": 'class="fill', "line": 'class="line', "area": 'class="area'}[kind] in html
    assert '<th scope="row">Tue</th><td class="right">-5.5</td>' in html


def test_a_pie_says_its_shares(drawn):
    """Each part of a pie has its number and its share in the legend."""
    parts = [{"label": "Won", "value": 3}, {"label": "Lost", "value": 1}]
    html = drawn({"type": "data_visualization", "title": "T", "chart": {"type": "pie", "segments": parts}})
    assert "Won: 3 (75%)" in html
    assert html.count('class="fill series-') == 2
