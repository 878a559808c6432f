"""The page of the playground on a real socket, and a browser without a screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from aiohttp import ClientSession


class _Browser:
    """What page.js does, without drawing: it looks at the pieces and sends acts as JSON."""

    def __init__(self, client: ClientSession, team: str) -> None:
        self.client = client
        self.team = team

    async def get(self, path: str = "/", **asked: str) -> tuple[int, str]:
        answer = await self.client.get(path, params=asked)
        return answer.status, await answer.text()

    async def parts(self, who, where: str = "", thread: str = "") -> dict[str, str]:
        asked = {"team": self.team, "as": who.id, "in": where, "thread": thread}
        answer = await self.client.get("/page/parts", params=asked)
        assert answer.status == 200
        return (await answer.json())["parts"]

    async def tell(self, door: str, who, **told) -> dict:
        answer = await self.client.post(f"/page/{door}", json={"team": self.team, "as": who.id, **told})
        assert answer.status == 200, await answer.text()
        return await answer.json()


class _Calendar:
    """A clock with one event at ten past nine."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 3, 8, tzinfo=UTC)
        self.events = [datetime(2026, 3, 3, 9, 10, tzinfo=UTC)]
        self.progress = ""
        self.stopped = False

    def now(self) -> datetime:
        return self.at

    def zones(self) -> list[tuple[str, str]]:
        walls = [(zone, self.at.astimezone(ZoneInfo(zone))) for zone in ("America/New_York", "Europe/Berlin")]
        return [(zone.rpartition("/")[2].replace("_", " "), f"{wall:%a %H:%M}") for zone, wall in walls]

    async def leap(self, kind: str, *, who) -> str:  # noqa: ARG002  an hour is an hour for everybody
        if kind == "next" and not self.events:
            return "Nothing is due."
        self.at = self.events.pop() if kind == "next" else self.at + timedelta(hours=1)
        return ""

    def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def calendar():
    return _Calendar()


@pytest.fixture
def page(slack):
    return slack.page


@pytest.fixture
async def browser(slack, acme):
    async with ClientSession(base_url=slack.address) as client:
        yield _Browser(client, acme.id)
