"""Clients of a workspace among many: each call is told the token of that moment, for it may have been renewed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from salesbot.errors import SalesbotError
from salesbot.slack.client import Clients, go_directly, retries, ways

if TYPE_CHECKING:
    import aiohttp
    from slack_sdk.http_retry.async_handler import AsyncRetryHandler

    from salesbot.config import Settings

NOT_INSTALLED = "not_installed"


class NoTokenYet(SalesbotError):
    """The token of a workspace ended, and Slack gives no new one just now: nothing was sent, and it may be later."""

    def __init__(self) -> None:
        super().__init__("the token ended, and there is no new one yet")


@dataclass(frozen=True, repr=False)
class Pass:
    """A token that is good now, and the workspace that each call must name where the token opens several."""

    token: str
    workspace_id: str = ""


# Raises SlackApiError as Slack would (`refused`) where no token is here, NoTokenYet where one may come.
GivePass = Callable[[], Awaitable[Pass]]


def refused(method: str) -> SlackApiError:
    """Return what Slack would answer to a call without a token, under a code of ours."""
    said = AsyncSlackResponse(
        client=None, http_verb="POST", api_url=method, req_args={}, status_code=200, headers={},
        data={"ok": False, "error": NOT_INSTALLED},
    )  # fmt: skip
    return SlackApiError("no token is here", said)  # type: ignore[no-untyped-call]  # slack_sdk types its own verbs only


def clients(session: aiohttp.ClientSession, give: GivePass, *, settings: Settings) -> Clients:
    """Return both clients of a workspace; each call asks `give` for its token."""
    return Clients(
        posting=PassingClient(session, give, settings=settings, retry=[]),
        reading=PassingClient(session, give, settings=settings, retry=retries()),
    )


class PassingClient(AsyncWebClient):
    """A client that asks for its token at each call."""

    def __init__(
        self, session: aiohttp.ClientSession, give: GivePass, *, settings: Settings, retry: list[AsyncRetryHandler]
    ) -> None:
        super().__init__(token=None, **ways(session, settings, retry))
        go_directly(self, settings)
        self._give = give

    async def api_call(self, *args: Any, **more: Any) -> AsyncSlackResponse:
        """Call Slack with the token of this moment. Raises what `give` raises before anything is sent."""
        given = await self._give()
        self.token = given.token
        self.default_params = {"team_id": given.workspace_id} if given.workspace_id else {}
        return await super().api_call(*args, **more)
