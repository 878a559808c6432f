"""Asking Slack for a token: with the code of somebody who said yes, or with the token that renews another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError
    from slack_sdk.web.async_client import AsyncWebClient

    from salesbot.config import Settings

NO_ANSWER = "no_answer"


async def access(slack: AsyncWebClient, settings: Settings, **given: str) -> dict[str, Any]:
    """Call oauth.v2.access, and return its answer. Raises SlackApiError, and what a broken connection raises.

    Id and secret go in the form: slack_sdk's own method puts them into a header in a way that aiohttp gives up.
    """
    secret = settings.client_secret.get_secret_value() if settings.client_secret is not None else ""
    asked = {"client_id": settings.client_id, "client_secret": secret, **given}
    said = await slack.api_call("oauth.v2.access", data=asked)
    return said.data if isinstance(said.data, dict) else {}


# Slack stumbles: it may be otherwise in a minute.
_PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"})


def code_of(error: SlackApiError) -> str:
    """Return the code of Slack's refusal; `no_answer` where it only stumbles, or its body is HTML."""
    data = getattr(error.response, "data", None)
    code = str(data.get("error") or NO_ANSWER) if isinstance(data, dict) else NO_ANSWER
    return NO_ANSWER if code in _PASSING else code
