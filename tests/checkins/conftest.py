"""A sales floor on both databases."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesbot import clock

sys.path.insert(0, str(Path(__file__).parent))

from sales_floor import open_floor

if TYPE_CHECKING:
    from datetime import datetime

    from sales_floor import Floor

    from salesbot.app.house import House


@pytest.fixture
async def floor(house: House, now: datetime) -> Floor:
    """The sales floor on the fixed Tuesday, 08:00 UTC, before anybody in Berlin or New York is asked."""
    clock.set_calendar(now)
    return await open_floor(house, now=now)
