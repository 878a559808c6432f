"""Conversations themselves.

Pages "conversations.open", "conversations.info", "conversations.members", "conversations.list", "conversations.join"
and
"users.conversations".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.playground.api import paging
from salesbot.playground.api.call import ApiError, allow, method
from salesbot.playground.api.finding import conversation, direct, person, visible

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call
    from salesbot.playground.state import Channel

_KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


@method("conversations.open")
def open_conversation(call: Call) -> Answer:
    """Open the direct message with one person, or with several."""
    if call.text("channel"):
        channel = conversation(call)
        return {"ok": True, "no_op": True, "already_open": True, "channel": _opened(call, channel)}
    people = [user for user in call.need("users").split(",") if user]
    if len(people) == 1:
        allow(call, "im")
        before = len(call.me.workspace.ims)
        channel = direct(call, people[0])
        known = len(call.me.workspace.ims) == before
        return {"ok": True, "no_op": known, "already_open": known, "channel": _opened(call, channel)}
    return {"ok": True, "channel": _opened(call, _group(call, people))}


@method("conversations.info")
def info(call: Call) -> Answer:
    """One conversation; the number of members only when asked for."""
    channel = conversation(call)
    shown = channel.json(viewer=call.me.bot.id)
    if not call.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"ok": True, "channel": shown}


@method("conversations.members")
def members(call: Call) -> Answer:
    """The ids of a conversation's members, in pages of 100 unless asked otherwise."""
    channel = conversation(call)
    if channel.kind == "group" and call.me.bot.id not in channel.members:
        raise ApiError("channel_not_found")
    page, cursor = paging.cut(call, list(channel.members), default=100)
    return {"ok": True, "members": list(page), **paging.onward(cursor)}


@method("conversations.list")
def list_conversations(call: Call) -> Answer:
    """The workspace's conversations that the caller may see, of the kinds asked for (public channels by default)."""
    seen = [channel for channel in _wanted(call) if visible(call, channel)]
    return _listed(call, seen)


@method("users.conversations")
def conversations_of(call: Call) -> Answer:
    """The conversations a person (the caller by default) is a member of."""
    member = person(call, call.text("user") or call.me.bot.id)
    seen = [channel for channel in _wanted(call) if member.id in channel.members and visible(call, channel)]
    return _listed(call, seen)


@method("conversations.join")
def join(call: Call) -> Answer:
    """Join a public channel; private ones need an invitation, direct messages cannot be joined."""
    channel = conversation(call)
    if channel.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    shown = channel.json(viewer=call.me.bot.id)
    if call.me.bot.id in channel.members:
        return {"ok": True, "channel": shown, "warning": "already_in_channel"} | {
            "response_metadata": {"warnings": ["already_in_channel"]}
        }
    channel.members[call.me.bot.id] = None
    call.world.changed("channel", channel)
    call.happened.append(("member_joined_channel", _joined(call, channel), channel))
    return {"ok": True, "channel": channel.json(viewer=call.me.bot.id)}


def _opened(call: Call, channel: Channel) -> Answer:
    return channel.json(viewer=call.me.bot.id) if call.flag("return_im") else {"id": channel.id}


def _group(call: Call, people: list[str]) -> Channel:
    allow(call, "mpim")
    if len(people) > 8:  # noqa: PLR2004  "conversations.open": 1 to 8 users
        raise ApiError("too_many_users")
    everyone = [call.me.bot.id, *(person(call, user).id for user in people)]
    same = set(everyone)
    known = (c for c in call.me.workspace.channels.values() if c.kind == "mpim" and set(c.members) == same)
    made = next(known, None)
    return made or call.world.new_channel(
        call.me.workspace, "mpdm", kind="mpim", members=everyone, creator=call.me.bot.id
    )


def _wanted(call: Call) -> list[Channel]:
    asked = [kind.strip() for kind in (call.text("types") or "public_channel").split(",")]
    if any(kind not in _KINDS for kind in asked):
        raise ApiError("invalid_types")
    kinds = {_KINDS[kind] for kind in asked}
    for kind in sorted(kinds):
        allow(call, kind)
    skip = call.flag("exclude_archived")
    return [c for c in call.me.workspace.channels.values() if c.kind in kinds and not (skip and c.archived)]


def _listed(call: Call, channels: list[Channel]) -> Answer:
    page, cursor = paging.cut(call, channels, default=100)
    return {"ok": True, "channels": [c.json(viewer=call.me.bot.id) for c in page], **paging.onward(cursor)}


def _joined(call: Call, channel: Channel) -> Answer:
    return {
        "type": "member_joined_channel", "user": call.me.bot.id, "channel": channel.id, "channel_type": "C",
        "team": call.me.workspace.id, "event_ts": call.world.ids.ts(),
    }  # fmt: skip
