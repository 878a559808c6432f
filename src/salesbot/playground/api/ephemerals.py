"""Messages that one person sees; page "chat.postEphemeral"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.playground import strict
from salesbot.playground.api.call import ApiError, check, method, parts
from salesbot.playground.api.finding import person, place
from salesbot.playground.api.messages import content, signed

if TYPE_CHECKING:
    from salesbot.playground.api.call import Answer, Call


@method("chat.postEphemeral")
def post_ephemeral(call: Call) -> Answer:
    """Show something to one member of a conversation; no history keeps it."""
    channel = place(call)
    reader = person(call, call.need("user"))
    if reader.id not in channel.members:
        raise ApiError("user_not_in_channel")
    said = parts(call)
    check(strict.message(said))
    message = call.world.post(
        channel, call.me.bot.id, **content(said), **signed(call), ephemeral_for=reader.id,
        thread_ts=call.args.get("thread_ts") or None,
    )  # fmt: skip
    return {"ok": True, "message_ts": message.ts}
