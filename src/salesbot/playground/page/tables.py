"""Tables as rows of cells, with what a reader sorts and pages by.

Pages: `reference/block-kit/blocks/` with table-block and data-table-block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from salesbot.playground.page.charts import number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGE = 25  # rows at once where the app names no page size; the number is ours


@dataclass(frozen=True)
class Cell:
    """One cell: words, or a rich text block; `key` is what its column is sorted by."""

    text: str = ""
    rich: Mapping[str, Any] | None = None
    key: str = ""
    align: str = "left"
    heads_row: bool = False


@dataclass(frozen=True)
class Table:
    """Headings and rows. `sortable` and `page_size` hold for a data_table only; `page_size` 0 shows all rows."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    sortable: bool = False
    page_size: int = 0

    @property
    def pages(self) -> int:
        """On how many pages its rows stand."""
        return -(-len(self.rows) // self.page_size) if self.page_size else 1


def table(block: Mapping[str, Any]) -> Table:
    """The table of a table or data_table block."""
    data = block["type"] == "data_table"
    heads_row = int(block.get("row_header_column_index", -1)) if data else -1
    columns = [_align(block, at) for at in range(len(block["rows"][0]))]
    head, *rows = [_row(row, columns, heads_row=heads_row) for row in block["rows"]]
    size = int(block.get("page_size", PAGE)) if data else 0
    return Table(head, tuple(rows), str(block.get("caption", "")), sortable=data, page_size=size)


def _align(block: Mapping[str, Any], at: int) -> str:
    settings: Sequence[Mapping[str, Any]] = block.get("column_settings", ())
    if at < len(settings) and settings[at]:
        return str(settings[at].get("align", "left"))
    numbers = [row[at]["type"] == "raw_number" for row in block["rows"][1:]]
    return "right" if numbers and all(numbers) else "left"


def _row(row: Sequence[Mapping[str, Any]], columns: Sequence[str], *, heads_row: int) -> tuple[Cell, ...]:
    return tuple(
        _cell(cell, align, heads_row=at == heads_row) for at, (cell, align) in enumerate(zip(row, columns, strict=True))
    )


def _cell(cell: Mapping[str, Any], align: str, *, heads_row: bool) -> Cell:
    if cell["type"] == "rich_text":
        return Cell(rich=cell, key=_words(cell), align=align, heads_row=heads_row)
    if cell["type"] == "raw_number":
        shown = str(cell.get("text") or number(float(cell["value"])))
        return Cell(shown, key=str(cell["value"]), align=align, heads_row=heads_row)
    return Cell(str(cell["text"]), key=str(cell["text"]), align=align, heads_row=heads_row)


def _words(node: Any) -> str:
    """The plain words inside a rich text, for sorting."""
    if isinstance(node, list):
        return "".join(_words(one) for one in node)
    return str(node.get("text", "")) + _words(node.get("elements", []))
