"""A sales floor whose people have coaching prompts."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "checkins"))

from sales_floor import ACME, open_floor

from salesbot import clock
from salesbot.coaching.model import OwnPrompt, Shown
from salesbot.coaching.service import committing, reflecting

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.app.house import House
    from salesbot.coaching.model import Commitment
    from salesbot.coaching.service.reflecting import Page
    from salesbot.store import Store

ACTION = "Call Nordwind by noon."


@dataclass
class Coached:
    """The sales floor, and a prompt that its team wrote, shown to whom a test says."""

    floor: Any
    house: House
    prompt: str

    @property
    def store(self) -> Store:
        """The database."""
        return self.house.store

    async def show(self, who: str = "UBEN", *, key: str = "") -> int:
        """Let somebody have had the prompt; returns what it is called from then on."""
        now = clock.now()
        async with self.store.begin() as db:
            one = Shown(
                workspace_id=ACME, team_id=self.floor.team.id, member_id=who, prompt=self.prompt, skill="negotiation",
                key=key or f"coaching.prompt.{who}.{now:%Y%m%dT%H%M}", day=now.date(), why="said",
                evidence=[{"source": "answer.1", "words": [[0, 3]]}], shown_at=now,
            )  # fmt: skip
            db.add(one)
            await db.flush()
            return one.id

    async def reflect(self, text: str, *, about: int, who: str = "UBEN") -> Page:
        """Write it down, as the form's door does."""
        async with self.store.begin() as db:
            return await reflecting.reflect(self.house, db, about, text, workspace_id=ACME, by=who, now=clock.now())

    async def commit(self, about: int, *, who: str = "UBEN") -> Commitment:
        """Say that they will do it."""
        async with self.store.begin() as db:
            return await committing.commit(self.house, db, about, workspace_id=ACME, by=who, now=clock.now())

    async def settle(self, number: int, verdict: str, *, who: str = "UBEN") -> Commitment:
        """Say what became of it."""
        async with self.store.begin() as db:
            return await committing.settle(db, number, verdict, workspace_id=ACME, by=who, now=clock.now())


@pytest.fixture
async def coached(house: House, now: datetime) -> Coached:
    """The sales floor on the fixed Tuesday, with a prompt of its own."""
    clock.set_calendar(now)
    clock.hold_calendar()
    floor = await open_floor(house, now=now)
    async with house.store.begin() as db:
        own = OwnPrompt(
            workspace_id=ACME, team_id=floor.team.id, member_id="UANA", skill="negotiation", audience="rep",
            level="starter", minutes=5, title="Ask before you give", lesson="Ask what they give for it.",
            question="What did you give away for nothing?", action=ACTION, made_at=now,
        )  # fmt: skip
        db.add(own)
        await db.flush()
        return Coached(floor, house, f"own.{own.id}")
