"""A salesbot for many workspaces, on either database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesbot import clock

sys.path.insert(0, str(Path(__file__).parent))

from lobby import lobby_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from lobby import Lobby


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest) -> str:
    """The URL of an empty database."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
async def lobby(place: str, now: datetime) -> AsyncIterator[Lobby]:
    """On the fixed Tuesday, 08:00 UTC, nobody has installed salesbot yet."""
    clock.set_calendar(now)
    async with lobby_of(place) as opened:
        yield opened
