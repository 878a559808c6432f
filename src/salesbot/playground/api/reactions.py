"""Reactions; pages "reactions.add" and "reaction_removed"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from salesbot.playground.api.call import ApiError, method
from salesbot.playground.api.finding import conversation

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call
    from salesbot.playground.state import Channel, Message, World


@method("reactions.add")
def add(call: Call) -> Answer:
    """Put an emoji on a message, once per person and emoji."""
    channel = conversation(call)
    message = channel.said.get(call.need("timestamp"))
    if message is None:
        raise ApiError("message_not_found")
    name = call.need("name").strip(":")
    if call.me.bot.id in dict(message.reactions).get(name, ()):
        raise ApiError("already_reacted")
    react(call.world, channel, message, user=call.me.bot.id, name=name)
    call.happened.append(("reaction_added", event(call.world, message, user=call.me.bot.id, name=name), channel))
    return {"ok": True}


def react(world: World, channel: Channel, message: Message, *, user: str, name: str) -> Message:
    """The message with that reaction on it."""
    before = dict(message.reactions)
    after = {**before, name: (*before.get(name, ()), user)}
    return world.edit(channel, message, reactions=tuple(after.items()))


def unreact(world: World, channel: Channel, message: Message, *, user: str, name: str) -> Message:
    """The message without that person's reaction; an emoji that nobody is left with goes."""
    left = {one: tuple(by for by in them if (one, by) != (name, user)) for one, them in message.reactions}
    return world.edit(channel, message, reactions=tuple((one, them) for one, them in left.items() if them))


def event(world: World, message: Message, *, user: str, name: str, kind: str = "reaction_added") -> dict[str, Any]:
    """What apps hear of a reaction; pages "reaction_added" and "reaction_removed"."""
    item = {"type": "message", "channel": message.channel, "ts": message.ts}
    return {
        "type": kind, "user": user, "reaction": name, "item_user": message.user, "item": item,
        "event_ts": world.ids.ts(),
    }  # fmt: skip
