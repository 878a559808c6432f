"""Stories run on both databases and both transports: SQLite with sockets, PostgreSQL with HTTP."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from salesbot import clock
from salesbot.config import Transport

sys.path.insert(0, str(Path(__file__).parent))

from office import office_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from office import Office


KINDS = {"sqlite-socket": ("sqlite", Transport.SOCKET), "postgresql-http": ("postgresql", Transport.HTTP)}


@pytest.fixture(params=list(KINDS))
def place(request: pytest.FixtureRequest) -> tuple[str, Transport]:
    """A database and a transport."""
    kind, transport = KINDS[request.param]
    return str(request.getfixturevalue(f"{kind}_url")), transport


@pytest.fixture
async def office(place: tuple[str, Transport], now: datetime) -> AsyncIterator[Office]:
    """An office on the fixed Tuesday, 08:00 UTC."""
    clock.set_calendar(now)
    async with office_of(place[0], place[1]) as opened:
        yield opened
