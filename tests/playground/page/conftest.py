"""The page of the playground on a real socket, and a browser without a screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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

    def now(self) -> datetime:
        return self.at

    async def next_event(self) -> datetime | None:
        if not self.events:
            return None
        self.at = self.events.pop()
        return self.at

    async def forward(self, delta: timedelta) -> datetime:
        self.at += delta
        return self.at


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
