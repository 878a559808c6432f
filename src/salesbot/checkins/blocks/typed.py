"""What salesbot says to something typed to it while a round is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from salesbot.checkins.rules import LONGEST_ANSWER
from salesbot.letters import letters
from salesbot.room import Message
from salesbot.slack import kit

if TYPE_CHECKING:
    from salesbot.checkins.model import Draft
    from salesbot.checkins.queries import Part


def draft(typed: Draft, part: Part, *, takes_text: bool = True) -> Message:
    """What salesbot says to something typed while a round is open; `takes_text`: whether that round asks for any."""
    if typed.used_at is not None:
        words = f"Stored as your answer for {part.round.day:%A}."
        return Message(text=words, blocks=[kit.section(words)])
    if part.ask.superseded_at is not None:
        words = f"{part.round.day:%A} is over, so I left that where you typed it."
        return Message(text=words, blocks=[kit.section(words)])
    form = kit.button("Open the form", "checkin.form", value=str(typed.id))
    if not takes_text:
        words = (
            f"{kit.name(part.checkin.name)} asks for numbers and choices, so words have no place there. The form has."
        )
        return Message(text=words, blocks=[kit.section(words), kit.actions(form)])
    if letters(typed.text) > LONGEST_ANSWER:
        return Message(text=_too_long(typed), blocks=[kit.section(_too_long(typed)), kit.actions(form)])
    words = f"Use this as your answer for {kit.name(part.checkin.name)}?"
    use = kit.button("Use it", "checkin.use", value=str(typed.id), style="primary")
    return Message(text=words, blocks=[kit.section(words), kit.actions(use, form)])


def _too_long(typed: Draft) -> str:
    return (
        f"That is {letters(typed.text):,} characters, and one answer takes {LONGEST_ANSWER:,}. Type it again a little "
        f"shorter, or open the form: it begins with the first {LONGEST_ANSWER:,} of them."
    )
