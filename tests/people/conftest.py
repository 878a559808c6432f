"""The people of every story, as Slack describes them, and a workspace that knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from salesbot.people import service

if TYPE_CHECKING:
    from datetime import datetime

    from salesbot.people.model import Team
    from salesbot.store import Store

WORKSPACE = "T1"
ZONES = {
    "UANA": ("Ana", "Europe/Berlin"),
    "UBEN": ("Ben", "America/New_York"),
    "UCLEO": ("Cleo", "Australia/Sydney"),
    "UDEV": ("Dev", "Asia/Kolkata"),
    "UEVE": ("Eve", "Europe/London"),
}


def slack_user(member_id: str, **said: Any) -> dict[str, Any]:
    """Slack's user object of one of them; Eve works for another company."""
    name, zone = ZONES[member_id]
    home = "TOTHER" if member_id == "UEVE" else WORKSPACE
    user = {"id": member_id, "team_id": home, "name": name.lower(), "real_name": name, "tz": zone, "deleted": False}
    return user | {"is_bot": False, "profile": {"display_name": name, "status_text": "", "status_emoji": ""}} | said


@pytest.fixture
async def known(store: Store, now: datetime) -> Store:
    """A store in which all five are known, and nobody is in a team."""
    async with store.begin() as db:
        await service.install(db, WORKSPACE, name="Acme", bot_user_id="UBOT", scopes=["chat:write"], now=now)
        for member_id in ZONES:
            await service.meet(db, slack_user(member_id), workspace_id=WORKSPACE, now=now)
    return store


@pytest.fixture
async def emea(known: Store, now: datetime) -> Team:
    """EMEA Sales: Ana manages it, Ben and Cleo are its reps."""
    draft = service.TeamDraft("EMEA Sales", "C1", "Europe/Berlin", channel_name="emea-sales", members=["UBEN", "UCLEO"])
    async with known.begin() as db:
        return await service.make_team(db, draft, workspace_id=WORKSPACE, by="UANA", now=now)
