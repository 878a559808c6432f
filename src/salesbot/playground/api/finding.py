"""Which conversation or person a call means, and what the caller may know of it.

Rules from the error tables of "chat.postMessage", "conversations.info" and "users.info".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.playground.api.call import ApiError, allow

if TYPE_CHECKING:
    from salesbot.playground.api.call import Call
    from salesbot.playground.state import Channel, User


def conversation(call: Call, *, named: str = "channel") -> Channel:
    """The conversation that the call names by id, if the caller may see it and has a scope for its kind."""
    channel = call.me.workspace.channels.get(call.text(named))
    if channel is None or not visible(call, channel):
        raise ApiError("channel_not_found")
    allow(call, channel.kind)
    return channel


def visible(call: Call, channel: Channel) -> bool:
    """Public channels are seen by every app, all others only from inside."""
    return channel.kind == "channel" or call.me.bot.id in channel.members


def person(call: Call, user_id: str) -> User:
    """A user of the caller's workspace."""
    user = call.me.workspace.users.get(user_id)
    if user is None:
        raise ApiError("user_not_found")
    return user


def place(call: Call) -> Channel:
    """Where a message goes: a conversation, a channel's #name, or a person, whose direct message is opened."""
    target = call.need("channel")
    if target[0] in "UW" and target in call.me.workspace.users:
        return direct(call, target)
    found = call.me.workspace.channels.get(target) or call.me.workspace.channel_named(target)
    if found is None or not (visible(call, found)):
        raise ApiError("channel_not_found")
    _may_post(call, found)
    return found


def direct(call: Call, user_id: str) -> Channel:
    """The direct message between the caller and that person."""
    user = person(call, user_id)
    _may_write_to(call, user)
    return call.world.im(call.me.workspace, call.me.bot.id, user.id)


def _may_write_to(call: Call, user: User) -> None:
    if user.is_bot:
        raise ApiError("cannot_dm_bot")
    if user.deleted:
        raise ApiError("user_disabled")
    if user.is_stranger:
        raise ApiError("user_not_found")
    if not call.me.app.messages_tab:
        raise ApiError("messages_tab_disabled")


def _may_post(call: Call, channel: Channel) -> None:
    if channel.archived:
        raise ApiError("is_archived")
    if channel.kind == "im":
        other = next((member for member in channel.members if member != call.me.bot.id), call.me.bot.id)
        _may_write_to(call, call.me.workspace.users[other])
    if call.me.bot.id not in channel.members and not (
        channel.kind == "channel" and "chat:write.public" in call.me.scopes
    ):
        raise ApiError("not_in_channel")
    if channel.posting_restricted:
        raise ApiError("restricted_action")
