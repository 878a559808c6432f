"""Tables and charts in Slack's messages.

Pages: `reference/block-kit/blocks/` with table-block, data-table-block and data-visualization-block.
"""

from typing import Any

from salesbot.playground.strict import rich_text
from salesbot.playground.strict.grammar import (
    Check,
    Faults,
    both,
    choice,
    fault,
    finite,
    flag,
    items,
    kind,
    kinds,
    positive,
    record,
    string,
    unique,
    whole,
)
from salesbot.playground.strict.texts import identifier

COLUMNS_MAX = 20
TABLE_CHARACTERS_MAX = 10_000  # table-block: all cells of a message together
DATA_TABLE_CHARACTERS_MAX = 20_000  # data-table-block

_raw_text = kind("raw_text", needs={"text": string(DATA_TABLE_CHARACTERS_MAX)})
_raw_number = kind("raw_number", needs={"value": finite}, may={"text": string(255)})
_cell = kinds({"raw_text": _raw_text, "rich_text": rich_text.block})
_data_cell = kinds({"raw_text": _raw_text, "raw_number": _raw_number, "rich_text": rich_text.block})


def characters(value: Any) -> int:
    """How many characters a reader sees in a table's cells."""
    if isinstance(value, dict):
        shown = value.get("text", value.get("value") if value.get("type") == "raw_number" else None)
        own = len(str(shown)) if shown is not None else 0
        return own + sum(characters(inner) for inner in value.values() if isinstance(inner, (dict, list)))
    return sum(characters(inner) for inner in value) if isinstance(value, list) else 0


def _fits(most: int) -> Check:
    def check(value: Any, at: str) -> Faults:
        if characters(value) > most:
            yield fault(f"must be less than {most + 1} characters in all cells", at)

    return check


def _even(value: Any, at: str) -> Faults:
    """Every row has as many cells as the header."""
    for index, row in enumerate(value):
        if len(row) != len(value[0]):
            yield fault(f"must have {len(value[0])} cells, as the first row has", f"{at}/{index}")


def _plain_header(value: Any, at: str) -> Faults:
    for index, cell in enumerate(value[0]):
        if cell["type"] == "rich_text":
            yield fault("a header cell must not be rich_text", f"{at}/0/{index}")


_column = record(may={"align": choice("left", "center", "right"), "is_wrapped": flag})
_rows = items(items(_cell, most=COLUMNS_MAX), most=100)
_data_rows = items(items(_data_cell, most=COLUMNS_MAX), least=2, most=101)

table = kind(
    "table",
    needs={"rows": both(_rows, _even, _fits(TABLE_CHARACTERS_MAX))},
    may={"block_id": identifier, "column_settings": items(_column, most=COLUMNS_MAX, least=0)},
)

data_table = kind(
    "data_table",
    needs={"caption": string(3000), "rows": both(_data_rows, _even, _plain_header, _fits(DATA_TABLE_CHARACTERS_MAX))},
    may={"block_id": identifier, "page_size": whole(1, 100), "row_header_column_index": whole(0, COLUMNS_MAX - 1)},
)

_label = string(20)
_series = items(
    record(
        needs={"name": _label, "data": items(record(needs={"label": _label, "value": finite}), most=20)},
    ),
    most=12,
)
_axes = record(
    needs={"categories": items(_label, most=20)},
    may={"x_label": string(50), "y_label": string(50)},
)


def _one_value_a_category(value: Any, at: str) -> Faults:
    """Every series has one point for every category of the axis, and for nothing else."""
    categories = value["axis_config"]["categories"]
    if len(set(categories)) != len(categories):
        yield fault("categories must be unique", f"{at}/axis_config/categories")
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            yield fault("data must have exactly one value for each category", f"{at}/series/{index}/data")


def _plotted(name: str) -> Check:
    shape = kind(name, needs={"series": both(_series, unique("name")), "axis_config": _axes})
    return both(shape, _one_value_a_category)


_pie = kind(
    "pie",
    needs={"segments": items(record(needs={"label": _label, "value": positive}), most=12)},
)

data_visualization = kind(
    "data_visualization",
    needs={
        "title": string(50),
        "chart": kinds({"pie": _pie, "bar": _plotted("bar"), "line": _plotted("line"), "area": _plotted("area")}),
    },
    may={"block_id": identifier},
)
