"""The door behind response_url; page "Handling user interaction: using response_url"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground import strict
from salesbot.playground.api import shapes
from salesbot.playground.api.call import ApiError, Call, check, parts
from salesbot.playground.api.messages import content, echo

if TYPE_CHECKING:
    from salesbot.playground.state import Channel, Message, Responder, World

_KNOWN = {
    "text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts",
    "unfurl_links",
    "unfurl_media", "metadata", "mrkdwn", "link_names", "parse",
}  # fmt: skip


def respond(world: World, ticket: str, body: dict[str, Any]) -> Call:
    """Carry out one use of a response URL: post, replace or delete. Raises ApiError; a refused body costs no use."""
    responder = _usable(world, ticket)
    call = Call(world, "response_url", body, install=responder.install)
    channel = responder.install.workspace.channels[responder.channel]
    if call.flag("delete_original"):
        _take_away(world, channel, responder)
    else:
        _say(call, channel, responder)
    responder.uses_left -= 1
    return call


def _usable(world: World, ticket: str) -> Responder:
    responder = world.tickets.responders.get(ticket)
    if responder is None:
        raise ApiError("invalid_url")
    if world.ids.seconds() > responder.ends:
        raise ApiError("expired_url")
    if responder.uses_left < 1:
        raise ApiError("used_url")
    return responder


def _say(call: Call, channel: Channel, responder: Responder) -> None:
    unknown = sorted(set(call.args) - _KNOWN)
    if unknown:
        raise ApiError("invalid_arguments", *(f"[ERROR] unknown argument: {name}" for name in unknown))
    said = parts(call)
    check(strict.message(said))
    original = _original(channel, responder)
    if call.flag("replace_original") and original is not None:
        changes = content(said, before=original)
        newer = call.world.edit(channel, original, **changes, edited_at=call.world.ids.ts())
        if newer.ephemeral_for is None:
            echo(call, channel, _changed(call.world, original, newer))
        return
    public = call.text("response_type") == "in_channel"
    install = responder.install
    message = call.world.post(
        channel, install.bot.id, **content(said), bot_id=install.bot_id, app_id=install.app.id,
        ephemeral_for=None if public else responder.user, thread_ts=call.args.get("thread_ts") or None,
    )  # fmt: skip
    responder.message_ts = responder.message_ts or message.ts
    if public:
        echo(call, channel, shapes.message(call.world, message))


def _take_away(world: World, channel: Channel, responder: Responder) -> None:
    original = _original(channel, responder)
    if original is None:
        raise ApiError("message_not_found")
    world.delete(channel, original)


def _original(channel: Channel, responder: Responder) -> Message | None:
    ts = responder.message_ts or ""
    return channel.said.get(ts) or channel.whispers.get(ts)


def _changed(world: World, before: Message, after: Message) -> dict[str, Any]:
    return {
        "type": "message", "subtype": "message_changed", "hidden": True, "ts": after.edited_at,
        "message": shapes.message(world, after), "previous_message": shapes.message(world, before),
    }  # fmt: skip
