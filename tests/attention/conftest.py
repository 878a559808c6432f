"""Ana and Ben at Acme."""

from __future__ import annotations

import pytest

from salesbot.people.model import Member, Workspace
from salesbot.store import insert


@pytest.fixture
async def acme(store, now):
    """A workspace with Ana in Berlin and Ben in New York; returns its id."""
    people = [("UANA", "Ana", "Europe/Berlin"), ("UBEN", "Ben", "America/New_York")]
    async with store.begin() as db:
        await insert(db, Workspace, [{"id": "TACME", "name": "Acme", "created_at": now}])
        rows = [
            {"workspace_id": "TACME", "id": one, "name": name, "slack_zone": zone, "created_at": now}
            for one, name, zone in people
        ]
        await insert(db, Member, rows)
    return "TACME"
