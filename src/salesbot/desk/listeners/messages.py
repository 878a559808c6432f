"""Words typed to salesbot in its direct message: each gets an answer, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot import clock
from salesbot.desk.offers import typed
from salesbot.slack import reading

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House

# What a person does that is not a plain message but says something new (Slack's page "message event", subtypes).
_SAID = frozenset({None, "file_share", "thread_broadcast", "me_message"})


def register(app: AsyncApp, house: House) -> None:
    """Listen to direct messages; salesbot's own, other apps' and edits are none."""

    @app.event("message")
    async def spoken(body: dict[str, Any], event: dict[str, Any]) -> None:
        if is_somebody_speaking(event):
            await typed(
                house,
                workspace_id=reading.workspace_of(body),
                member_id=event["user"],
                text=reading.typed(event.get("text") or ""),
                ts=event["ts"],
                now=clock.now(),
            )


def is_somebody_speaking(event: dict[str, Any]) -> bool:
    """Whether a person said something new in a direct message with salesbot."""
    direct = event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")
    return direct and not event.get("bot_id") and bool(event.get("user")) and event.get("subtype") in _SAID
