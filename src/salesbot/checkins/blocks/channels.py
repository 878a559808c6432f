"""What managers read and do when a check-in's own channel is shared with another company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.rules.places import NAME_FIELD
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.checkins.model import Checkin
    from salesbot.room import Block

CONFIRM, CONFIRMED = "checkin.shared_confirm", "checkin.shared_confirmed"


def now_shared(checkin: Checkin) -> Message:
    """The note to a manager when a check-in's channel becomes shared."""
    words = (
        f":warning: {kit.channel(checkin.channel_id)} is now shared with another company. So that nobody outside reads "
        f"your team's answers, *{kit.name(checkin.name)}* publishes nothing there until a manager confirms it."
    )
    text = f"#{kit.name(checkin.channel_name)} is now shared with another company"
    return Message(text, [kit.section(words, confirm_button(checkin))])


def confirm_button(checkin: Checkin) -> Block:
    """The button that opens the form in which a manager names a shared channel."""
    return kit.button("Publish all the same…", CONFIRM, value=str(checkin.id))


def confirm_channel(checkin: Checkin) -> Block:
    """The form in which a manager names a shared channel before anything is published in it."""
    words = (
        f":warning: People of another company read *#{kit.name(checkin.channel_name)}*. "
        "They would see what your team answers."
    )
    return kit.modal(
        "Shared channel",
        [kit.section(words), kit.text_input("Type the channel's name to go on", NAME_FIELD)],
        callback_id=CONFIRMED,
        submit="Publish there",
        private_metadata=str(checkin.id),
    )


def channel_confirmed(checkin: Checkin) -> Block:
    """Said back."""
    words = f"From now on I publish in {kit.channel(checkin.channel_id)}, though it is shared."
    return kit.modal("Shared channel", [kit.section(words)], callback_id="checkin.done", close="Done")
