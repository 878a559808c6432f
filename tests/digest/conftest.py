"""A sales floor whose weeks are told."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesbot import clock, features
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.slack import client

sys.path.insert(0, str(Path(__file__).parents[1] / "checkins"))

from sales_floor import open_floor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from sales_floor import Floor

    from salesbot.store import Store


@pytest.fixture
async def house(store: Store, database_url: str) -> AsyncIterator[House]:
    """A house with all its rooms, whose door is closed."""
    settings = Settings(_env_file=None, database_url=database_url)
    session = client.session(settings)
    yield House(settings, store, session, rooms=features.rooms())
    await session.close()


@pytest.fixture
async def floor(house: House, now: datetime) -> Floor:
    """The sales floor on the fixed Tuesday, 08:00 UTC, before anybody in Berlin or New York is asked."""
    clock.set_calendar(now)
    return await open_floor(house, now=now)
