"""A sales floor whose audit log is read."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "checkins"))

from sales_floor import ACME, open_floor

from salesbot import clock
from salesbot.audit import queries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from salesbot.app.house import House


@dataclass
class Logged:
    """The sales floor of EMEA Sales, and what the log says of it."""

    floor: Any
    house: House

    async def done(self, deed: Callable[..., Awaitable[Any]]) -> list[tuple[str, ...]]:
        """Do something in a transaction of its own; return the lines that it left, as (who, verb, object, how)."""
        before = {one.id for one in await self.lines()}
        async with self.house.store.begin() as db:
            await deed(db)
        return [
            (one.done_by, one.verb, one.object_id, one.how)
            for one in reversed(await self.lines())
            if one.id not in before
        ]

    async def lines(self) -> Any:
        """All lines, the newest first."""
        async with self.house.store.read() as db:
            return await queries.lines(db, ACME, limit=1000)


@pytest.fixture
async def logged(house: House, now: datetime) -> Logged:
    """The fixed Tuesday, on either database."""
    clock.set_calendar(now)
    return Logged(await open_floor(house, now=now), house)
