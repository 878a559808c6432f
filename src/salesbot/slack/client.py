"""How salesbot calls Slack: one shared session, one client that posts once and one that reads again."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from salesbot import clock, metrics

if TYPE_CHECKING:
    from slack_sdk.http_retry.async_handler import AsyncRetryHandler
    from yarl import URL

    from salesbot.config import Settings

_METHOD = re.compile(r"[a-z]+(\.[a-zA-Z]+)+")


@dataclass(frozen=True)
class Clients:
    """Two ways to call Slack over one session.

    `posting` never sends anything twice by itself: after a dropped connection nobody knows whether Slack took the
    message, and only the outbox can find out. `reading` tries again: for reads, and for calls that may be repeated
    (chat.update, chat.delete, views.publish).
    """

    posting: AsyncWebClient
    reading: AsyncWebClient


def session(settings: Settings) -> aiohttp.ClientSession:
    """Open the one session for all calls; whoever opens it closes it. A call takes `send_timeout` seconds at most.

    The number of connections has no limit here because the outbox has one: a call that waited for a free connection
    would spend its time-out without having been sent.
    """
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=settings.send_timeout),
        connector=aiohttp.TCPConnector(limit=0),
        trace_configs=[_measured()],
    )


def _measured() -> aiohttp.TraceConfig:
    """Count and time each call to Slack, the tries of slack_sdk's own retries one by one."""

    async def begins(_session: Any, context: Any, _about: Any) -> None:
        context.began = clock.monotonic()

    async def ends(_session: Any, context: Any, about: aiohttp.TraceRequestEndParams) -> None:
        _count(about.url, str(about.response.status), context.began)

    async def fails(_session: Any, context: Any, about: aiohttp.TraceRequestExceptionParams) -> None:
        _count(about.url, "none", context.began)

    config = aiohttp.TraceConfig()
    config.on_request_start.append(begins)
    config.on_request_end.append(ends)
    config.on_request_exception.append(fails)
    return config


def _count(url: URL, status: str, began: float) -> None:
    method = url.name if _METHOD.fullmatch(url.name) else "other"  # a response_url, or where a file goes
    metrics.CALLS.labels(method, status).observe(clock.monotonic() - began)


def clients(session: aiohttp.ClientSession, token: str, *, settings: Settings) -> Clients:
    """Return both clients of one workspace, by its bot token."""
    return Clients(
        posting=_client(session, token, settings=settings, retry=[]),
        reading=_client(session, token, settings=settings, retry=retries()),
    )


def retries() -> list[AsyncRetryHandler]:
    """Return what tries again, for calls that may be repeated."""
    return [
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        AsyncServerErrorRetryHandler(max_retry_count=2),
        AsyncRateLimitErrorRetryHandler(max_retry_count=2),
    ]


def _client(
    session: aiohttp.ClientSession, token: str, *, settings: Settings, retry: list[AsyncRetryHandler]
) -> AsyncWebClient:
    client = AsyncWebClient(token=token, **ways(session, settings, retry))
    go_directly(client, settings)
    return client


def ways(session: aiohttp.ClientSession, settings: Settings, retry: list[AsyncRetryHandler]) -> dict[str, Any]:
    """Return how every client of ours is made, but for its token."""
    return {
        "base_url": settings.slack_api_url,
        "timeout": max(1, round(settings.send_timeout)),
        "session": session,
        "logger": _quiet(),
        "retry_handlers": retry,
    }


def go_directly(client: AsyncWebClient, settings: Settings) -> None:
    """Let a client reach a Slack on this machine: slack_sdk takes HTTPS_PROXY for every address."""
    if is_local(settings.slack_api_url):
        client.proxy = ""


def _quiet() -> logging.Logger:
    """Return a logger for slack_sdk that is never told to debug: it would log whole messages."""
    logger = logging.getLogger("salesbot.slack_sdk")
    logger.setLevel(logging.WARNING)
    return logger


def is_local(url: str) -> bool:
    """Whether an address is on this very machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
