"""Going into a channel before anything is published there; no transaction is open while Slack is asked."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

from slack_sdk.errors import SlackApiError

from salesbot.errors import Refusal
from salesbot.people.sync import is_shared
from salesbot.slack.ids import is_slacks

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

_NOT_ABLE = frozenset({"missing_scope", "channel_not_found", "method_not_supported_for_channel_type"})


class Obstacle(Enum):
    """Why somebody has to act first."""

    UNSEEN = "salesbot was not invited to a private channel"
    SHARED = "the channel is shared with another company, and nobody confirmed it"


async def enter(client: AsyncWebClient, channel_id: str, *, shared_ok: bool) -> dict[str, Any] | Obstacle:
    """Look at the channel and go in if it is public; a shared one only where somebody confirmed that.

    Raises Refusal beside `channel` for one that nobody can use, and SlackApiError where Slack does not answer well.
    """
    if not is_slacks(channel_id):
        raise Refusal("Please choose a channel.", field="channel")
    channel = await _seen(client, channel_id)
    if channel is None:
        return Obstacle.UNSEEN
    if channel.get("is_archived"):
        raise Refusal(f"#{channel['name']} is archived. Unarchive it, or choose another channel.", field="channel")
    if channel.get("is_im") or channel.get("is_mpim"):
        raise Refusal("That is a direct message. Please choose a channel.", field="channel")
    if is_shared(channel) and not shared_ok:
        return Obstacle.SHARED
    if channel.get("is_member"):
        return channel
    if channel.get("is_private"):
        return Obstacle.UNSEEN
    return channel if await _joined(client, channel_id) else Obstacle.UNSEEN


async def _seen(client: AsyncWebClient, channel_id: str) -> dict[str, Any] | None:
    try:
        channel: dict[str, Any] = (await client.conversations_info(channel=channel_id))["channel"]
    except SlackApiError as error:
        if code(error) in {"channel_not_found", "missing_scope"}:
            return None
        raise
    return channel


async def _joined(client: AsyncWebClient, channel_id: str) -> bool:
    try:
        await client.conversations_join(channel=channel_id)
    except SlackApiError as error:
        if code(error) in _NOT_ABLE:
            return False
        raise
    return True


def code(error: SlackApiError) -> str:
    """Slack's own word for what went wrong; its answer may also be no JSON at all."""
    data = error.response.data
    return str(data.get("error")) if isinstance(data, dict) else "no answer that I understand"
