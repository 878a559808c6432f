"""Several processes in Socket Mode know of each other, so that nobody takes the others' connections for ghosts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import structlog
from sqlalchemy.exc import SQLAlchemyError

from salesbot.config import Transport
from salesbot.slack.socket import LINES
from salesbot.store import processes

if TYPE_CHECKING:
    from salesbot.app.house import House

_log = structlog.get_logger(__name__)

EVERY = timedelta(seconds=10)


class Presence:
    """This process among those that serve the workspace; `others` is how many connections all others hold.

    Only where there can be others: a SQLite file takes one process, and over HTTP nobody holds connections.
    """

    def __init__(self, house: House) -> None:
        self.others = 0
        self._house = house
        self._me = uuid4().hex
        self._alone = house.store.dialect == "sqlite" or house.settings.transport is not Transport.SOCKET

    async def tell(self) -> None:
        """Say that this process lives, and count the others; what cannot be told now is told the next time."""
        bot = self._house.tenants.known
        if self._alone or bot is None:
            return
        async with self._house.store.begin() as db:
            now = await self._house.store.machine_now(db)
            self.others = await processes.seen(db, bot.workspace_id, self._me, connections=LINES, now=now)

    async def end(self) -> None:
        """Say that this process ends."""
        bot = self._house.tenants.known
        if self._alone or bot is None:
            return
        try:
            async with self._house.store.begin() as db:
                await processes.gone(db, bot.workspace_id, self._me)
        except (SQLAlchemyError, OSError) as error:
            _log.info("presence.not_ended", error=type(error).__name__)  # the others notice by themselves
