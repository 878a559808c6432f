"""Storms run on both databases: one process with HTTP on SQLite, two with sockets on PostgreSQL."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def seed(request: pytest.FixtureRequest) -> int:
    """The run's seed; `-p randomly -p "randomly_seed=…"` gives the same chances again."""
    return int(request.config.getoption("randomly_seed", default=None) or 20260303)

