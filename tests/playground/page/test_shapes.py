"""Charts, tables and what is unread, as values: where things stand and in what order."""

from __future__ import annotations

import math
import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as some

from salesbot.playground.page import charts, tables
from salesbot.playground.page.unread import MOST, Unread

FINITE = some.floats(min_value=-1e9, max_value=1e9, allow_nan=False)


@given(some.lists(FINITE, min_size=1, max_size=20))
def test_a_scale_spans_its_values_and_zero(values):
    """Whatever the numbers, the lines across begin below all of them and end above, evenly, and there are a few."""
    steps = charts.scale(values)
    slack = 1e-6 * max(1.0, *map(abs, values))
    assert steps[0] <= min(0, *values) + slack
    assert steps[-1] >= max(0, *values) - slack
    assert 2 <= len(steps) <= 9
    gaps = [after - before for before, after in pairwise(steps)]
    assert max(gaps) - min(gaps) <= 1e-6 * max(gaps) + 1e-9


@given(some.lists(some.floats(min_value=0.01, max_value=1e6), min_size=1, max_size=12))
def test_a_pie_is_a_whole_turn(values):
    """Every part of a pie is a shape, none holds nonsense, and a single part is a whole ring."""
    parts = [{"label": str(at), "value": value} for at, value in enumerate(values)]
    drawn = charts.chart({"title": "T", "chart": {"type": "pie", "segments": parts}})
    assert len(drawn.shapes) == len(values)
    for shape in drawn.shapes:
        assert all(math.isfinite(float(found)) for found in re.findall(r"-?\d+\.?\d*", shape.path))
        assert "nan" not in shape.path


@given(some.lists(FINITE, min_size=1, max_size=12))
def test_bars_stand_within_the_drawing(values):
    """No bar leaves the box that it is drawn in, and each reaches from zero to its value."""
    labels = [str(at) for at in range(len(values))]
    points = [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)]
    told = {"type": "bar", "series": [{"name": "S", "data": points}], "axis_config": {"categories": labels}}
    drawn = charts.chart({"title": "T", "chart": told})
    for shape in drawn.shapes:
        left, foot, top, right, _ = (float(found) for found in re.findall(r"-?\d+\.\d+", shape.path))
        assert charts.LEFT <= left <= right <= charts.RIGHT
        assert charts.TOP - 0.1 <= top <= foot <= charts.BOTTOM + 0.1


def test_numbers_read_as_people_write_them():
    """No needless zeros, and thousands stand apart."""
    assert [charts.number(each) for each in (3.0, 1234.5, 0.25, -1000000)] == ["3", "1,234.5", "0.25", "-1,000,000"]


def test_a_table_knows_its_pages_and_columns():
    """Numbers stand to the right, rows are counted without the headings, and rich cells are sorted by their words."""
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Bo"}]}],
    }
    rows = [[{"type": "raw_text", "text": "Who"}, {"type": "raw_text", "text": "Days"}]]
    rows += [[rich, {"type": "raw_number", "value": at, "text": f"{at} d"}] for at in range(5)]
    made = tables.table(
        {"type": "data_table", "caption": "C", "rows": rows, "page_size": 2, "row_header_column_index": 0}
    )
    assert made.pages == 3
    assert [cell.align for cell in made.head] == ["left", "right"]
    assert [(cell.key, cell.text, cell.heads_row) for cell in made.rows[3]] == [("Bo", "", True), ("3", "3 d", False)]


def test_what_is_unread_is_counted_for_each_person(slack, acme, bot, ana, ben):
    """One's own messages are never new, others' are until one looks, and whispers are new to one person only."""
    room, unread = slack.channel("emea-sales", members=[ana, ben]), Unread()
    for number in range(3):
        slack.world.post(room, ana.id, str(number))
    slack.world.post(room, bot.bot.id, "psst", bot_id=bot.bot_id, ephemeral_for=ben.id)
    assert (unread.count(ana, room), unread.count(ben, room)) == (0, 4)
    unread.mark(ben, room)
    assert unread.count(ben, room) == 0
    for number in range(20):
        slack.world.post(room, ana.id, str(number))
    assert unread.count(ben, room) == MOST
