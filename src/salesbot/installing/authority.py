"""Who salesbot is in each of many workspaces: the door's question, and the clients by which it speaks there."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from salesbot.installing.tokens import MOST, NotInstalled
from salesbot.slack import passes
from salesbot.slack.passes import Pass

if TYPE_CHECKING:
    import aiohttp
    from slack_bolt.context.async_context import AsyncBoltContext

    from salesbot.config import Settings
    from salesbot.installing.tokens import Tokens
    from salesbot.slack.client import Clients


class ManyAuthority(AsyncAuthorize):
    """The bot of whichever workspace an event comes from; no question to Slack, and seldom one to the database."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

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
        """Tell bolt who we are there. Raises NotInstalled, in words for whoever asked; never SlackApiError."""
        del context, actor_enterprise_id, actor_team_id, actor_user_id
        bot = (await self._tokens.of(team_id or "", enterprise_id)).bot
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            user_id=user_id,
            bot_id=bot.bot_id,
            bot_user_id=bot.bot_user_id,
            bot_token=bot.bot_token,
        )


class ManyClients:
    """The clients of each workspace, made at their first use."""

    def __init__(self, tokens: Tokens, session: aiohttp.ClientSession, settings: Settings) -> None:
        self._tokens = tokens
        self._session = session
        self._settings = settings
        self._made: OrderedDict[str, Clients] = OrderedDict()

    def __call__(self, workspace_id: str) -> Clients:
        """Return the clients of a workspace; without a token there their calls fail as Slack would refuse them."""
        made = self._made.get(workspace_id)
        if made is None:
            give = partial(self._pass, workspace_id)
            made = self._made[workspace_id] = passes.clients(self._session, give, settings=self._settings)
        self._made.move_to_end(workspace_id)
        while len(self._made) > MOST:
            self._made.popitem(last=False)
        return made

    async def _pass(self, workspace_id: str) -> Pass:
        try:
            held = await self._tokens.of(workspace_id)
        except NotInstalled:
            raise passes.refused("any") from None
        return Pass(held.bot.bot_token, workspace_id if held.bot.is_enterprise_install else "")
