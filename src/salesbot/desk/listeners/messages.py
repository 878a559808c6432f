"""Words typed to salesbot in its direct message: each gets an answer, once, and follows what its author changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from salesbot import clock
from salesbot.desk.offers import retyped, typed
from salesbot.slack import reading

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

    from salesbot.room import House

# What a person does that is not a plain message but says something new (Slack's page "message event", subtypes).
_SAID = frozenset({None, "file_share", "thread_broadcast", "me_message"})


def register(app: AsyncApp, house: House) -> None:
    """Listen to direct messages; salesbot's own and other apps' are none."""

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
        elif (other := rewritten(event)) is not None:
            await retyped(
                house,
                workspace_id=reading.workspace_of(body),
                member_id=other.member_id,
                text=reading.typed(other.text),
                ts=other.ts,
                now=clock.now(),
            )


def is_somebody_speaking(event: dict[str, Any]) -> bool:
    """Whether a person said something new in a direct message with salesbot."""
    return _is_direct(event) and not event.get("bot_id") and bool(event.get("user")) and event.get("subtype") in _SAID


def _is_direct(event: dict[str, Any]) -> bool:
    return event.get("channel_type") == "im" or str(event.get("channel", "")).startswith("D")


class Rewritten(NamedTuple):
    """A message whose author changed it, with its words now: empty where they deleted it."""

    member_id: str
    ts: str
    text: str


def rewritten(event: dict[str, Any]) -> Rewritten | None:
    """What a person made of a message of theirs; None for all else, as when Slack only draws a link's preview."""
    kind = event.get("subtype")
    if not _is_direct(event) or kind not in {"message_changed", "message_deleted"}:
        return None
    before, after = _message(event.get("previous_message")), _message(event.get("message"))
    gone = kind == "message_deleted" or after.get("subtype") == "tombstone"  # it goes so where it has a thread
    member_id = str(before.get("user") or ("" if gone else after.get("user")) or "")
    ts = str(after.get("ts") or event.get("deleted_ts") or before.get("ts") or "")
    text = "" if gone else str(after.get("text") or "")
    if before.get("bot_id") or after.get("bot_id") or not member_id or (not gone and text == before.get("text")):
        return None
    return Rewritten(member_id, ts, text)


def _message(found: object) -> Mapping[str, Any]:
    return found if isinstance(found, Mapping) else {}
