"""Bringing the people of a channel into its team after the answer that promised it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog

from salesbot import clock
from salesbot.people.sync import follow_team

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.people.model import Team
    from salesbot.room import House

_log = structlog.get_logger(__name__)


class Following:
    """Looks at channels beside the doors; what a restart interrupts, the next sync brings."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._tasks: set[asyncio.Task[None]] = set()

    def begin(self, client: AsyncWebClient, team: Team) -> None:
        """Bring everybody in the team's channel, in a moment."""
        task = asyncio.create_task(self._bring(client, team))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _bring(self, client: AsyncWebClient, team: Team) -> None:
        try:
            await follow_team(self._house, client, team, now=clock.now())
        except Exception as error:  # noqa: BLE001  nobody waits for this task; the next sync does the same again
            _log.warning("desk.followers_left_to_sync", error=type(error).__name__)
