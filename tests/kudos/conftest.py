"""A team whose people thank each other: Ana manages it in Berlin, Ben sells in New York, Cleo in Sydney."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from salesbot import clock, features
from salesbot.app.house import House
from salesbot.config import Settings
from salesbot.kudos import service
from salesbot.people import service as people
from salesbot.slack import client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from datetime import datetime

    from salesbot.kudos.service import Given
    from salesbot.people.model import Team
    from salesbot.room import Message
    from salesbot.store import Store

ACME = "T1"
PEOPLE = {
    "UANA": ("Ana", "Europe/Berlin"), "UBEN": ("Ben", "America/New_York"), "UCLEO": ("Cleo", "Australia/Sydney"),
    "UDEV": ("Dev", "Europe/Berlin"),
}  # fmt: skip


@dataclass
class Floor:
    """EMEA Sales, and a house whose door is closed."""

    house: House
    team: Team
    now: datetime

    async def give(self, giver: str, *receivers: str, words: str = "for the calm demo", **more: Any) -> Given:
        """Give in a transaction of its own, as the doors do."""
        at = more.pop("at", self.now)
        praise = service.Praise(ACME, more.pop("team_id", self.team.id), giver, receivers, words, **more)
        async with self.house.store.begin() as db:
            return await service.give(db, praise, now=at)

    async def drawn(self, kind: str, subject: str) -> Message | None:
        """What a board says now."""
        async with self.house.store.read() as db:
            return await self.house.boards[kind](db, ACME, subject)


@pytest.fixture
async def floor(store: Store, database_url: str, now: datetime) -> AsyncIterator[Floor]:
    """The fixed Tuesday, 08:00 UTC; the team has been there for two months."""
    clock.set_calendar(now)
    settings = Settings(_env_file=None, database_url=database_url)
    session = client.session(settings)
    house = House(settings, store, session, rooms=features.rooms())
    then = now - timedelta(days=60)
    async with store.begin() as db:
        await people.install(db, ACME, name="Acme", bot_user_id="UBOT", now=then)
        for member_id, (name, zone) in PEOPLE.items():
            user = {"id": member_id, "team_id": ACME, "name": name, "real_name": name, "tz": zone, "profile": {}}
            await people.meet(db, user, workspace_id=ACME, now=then)
        draft = people.TeamDraft("EMEA Sales", "C1", "Europe/Berlin", channel_name="emea", members=["UBEN", "UCLEO"])
        team = await people.make_team(db, draft, workspace_id=ACME, by="UANA", now=then)
    yield Floor(house, team, now)
    await session.close()
