"""A year of a company, with bad days, from one seed: nothing is lost, doubled, forgotten or unexplained."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import pytest
from virtual_time import utc
from year import Size, Year

if TYPE_CHECKING:
    from company import Company
    from year import Figures

SMALL = Size(daily=0, twice_a_week=6, weekly=14, fortnightly=20, monthly=20, days=60)
WHOLE = Size(daily=4, twice_a_week=6, weekly=20, fortnightly=70, monthly=900, days=400)
SEEDS = tuple(range(1, 21))
FAILED_ONCE: tuple[int, ...] = ()  # every seed of a whole year that ever failed


@pytest.fixture
def again(request: pytest.FixtureRequest) -> str:
    """The one line that shows a failure again."""
    return f".venv/bin/pytest -m '' --timeout 0 '{request.node.nodeid}'"


def live(company: Company, number: int, size: Size, *, again: str) -> Figures:
    """Live through a year; a failure says how to see it again."""
    company.clocks.begin_again(utc("2026-03-02T06:00"))
    year = Year(company, number, size)
    try:
        figures = company.clocks.loop.run_until_complete(year.live())
    except BaseException:
        print(f"seed {number} failed at {company.clocks.true()}. Again: {again}")  # noqa: T201  shown where it fails
        raise
    print(f"seed {number}, {size.members} members, {size.days} days: {asdict(figures)}")  # noqa: T201  the figures
    return figures


@pytest.mark.timeout(300)
@pytest.mark.parametrize("number", [1, pytest.param(2, marks=pytest.mark.chaos)])
def test_two_months(quick_company: Company, number: int, again: str) -> None:
    """60 members live through 60 days."""
    figures = live(quick_company, number, SMALL, again=again)
    assert figures.questions > 0
    assert figures.faults > 0
    assert figures.deaths > 0


@pytest.mark.timeout(300)
def test_a_seed_repeats_everything(quick_company: Company, again: str) -> None:
    """The same seed gives the same ledger, the same messages and the same deaths, twice in a row."""
    size = Size(daily=5, twice_a_week=0, weekly=5, fortnightly=0, monthly=5, days=10)
    assert live(quick_company, 7, size, again=again) == live(quick_company, 7, size, again=again)


@pytest.mark.chaos
@pytest.mark.parametrize("number", [*SEEDS, *FAILED_ONCE])
def test_a_whole_year(quick_company: Company, number: int, again: str) -> None:
    """1,000 members live through 400 days."""
    live(quick_company, number, WHOLE, again=again)
