"""Who salesbot is in each of many workspaces: the door's question, and the clients by which it speaks there."""

from __future__ import annotations

from collections import OrderedDict
from functools import partial
from typing import TYPE_CHECKING

from salesbot.installing.tokens import MOST, NotInstalled
from salesbot.slack import passes
from salesbot.slack.authority import Answers
from salesbot.slack.passes import Pass

if TYPE_CHECKING:
    import aiohttp

    from salesbot.config import Settings
    from salesbot.installing.tokens import Tokens
    from salesbot.slack.client import Clients


class ManyAuthority(Answers):
    """The bot of whichever workspace an event comes from; no question to Slack, and seldom one to the database."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens

    async def ours(self, workspace_id: str, enterprise_id: str | None) -> dict[str, str | None]:
        """Return the bot of that install. Raises NotInstalled, in words for whoever asked."""
        bot = (await self._tokens.of(workspace_id, enterprise_id)).bot
        return {"bot_id": bot.bot_id, "bot_user_id": bot.bot_user_id, "bot_token": bot.bot_token}


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
