"""Who salesbot is in Slack: asked once, known at every door without another call."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.errors import SlackApiError

from salesbot.errors import SalesbotError

if TYPE_CHECKING:
    from slack_bolt.context.async_context import AsyncBoltContext

    from salesbot.slack.client import Clients


@dataclass(frozen=True)
class Bot:
    """What auth.test says of a bot token."""

    workspace_id: str
    workspace: str
    url: str
    user_id: str
    bot_id: str
    enterprise_id: str | None = None
    scopes: str = ""  # granted, comma-separated, as x-oauth-scopes says


class IntroductionError(SalesbotError):
    """Slack would not say who this bot is; `code` is its error (`invalid_auth`, …)."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Slack's auth.test answered {code}")
        self.code = code


class Answers(AsyncAuthorize, ABC):
    """Answers bolt's question who we are at a door."""

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        actor_enterprise_id: str | None = None,
        actor_team_id: str | None = None,
        actor_user_id: str | None = None,
    ) -> AuthorizeResult:
        """Tell bolt who we are. An error must not be SlackApiError: bolt would take it for an answer and say 200."""
        del context, actor_enterprise_id, actor_team_id, actor_user_id
        ours = await self.ours(team_id or "", enterprise_id)
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, user_id=user_id, **ours)

    @abstractmethod
    async def ours(self, workspace_id: str, enterprise_id: str | None) -> dict[str, str | None]:
        """Return our bot there: `bot_id`, `bot_user_id` and `bot_token`, as bolt calls them."""


class Authority(Answers):
    """The bot token of one workspace and the bot it belongs to; auth.test is called once in a process."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._bot: Bot | None = None
        self._asking = asyncio.Lock()

    async def ours(self, workspace_id: str, enterprise_id: str | None) -> dict[str, str | None]:  # noqa: ARG002  there is one
        """Return the only one. Raises IntroductionError."""
        bot = await self.bot()
        token = self._clients.posting.token
        return {"bot_id": bot.bot_id, "bot_user_id": bot.user_id, "bot_token": token, "url": bot.url}

    @property
    def known(self) -> Bot | None:
        """Who we are, where Slack has said so already."""
        return self._bot

    async def bot(self, *, anew: bool = False) -> Bot:
        """Return who we are; asks Slack the first time or `anew`. Raises IntroductionError where Slack will not say."""
        if self._bot is None or anew:
            async with self._asking:
                if self._bot is None or anew:
                    self._bot = await self._ask()
        return self._bot

    async def _ask(self) -> Bot:
        try:
            said = await self._clients.reading.auth_test()
        except SlackApiError as error:
            data = error.response.data
            raise IntroductionError(str(data.get("error")) if isinstance(data, dict) else "no JSON") from error
        return Bot(
            workspace_id=str(said["team_id"]),
            workspace=str(said.get("team") or ""),
            url=str(said.get("url") or ""),
            user_id=str(said["user_id"]),
            bot_id=str(said.get("bot_id") or ""),
            enterprise_id=said.get("enterprise_id"),
            scopes=str(said.headers.get("x-oauth-scopes") or said.headers.get("X-OAuth-Scopes") or ""),
        )
