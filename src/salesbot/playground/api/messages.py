"""Posting, changing and taking back; pages "chat.postMessage", "chat.update", "chat.delete", "chat.getPermalink"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground import strict
from salesbot.playground.api import shapes
from salesbot.playground.api.call import ApiError, check, method, parts
from salesbot.playground.api.finding import conversation, place
from salesbot.playground.state.blocks import with_ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from salesbot.playground.api.call import Answer, Call
    from salesbot.playground.state import Channel, Message


@method("chat.postMessage")
def post(call: Call) -> Answer:
    """Post a message; to a person (U…) it opens the direct message and answers with its D…."""
    channel = place(call)
    said = parts(call)
    check(strict.message(said))
    twin = _twin(call, channel)
    message = twin or call.world.post(
        channel, call.me.bot.id, **content(said), **signed(call), **_thread(call, channel),
        client_msg_id=call.args.get("client_msg_id") or None,
    )  # fmt: skip
    shown = shapes.message(call.world, message)
    if twin is None:
        echo(call, channel, shown)
    more = {"metadata": dict(message.metadata)} if message.metadata else {}
    return {"ok": True, "channel": channel.id, "ts": message.ts, "message": shown | more}


@method("chat.update")
def update(call: Call) -> Answer:
    """Change one's own message. Blocks stay only if neither blocks nor text come; metadata stays unless given."""
    channel = conversation(call)
    message = _own(call, channel, "cant_update_message")
    said = parts(call)
    check(strict.message(_kept(message, said), "chat.update"))
    changes = content(said, before=message)
    newer = call.world.edit(channel, message, **changes, edited_at=call.world.ids.ts())
    shown = shapes.message(call.world, newer, metadata=True)
    echo(call, channel, {
        "type": "message", "subtype": "message_changed", "hidden": True, "ts": newer.edited_at,
        "message": shapes.message(call.world, newer), "previous_message": shapes.message(call.world, message),
    })  # fmt: skip
    return {"ok": True, "channel": channel.id, "ts": newer.ts, "text": newer.text, "message": shown}


@method("chat.delete")
def delete(call: Call) -> Answer:
    """Take back one's own message; one with replies leaves a tombstone, as in Slack."""
    channel = conversation(call)
    message = _own(call, channel, "cant_delete_message")
    if channel.replies(message.ts):
        call.world.edit(
            channel, message, subtype="tombstone", text="This message was deleted.", blocks=(), attachments=(),
            metadata=None, deleted=True,
        )  # fmt: skip
    else:
        call.world.delete(channel, message)
    echo(call, channel, {
        "type": "message", "subtype": "message_deleted", "hidden": True, "ts": call.world.ids.ts(),
        "deleted_ts": message.ts, "previous_message": shapes.message(call.world, message),
    })  # fmt: skip
    return {"ok": True, "channel": channel.id, "ts": message.ts}


@method("chat.getPermalink")
def permalink(call: Call) -> Answer:
    """The address of a message."""
    channel = conversation(call)
    ts = call.need("message_ts")
    if ts not in channel.said:
        raise ApiError("message_not_found")
    address = f"https://{call.me.workspace.domain}.slack.test/archives/{channel.id}/p{ts.replace('.', '')}"
    thread = channel.said[ts].thread_ts
    more = f"?thread_ts={thread}&cid={channel.id}" if channel.said[ts].is_reply else ""
    return {"ok": True, "channel": channel.id, "permalink": address + more}


def content(said: Mapping[str, Any], *, before: Message | None = None) -> dict[str, Any]:
    """The text, blocks, attachments and metadata that a message gets; what an update leaves out may stay as it was."""
    keep_blocks = before is not None and "text" not in said
    return {
        "text": str(said.get("text") or said.get("markdown_text") or (before.text if before else ""))[:40_000],
        "blocks": tuple(with_ids(said["blocks"]))
        if "blocks" in said
        else before.blocks
        if before and keep_blocks
        else (),
        "attachments": tuple(said.get("attachments", before.attachments if before else ())),
        "metadata": said.get("metadata", before.metadata if before else None),
    }


def signed(call: Call) -> dict[str, Any]:
    """The marks that say which app a message came from."""
    return {"bot_id": call.me.bot_id, "app_id": call.me.app.id}


def echo(call: Call, channel: Channel, event: dict[str, Any]) -> None:
    """Tell apps what happened, the one that did it included; it filters its own messages by `bot_id`."""
    if call.world.settings.echo_bot_messages:
        told = {**event, "channel": channel.id, "channel_type": channel.kind}
        call.happened.append(("message", told, channel))


def _twin(call: Call, channel: Channel) -> Message | None:
    if not call.world.settings.dedupe_client_msg_id:
        return None
    ts = channel.by_client_msg_id.get(call.text("client_msg_id"))
    return channel.said[ts] if ts else None


def _thread(call: Call, channel: Channel) -> dict[str, Any]:
    parent = call.text("thread_ts")
    if not parent:
        return {}
    if parent not in channel.said:
        raise ApiError("thread_not_found")
    root = channel.said[parent].thread_ts or parent
    return {"thread_ts": root, "broadcast": call.flag("reply_broadcast")}


def _own(call: Call, channel: Channel, otherwise: str) -> Message:
    message = channel.said.get(call.need("ts"))
    if message is None or message.deleted:
        raise ApiError("message_not_found")
    if message.user != call.me.bot.id:
        raise ApiError(otherwise)
    if channel.archived:
        raise ApiError("is_archived")
    return message


def _kept(message: Message, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the message would hold after the update: an update that gives only metadata is not one without text."""
    if "text" in said or "blocks" in said:
        return said
    return {"text": message.text, **({"blocks": list(message.blocks)} if message.blocks else {}), **said}
