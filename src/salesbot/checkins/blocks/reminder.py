"""The one reminder of what a member was asked and has not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.blocks.question import closing, titles
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.checkins.queries import Part


def reminder(*parts: Part, stands: bool = True) -> Message | None:
    """The one reminder of parts that were due together; it goes when it has done its work.

    `stands`: it is in Slack already, and so says thanks to whoever answers.
    """
    if not any(_waits(one) for one in parts):
        done = any(_done(one) for one in parts) and all(one.ask.state != "open" for one in parts)
        return Message(text="Done, thanks.") if stands and done else None
    named = [(one, title) for one, title in zip(parts, titles(parts), strict=True) if _waits(one)]
    messages = [_reminder(one, title=title, alone=len(parts) == 1) for one, title in named]
    return Message(
        text=" ".join(message.text for message in messages),
        blocks=[block for message in messages for block in message.blocks],
    )


def _waits(part: Part) -> bool:
    return part.ask.state == "open" and part.ask.closed_at is None and part.ask.superseded_at is None


def _done(part: Part) -> bool:
    return part.ask.state == "answered" and part.ask.superseded_at is None


def _reminder(part: Part, *, title: str, alone: bool) -> Message:
    words = f"Still time for {kit.name(title)}: it is open until {closing(part)}."
    number = str(part.ask.id)
    return Message(
        text=words,
        blocks=[
            kit.section(words),
            kit.actions(
                kit.button(
                    "Answer" if alone else f"Answer {title}",
                    "checkin.answer",
                    value=number,
                    style="primary",
                ),
                kit.button("Skip today", "checkin.skip", value=number),
            ),
        ],
    )
