"""Charts as shapes: where each bar, line, area and slice of a data_visualization block stands.

Page: `reference/block-kit/blocks/data-visualization-block`. Lengths are units of the drawing's own box.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WIDTH, HEIGHT = 600.0, 260.0
LEFT, RIGHT, TOP, BOTTOM = 52.0, 592.0, 10.0, 222.0
_TICKS = 5  # about so many lines across
_LEAST = 1e-6  # values less apart than this stand on one line
_LONG = 10  # characters of a label that fit below one of many categories
_CROWDED = 7  # categories from which on long labels are shortened


@dataclass(frozen=True)
class Shape:
    """Something drawn in the colour of a series (0, 1, …): an SVG path, and what it says when pointed at."""

    path: str
    series: int
    says: str
    kind: str = "fill"


@dataclass(frozen=True)
class Word:
    """A label, with the point at which it stands."""

    x: float
    y: float
    text: str


@dataclass(frozen=True)
class Chart:
    """All of one chart; `rows` holds the same numbers as a table, headings first."""

    title: str
    kind: str
    shapes: tuple[Shape, ...]
    legend: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    ticks: tuple[Word, ...] = ()
    labels: tuple[Word, ...] = ()
    x_label: str = ""
    y_label: str = ""

    @property
    def says(self) -> str:
        """What a screen reader hears instead of the drawing."""
        head, *rows = self.rows
        told = ("; ".join(f"{name} {value}" for name, value in zip(head[1:], row[1:], strict=True)) for row in rows)
        return f"{self.kind} chart, {self.title}. " + ". ".join(
            f"{row[0]}: {values}" for row, values in zip(rows, told, strict=True)
        )


def chart(block: Mapping[str, Any]) -> Chart:
    """The chart of a block that Slack would take."""
    told = block["chart"]
    return _pie(block["title"], told) if told["type"] == "pie" else _plot(block["title"], told)


def number(value: float) -> str:
    """A value as people read it: no needless zeros, thousands apart."""
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{int(value):,}"


# -- pies -----------------------------------------------------------------------------------------------------------


def _pie(title: str, told: Mapping[str, Any]) -> Chart:
    parts = [(str(one["label"]), float(one["value"])) for one in told["segments"]]
    total = sum(value for _, value in parts)
    shares = [value / total for _, value in parts]
    says = [f"{label}: {number(value)} ({share:.0%})" for (label, value), share in zip(parts, shares, strict=True)]
    ends = list(accumulate(shares))
    begins = [0.0, *ends[:-1]]
    shapes = tuple(
        Shape(_slice(begin, end), index, words)
        for index, (begin, end, words) in enumerate(zip(begins, ends, says, strict=True))
    )
    rows = (("Part", "Value"), *((label, number(value)) for label, value in parts))
    return Chart(title, "pie", shapes, tuple(says), rows)


def _slice(begin: float, end: float) -> str:
    """A ring's piece between two shares of the turn, from twelve o'clock; a whole turn is two halves."""
    if end - begin >= 1:
        return f"{_slice(0, 0.5)} {_slice(0.5, 0.9999)}"
    (x1, y1), (x2, y2) = _on_ring(begin, 110), _on_ring(end, 110)
    (x3, y3), (x4, y4) = _on_ring(end, 62), _on_ring(begin, 62)
    far = int(end - begin > 0.5)  # noqa: PLR2004  more than half a turn
    outer = f"M{x1:.1f} {y1:.1f}A110 110 0 {far} 1 {x2:.1f} {y2:.1f}"
    return f"{outer}L{x3:.1f} {y3:.1f}A62 62 0 {far} 0 {x4:.1f} {y4:.1f}Z"


def _on_ring(share: float, radius: float) -> tuple[float, float]:
    angle = share * math.tau - math.pi / 2
    return 120 + radius * math.cos(angle), 120 + radius * math.sin(angle)


# -- lines, bars and areas ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Plane:
    """Where values and categories stand."""

    categories: Sequence[str]
    low: float
    high: float

    def y(self, value: float) -> float:
        return BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP)

    def slot(self) -> float:
        return (RIGHT - LEFT) / len(self.categories)

    def middle(self, index: int) -> float:
        return LEFT + (index + 0.5) * self.slot()


def _plot(title: str, told: Mapping[str, Any]) -> Chart:
    axes, kind = told["axis_config"], str(told["type"])
    categories = [str(one) for one in axes["categories"]]
    series = [(str(one["name"]), _values(one, categories)) for one in told["series"]]
    steps = scale([value for _, values in series for value in values])
    plane = _Plane(categories, steps[0], steps[-1])
    draw = _bars if kind == "bar" else _lines
    heads = (axes.get("x_label", ""), *(name for name, _ in series))
    columns = [values for _, values in series]
    rows = (heads, *((label, *(number(one[at]) for one in columns)) for at, label in enumerate(categories)))
    return Chart(
        title, kind, tuple(draw(plane, series, filled=kind == "area")), tuple(name for name, _ in series), rows,
        ticks=tuple(Word(LEFT - 8, plane.y(step), number(step)) for step in steps),
        labels=tuple(Word(plane.middle(at), BOTTOM + 18, _short(label, categories)) for at, label in
                     enumerate(categories)),
        x_label=axes.get("x_label", ""), y_label=axes.get("y_label", ""),
    )  # fmt: skip


def _values(series: Mapping[str, Any], categories: Sequence[str]) -> list[float]:
    found = {point["label"]: float(point["value"]) for point in series["data"]}
    return [found[label] for label in categories]


def scale(values: Sequence[float]) -> list[float]:
    """Round numbers that span the values and zero, evenly apart: 0, 20, 40, 60."""
    low, high = min(0.0, *values), max(0.0, *values)
    rough = (high - low if high - low > _LEAST else 1.0) / _TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough * 0.999)
    first, last = math.floor(low / step), max(math.ceil(high / step), math.floor(low / step) + 1)
    return [round(at * step, 10) for at in range(first, last + 1)]


def _short(label: str, categories: Sequence[str]) -> str:
    return label[: _LONG - 1] + "…" if len(categories) >= _CROWDED and len(label) > _LONG else label


def _bars(plane: _Plane, series: Sequence[tuple[str, list[float]]], *, filled: bool) -> Iterator[Shape]:  # noqa: ARG001  bars have no line
    wide = min(plane.slot() * 0.72 / len(series), 46.0)
    for index, (name, values) in enumerate(series):
        for at, value in enumerate(values):
            left = plane.middle(at) + (index - len(series) / 2) * wide
            top, foot = sorted((plane.y(value), plane.y(0)))
            path = f"M{left + 1:.1f} {foot:.1f}V{top:.1f}H{left + wide - 1:.1f}V{foot:.1f}Z"
            yield Shape(path, index, f"{name}, {plane.categories[at]}: {number(value)}")


def _lines(plane: _Plane, series: Sequence[tuple[str, list[float]]], *, filled: bool) -> Iterator[Shape]:
    for index, (name, values) in enumerate(series):
        points = [(plane.middle(at), plane.y(value)) for at, value in enumerate(values)]
        line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        if filled:
            floor = plane.y(0)
            yield Shape(f"{line}L{points[-1][0]:.1f} {floor:.1f}L{points[0][0]:.1f} {floor:.1f}Z", index, name, "area")
        yield Shape(line, index, name, "line")
        for (x, y), label, value in zip(points, plane.categories, values, strict=True):
            dot = f"M{x - 4:.1f} {y:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z"
            yield Shape(dot, index, f"{name}, {label}: {number(value)}")
