"""What was said; pages "conversations.history" and "conversations.replies"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.playground.api import paging, shapes
from salesbot.playground.api.call import ApiError, method
from salesbot.playground.api.finding import conversation

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call
    from salesbot.playground.state import Channel


@method("conversations.history")
def history(call: Call) -> Answer:
    """Messages of a conversation, newest first, without the replies in threads."""
    channel = _readable(call)
    older_than = paging.read(call, "before")
    found, more = channel.page(
        oldest=call.text("oldest"),
        latest=older_than or call.text("latest"),
        inclusive=call.flag("inclusive") and not older_than,
        limit=call.number("limit", 100, most=999),
    )
    told = call.flag("include_all_metadata")
    answer: Answer = {
        "ok": True, "has_more": more, "pin_count": 0,
        "messages": [shapes.threaded(call.world, channel, message, metadata=told) for message in found],
    }  # fmt: skip
    return answer | (paging.onward(paging.write("before", found[-1].ts)) if more else {})


@method("conversations.replies")
def replies(call: Call) -> Answer:
    """A message and its replies, oldest first; the parent comes on every page."""
    channel = _readable(call)
    ts = call.need("ts")
    if ts not in channel.said:
        raise ApiError("thread_not_found")
    root = channel.said[ts].thread_ts or ts
    newer_than = paging.read(call, "after")
    found, more = channel.thread_page(
        root,
        oldest=newer_than or call.text("oldest"),
        latest=call.text("latest"),
        inclusive=call.flag("inclusive") and not newer_than,
        limit=call.number("limit", 1000, most=1000),
    )
    told = call.flag("include_all_metadata")
    shown = [shapes.threaded(call.world, channel, message, metadata=told) for message in found]
    answer: Answer = {"ok": True, "messages": shown, "has_more": more}
    return answer | (paging.onward(paging.write("after", found[-1].ts)) if more else {})


def _readable(call: Call) -> Channel:
    """A bot reads only where it is a member; page "conversations.history", error `not_in_channel`."""
    channel = conversation(call)
    if call.me.bot.id not in channel.members:
        raise ApiError("not_in_channel")
    return channel
