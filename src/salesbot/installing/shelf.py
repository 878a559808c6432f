"""slack_sdk's stores, put to work in a transaction of ours: tokens go in sealed and come out opened."""

from __future__ import annotations

import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.sqlalchemy import AsyncSQLAlchemyOAuthStateStore
from sqlalchemy import delete, func, select

from salesbot import clock
from salesbot.installing.model import SlackBot, SlackInstallation, SlackState

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

    from salesbot.room.house import SealsLike

STATE_SECONDS = 600  # as long as the code that Slack gives for it; page "Installing with OAuth"
MOST_STATES = 5_000  # begun and not finished: whoever knocks at the door all day fills no disk

_quiet = logging.getLogger("salesbot.slack_sdk")
_bots, _installations, _states = SlackBot.__table__, SlackInstallation.__table__, SlackState.__table__


class _Here:
    """Stands where slack_sdk's stores expect an engine: what they do belongs to this session's transaction."""

    def __init__(self, db: AsyncSession) -> None:
        self._db = db

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        yield await self._db.connection()

    connect = begin


class Shelf(AsyncSQLAlchemyInstallationStore):
    """The installs of one app. Of each workspace (or organisation) only the newest is kept."""

    def __init__(self, db: AsyncSession, client_id: str, seals: SealsLike) -> None:
        # slack_sdk's own __init__ would make tables; ours stand in the house's metadata.
        self.bots, self.installations = _bots, _installations
        self.client_id = client_id
        self.engine = cast("AsyncEngine", _Here(db))
        self._logger = _quiet
        self._seals = seals

    async def async_save(self, installation: Installation) -> None:
        """Keep an install instead of an older one of the same place.

        Its row is written before its tokens are sealed into it: from then on nobody drops the key of that seal.
        """
        place = {"enterprise_id": installation.enterprise_id, "team_id": installation.team_id}
        await self.async_delete_all(**place)
        bare = Installation(**installation.to_dict_for_copying())
        bare.bot_token = bare.bot_refresh_token = bare.user_token = bare.user_refresh_token = None
        await super().async_save(bare)
        await self.async_save_bot(installation.to_bot())

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep a bot's tokens, sealed."""
        sealed = Bot(**bot.to_dict_for_copying())
        sealed.bot_token = cast("str", self._sealed(bot.bot_token))  # none yet, where its row is only begun
        sealed.bot_refresh_token = self._sealed(bot.bot_refresh_token)
        await super().async_save_bot(sealed)

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        """Return the bot of a place, its tokens opened. Raises Refusal where the key is missing."""
        found = await super().async_find_bot(
            enterprise_id=enterprise_id, team_id=team_id, is_enterprise_install=is_enterprise_install
        )
        return None if found is None else self.opened(found)

    def opened(self, sealed: Bot) -> Bot:
        """Return a bot as it was before its tokens were sealed. Raises Refusal where the key is missing."""
        bot = Bot(**sealed.to_dict_for_copying())
        bot.bot_token = self._seals.unseal(sealed.bot_token)
        if sealed.bot_refresh_token:
            bot.bot_refresh_token = self._seals.unseal(sealed.bot_refresh_token)
        return bot

    def _sealed(self, token: str | None) -> str | None:
        return self._seals.seal(token) if token else None


class OneUse(AsyncSQLAlchemyOAuthStateStore):
    """Installs that were begun: each state is good once, even where two ask at the same moment."""

    def __init__(self, db: AsyncSession) -> None:
        self.expiration_seconds = STATE_SECONDS
        self.oauth_states = _states
        self.engine = cast("AsyncEngine", _Here(db))
        self._logger = _quiet
        self._db = db

    async def has_room(self) -> bool:
        """Forget what is over, and say whether one more may begin."""
        await self._db.execute(delete(_states).where(_states.c.expire_at <= _now()))
        return bool((await self._db.scalar(select(func.count()).select_from(_states)) or 0) < MOST_STATES)

    async def async_consume(self, state: str) -> bool:
        """Use up a state; False where there is none such, or not any more."""
        good = _states.c.state == state, _states.c.expire_at > _now()
        found = await self._db.execute(delete(_states).where(*good).returning(_states.c.id))
        return found.first() is not None


def _now() -> object:
    """Machine time as slack_sdk keeps it: UTC without saying so."""
    return clock.real().replace(tzinfo=None)
