"""One call to Slack, and what is known of it when it fails."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from salesbot.errors import SalesbotError
from salesbot.outbox.rules import Failure
from salesbot.slack.passes import NoTokenYet

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from slack_sdk.web.async_slack_response import AsyncSlackResponse


class CallFailed(SalesbotError):
    """Slack did not do what was asked, or nobody knows."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.code)
        self.failure = failure


async def call(request: Awaitable[AsyncSlackResponse], *, seconds: float) -> dict[str, Any]:
    """Wait at most so long for an answer, and return it. Raises CallFailed and nothing else."""
    try:
        async with asyncio.timeout(seconds):
            answer = await request
    except SlackApiError as error:
        raise CallFailed(_refused(error)) from error
    except Exception as error:
        raise CallFailed(_accident(error)) from error
    if not isinstance(answer.data, dict):
        raise CallFailed(Failure("not_json"))
    return answer.data


def _refused(error: SlackApiError) -> Failure:
    """Read an answer that is not ok. Its body may be HTML, and the response slack_sdk's or aiohttp's own."""
    answer: Any = error.response
    status = getattr(answer, "status_code", None) or getattr(answer, "status", None) or 200
    data = getattr(answer, "data", None)
    body = data if isinstance(data, dict) else {}
    headers = getattr(answer, "headers", None) or {}
    return Failure(
        code=str(body.get("error") or ("ratelimited" if status == 429 else "not_json")),  # noqa: PLR2004  HTTP's own number
        status=status,
        retry_after=_seconds(headers),
        needed=str(body.get("needed") or ""),
    )


def _seconds(headers: Any) -> float | None:
    value = headers.get("Retry-After") or headers.get("retry-after")
    try:
        return None if value is None else max(0.0, float(value))
    except ValueError:
        return None


def _accident(error: Exception) -> Failure:
    """Read an exception by its shape: what surely never left, what may have arrived, and what was our own mistake."""
    if isinstance(error, NoTokenYet):
        return Failure("no_token_here", reached=False)
    if isinstance(
        error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.ServerFingerprintMismatch
    ):
        return Failure("cannot_connect", reached=False)
    if isinstance(error, TimeoutError):
        return Failure("timeout")
    if isinstance(error, aiohttp.ClientError | OSError):
        return Failure("connection_lost")
    if isinstance(error, SlackClientError | TypeError):
        return Failure("invalid_arguments")
    return Failure("not_json")
