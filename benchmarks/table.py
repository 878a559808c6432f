"""What was measured, as one table: ours, the bare thing beside it, their ratio, and the goal."""

from __future__ import annotations

from dataclasses import dataclass

HEADS = ("bench", "database", "Slack", "ours", "bare", "ratio", "goal", "")


@dataclass(frozen=True)
class Row:
    """One measurement. `good` is None where there is no goal to miss: a figure that only explains another."""

    bench: str
    database: str
    latency: float  # seconds added to each call of Slack
    ours: str
    bare: str = ""
    ratio: float | None = None
    goal: str = ""
    good: bool | None = None

    def cells(self) -> tuple[str, ...]:
        """Return the row as text."""
        ratio = "" if self.ratio is None else f"{self.ratio:.2f}"
        verdict = {None: "", True: "ok", False: "NOT"}[self.good]
        slack = f"+{self.latency * 1000:.0f} ms"
        return self.bench, self.database, slack, self.ours, self.bare, ratio, self.goal, verdict


def shown(rows: list[Row]) -> str:
    """Return all rows under their heads, in columns."""
    lines = [HEADS, *(row.cells() for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADS))]
    told = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([told[0], "-" * len(told[0]), *told[1:]])
