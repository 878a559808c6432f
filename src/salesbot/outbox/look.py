"""Looking whether a message arrived: its delivery id stands in the metadata that Slack's history keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.outbox.calls import CallFailed, call
from salesbot.outbox.rules import METADATA, Failure

if TYPE_CHECKING:
    from datetime import datetime

    from slack_sdk.web.async_client import AsyncWebClient

MARGIN_SECONDS = 300  # how far Slack's clock and ours may be apart
_PAGE = 200
_PAGES = 50


async def copies(
    client: AsyncWebClient, *, delivery_id: str, channel: str, thread_ts: str | None, since: datetime, seconds: float
) -> list[str]:
    """Return the ts of every copy since that instant of machine time, oldest first; of a file its id (F…).

    Raises CallFailed; `too_many_messages` where so much was written since that we cannot say.
    """
    cursor = ""
    found: dict[str, str] = {}
    for _ in range(_PAGES):
        page = await _page(client, channel, thread_ts=thread_ts, since=since, cursor=cursor, seconds=seconds)
        found |= {one["ts"]: name for one in page.get("messages", []) if (name := _copy(one, delivery_id))}
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return [found[ts] for ts in sorted(found, key=float)]
    raise CallFailed(Failure("too_many_messages"))


async def _page(
    client: AsyncWebClient, channel: str, *, thread_ts: str | None, since: datetime, cursor: str, seconds: float
) -> dict[str, Any]:
    asked: dict[str, Any] = {"oldest": f"{since.timestamp() - MARGIN_SECONDS:.6f}", "limit": _PAGE}
    if cursor:
        asked["cursor"] = cursor
    if thread_ts is None:
        request = client.conversations_history(channel=channel, include_all_metadata=True, **asked)
    else:
        request = client.conversations_replies(channel=channel, ts=thread_ts, include_all_metadata=True, **asked)
    return await call(request, seconds=seconds)


def _copy(message: dict[str, Any], delivery_id: str) -> str:
    """What stands for a message of this delivery, else "": files have no metadata, and are known by their name."""
    for file in message.get("files") or ():
        if mark(delivery_id) in str(file.get("name")):
            return str(file["id"])
    metadata = message.get("metadata") or {}
    own = metadata.get("event_type") == METADATA and (metadata.get("event_payload") or {}).get("id") == delivery_id
    return str(message["ts"]) if own else ""


def mark(delivery_id: str) -> str:
    """Return the part of a delivery's id that stands in the names of its files."""
    return delivery_id.replace("-", "")[:12]


async def channel_of(client: AsyncWebClient, target: str, *, seconds: float) -> str:
    """Return where messages to a target stand: a channel itself, or the direct message (D…) with a person."""
    if not target.startswith(("U", "W")):
        return target
    opened = await call(client.conversations_open(users=target), seconds=seconds)
    return str(opened["channel"]["id"])
