"""Files in three calls; pages "files.getUploadURLExternal", "files.completeUploadExternal" and "files.delete"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground.api import shapes
from salesbot.playground.api.call import ApiError, method
from salesbot.playground.api.finding import conversation
from salesbot.playground.api.messages import echo, signed
from salesbot.playground.state.files import File

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call
    from salesbot.playground.state import Channel, World


@method("files.getUploadURLExternal")
def announce(call: Call) -> Answer:
    """Say where the bytes of a file go. They are not there yet, and nobody sees anything."""
    length = call.need("length")
    if not length.isdecimal() or int(length) < 1:
        raise ApiError("invalid_arguments", "[ERROR] length must be at least 1 [json-pointer:/length]")
    made = File(
        call.world.ids.new("F"), call.need("filename"), int(length), call.world.ids.secret(16), call.me,
        call.world.now_ts(),
    )  # fmt: skip
    call.world.files[made.id] = made
    return {"ok": True, "upload_url": f"{call.base_url}/upload/{made.ticket}", "file_id": made.id}


@method("files.completeUploadExternal")
def complete(call: Call) -> Answer:
    """Show files in a conversation, once their bytes have come; without one they stay the app's own."""
    told = call.parsed("files", "invalid_arguments", list) or []
    files = [_titled(call, one) for one in told]
    if not files:
        raise ApiError("invalid_arguments", "[ERROR] must provide at least one file [json-pointer:/files]")
    if call.text("channel_id"):
        channel = conversation(call, named="channel_id")
        if call.me.bot.id not in channel.members:
            raise ApiError("not_in_channel")
        _show(call, channel, files)
    return {"ok": True, "files": [{"id": one.id, "title": one.title} for one in files]}


def _titled(call: Call, told: Any) -> File:
    found = call.world.files.get(str(told.get("id"))) if isinstance(told, dict) else None
    if found is None or found.install is not call.me or found.content is None or found.shown_in is not None:
        raise ApiError("file_not_found")
    found.title = str(told.get("title") or found.name)
    return found


def _show(call: Call, channel: Channel, files: list[File]) -> None:
    thread = call.args.get("thread_ts") or None
    if thread is not None and thread not in channel.said:
        raise ApiError("thread_not_found")
    message = call.world.post(
        channel, call.me.bot.id, call.text("initial_comment"), **signed(call), files=tuple(files), thread_ts=thread,
        subtype="file_share",
    )  # fmt: skip
    for one in files:
        one.shown_in = (channel.id, message.ts)
    echo(call, channel, shapes.message(call.world, message))


@method("files.delete")
def delete(call: Call) -> Answer:
    """Delete a file of one's own; a message that showed nothing else goes with it."""
    found = call.world.files.get(call.need("file"))
    if found is None:
        raise ApiError("file_not_found")
    if found.install is not call.me:
        raise ApiError("cant_delete_file")
    del call.world.files[found.id]
    if found.shown_in is not None:
        _hide(call.world, call.me.workspace.channels[found.shown_in[0]], found, found.shown_in[1])
    return {"ok": True}


def _hide(world: World, channel: Channel, file: File, ts: str) -> None:
    message = channel.said.get(ts)
    if message is None:
        return
    left = tuple(one for one in message.files if one is not file)
    if left or message.text:
        world.edit(channel, message, files=left)
    else:
        world.delete(channel, message)
