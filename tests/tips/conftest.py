"""A sales team whose people share what they learned."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "checkins"))

from sales_floor import open_floor

from salesbot import clock
from salesbot.tips import queries, rules, service

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.app.house import House
    from salesbot.store import Store
    from salesbot.tips.model import Tip

ACME = "T1"


@dataclass
class Shelf:
    """The tips of the sales floor."""

    floor: Any
    house: House
    now: datetime

    @property
    def store(self) -> Store:
        """The database."""
        return self.house.store

    async def share(self, text: str, *, by: str = "UBEN", tags: str = "", **parts: str) -> Tip:
        """Share it with the floor's team."""
        draft = rules.Draft(text=text, tags=tags, **parts)
        async with self.store.begin() as db:
            done = await service.share(
                db, draft, workspace_id=ACME, team_id=self.floor.team.id, by=by, now=self.now
            )  # fmt: skip
        return done.tip

    async def found(self, typed: str, *, to: str = "UANA") -> list[str]:
        """What somebody finds."""
        return [one.tip.text for one in (await self.page(typed, to=to)).shown]

    async def page(self, typed: str, *, to: str = "UANA") -> service.Page:
        """The first page of what somebody finds."""
        async with self.store.read() as db:
            return await service.page(db, "search", workspace_id=ACME, to=to, typed=typed, setup="/salesbot setup")

    async def tip(self, tip_id: int) -> Tip:
        """It as it stands."""
        async with self.store.read() as db:
            tip = await queries.tip(db, tip_id, workspace_id=ACME)
        assert tip is not None
        return tip


@pytest.fixture
async def shelf(house: House, now: datetime) -> Shelf:
    """The sales floor on the fixed Tuesday, with no tip yet."""
    clock.set_calendar(now)
    return Shelf(await open_floor(house, now=now), house, now)
