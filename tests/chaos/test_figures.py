"""RELIABILITY.md says what the last long runs found, and nothing else."""

from __future__ import annotations

import figures
import pytest


@pytest.mark.parametrize("table", figures.TABLES, ids=lambda table: table.name)
def test_the_figures_are_those_of_the_last_long_runs(table):
    """The table between the marks is made from what is kept; every run in it lost and doubled nothing."""
    rows = table.kept()
    assert table.pasted() == table.drawn(rows)
    assert [(row["lost"], row["doubled"], row["answers_lost"]) for row in rows] == [(0, 0, 0)] * len(rows)
    assert not any(row.get("late") for row in rows)
