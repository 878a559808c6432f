"""RELIABILITY.md says what the last long runs found, and nothing else."""

from __future__ import annotations

import figures


def test_the_figures_are_those_of_the_last_long_runs():
    """The table between the marks is made from figures.json; every run in it lost and doubled nothing."""
    text = figures.DOCUMENT.read_text(encoding="utf-8")
    pasted = text.partition(figures.BEGIN)[2].partition(figures.END)[0].strip()
    assert pasted == figures.table(figures.kept())
    assert [(row["lost"], row["doubled"], row["answers_lost"]) for row in figures.kept()] == [(0, 0, 0)] * len(
        figures.kept()
    )
