"""What a giver reads: that it is given and how to take it back, and that it was taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.kudos import rules
from salesbot.kudos.blocks.post import called
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.kudos.queries import Act
    from salesbot.kudos.service import Given
    from salesbot.room import Block

UNDO = "kudos.undo"


def given(what: Given, *, typed: str) -> Message:
    """Said back to the giver, who alone sees it; `typed` is the command."""
    who = rules.all_of([called(one.name) for one in what.receivers])
    words = f"Done: {kit.channel(what.team.channel_id)} reads your thanks to {who}, {_told(what)}."
    button = kit.button("Undo", UNDO, value=str(what.kudos.id))
    later = f"You can take it back for {rules.UNDO_HOURS} hours, here or with `{typed} undo`. {_left(what.left)}"
    return Message(text=words, blocks=[kit.section(words, button), kit.context(later)])


def _told(what: Given) -> str:
    return "who gets a note as well" if len(what.receivers) == 1 else "who each get a note as well"


def _left(left: int) -> str:
    if left == 0:
        return f"That was the last of {rules.A_DAY} for today."
    return f"{left} more {'fits' if left == 1 else 'fit'} into today."


def confirmed(message: Message) -> Block:
    """The same in a form that was sent."""
    return kit.modal("Kudos", message.blocks, callback_id="kudos.given", close="Close")


def taken_back(act: Act) -> Message:
    """It is gone; what was written stands here once more, for whoever wants to say it otherwise."""
    who = rules.all_of([called(name) for _, name in act.receivers])
    head = f"Taken back: your thanks to {who}. The post and the notes are gone, and it counts no more."
    return Message(text=head, blocks=[kit.section(head), *kit.paragraphs(act.kudos.reason)])
