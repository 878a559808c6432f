"""The sales floor of check-ins, and a room that offers things there."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesbot import clock, features
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.room import Room
from salesbot.slack import client

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "checkins"))

from offering import CARD, Corner, spoken
from sales_floor import open_floor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from salesbot.room import Message
    from salesbot.store import Store

ENGINE = {"people", "outbox", "schedule", "attention", "checkins", "blockers", "desk"}


@pytest.fixture
async def corner(store: Store, database_url: str, now: datetime) -> AsyncIterator[Corner]:
    """Ana in Berlin, Ben in New York and Cleo in Sydney are asked at 09:15; it is Tuesday, 09:00 in Berlin."""
    clock.set_calendar(now)
    says: dict[str, str] = {}

    async def draw(_house: House, _db: object, _workspace_id: str, subject: str) -> Message:
        return spoken(says[subject])

    settings = Settings(_env_file=None, database_url=database_url)
    rooms = [room for room in features.rooms() if room.name in ENGINE]
    session = client.session(settings)
    house = House(settings, store, session, rooms=[*rooms, Room(name="nudge", boards={CARD: draw})])
    yield Corner(house, await open_floor(house, now=now), says, now)
    await session.close()
