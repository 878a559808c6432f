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


@pytest.fixture(params=[("sqlite", Transport.SOCKET), ("postgresql", Transport.HTTP)], ids=["sqlite-socket", "postgresql-http"])
async def office(request: pytest.FixtureRequest, now: datetime) -> AsyncIterator[Office]:
    """An office on the fixed Tuesday, 08:00 UTC."""
    kind, transport = request.param
    url = request.getfixturevalue(f"{kind}_url")
    clock.set_calendar(now)
    async with office_of(url, transport) as opened:
        yield opened
